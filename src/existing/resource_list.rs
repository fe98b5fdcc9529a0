//! Reads a list of resources: a JSON array, the output of `az graph query` (`data`), or a page of Resource Manager (`value`).
//! Such a list does not tell what was asked for, so it is complete for nothing.

use std::{fmt, rc::Rc};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    input_error::InputError,
    inventory::Inventory,
    item::{has_properties, resource_of_item},
    list_item::ListItem,
    recognise::KINDS,
    resource::{InputKind, Origin},
};
use crate::arm_template::Value;

/// Prints all resources with their properties; it needs no extension of the Azure CLI.
const READ_COMMAND: &str = "use the script of `di-gen adopt --commands`: `bash read-azure.sh SCOPE > live.json`";

/// Reads a list of resources.
///
/// # Errors
/// The text is not JSON, or not a list of resources with their properties.
pub fn read_resource_list(file: &Rc<str>, text: &str) -> Result<Inventory, InputError> {
    let mut list =
        ResourceList { file, inventory: Inventory::default(), error: None, resources: 0, with_properties: 0 };
    let mut parser = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let parsed = parser.deserialize_any(Document(&mut list)).and_then(|()| parser.end());
    if let Some(error) = list.error {
        return Err(error);
    }
    parsed.map_err(|error| InputError::of_json(file, &error))?;
    if list.resources > 0 && list.with_properties == 0 {
        let message = "these resources have no `properties`: `az resource list` leaves them out";
        return Err(InputError::at(file, "", message).with_help(READ_COMMAND));
    }
    Ok(list.inventory)
}

struct ResourceList<'a> {
    file: &'a Rc<str>,
    inventory: Inventory,
    /// The first error that is not one of JSON.
    error: Option<InputError>,
    resources: usize,
    with_properties: usize,
}

/// The whole document.
struct Document<'l, 'a>(&'l mut ResourceList<'a>);

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of resources")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        Items { list: self.0, base: "" }.visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_list = false;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "data" => map.next_value_seed(Items { list: self.0, base: "/data" })?,
                "value" => map.next_value_seed(Items { list: self.0, base: "/value" })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            }
            has_list = true;
        }
        if !has_list {
            let error = InputError::at(self.0.file, "", "this is not a known input");
            self.0.error = Some(error.with_help(KINDS));
        }
        Ok(())
    }
}

/// The resources, as elements of a list.
struct Items<'l, 'a> {
    list: &'l mut ResourceList<'a>,
    /// Where the list is.
    base: &'static str,
}

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of resources")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while let Some(body) = items.next_element_seed(ListItem)? {
            let pointer = format!("{}/{index}", self.base);
            if let Err(error) = self.list.add(&body, &pointer) {
                self.list.error = Some(error);
                return Err(A::Error::custom("not a resource"));
            }
            index += 1;
        }
        Ok(())
    }
}

impl ResourceList<'_> {
    fn add(&mut self, item: &Value, pointer: &str) -> Result<(), InputError> {
        let origin = Origin {
            input: InputKind::Live,
            file: Rc::clone(self.file),
            pointer: pointer.into(),
            terraform_address: None,
        };
        let resource = resource_of_item(item, origin)?;
        self.resources += 1;
        self.with_properties += usize::from(has_properties(item));
        // Groups and subscriptions are containers, and no resources.
        resource.into_iter().for_each(|resource| self.inventory.add(resource));
        Ok(())
    }
}
