//! The parts of a pasted text: JSON values, also encoded in strings, and the plain text between them, each with its depth.

use serde_json::{Deserializer, Value};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fragment {
    /// The text.
    pub text: String,
    /// How many objects and lists it is in.
    pub depth: usize,
    /// Whether it is the value of a key for codes.
    pub is_code: bool,
}

/// How often JSON may be encoded in a string of JSON.
const MAX_ENCODINGS: usize = 6;

/// How many opening braces may fail to start a JSON value: each attempt reads on from there.
const MAX_ATTEMPTS: usize = 100;

/// Keys whose values are codes, in lower case.
const CODE_KEYS: &[&str] = &["code", "errorcode", "error_code", "status", "extendedcode"];

/// Splits a text into its parts.
pub(super) fn split_fragments(text: &str) -> Vec<Fragment> {
    let mut splitter = Splitter { fragments: Vec::new(), attempts: 0 };
    splitter.split_text(text, 0, 0);
    splitter.fragments
}

struct Splitter {
    fragments: Vec<Fragment>,
    attempts: usize,
}

impl Splitter {
    fn split_text(&mut self, text: &str, depth: usize, encodings: usize) {
        let (mut plain_start, mut at, mut open) = (0, 0, 0);
        while let Some(offset) = text[at..].find('{') {
            let start = at + offset;
            let parsed = (encodings < MAX_ENCODINGS && self.attempts < MAX_ATTEMPTS)
                .then(|| parse_value(&text[start..]))
                .flatten();
            at = start + 1;
            if let Some((value, length)) = parsed {
                self.add(&text[plain_start..start], depth, false);
                open = count_open_braces(&text[plain_start..start], open);
                self.split_value(&value, "", depth + open, encodings);
                at = start + length;
                plain_start = at;
            } else {
                self.attempts += 1;
                if self.attempts >= MAX_ATTEMPTS {
                    break;
                }
            }
        }
        self.add(&text[plain_start..], depth, false);
    }

    fn split_value(&mut self, value: &Value, key: &str, depth: usize, encodings: usize) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.split_value(value, key, depth + 1, encodings);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.split_value(value, key, depth + 1, encodings)),
            Value::String(text) if CODE_KEYS.contains(&key.to_lowercase().as_str()) => self.add(text, depth, true),
            Value::String(text) => self.split_text(text, depth, encodings + 1),
            _ => {}
        }
    }

    fn add(&mut self, text: &str, depth: usize, is_code: bool) {
        if !text.trim().is_empty() {
            self.fragments.push(Fragment { text: text.to_owned(), depth, is_code });
        }
    }
}

/// The braces that are open at the end of a text, if some are open at its start.
fn count_open_braces(text: &str, open: usize) -> usize {
    text.bytes().fold(open, |open, byte| match byte {
        b'{' => open + 1,
        b'}' => open.saturating_sub(1),
        _ => open,
    })
}

/// The JSON object at the start of a text, and its length.
fn parse_value(text: &str) -> Option<(Value, usize)> {
    let mut stream = Deserializer::from_str(text).into_iter::<Value>();
    let value = stream.next()?.ok()?;
    Some((value, stream.byte_offset()))
}
