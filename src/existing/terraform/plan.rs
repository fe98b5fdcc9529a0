//! The changes of a plan.

use serde::de::{MapAccess, SeqAccess};

use super::{
    allowed::AllowLists,
    attributes::{AttributesSeed, mark},
    resource::Heading,
    visitor::{ObjectOf, ReadList, ReadObject, is_true, skip, text, texts},
};
use crate::arm_template::{Reason, Value};

/// A change of a resource.
#[derive(Debug)]
pub(super) struct PlannedChange {
    pub(super) heading: Heading,
    pub(super) previous_address: Option<String>,
    pub(super) action_reason: Option<String>,
    pub(super) actions: Vec<String>,
    pub(super) is_import: bool,
    pub(super) replace_paths: Vec<String>,
    pub(super) before: Value,
    pub(super) after: Value,
    pub(super) pointer: String,
}

/// Reads `resource_changes` or `resource_drift`.
pub(super) struct ChangesReader<'a> {
    pub(super) lists: &'a mut AllowLists,
    pub(super) found: &'a mut Vec<PlannedChange>,
    /// The name of the list.
    pub(super) list: &'static str,
}

impl<'de> ReadList<'de> for ChangesReader<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let pointer = format!("/{}/{index}", self.list);
        let mut reader = ChangeReader::new(self.lists, pointer);
        let is_item = items.next_element_seed(ObjectOf(&mut reader))?.is_some();
        if is_item {
            self.found.push(reader.finish());
        }
        Ok(is_item)
    }
}

/// Reads `deferred_changes`: changes that a later plan makes.
pub(super) struct DeferredReader<'a>(pub(super) ChangesReader<'a>);

impl<'de> ReadList<'de> for DeferredReader<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let pointer = format!("/{}/{index}/resource_change", self.0.list);
        let mut reader = Deferred(ChangeReader::new(self.0.lists, pointer));
        let is_item = items.next_element_seed(ObjectOf(&mut reader))?.is_some();
        if is_item {
            self.0.found.push(reader.0.finish());
        }
        Ok(is_item)
    }
}

struct Deferred<'a>(ChangeReader<'a>);

impl<'de> ReadObject<'de> for Deferred<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "resource_change" => entries.next_value_seed(ObjectOf(&mut self.0)),
            _ => skip(entries),
        }
    }
}

/// A value before or after, with the marks for its parts.
#[derive(Default)]
struct Side {
    value: Option<Value>,
    unknown: Option<Value>,
    sensitive: Option<Value>,
}

impl Side {
    fn finish(self) -> Value {
        let mut value = self.value.unwrap_or(Value::Null);
        if let Some(marks) = self.unknown {
            value = mark(value, &marks, &|_| Reason::AfterApply);
        }
        if let Some(marks) = self.sensitive {
            value = mark(value, &marks, &|name| Reason::Secure(name.into()));
        }
        value
    }
}

struct ChangeReader<'a> {
    lists: &'a mut AllowLists,
    heading: Heading,
    previous_address: Option<String>,
    action_reason: Option<String>,
    actions: Vec<String>,
    is_import: bool,
    replace_paths: Vec<String>,
    before: Side,
    after: Side,
    pointer: String,
}

impl<'a> ChangeReader<'a> {
    fn new(lists: &'a mut AllowLists, pointer: String) -> Self {
        Self {
            lists,
            heading: Heading::default(),
            previous_address: None,
            action_reason: None,
            actions: Vec::new(),
            is_import: false,
            replace_paths: Vec::new(),
            before: Side::default(),
            after: Side::default(),
            pointer,
        }
    }

    fn finish(self) -> PlannedChange {
        PlannedChange {
            heading: self.heading,
            previous_address: self.previous_address,
            action_reason: self.action_reason,
            actions: self.actions,
            is_import: self.is_import,
            replace_paths: self.replace_paths,
            before: self.before.finish(),
            after: self.after.finish(),
            pointer: self.pointer,
        }
    }
}

impl<'de> ReadObject<'de> for ChangeReader<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        if self.heading.entry(name, entries)? {
            return Ok(());
        }
        match name {
            "previous_address" => self.previous_address = text(entries)?,
            "action_reason" => self.action_reason = text(entries)?,
            "change" => entries.next_value_seed(ObjectOf(&mut Values(self)))?,
            _ => skip(entries)?,
        }
        Ok(())
    }
}

/// The values of a change.
struct Values<'a, 'b>(&'a mut ChangeReader<'b>);

impl<'de> ReadObject<'de> for Values<'_, '_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        let change = &mut *self.0;
        let target = match name {
            "actions" => {
                change.actions = texts(entries)?;
                return Ok(());
            }
            "importing" => {
                let mut import = Import(false);
                entries.next_value_seed(ObjectOf(&mut import))?;
                change.is_import = import.0;
                return Ok(());
            }
            "replace_paths" => {
                change.replace_paths = attribute_paths(&entries.next_value()?);
                return Ok(());
            }
            "before" => &mut change.before.value,
            "after" => &mut change.after.value,
            "after_unknown" => &mut change.after.unknown,
            "before_sensitive" => &mut change.before.sensitive,
            "after_sensitive" => &mut change.after.sensitive,
            _ => return skip(entries),
        };
        let allowed = change.heading.allowed(change.lists)?;
        *target = Some(entries.next_value_seed(AttributesSeed(&allowed))?);
        Ok(())
    }
}

/// `replace_paths`: the attributes that force a replacement, each as a list of names and positions.
fn attribute_paths(paths: &serde_json::Value) -> Vec<String> {
    let step = |step: &serde_json::Value| step.as_str().map_or_else(|| step.to_string(), str::to_owned);
    let path = |path: &serde_json::Value| {
        let steps: Vec<String> = path.as_array()?.iter().map(step).collect();
        Some(steps.join("."))
    };
    paths.as_array().into_iter().flatten().filter_map(path).collect()
}

/// `importing`: the ID of a resource that is imported, or that it is not known yet.
struct Import(bool);

impl<'de> ReadObject<'de> for Import {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "id" => self.0 |= text(entries)?.is_some(),
            "unknown" => self.0 |= is_true(entries)?,
            "identity" => {
                self.0 = true;
                skip(entries)?;
            }
            _ => skip(entries)?,
        }
        Ok(())
    }
}
