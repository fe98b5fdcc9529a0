//! Reads the result of what-if, as `az deployment group what-if --no-pretty-print` prints it and as Resource Manager answers.
//!
//! Source: Microsoft Learn, "Deployments - What If" (2021-04-01) for `changes`, `before`, `after` and the types of change, and
//! azure-mgmt-resource (`WhatIfOperationResult`) for `potentialChanges`, which may or may not be made.

use std::rc::Rc;

use serde::{
    Deserializer as _,
    de::{Error as _, MapAccess, SeqAccess},
};

use super::{
    azure_id::AzureId,
    expanded::expanded_resource,
    input_error::InputError,
    inventory::Inventory,
    json::AnyValue,
    resource::{InputKind, Origin, Presence},
    visitor::{ListOf, ObjectOf, ReadList, ReadObject, skip},
};
use crate::arm_template::{DeploymentContext, Object, Value, evaluate_expressions};

const CHANGES: &str = "changes";
const POTENTIAL_CHANGES: &str = "potentialChanges";

/// What a deployment would change.
#[derive(Debug, Default)]
pub struct WhatIf {
    /// What exists now, of what the deployment is about.
    pub before: Inventory,
    /// What would exist after it.
    pub after: Inventory,
    /// What Azure cannot tell: the ID as it writes it, and where.
    pub unsupported: Vec<(Rc<str>, String)>,
}

/// Reads the result of what-if. Complete for no type.
///
/// # Errors
/// The text is not JSON, not a result of what-if, or has the IDs of resources alone.
pub fn read_what_if(file: &Rc<str>, text: &str) -> Result<WhatIf, InputError> {
    let mut result =
        Document { file, what_if: WhatIf::default(), error: None, base: String::new(), list: CHANGES, found: false };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let parsed = json.deserialize_any(ObjectOf(&mut result)).and_then(|()| json.end());
    if let Some(error) = result.error {
        return Err(error);
    }
    parsed.map_err(|error| InputError::of_json(file, &error))?;
    if result.found {
        return Ok(result.what_if);
    }
    Err(InputError::at(file, "", format!("this is no result of what-if: `{CHANGES}` is missing")))
}

struct Document<'a> {
    file: &'a Rc<str>,
    what_if: WhatIf,
    /// The first error that is not one of JSON.
    error: Option<InputError>,
    /// Where the lists are.
    base: String,
    /// Which list is read.
    list: &'static str,
    found: bool,
}

impl<'de> ReadObject<'de> for Document<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            CHANGES => self.list = CHANGES,
            POTENTIAL_CHANGES => self.list = POTENTIAL_CHANGES,
            // Resource Manager answers with the lists below the properties.
            "properties" if self.base.is_empty() => {
                "/properties".clone_into(&mut self.base);
                entries.next_value_seed(ObjectOf(self))?;
                self.base.clear();
                return Ok(());
            }
            _ => return skip(entries),
        }
        self.found |= name == CHANGES;
        entries.next_value_seed(ListOf(self))
    }
}

impl<'de> ReadList<'de> for Document<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let Some(item) = items.next_element_seed(AnyValue::new())? else { return Ok(false) };
        let pointer = format!("{}/{}/{index}", self.base, self.list);
        if let Err(message) = self.add(&item, &pointer) {
            let help = "use `--no-pretty-print --result-format FullResourcePayloads`";
            self.error = Some(InputError::at(self.file, pointer, message).with_help(help));
            return Err(A::Error::custom("not a change"));
        }
        Ok(true)
    }
}

impl Document<'_> {
    fn add(&mut self, item: &Value, pointer: &str) -> Result<(), &'static str> {
        let Some(change) = item.as_object() else { return Err("a change is an object") };
        let text = |name: &str| change.get(name).and_then(Value::as_text);
        let kind = text("changeType").ok_or("a change has a `changeType`")?;
        let (before, after) = (side(change, "before"), side(change, "after"));
        let kept = || after.or(before).map(|value| (value, if after.is_some() { "after" } else { "before" }));
        let later = match kind {
            "Create" | "Modify" | "NoChange" | "Ignore" => Some(kept().ok_or("a change has `before` or `after`")?),
            // Azure cannot tell whether anything changes.
            "Deploy" => Some(kept().ok_or("this result has IDs of resources alone")?),
            "Delete" => None,
            "Unsupported" => {
                let id = text("resourceId").unwrap_or_default();
                self.what_if.unsupported.push((id.into(), pointer.to_owned()));
                kept()
            }
            _ => return Err("this type of change is not known"),
        };
        let id = text("resourceId");
        if let Some(before) = before {
            self.add_side(before, id, format!("{pointer}/before"), InputKind::Live, None);
        }
        if let Some((value, side)) = later {
            let doubt = (self.list == POTENTIAL_CHANGES).then(|| Rc::from("Azure cannot tell whether it is deployed"));
            self.add_side(value, id, format!("{pointer}/{side}"), InputKind::Template, doubt);
        }
        Ok(())
    }

    fn add_side(&mut self, value: &Value, id: Option<&str>, pointer: String, input: InputKind, doubt: Option<Rc<str>>) {
        let origin = Origin { input, file: Rc::clone(self.file), pointer: pointer.into(), terraform_address: None };
        let value = evaluate_expressions(value, &DeploymentContext::default());
        let own = value.as_object().and_then(|object| object.get("id")).cloned();
        let given = id.filter(|id| AzureId::parse(id).is_some()).map(Value::text);
        let Some(id) = given.or(own) else { return };
        let Some(mut resource) = expanded_resource(&id, &value, None, origin) else { return };
        if let Some(doubt) = doubt {
            resource.presence = Presence::May(doubt);
        }
        let inventory = if input == InputKind::Live { &mut self.what_if.before } else { &mut self.what_if.after };
        inventory.add(resource);
    }
}

/// A side of a change, if there is one.
fn side<'a>(change: &'a Object, name: &str) -> Option<&'a Value> {
    change.get(name).filter(|value| !matches!(value, Value::Null))
}
