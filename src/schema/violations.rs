//! What a schema violation means to the person who wrote the file.

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::lookup::{property_names, resolve_reference, schema_at};
use crate::{
    diagnostic::{Code, Diagnostic, first_duplicate, nearest_match},
    source::{join_pointer, key_path},
    topology::values::FORMATS,
};

pub(super) fn violation_diagnostics(schema: &Value, instance: &Value, error: &ValidationError<'_>) -> Vec<Diagnostic> {
    let pointer = error.instance_path().as_str().to_owned();
    let value = instance.pointer(&pointer).unwrap_or(&Value::Null);
    let one = |code, message: String| vec![Diagnostic::error(code, message).at_value(pointer.clone())];
    // What is wrong with the name of a key is said of the mapping that has it.
    if let (Value::Object(_), Some(key)) = (value, error.instance().as_str()) {
        return vec![invalid_key(&pointer, key)];
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            // To look for what was meant takes its time, and nobody reads more than a screen of it.
            let named = |(at, key): (usize, &String)| unknown_key(schema, &pointer, key, at < MAX_SUGGESTIONS);
            unexpected.iter().enumerate().map(named).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let finding =
                Diagnostic::error(Code::MISSING_KEY, format!("the key `{key}` is missing{}", mapping_suffix(&pointer)))
                    .at_value(pointer.clone())
                    .label(format!("`{key}` belongs in here"));
            vec![match key_description(schema, &join_pointer(&pointer, key)) {
                Some(text) => finding.help(format!("`{key}`: {text}")),
                None => finding,
            }]
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<String> = options.as_array().into_iter().flatten().map(display_value).collect();
            let mut finding = Diagnostic::error(
                Code::UNKNOWN_WORD,
                format!("`{}` is not known{}", display_value(value), mapping_suffix(&pointer)),
            )
            .at_value(pointer.clone())
            .label("not one of the words allowed here");
            if let Some(word) = value.as_str().and_then(|word| nearest_match(word, words.iter().map(String::as_str))) {
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
            let finding = Diagnostic::error(
                refusal.code,
                format!("`{}` cannot stand{}", truncate_quote(text), location_suffix(&pointer)),
            )
            .at_value(pointer.clone())
            .label(refusal.reason);
            vec![match refusal.help {
                Some(help) => finding.help(help),
                None => finding,
            }]
        }
        ValidationErrorKind::UniqueItems => {
            let duplicate = first_duplicate(value.as_array().into_iter().flatten());
            let finding = Diagnostic::error(
                Code::LISTED_TWICE,
                format!("the list says the same thing twice{}", location_suffix(&pointer)),
            );
            vec![match duplicate {
                Some((first, second)) => finding
                    .at_value(format!("{pointer}/{second}"))
                    .label("listed again")
                    .related_value(format!("{pointer}/{first}"), "listed first here"),
                None => finding.at_value(pointer.clone()),
            }]
        }
        ValidationErrorKind::MaxLength { limit } => {
            one(Code::OUT_OF_RANGE, format!("the text is longer than {limit} characters"))
        }
        ValidationErrorKind::MinLength { limit } => {
            one(Code::OUT_OF_RANGE, format!("the text is shorter than {limit} characters"))
        }
        ValidationErrorKind::MaxItems { limit } => {
            one(Code::OUT_OF_RANGE, format!("more than {limit} items{}", location_suffix(&pointer)))
        }
        ValidationErrorKind::MinItems { limit } => one(
            Code::OUT_OF_RANGE,
            if *limit == 1 {
                format!("the list is empty{}", location_suffix(&pointer))
            } else {
                format!("fewer than {limit} items{}", location_suffix(&pointer))
            },
        ),
        ValidationErrorKind::MaxProperties { limit } => {
            one(Code::OUT_OF_RANGE, format!("more than {limit} keys{}", location_suffix(&pointer)))
        }
        ValidationErrorKind::Maximum { limit } => {
            one(Code::OUT_OF_RANGE, format!("{} is more than {limit}", display_value(value)))
        }
        ValidationErrorKind::Minimum { limit } => {
            one(Code::OUT_OF_RANGE, format!("{} is less than {limit}", display_value(value)))
        }
        _ => one(Code::BAD_VALUE, format!("this value does not fit the schema{}", location_suffix(&pointer))),
    }
}

fn invalid_key(pointer: &str, key: &str) -> Diagnostic {
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
    Diagnostic::error(Code::BAD_NAME, format!("`{}` is not a name for {what}", truncate_quote(key)))
        .at_key(join_pointer(pointer, key))
        .label(why)
        .help(help)
}

/// Keys of one mapping for which is looked what was meant.
const MAX_SUGGESTIONS: usize = 100;

fn unknown_key(schema: &Value, pointer: &str, key: &str, look: bool) -> Diagnostic {
    let at = schema_at(schema, pointer);
    let keys: Vec<&str> = property_names(at).collect();
    let finding = Diagnostic::error(
        Code::UNKNOWN_KEY,
        format!("the key `{}` is not known{}", truncate_quote(key), mapping_suffix(pointer)),
    )
    .at_key(join_pointer(pointer, key))
    .label("not a key of this mapping");
    if !look {
        return finding;
    }
    if let Some(meant) = nearest_match(key, keys.iter().copied()) {
        return finding.help(format!("did you mean `{meant}`?"));
    }
    let mut elsewhere = Vec::new();
    visit_schema_keys(schema, schema, "", 0, &mut |path, candidate| {
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
    let wanted =
        schema_at(schema, pointer).and_then(|n| n.get("type")).and_then(Value::as_str).unwrap_or("something else");
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
    let finding = Diagnostic::error(Code::WRONG_TYPE, format!("{} belongs{}", name(wanted), location_suffix(pointer)))
        .at_value(pointer)
        .label(format!("this is {is}"));
    match (wanted, value) {
        (_, Value::Null) => finding.help("give the key a value, or remove it to have the default"),
        ("string", Value::Bool(_) | Value::Number(_)) => {
            finding.help(format!("write it in quotes: '{}'", display_value(value)))
        }
        ("boolean", Value::String(_)) => finding.help("write `true` or `false`, without quotes"),
        ("integer", Value::String(_)) => finding.help("write a number, without quotes"),
        ("array", Value::String(_) | Value::Number(_)) => {
            finding.help(format!("write a list of one: [{}]", display_value(value)))
        }
        _ => finding,
    }
}

fn key_description(schema: &Value, pointer: &str) -> Option<String> {
    // The word on a property says more than that on its type.
    let (parent, key) = pointer.rsplit_once('/')?;
    let property = schema_at(schema, parent)?.get("properties")?.get(key)?;
    let text =
        property.get("description").or_else(|| resolve_reference(schema, property).get("description"))?.as_str()?;
    text.split("\n\n").next().filter(|t| !t.is_empty()).map(|t| t.replace('\n', " "))
}

/// Every key of the schema with the dotted path of the mapping that has it.
fn visit_schema_keys(schema: &Value, at: &Value, path: &str, depth: usize, visit: &mut dyn FnMut(&str, &str)) {
    let at = resolve_reference(schema, at);
    if depth > 6 {
        return;
    }
    if let Some(items) = at.get("items") {
        visit_schema_keys(schema, items, path, depth + 1, visit);
    }
    for (key, value) in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if !path.is_empty() {
            visit(path, key);
        }
        let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        visit_schema_keys(schema, value, &below, depth + 1, visit);
    }
}

fn display_value(value: &Value) -> String {
    match value {
        Value::String(text) => truncate_quote(text),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        other => other.to_string(),
    }
}

/// A quoted text is at most a line's worth.
fn truncate_quote(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(77).chain("...".chars()).collect() }
}

/// The mapping that a finding is about, or nothing at the top of the file.
fn mapping_suffix(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" in `{}`", truncate_quote(&key_path(pointer))) }
}

fn location_suffix(pointer: &str) -> String {
    if pointer.is_empty() {
        " at the top of the file".to_owned()
    } else {
        format!(" at `{}`", truncate_quote(&key_path(pointer)))
    }
}
