//! A value as YAML text, for files that di-gen makes out of others. Comments are not part of a value.

use std::fmt::Write as _;

use serde_json::Value;

use crate::diagnostic::{escaped_offsets, is_invisible};

/// The spaces of one level.
const INDENT: usize = 2;

/// Words that YAML reads as something else than a string, in lower case.
const RESERVED_WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// A value as a YAML document in block style.
#[must_use]
pub fn write_yaml(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(_) | Value::Array(_) if !is_empty(value) => write_block(value, 0, &mut text),
        other => {
            text.push_str(&scalar_text(other));
            text.push('\n');
        }
    }
    text
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => true,
    }
}

fn write_block(value: &Value, depth: usize, text: &mut String) {
    let indent = " ".repeat(depth * INDENT);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let _ = write!(text, "{indent}{}:", key_text(key));
                write_nested(value, depth, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                let start = text.len();
                if is_empty(item) {
                    let _ = writeln!(text, "{indent}- {}", scalar_text(item));
                } else {
                    write_block(item, depth + 1, text);
                    // The first line of the item is behind its dash.
                    let dash = start + depth * INDENT;
                    text.replace_range(dash..dash + INDENT, "- ");
                }
            }
        }
        _ => {}
    }
}

fn write_nested(value: &Value, depth: usize, text: &mut String) {
    if is_empty(value) {
        let _ = writeln!(text, " {}", scalar_text(value));
    } else {
        text.push('\n');
        write_block(value, depth + 1, text);
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::Object(_) => "{}".to_owned(),
        Value::Array(_) => "[]".to_owned(),
        Value::String(string) => string_text(string),
        other => other.to_string(),
    }
}

/// A key. That of the scope of a role is written as people write it: YAML 1.2 reads it as a string.
fn key_text(key: &str) -> String {
    if key == "on" { key.to_owned() } else { string_text(key) }
}

/// A string, in quotes unless it is certainly read as one without.
pub(super) fn string_text(string: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    let is_plain = string.starts_with(|c: char| c.is_ascii_alphabetic())
        && string.ends_with(|c: char| c.is_ascii_alphanumeric())
        && string.chars().all(is_word)
        && !RESERVED_WORDS.contains(&string.to_ascii_lowercase().as_str());
    if is_plain { string.to_owned() } else { quoted_text(string) }
}

/// A string in double quotes, on one line. The file is printed, so it has no command of a pipeline.
fn quoted_text(string: &str) -> String {
    let commands = escaped_offsets(string);
    let mut text = String::from("\"");
    for (offset, c) in string.char_indices() {
        match (c, u32::from(c)) {
            ('"' | '\\', _) => text.extend(['\\', c]),
            ('\n', _) => text.push_str("\\n"),
            (c, code) if is_invisible(c) || commands.contains(&offset) => {
                text.push_str(&if code <= 0xffff { format!("\\u{code:04x}") } else { format!("\\U{code:08x}") });
            }
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}
