//! Edits of the file: a key, its new value, and the text that shows both.

use serde_json::{Map, Value};

use crate::{catalog::policies::vault::PLACEHOLDER_DATE, source::key_path};

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

    pub(super) fn apply(&self, file: &mut Value) {
        if self.value.is_null() {
            let (parent, key) = self.pointer.rsplit_once('/').unwrap_or(("", ""));
            if let Some(Value::Object(map)) = file.pointer_mut(parent) {
                map.shift_remove(key);
            }
            return;
        }
        let mut node = file;
        for key in self.pointer.split('/').skip(1) {
            node = match node {
                Value::Array(items) => match key.parse().ok().and_then(|index: usize| items.get_mut(index)) {
                    Some(item) => item,
                    None => return,
                },
                other => {
                    if !other.is_object() {
                        *other = Value::Object(Map::new());
                    }
                    let Value::Object(map) = other else { return };
                    map.entry(key).or_insert(Value::Null)
                }
            };
        }
        match (node, self.appended) {
            (Value::Array(items), true) => items.push(self.value.clone()),
            (other, true) => *other = Value::Array(vec![self.value.clone()]),
            (other, false) => *other = self.value.clone(),
        }
    }
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
