//! A value as text, in the notation of the text around it.

use serde_json::Value;

use super::super::write::string_text;

/// The notation of strings and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// YAML.
    Yaml,
    /// JSON, which is YAML as well, and stays JSON.
    Json,
}

/// The quotes of a key or scalar in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

impl Notation {
    /// The notation of a mapping, by the text of its first key.
    pub(super) fn of_key(text: &str) -> Self {
        if text.starts_with('"') { Self::Json } else { Self::Yaml }
    }

    /// A key or a string.
    pub(super) fn string(self, text: &str) -> String {
        match self {
            Self::Json => Value::from(text).to_string(),
            Self::Yaml if is_address(text) => text.to_owned(),
            Self::Yaml => string_text(text),
        }
    }

    /// A value on one line.
    pub(super) fn value(self, value: &Value) -> String {
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                format!("[{}]", items.iter().map(|item| self.value(item)).collect::<Vec<_>>().join(", "))
            }
            Value::Object(map) if map.is_empty() => "{}".to_owned(),
            Value::Object(map) => {
                let pairs = map.iter().map(|(key, value)| format!("{}: {}", self.string(key), self.value(value)));
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
            other => other.to_string(),
        }
    }
}

/// An address or a range, which no version of YAML reads as a number.
fn is_address(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/')) && text.matches('.').count() == 3
}

/// A string with the quotes of the text that it replaces.
pub(super) fn requote(old: &str, new: &str) -> String {
    let quotes = match old.chars().next() {
        Some('\'') => Quotes::Single,
        Some('"') => Quotes::Double,
        _ => Quotes::None,
    };
    let plain = Notation::Yaml.string(new);
    match quotes {
        Quotes::Single if !plain.starts_with('"') => format!("'{new}'"),
        Quotes::Double => Notation::Json.string(new),
        Quotes::Single | Quotes::None => plain,
    }
}
