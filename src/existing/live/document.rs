//! Reads the document of the script.

use std::rc::Rc;

use serde::{
    Deserializer as _,
    de::{Error as _, MapAccess, SeqAccess},
};

use super::{
    super::{
        azure_id::AzureId,
        input_error::InputError,
        inventory::{Inventory, ReadResult, UnreadList},
        item::resource_of_item,
        json::AnyValue,
        resource::{InputKind, Origin},
        visitor::{ListOf, ObjectOf, ReadList, ReadObject, skip},
    },
    lists::shown_types,
};
use crate::arm_template::Value;

/// The key that the document starts with. Its value is the version of the format.
pub(in crate::existing) const VERSION_KEY: &str = "diGenLive";

const VERSION: i64 = 1;

/// Reads what the script of [`read_script`](super::read_script) printed. Complete for each list that succeeded.
///
/// # Errors
/// The text is not JSON, or not such a document.
pub fn read_live(file: &Rc<str>, text: &str) -> Result<Inventory, InputError> {
    let mut document = Document { file, inventory: Inventory::default(), error: None, has_version: false };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let parsed = json.deserialize_any(ObjectOf(&mut document)).and_then(|()| json.end());
    if let Some(error) = document.error {
        return Err(error);
    }
    parsed.map_err(|error| InputError::of_json(file, &error))?;
    if document.has_version {
        return Ok(document.inventory);
    }
    let message = format!("this is no output of the script of `di-gen adopt --commands`: `{VERSION_KEY}` is missing");
    Err(InputError::at(file, "", message))
}

struct Document<'a> {
    file: &'a Rc<str>,
    inventory: Inventory,
    /// The first error that is not one of JSON.
    error: Option<InputError>,
    has_version: bool,
}

impl<'de> ReadObject<'de> for Document<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            VERSION_KEY => {
                let version = entries.next_value_seed(AnyValue::new())?;
                self.has_version = true;
                if !matches!(version, Value::Integer(VERSION)) {
                    let message = format!("another version of this format: only {VERSION} is known");
                    let error = InputError::at(self.file, format!("/{VERSION_KEY}"), message);
                    self.error = Some(error.with_help("run the script that `di-gen adopt --commands` prints now"));
                    return Err(A::Error::custom("another version"));
                }
                Ok(())
            }
            "reads" => {
                let mut lists = Lists { file: self.file, inventory: &mut self.inventory };
                entries.next_value_seed(ListOf(&mut lists))
            }
            _ => skip(entries),
        }
    }
}

/// The lists that were asked for.
struct Lists<'a> {
    file: &'a Rc<str>,
    inventory: &'a mut Inventory,
}

impl<'de> ReadList<'de> for Lists<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let mut list = AskedList {
            file: self.file,
            inventory: self.inventory,
            pointer: format!("/reads/{index}"),
            arm_type: None,
            scope: None,
            result: None,
            code: None,
            unread_item: false,
        };
        if items.next_element_seed(ObjectOf(&mut list))?.is_none() {
            return Ok(false);
        }
        list.finish();
        Ok(true)
    }
}

/// One list. Its resources are kept as they are read, since they can stand before what the list is about.
struct AskedList<'a> {
    file: &'a Rc<str>,
    inventory: &'a mut Inventory,
    pointer: String,
    arm_type: Option<Rc<str>>,
    scope: Option<AzureId>,
    result: Option<Rc<str>>,
    code: Option<Rc<str>>,
    /// Whether it has something that is no resource.
    unread_item: bool,
}

impl<'de> ReadObject<'de> for AskedList<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        if name == "pages" {
            return entries.next_value_seed(ListOf(self));
        }
        if !["type", "scope", "result", "code"].contains(&name) {
            return skip(entries);
        }
        let value = entries.next_value_seed(AnyValue::new())?;
        let Some(text) = value.as_text().map(Rc::<str>::from) else { return Ok(()) };
        match name {
            "type" => self.arm_type = Some(text),
            "scope" => self.scope = AzureId::parse(&text),
            "result" => self.result = Some(text),
            _ => self.code = Some(text).filter(|code| is_code(code)),
        }
        Ok(())
    }
}

impl<'de> ReadList<'de> for AskedList<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let pointer = format!("{}/pages/{index}/value", self.pointer);
        let mut page = Page { list: self, pointer };
        Ok(items.next_element_seed(ObjectOf(&mut page))?.is_some())
    }
}

impl AskedList<'_> {
    /// Notes whether everything of the type was seen.
    fn finish(self) {
        // Without them, the list shows what it has and is complete for nothing.
        let (Some(arm_type), Some(scope)) = (self.arm_type, self.scope) else { return };
        let failure = match self.result.as_deref() {
            Some("ok") if !self.unread_item => None,
            Some("forbidden") => Some(ReadResult::Forbidden),
            Some("notFound") => Some(ReadResult::NotFound),
            _ => Some(ReadResult::Failed),
        };
        for arm_type in shown_types(&arm_type) {
            match failure {
                None => self.inventory.completeness.add(arm_type, scope.clone()),
                Some(result) => self.inventory.completeness.add_unread(UnreadList {
                    arm_type: arm_type.into(),
                    scope: scope.clone(),
                    result,
                    code: self.code.clone(),
                }),
            }
        }
    }
}

/// Whether a text is a code of an error, and nothing else.
fn is_code(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
}

/// A page of a list.
struct Page<'p, 'a> {
    list: &'p mut AskedList<'a>,
    pointer: String,
}

impl<'de> ReadObject<'de> for Page<'_, '_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        if name == "value" { entries.next_value_seed(ListOf(self)) } else { skip(entries) }
    }
}

impl<'de> ReadList<'de> for Page<'_, '_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let Some(item) = items.next_element_seed(AnyValue::new())? else { return Ok(false) };
        let origin = Origin {
            input: InputKind::Live,
            file: Rc::clone(self.list.file),
            pointer: format!("{}/{index}", self.pointer).into(),
            terraform_address: None,
        };
        match resource_of_item(&item, origin) {
            Ok(resource) => resource.into_iter().for_each(|resource| self.list.inventory.add(resource)),
            Err(_) => self.list.unread_item = true,
        }
        Ok(true)
    }
}
