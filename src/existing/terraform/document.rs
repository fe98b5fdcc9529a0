//! The document as a whole: which kind it is, and its parts.

use std::rc::Rc;

use serde::de::{DeserializeSeed, Error, MapAccess};

use super::{
    allowed::AllowLists,
    configuration::Configuration,
    plan::{ChangesReader, DeferredReader, PlannedChange},
    resource::{ModuleReader, NO_TYPE, StateResource},
    visitor::{ListOf, ObjectOf, ReadObject, is_true, skip, text},
};
use crate::existing::InputError;

/// What a document contains, as far as it is read.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) format_version: Option<String>,
    pub(super) is_plan: bool,
    /// The resources of a state, or those that a plan starts from.
    pub(super) resources: Vec<StateResource>,
    /// What replacements have left: it is not what its address stands for.
    pub(super) deposed: Vec<StateResource>,
    pub(super) changes: Vec<PlannedChange>,
    pub(super) drift: Vec<PlannedChange>,
    pub(super) deferred: Vec<PlannedChange>,
    pub(super) configuration: Configuration,
    /// Variables that name a subscription.
    pub(super) subscriptions: Vec<(String, String)>,
    /// Whether everything that the configuration asks for is in the plan; none in versions that do not tell.
    pub(super) is_complete: Option<bool>,
    pub(super) is_errored: bool,
    is_raw_state: bool,
    fault: Option<String>,
}

/// The formats that are read: since Terraform 1.1 the first number tells whether they are compatible.
const KNOWN_MAJORS: [&str; 2] = ["0", "1"];

/// Reads a document.
pub(super) fn read_document(file: &Rc<str>, text: &str) -> Result<Document, InputError> {
    let mut reader = DocumentReader { document: Document::default(), lists: AllowLists::default() };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let result = ObjectOf(&mut reader).deserialize(&mut json).and_then(|()| json.end());
    let mut document = reader.document;
    if let Err(error) = result {
        let found = InputError::of_json(file, &error);
        let own = error.to_string().starts_with(NO_TYPE).then(|| NO_TYPE.to_owned());
        let message = document.fault.take().or(own).unwrap_or(found.message);
        return Err(InputError { message, ..found });
    }
    if document.format_version.is_some() {
        let (deposed, current) = document.resources.into_iter().partition(|resource| resource.is_deposed);
        return Ok(Document { resources: current, deposed, ..document });
    }
    let message = if document.is_raw_state {
        "this is a state as Terraform stores it"
    } else {
        "this is no output of `terraform show -json`: `format_version` is missing"
    };
    Err(InputError::at(file, "", message).with_help("use the output of `terraform show -json`"))
}

struct DocumentReader {
    document: Document,
    lists: AllowLists,
}

impl<'de> ReadObject<'de> for DocumentReader {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        let Self { document, lists } = self;
        match name {
            "format_version" => {
                let version = text(entries)?.unwrap_or_default();
                let major = version.split('.').next().unwrap_or_default();
                if !KNOWN_MAJORS.contains(&major) {
                    let shown: String = version.chars().filter(char::is_ascii_graphic).take(20).collect();
                    let fault =
                        format!("format version `{shown}` of `terraform show -json` is not supported, only 1.x");
                    document.fault = Some(fault.clone());
                    return Err(A::Error::custom(fault));
                }
                document.format_version = Some(version);
            }
            "values" => read_values(lists, &mut document.resources, "/values", entries)?,
            "prior_state" => {
                let mut state = PriorState { lists, found: &mut document.resources };
                entries.next_value_seed(ObjectOf(&mut state))?;
            }
            "planned_values" => {
                document.is_plan = true;
                skip(entries)?;
            }
            "resource_changes" => {
                document.is_plan = true;
                let mut list = ChangesReader { lists, found: &mut document.changes, list: "resource_changes" };
                entries.next_value_seed(ListOf(&mut list))?;
            }
            "resource_drift" => {
                let mut list = ChangesReader { lists, found: &mut document.drift, list: "resource_drift" };
                entries.next_value_seed(ListOf(&mut list))?;
            }
            "deferred_changes" => {
                let list = ChangesReader { lists, found: &mut document.deferred, list: "deferred_changes" };
                entries.next_value_seed(ListOf(&mut DeferredReader(list)))?;
            }
            "configuration" => entries.next_value_seed(ObjectOf(&mut document.configuration))?,
            "variables" => entries.next_value_seed(ObjectOf(&mut Variables(&mut document.subscriptions)))?,
            "complete" => document.is_complete = Some(is_true(entries)?),
            "errored" => document.is_errored = is_true(entries)?,
            "lineage" | "serial" => {
                document.is_raw_state = true;
                skip(entries)?;
            }
            _ => skip(entries)?,
        }
        Ok(())
    }
}

fn read_values<'de, A: MapAccess<'de>>(
    lists: &mut AllowLists,
    found: &mut Vec<StateResource>,
    pointer: &str,
    entries: &mut A,
) -> Result<(), A::Error> {
    entries.next_value_seed(ObjectOf(&mut ModuleReader { lists, found, pointer: pointer.to_owned() }))
}

struct PriorState<'a> {
    lists: &'a mut AllowLists,
    found: &'a mut Vec<StateResource>,
}

impl<'de> ReadObject<'de> for PriorState<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "values" => read_values(self.lists, self.found, "/prior_state/values", entries),
            _ => skip(entries),
        }
    }
}

/// The values of variables that name a subscription; others can be secrets.
struct Variables<'a>(&'a mut Vec<(String, String)>);

impl<'de> ReadObject<'de> for Variables<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        if !name.contains("subscription") {
            return skip(entries);
        }
        let mut variable = Variable::default();
        entries.next_value_seed(ObjectOf(&mut variable))?;
        self.0.extend(variable.0.filter(|value| is_guid(value)).map(|value| (name.to_owned(), value)));
        Ok(())
    }
}

#[derive(Default)]
struct Variable(Option<String>);

impl<'de> ReadObject<'de> for Variable {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "value" => self.0 = text(entries)?,
            _ => skip(entries)?,
        }
        Ok(())
    }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}
