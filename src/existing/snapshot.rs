//! Reads the snapshot that `bicep snapshot` makes: the resources that a template deploys, with what is known before that.

use std::rc::Rc;

use serde::{
    Deserializer as _,
    de::{MapAccess, SeqAccess},
};

use super::{
    expanded::expanded_resource,
    input_error::InputError,
    inventory::Inventory,
    json::AnyValue,
    resource::{InputKind, Origin},
    visitor::{ListOf, ObjectOf, ReadList, ReadObject, skip},
};
use crate::arm_template::{DeploymentContext, Value, evaluate_expressions};

/// The key of the resources.
pub(super) const RESOURCES_KEY: &str = "predictedResources";

/// Reads a snapshot. Complete for no type: others can have deployed more.
///
/// # Errors
/// The text is not JSON, or not a snapshot.
pub fn read_snapshot(file: &Rc<str>, text: &str) -> Result<Inventory, InputError> {
    let mut snapshot = Snapshot { file, inventory: Inventory::default(), has_resources: false };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let parsed = json.deserialize_any(ObjectOf(&mut snapshot)).and_then(|()| json.end());
    parsed.map_err(|error| InputError::of_json(file, &error))?;
    if snapshot.has_resources {
        return Ok(snapshot.inventory);
    }
    Err(InputError::at(file, "", format!("this is no snapshot of Bicep: `{RESOURCES_KEY}` is missing")))
}

struct Snapshot<'a> {
    file: &'a Rc<str>,
    inventory: Inventory,
    has_resources: bool,
}

impl<'de> ReadObject<'de> for Snapshot<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        if name != RESOURCES_KEY {
            return skip(entries);
        }
        self.has_resources = true;
        entries.next_value_seed(ListOf(self))
    }
}

impl<'de> ReadList<'de> for Snapshot<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let Some(item) = items.next_element_seed(AnyValue::new())? else { return Ok(false) };
        let item = evaluate_expressions(&item, &DeploymentContext::default());
        let Some(object) = item.as_object() else { return Ok(true) };
        let condition = object.get("condition").and_then(Value::as_unknown);
        let origin = Origin {
            input: InputKind::Template,
            file: Rc::clone(self.file),
            pointer: format!("/{RESOURCES_KEY}/{index}").into(),
            terraform_address: None,
        };
        let id = object.get("id").cloned().unwrap_or(Value::Null);
        // The name is in the ID.
        let entries = object.entries().filter(|(name, _)| &***name != "name");
        let body = Value::open_object(
            entries.map(|(name, value)| (Rc::clone(name), value.clone())).collect(),
            object.open().cloned(),
        );
        expanded_resource(&id, &body, condition, origin).into_iter().for_each(|resource| {
            self.inventory.put(resource, true);
        });
        Ok(true)
    }
}
