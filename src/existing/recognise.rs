//! The kind of an input, recognised from its content.

use std::{fmt, rc::Rc};

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{input_error::InputError, live, snapshot};

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    /// A list of resources.
    ResourceList,
    /// What the script of `di-gen adopt --commands` prints.
    LiveReads,
    /// The output of `terraform show -json`.
    Terraform,
    /// An ARM template.
    Template,
    /// The parameter file of a template.
    Parameters,
    /// The snapshot of Bicep.
    Snapshot,
    /// The result of what-if.
    WhatIf,
}

/// What a document is not, and how to get one that can be read.
type Refusal = (&'static str, &'static str);

const SHOW_JSON: &str = "use the output of `terraform show -json`, of a saved plan `terraform show -json FILE`";
/// Every kind of input.
pub(super) const KINDS: &str = "use what the script of `di-gen adopt --commands` prints, a list of resources, a state or plan of `terraform show -json`, an ARM template, a snapshot of Bicep, or the result of what-if";
const BUILD: &str = "build it first: `bicep build`, or `bicep snapshot` of its parameter file";

/// Recognises the kind of an input. Looks at the first keys of a document, and skips their values.
///
/// # Errors
/// It is of a kind that is known and not read, such as a Bicep file. What is of no known kind is taken for a list of
/// resources, whose reader says what is wrong.
pub fn recognise_format(file: &Rc<str>, text: &str) -> Result<InputFormat, InputError> {
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with(['{', '[']) {
        let is_value = || serde_json::from_str::<IgnoredAny>(text).is_ok();
        return match refuse_text(text) {
            Some((message, help)) => Err(InputError::at(file, "", message).with_help(help)),
            None if is_value() => Err(InputError::at(file, "", "expected an array or an object").with_help(KINDS)),
            None => Ok(InputFormat::ResourceList),
        };
    }
    let mut found = Ok(InputFormat::ResourceList);
    let mut parser = serde_json::Deserializer::from_str(text);
    // Reading ends with an error as soon as the kind is known.
    let _ = parser.deserialize_any(FirstKeys(&mut found));
    found.map_err(|(message, help)| InputError::at(file, "", message).with_help(help))
}

struct FirstKeys<'a>(&'a mut Result<InputFormat, Refusal>);

impl<'de> Visitor<'de> for FirstKeys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let known = match name.as_str() {
                live::VERSION_KEY => Ok(InputFormat::LiveReads),
                "format_version" => Ok(InputFormat::Terraform),
                snapshot::RESOURCES_KEY => Ok(InputFormat::Snapshot),
                "changes" | "potentialChanges" => Ok(InputFormat::WhatIf),
                "data" | "value" => Ok(InputFormat::ResourceList),
                "resources" => Ok(InputFormat::Template),
                "$schema" => match schema_format(&map.next_value::<SchemaText>()?.0) {
                    Some(format) => Ok(format),
                    None => continue,
                },
                "lineage" | "serial" => Err(("this is a state as Terraform stores it", SHOW_JSON)),
                "@level" | "@message" => Err(("this is the log of a Terraform command", SHOW_JSON)),
                "id" => Err(("this is one resource, and not a list", "put it into a list: `[...]`")),
                "properties" => {
                    if !map.next_value::<HasChanges>()?.0 {
                        continue;
                    }
                    Ok(InputFormat::WhatIf)
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *self.0 = known;
            return Err(A::Error::custom("recognised"));
        }
        Ok(())
    }
}

/// The kind of a document by the name of its schema, such as `.../2019-04-01/deploymentTemplate.json#`.
fn schema_format(schema: &str) -> Option<InputFormat> {
    let name = schema.rsplit('/').next()?.to_ascii_lowercase();
    if name.contains("deploymenttemplate.json") {
        Some(InputFormat::Template)
    } else if name.contains("deploymentparameters.json") {
        Some(InputFormat::Parameters)
    } else {
        None
    }
}

/// The text of a schema; nothing of another value.
#[derive(serde::Deserialize)]
#[serde(from = "serde_json::Value")]
struct SchemaText(String);

impl From<serde_json::Value> for SchemaText {
    fn from(value: serde_json::Value) -> Self {
        Self(value.as_str().unwrap_or_default().to_owned())
    }
}

/// Whether an object has the changes of what-if.
struct HasChanges(bool);

impl<'de> serde::Deserialize<'de> for HasChanges {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = HasChanges;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HasChanges, A::Error> {
                let mut found = false;
                while let Some((name, _)) = map.next_entry::<String, IgnoredAny>()? {
                    found |= name == "changes";
                }
                Ok(HasChanges(found))
            }
        }
        deserializer.deserialize_any(Keys)
    }
}

/// Why a text that is not JSON cannot be read.
fn refuse_text(text: &str) -> Option<Refusal> {
    if text.trim().is_empty() {
        return Some(("the file is empty", KINDS));
    }
    let starts = |words: &[&str]| text.lines().take(200).any(|line| words.iter().any(|word| line.starts_with(word)));
    if starts(&["resource \"", "terraform {", "provider \"", "module \"", "variable \"", "locals {", "data \""]) {
        Some(("this is Terraform code", SHOW_JSON))
    } else if starts(&["resource ", "param ", "targetScope", "module ", "using ", "metadata ", "@description("]) {
        Some(("this is a Bicep file", BUILD))
    } else if starts(&["Note: The result may contain false positive", "Resource and property changes are indicated"]) {
        Some(("this is the result of what-if for people", "use `--no-pretty-print`"))
    } else if starts(&["Terraform used the selected providers", "Terraform will perform", "No changes. Your"]) {
        Some(("this is a plan of Terraform for people", SHOW_JSON))
    } else if starts(&["name:", "edition:", "extends:", "environments:"]) {
        Some(("this is a topology file", "leave out `--existing`: `di-gen access -f FILE`"))
    } else {
        None
    }
}
