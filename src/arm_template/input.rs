//! Reads templates and parameter files. Values of secure parameters are left out here, so that nothing else holds one.

use serde_json::{Map, Value as Json, json};

use super::{
    expression::{Text, classify},
    member::Members as _,
    types::{ParameterType, holds_no_secret},
};

/// An ARM template.
#[derive(Debug)]
pub struct Template {
    pub(super) root: Map<String, Json>,
}

/// The values of a parameter file.
#[derive(Debug)]
pub struct ParameterFile {
    pub(super) entries: Map<String, Json>,
}

/// Why a text is no template or no parameter file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// What is wrong.
    pub message: String,
    /// The line, from one, if the text is not JSON.
    pub line: Option<usize>,
    /// The column, from one.
    pub column: Option<usize>,
}

impl InputError {
    fn new(message: &str) -> Self {
        Self { message: message.to_owned(), line: None, column: None }
    }
}

fn read_object(text: &str) -> Result<Map<String, Json>, InputError> {
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Json::Object(root)) => Ok(root),
        Ok(_) => Err(InputError::new("the document is not an object")),
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            Err(InputError { message, line: Some(error.line()), column: Some(error.column()) })
        }
    }
}

impl ParameterFile {
    /// Adds the values of a later file, which replace earlier ones.
    pub fn extend(&mut self, later: Self) {
        for (name, entry) in later.entries {
            self.entries.retain(|known, _| !known.eq_ignore_ascii_case(&name));
            self.entries.insert(name, entry);
        }
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// The text is not JSON, is nested too deeply, or is not a template.
    pub fn read(text: &str) -> Result<Self, InputError> {
        let mut root = read_object(text)?;
        if !root.member("resources").is_some_and(|resources| resources.is_array() || resources.is_object()) {
            return Err(InputError::new("a template has `resources`"));
        }
        remove_secure_defaults(&mut root);
        Ok(Self { root })
    }

    /// Reads a parameter file of this template.
    ///
    /// # Errors
    ///
    /// The text is not JSON, is nested too deeply, or is not a parameter file.
    pub fn read_parameters(&self, text: &str) -> Result<ParameterFile, InputError> {
        let mut root = read_object(text)?;
        let Some(Json::Object(mut entries)) = root.member_mut("parameters").map(Json::take) else {
            return Err(InputError::new("a parameter file has `parameters`"));
        };
        remove_secure_values(&self.root, &mut entries);
        Ok(ParameterFile { entries })
    }
}

/// Stands for the default of a secure parameter.
const REMOVED: &str = "removed";

/// Removes the values that are given to secure parameters of a template. Expressions stay: they can be null.
fn remove_secure_values(template: &Map<String, Json>, entries: &mut Map<String, Json>) {
    for (name, entry) in entries {
        let declaration = template.member("parameters").and_then(|all| all.member(name));
        let is_secure = declaration.is_some_and(|found| ParameterType::resolve(template, found).is_secure);
        let is_literal = |value: &Json| match value {
            Json::Null => false,
            Json::String(text) => !matches!(classify(text), Text::Expression(_)),
            _ => true,
        };
        if is_secure && entry.member("value").is_some_and(is_literal) {
            // As a secret of a vault: a value that is somewhere else.
            *entry = json!({ "reference": {} });
        }
    }
}

/// Removes the defaults of secure parameters, and what is given to those of nested templates.
pub(super) fn remove_secure_defaults(template: &mut Map<String, Json>) {
    let secure: Vec<String> = template
        .member("parameters")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, declaration)| ParameterType::resolve(template, declaration).is_secure)
        .filter(|(_, declaration)| !declaration.member("defaultValue").is_some_and(holds_no_secret))
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(parameters) = template.member_mut("parameters").and_then(Json::as_object_mut) {
        for name in secure {
            // The type decides that the value is secure, so that null is not taken for one.
            if let Some(default) = parameters.get_mut(&name).and_then(|found| found.member_mut("defaultValue")) {
                *default = json!(REMOVED);
            }
        }
    }
    if let Some(resources) = template.member_mut("resources") {
        remove_in_nested_templates(resources);
    }
}

/// Templates stand only in resources, which are nested no deeper than the reader of JSON accepts.
fn remove_in_nested_templates(json: &mut Json) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(remove_in_nested_templates),
        Json::Object(entries) => {
            if let Some(place) = entries.member_mut("template").filter(|template| template.is_object())
                && let Json::Object(mut template) = place.take()
            {
                if let Some(parameters) = entries.member_mut("parameters").and_then(Json::as_object_mut) {
                    remove_secure_values(&template, parameters);
                }
                remove_secure_defaults(&mut template);
                if let Some(place) = entries.member_mut("template") {
                    *place = Json::Object(template);
                }
            }
            for (_, value) in entries.iter_mut().filter(|(name, _)| !name.eq_ignore_ascii_case("template")) {
                remove_in_nested_templates(value);
            }
        }
        _ => {}
    }
}
