//! Reads an input whose kind is recognised from its content.

use std::{fmt, rc::Rc};

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{
    input_error::InputError, inventory::Inventory, resource_list::read_resource_list, terraform::read_terraform,
};

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// A list of resources.
    ResourceList,
    /// The output of `terraform show -json`.
    Terraform,
    /// An ARM template.
    Template,
}

/// Reads an input of any kind.
///
/// # Errors
/// The text is not JSON, or of no kind that is read.
pub fn read_existing(file: &Rc<str>, text: &str) -> Result<Inventory, InputError> {
    match recognise_format(text) {
        Format::ResourceList => read_resource_list(file, text),
        Format::Terraform => Ok(read_terraform(file, text)?.resources),
        Format::Template => Err(not_read(file, "ARM template")),
    }
}

fn not_read(file: &Rc<str>, what: &str) -> InputError {
    let message = format!("this is the {what}, which this version does not read");
    InputError::at(file, "", message)
        .with_help("a list of resources, a state and a plan of Terraform are read: `di-gen explain DI0012`")
}

/// The kind by the first key that tells it. What has none is read as a list, which names what is wrong.
fn recognise_format(text: &str) -> Format {
    let mut found = Format::ResourceList;
    let mut parser = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    // Reading ends with an error as soon as the kind is known.
    let _ = parser.deserialize_any(FirstKeys(&mut found));
    found
}

struct FirstKeys<'a>(&'a mut Format);

impl<'de> Visitor<'de> for FirstKeys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            *self.0 = match name.as_str() {
                "format_version" | "terraform_version" => Format::Terraform,
                "$schema" | "contentVersion" => Format::Template,
                "data" | "value" => Format::ResourceList,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            return Err(A::Error::custom("recognised"));
        }
        Ok(())
    }
}
