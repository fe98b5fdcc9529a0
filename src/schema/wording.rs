//! What a schema violation means to the person who wrote the file.

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::look::{node, properties, resolve};
use crate::{
    diagnostic::{Code, Diagnostic, first_duplicate, nearest},
    source::{join, key as key_of},
    topology::values::FORMATS,
};

pub(super) fn say(schema: &Value, instance: &Value, error: &ValidationError<'_>) -> Vec<Diagnostic> {
    let pointer = error.instance_path().as_str().to_owned();
    let value = instance.pointer(&pointer).unwrap_or(&Value::Null);
    let one = |code, message: String| vec![Diagnostic::error(code, message).at(pointer.clone())];
    // What is wrong with the name of a key is said of the mapping that has it.
    if let (Value::Object(_), Some(key)) = (value, error.instance().as_str()) {
        return vec![bad_key(&pointer, key)];
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            // To look for what was meant takes its time, and nobody reads more than a screen of it.
            let named = |(at, key): (usize, &String)| unknown_key(schema, &pointer, key, at < MOST_LOOKED_FOR);
            unexpected.iter().enumerate().map(named).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let finding = Diagnostic::error(Code::MISSING_KEY, format!("the key `{key}` is missing{}", of(&pointer)))
                .at(pointer.clone())
                .label(format!("`{key}` belongs in here"));
            vec![match description(schema, &join(&pointer, key)) {
                Some(text) => finding.help(format!("`{key}`: {text}")),
                None => finding,
            }]
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<String> = options.as_array().into_iter().flatten().map(show).collect();
            let mut finding =
                Diagnostic::error(Code::UNKNOWN_WORD, format!("`{}` is not known{}", show(value), of(&pointer)))
                    .at(pointer.clone())
                    .label("not one of the words allowed here");
            if let Some(word) = value.as_str().and_then(|word| nearest(word, words.iter().map(String::as_str))) {
                finding = finding.help(format!("did you mean `{word}`?"));
            }
            let listed: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
            vec![finding.help(format!("allowed: {}", listed.join(", ")))]
        }
        ValidationErrorKind::Type { .. } => vec![wrong_type(schema, &pointer, value)],
        ValidationErrorKind::Format { format } => {
            let text = value.as_str().unwrap_or_default();
            let refusal = FORMATS.iter().find(|f| f.name == format).and_then(|f| (f.check)(text).err());
            let Some(refusal) = refusal else { return one(Code::BAD_VALUE, "a value that Azure refuses".to_owned()) };
            let finding = Diagnostic::error(refusal.code, format!("`{}` cannot stand{}", cut(text), here(&pointer)))
                .at(pointer.clone())
                .label(refusal.why);
            vec![match refusal.help {
                Some(help) => finding.help(help),
                None => finding,
            }]
        }
        ValidationErrorKind::UniqueItems => {
            let duplicate = first_duplicate(value.as_array().into_iter().flatten());
            let finding =
                Diagnostic::error(Code::LISTED_TWICE, format!("the list says the same thing twice{}", here(&pointer)));
            vec![match duplicate {
                Some((first, second)) => finding
                    .at(format!("{pointer}/{second}"))
                    .label("listed again")
                    .see(format!("{pointer}/{first}"), "listed first here"),
                None => finding.at(pointer.clone()),
            }]
        }
        ValidationErrorKind::MaxLength { limit } => {
            one(Code::OUT_OF_RANGE, format!("the text is longer than {limit} characters"))
        }
        ValidationErrorKind::MinLength { limit } => {
            one(Code::OUT_OF_RANGE, format!("the text is shorter than {limit} characters"))
        }
        ValidationErrorKind::MaxItems { limit } => {
            one(Code::OUT_OF_RANGE, format!("more than {limit} items{}", here(&pointer)))
        }
        ValidationErrorKind::MinItems { limit } => one(
            Code::OUT_OF_RANGE,
            if *limit == 1 {
                format!("the list is empty{}", here(&pointer))
            } else {
                format!("fewer than {limit} items{}", here(&pointer))
            },
        ),
        ValidationErrorKind::MaxProperties { limit } => {
            one(Code::OUT_OF_RANGE, format!("more than {limit} keys{}", here(&pointer)))
        }
        ValidationErrorKind::Maximum { limit } => {
            one(Code::OUT_OF_RANGE, format!("{} is more than {limit}", show(value)))
        }
        ValidationErrorKind::Minimum { limit } => {
            one(Code::OUT_OF_RANGE, format!("{} is less than {limit}", show(value)))
        }
        _ => one(Code::BAD_VALUE, format!("this value does not fit the schema{}", here(&pointer))),
    }
}

fn bad_key(pointer: &str, key: &str) -> Diagnostic {
    let (what, why, help) = match pointer.rsplit('/').next() {
        Some("tags") => (
            "a tag",
            "a tag name that Azure refuses",
            "1 to 128 characters, none of `<`, `>`, `%`, `&`, `\\`, `?`, `/`",
        ),
        Some("environments") => {
            ("an environment", "not a name that resources can have in theirs", "lower-case letters and digits")
        }
        _ => ("a resource", "no resource is called so", "`di-gen describe` lists them"),
    };
    Diagnostic::error(Code::BAD_NAME, format!("`{}` is not a name for {what}", cut(key)))
        .at_key(join(pointer, key))
        .label(why)
        .help(help)
}

/// Keys of one mapping for which is looked what was meant.
const MOST_LOOKED_FOR: usize = 100;

fn unknown_key(schema: &Value, pointer: &str, key: &str, look: bool) -> Diagnostic {
    let at = node(schema, pointer);
    let keys: Vec<&str> = properties(at).collect();
    let finding = Diagnostic::error(Code::UNKNOWN_KEY, format!("the key `{}` is not known{}", cut(key), of(pointer)))
        .at_key(join(pointer, key))
        .label("not a key of this mapping");
    if !look {
        return finding;
    }
    if let Some(meant) = nearest(key, keys.iter().copied()) {
        return finding.help(format!("did you mean `{meant}`?"));
    }
    let mut elsewhere = Vec::new();
    everywhere(schema, schema, "", 0, &mut |path, candidate| {
        if candidate.eq_ignore_ascii_case(key) {
            elsewhere.push(path.to_owned());
        }
    });
    let finding = match elsewhere.first() {
        Some(path) => finding.help(format!("`{key}` belongs under `{path}`")),
        None => finding,
    };
    let keys: Vec<String> = keys.iter().map(|k| format!("`{k}`")).collect();
    finding.help(format!("known here: {}", keys.join(", ")))
}

fn wrong_type(schema: &Value, pointer: &str, value: &Value) -> Diagnostic {
    let wanted = node(schema, pointer).and_then(|n| n.get("type")).and_then(Value::as_str).unwrap_or("something else");
    let name = |kind: &str| match kind {
        "string" => "a text",
        "object" => "a mapping",
        "array" => "a list",
        "boolean" => "`true` or `false`",
        "integer" | "number" => "a number",
        _ => "something else",
    };
    let is = match value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    };
    let finding = Diagnostic::error(Code::WRONG_TYPE, format!("{} belongs{}", name(wanted), here(pointer)))
        .at(pointer)
        .label(format!("this is {is}"));
    match (wanted, value) {
        (_, Value::Null) => finding.help("give the key a value, or remove it to have the default"),
        ("string", Value::Bool(_) | Value::Number(_)) => finding.help(format!("write it in quotes: '{}'", show(value))),
        ("boolean", Value::String(_)) => finding.help("write `true` or `false`, without quotes"),
        ("integer", Value::String(_)) => finding.help("write a number, without quotes"),
        ("array", Value::String(_) | Value::Number(_)) => {
            finding.help(format!("write a list of one: [{}]", show(value)))
        }
        _ => finding,
    }
}

fn description(schema: &Value, pointer: &str) -> Option<String> {
    // The word on a property says more than that on its type.
    let (parent, key) = pointer.rsplit_once('/')?;
    let property = node(schema, parent)?.get("properties")?.get(key)?;
    let text = property.get("description").or_else(|| resolve(schema, property).get("description"))?.as_str()?;
    text.split("\n\n").next().filter(|t| !t.is_empty()).map(|t| t.replace('\n', " "))
}

/// Every key of the schema with the dotted path of the mapping that has it.
fn everywhere(schema: &Value, at: &Value, path: &str, depth: usize, visit: &mut dyn FnMut(&str, &str)) {
    let at = resolve(schema, at);
    if depth > 6 {
        return;
    }
    if let Some(items) = at.get("items") {
        everywhere(schema, items, path, depth + 1, visit);
    }
    for (key, value) in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if !path.is_empty() {
            visit(path, key);
        }
        let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        everywhere(schema, value, &below, depth + 1, visit);
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => cut(text),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        other => other.to_string(),
    }
}

/// A quoted text is at most a line's worth.
fn cut(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(77).chain("...".chars()).collect() }
}

/// The mapping that a finding is about, or nothing at the top of the file.
fn of(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" in `{}`", cut(&key_of(pointer))) }
}

fn here(pointer: &str) -> String {
    if pointer.is_empty() { " at the top of the file".to_owned() } else { format!(" at `{}`", cut(&key_of(pointer))) }
}
