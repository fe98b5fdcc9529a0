//! Edits of the file: a key, its new value, and the text that shows both.

use serde_json::Value;

use crate::{
    catalog::policies::vault::PLACEHOLDER_DATE,
    diagnostic::{Fix, KeyChange},
    source::key_path,
};

/// Placeholder for the client's IP address, which is not in the file. Its CIDR range is reserved for documentation.
pub(super) const PLACEHOLDER_ADDRESS: &str = "203.0.113.250";

/// A key of the file and its new value.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The key, as a JSON pointer.
    pub pointer: String,
    /// The value; null removes the key.
    pub value: Value,
    /// Whether the value is appended to a list.
    pub appended: bool,
}

pub(super) fn set_value(pointer: &str, value: impl Into<Value>) -> Edit {
    Edit { pointer: pointer.to_owned(), value: value.into(), appended: false }
}

pub(super) fn append_value(pointer: &str, value: impl Into<Value>) -> Edit {
    Edit { pointer: pointer.to_owned(), value: value.into(), appended: true }
}

impl Edit {
    /// The edit as it is shown: `account.publicNetworkAccess: selected`, as in the file.
    #[must_use]
    pub fn display_text(&self) -> String {
        let key = key_path(&self.pointer);
        match (&self.value, self.appended) {
            (Value::String(text), true) if text == PLACEHOLDER_ADDRESS => {
                format!("the client's IP address in `{key}`")
            }
            (Value::String(text), false) if text == PLACEHOLDER_DATE => format!("a date as `{key}`"),
            (Value::Null, _) => format!("`{key}` removed"),
            (value, true) => format!("the entry `{}` in `{key}`", to_inline_yaml(value)),
            (value, false) => format!("`{key}: {}`", to_inline_yaml(value)),
        }
    }

    /// The value for programs; a placeholder in angle brackets.
    #[must_use]
    pub fn value_for_programs(&self) -> Value {
        if self.value == PLACEHOLDER_DATE { Value::from("<date>") } else { self.value.clone() }
    }

    /// The change of the file; none for a placeholder, whose value is not known.
    fn to_fix(&self) -> Option<KeyChange> {
        let is_placeholder = self.value == PLACEHOLDER_DATE || self.value == PLACEHOLDER_ADDRESS;
        (!is_placeholder).then(|| self.to_change())
    }

    fn to_change(&self) -> KeyChange {
        let (pointer, value) = (self.pointer.clone(), self.value.clone());
        match (&self.value, self.appended) {
            (Value::Null, _) => KeyChange::Remove { pointer },
            (_, true) => KeyChange::Append { pointer, value },
            (_, false) => KeyChange::Set { pointer, value },
        }
    }

    pub(super) fn apply(&self, file: &mut Value) {
        self.to_change().apply(file);
    }
}

/// The fix that makes all edits, which a person decides about; none if one of them has a placeholder.
pub(crate) fn undecided_fix(edits: &[Edit]) -> Option<Box<Fix>> {
    let changes: Option<Vec<KeyChange>> = edits.iter().map(Edit::to_fix).collect();
    changes.map(|changes| Box::new(Fix { environment: None, changes, needs_decision: true }))
}

/// A value in one line of YAML.
fn to_inline_yaml(value: &Value) -> String {
    let enclose = |parts: Vec<String>, open: &str, close: &str| {
        if parts.is_empty() { format!("{open}{close}") } else { format!("{open} {} {close}", parts.join(", ")) }
    };
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(to_inline_yaml).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            enclose(map.iter().map(|(key, value)| format!("{key}: {}", to_inline_yaml(value))).collect(), "{", "}")
        }
        other => other.to_string(),
    }
}
