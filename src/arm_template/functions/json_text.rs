//! JSON in texts: `json` and `string`.

use super::super::{
    evaluator::{Failure, Outcome},
    literal::plain_value,
    value::Value,
};

/// The value of a JSON text.
pub(super) fn parse_json(text: &str) -> Outcome {
    match serde_json::from_str(text) {
        Ok(json) => Ok(plain_value(&json)),
        Err(_) => Err(Failure::Fault("a text is not JSON".to_owned())),
    }
}

/// The JSON of a value, without spaces.
pub(super) fn json_text(value: &Value) -> Result<String, Failure> {
    let mut text = String::new();
    write_json(value, &mut text)?;
    Ok(text)
}

fn write_json(value: &Value, text: &mut String) -> Result<(), Failure> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Integer(number) => text.push_str(&number.to_string()),
        // The digits depend on how it was written.
        Value::Float(_) => return Err(Failure::Unsupported),
        Value::Text(string) => write_string(string, text),
        Value::Array(array) => {
            text.push('[');
            for (index, item) in array.items().iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json(item, text)?;
            }
            text.push(']');
        }
        Value::Object(object) => {
            if let Some(open) = object.open() {
                return Err(Failure::Unknown(open.clone()));
            }
            text.push('{');
            for (index, (name, value)) in object.entries().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_json(value, text)?;
            }
            text.push('}');
        }
        Value::Unknown(unknown) => return Err(Failure::Unknown(unknown.clone())),
    }
    Ok(())
}

/// Resource Manager escapes line separators, too.
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            c if c < ' ' || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
