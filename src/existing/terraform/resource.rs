//! Resources of a state, and those that a plan holds of it.

use std::rc::Rc;

use serde::de::{Error, MapAccess, SeqAccess};

use super::{
    address::Address,
    allowed::{AllowLists, Allowed},
    attributes::{AttributesSeed, mark},
    visitor::{ListOf, ObjectOf, ReadList, ReadObject, is_true, skip, text},
};
use crate::arm_template::{Reason, Value};

/// A resource with the attributes that are read.
#[derive(Debug)]
pub(super) struct StateResource {
    pub(super) address: String,
    pub(super) terraform_type: String,
    pub(super) is_data: bool,
    pub(super) attributes: Value,
    /// Where it is in the document, as a JSON pointer.
    pub(super) pointer: String,
    /// Whether the state marks it as damaged.
    pub(super) is_tainted: bool,
    /// Whether a replacement has left it.
    pub(super) is_deposed: bool,
}

/// Reads `values` of a state: the root module and its child modules.
#[derive(Debug)]
pub(super) struct ModuleReader<'a> {
    pub(super) lists: &'a mut AllowLists,
    pub(super) found: &'a mut Vec<StateResource>,
    pub(super) pointer: String,
}

impl<'de> ReadObject<'de> for ModuleReader<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            // `values` has one root module, a module has resources and child modules.
            "root_module" => {
                let pointer = format!("{}/{name}", self.pointer);
                entries.next_value_seed(ObjectOf(&mut ModuleReader { lists: self.lists, found: self.found, pointer }))
            }
            "resources" => entries.next_value_seed(ListOf(&mut Resources(self))),
            "child_modules" => entries.next_value_seed(ListOf(&mut ChildModules(self))),
            _ => skip(entries),
        }
    }
}

struct ChildModules<'a, 'b>(&'a mut ModuleReader<'b>);

impl<'de> ReadList<'de> for ChildModules<'_, '_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let pointer = format!("{}/child_modules/{index}", self.0.pointer);
        let mut module = ModuleReader { lists: self.0.lists, found: self.0.found, pointer };
        Ok(items.next_element_seed(ObjectOf(&mut module))?.is_some())
    }
}

struct Resources<'a, 'b>(&'a mut ModuleReader<'b>);

impl<'de> ReadList<'de> for Resources<'_, '_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, items: &mut A) -> Result<bool, A::Error> {
        let mut reader = ResourceReader::new(self.0.lists);
        let is_item = items.next_element_seed(ObjectOf(&mut reader))?.is_some();
        if is_item {
            let pointer = format!("{}/resources/{index}", self.0.pointer);
            self.0.found.push(StateResource { pointer, ..reader.finish() });
        }
        Ok(is_item)
    }
}

/// What every description of a resource starts with.
#[derive(Debug, Default)]
pub(super) struct Heading {
    pub(super) address: String,
    pub(super) terraform_type: String,
    pub(super) is_data: bool,
    pub(super) is_deposed: bool,
    pub(super) is_tainted: bool,
}

impl Heading {
    /// Reads an entry, if it is one of the heading.
    pub(super) fn entry<'de, A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<bool, A::Error> {
        match name {
            "address" => {
                self.address = text(entries)?.unwrap_or_default();
                // In a document whose keys were sorted, the type follows the values.
                if let Some(address) = Address::parse(&self.address).filter(|_| self.terraform_type.is_empty()) {
                    self.terraform_type = address.terraform_type.to_owned();
                }
            }
            "type" => self.terraform_type = text(entries)?.unwrap_or_default(),
            "mode" => self.is_data = text(entries)?.as_deref() == Some("data"),
            "deposed" | "deposed_key" => self.is_deposed = text(entries)?.is_some(),
            "tainted" => self.is_tainted = is_true(entries)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What is read of the type.
    pub(super) fn allowed<E: Error>(&self, lists: &mut AllowLists) -> Result<Rc<Allowed>, E> {
        if self.terraform_type.is_empty() {
            return Err(E::custom(NO_TYPE));
        }
        Ok(lists.of(&self.terraform_type))
    }
}

/// The fault of a resource whose attributes come before its address and type.
pub(super) const NO_TYPE: &str = "the resource has no `address` and no `type` before its values";

struct ResourceReader<'a> {
    lists: &'a mut AllowLists,
    heading: Heading,
    values: Value,
    sensitive: Value,
}

impl<'a> ResourceReader<'a> {
    fn new(lists: &'a mut AllowLists) -> Self {
        Self { lists, heading: Heading::default(), values: Value::Null, sensitive: Value::Null }
    }

    fn finish(self) -> StateResource {
        let Heading { address, terraform_type, is_data, is_deposed, is_tainted } = self.heading;
        let attributes = mark(self.values, &self.sensitive, &|name| Reason::Secure(name.into()));
        let pointer = String::new();
        StateResource { address, terraform_type, is_data, attributes, pointer, is_tainted, is_deposed }
    }
}

impl<'de> ReadObject<'de> for ResourceReader<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        if self.heading.entry(name, entries)? {
            return Ok(());
        }
        let target = match name {
            "values" => &mut self.values,
            "sensitive_values" => &mut self.sensitive,
            _ => return skip(entries),
        };
        let allowed = self.heading.allowed(self.lists)?;
        *target = entries.next_value_seed(AttributesSeed(&allowed))?;
        Ok(())
    }
}
