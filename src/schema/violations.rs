//! Schema violations as diagnostics.

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::lookup::{property_names, resolve_reference, schema_at};
use crate::{
    diagnostic::{
        Code, Diagnostic, KeyChange, first_duplicate, is_slip, key_of_last_words, nearest_match, nearest_unique_match,
        quote, repeated_positions,
    },
    source::{join_pointer, key_path},
    topology::{keyword_for, means_unset, values::FORMATS},
};

pub(super) fn violation_diagnostics(schema: &Value, instance: &Value, error: &ValidationError<'_>) -> Vec<Diagnostic> {
    let pointer = error.instance_path().as_str().to_owned();
    let value = instance.pointer(&pointer).unwrap_or(&Value::Null);
    let diagnostic_at_value = |code, message: String| vec![Diagnostic::error(code, message).at_value(pointer.clone())];
    // An invalid key name is reported for the mapping that contains it.
    if let (Value::Object(_), Some(key)) = (value, error.instance().as_str()) {
        return vec![invalid_key(&pointer, key)];
    }
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            // Finding a suggestion takes time, and more than a screen of suggestions does not help.
            let diagnostic =
                |(at, key): (usize, &String)| unknown_key(schema, instance, &pointer, key, at < MAX_SUGGESTIONS);
            unexpected.iter().enumerate().map(diagnostic).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let diagnostic =
                Diagnostic::error(Code::MISSING_KEY, format!("the key `{key}` is missing{}", mapping_suffix(&pointer)))
                    .at_value(pointer.clone())
                    .label(format!("`{key}` is required here"));
            vec![match key_help(schema, &join_pointer(&pointer, key)) {
                Some(text) => diagnostic.help(format!("add `{key}`: {text}")),
                None => diagnostic,
            }]
        }
        ValidationErrorKind::Enum { options } => vec![unknown_value(&pointer, value, options)],
        ValidationErrorKind::Type { .. } => vec![wrong_type(schema, &pointer, value)],
        ValidationErrorKind::Format { format } => {
            let text = value.as_str().unwrap_or_default();
            let refusal = FORMATS.iter().find(|f| f.name == format).and_then(|f| (f.check)(text).err());
            let Some(refusal) = refusal else {
                return diagnostic_at_value(Code::BAD_VALUE, "a value that Azure does not accept".to_owned());
            };
            let diagnostic = Diagnostic::error(
                refusal.code,
                format!("{} is not valid{}", quote(&truncate_quote(text)), location_suffix(&pointer)),
            )
            .at_value(pointer.clone())
            .label(refusal.reason);
            // A range without its host bits may be wider than what was meant, and another word its opposite.
            let may_differ = refusal.meant.as_deref().is_some_and(|meant| {
                meant.contains('/') || (text.starts_with(char::is_alphabetic) && !is_slip(text, meant))
            });
            let change = refusal.meant.map(|meant| replace(&pointer, meant));
            let diagnostic = diagnostic.fixed_by(change).left_to_decision(may_differ);
            vec![match refusal.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }]
        }
        ValidationErrorKind::UniqueItems => {
            let items = || value.as_array().into_iter().flatten();
            let duplicate = first_duplicate(items());
            // From the last to the first, since what is removed moves what is after it.
            let removals = repeated_positions(items())
                .into_iter()
                .rev()
                .map(|at| KeyChange::Remove { pointer: format!("{pointer}/{at}") });
            let diagnostic =
                Diagnostic::error(Code::DUPLICATE_ENTRY, format!("duplicate item{}", mapping_suffix(&pointer)));
            vec![match duplicate {
                Some((first, second)) => diagnostic
                    .at_value(format!("{pointer}/{second}"))
                    .label("listed again")
                    .fixed_by(removals)
                    .related_value(format!("{pointer}/{first}"), "listed first here"),
                None => diagnostic.at_value(pointer.clone()),
            }]
        }
        ValidationErrorKind::MaxLength { limit } => {
            diagnostic_at_value(Code::OUT_OF_RANGE, format!("the string is longer than {limit} characters"))
        }
        ValidationErrorKind::MinLength { limit } => {
            diagnostic_at_value(Code::OUT_OF_RANGE, format!("the string is shorter than {limit} characters"))
        }
        ValidationErrorKind::MaxItems { limit } => {
            diagnostic_at_value(Code::OUT_OF_RANGE, format!("more than {limit} items{}", mapping_suffix(&pointer)))
        }
        ValidationErrorKind::MinItems { limit } => {
            let (message, help) = if *limit == 1 {
                (format!("the list {} is empty", quote(&truncate_quote(&key_path(&pointer)))), "add an item".to_owned())
            } else {
                (format!("fewer than {limit} items{}", mapping_suffix(&pointer)), format!("add items up to {limit}"))
            };
            vec![Diagnostic::error(Code::OUT_OF_RANGE, message).at_value(pointer.clone()).help(help)]
        }
        ValidationErrorKind::MaxProperties { limit } => {
            diagnostic_at_value(Code::OUT_OF_RANGE, format!("more than {limit} keys{}", mapping_suffix(&pointer)))
        }
        ValidationErrorKind::Maximum { limit } => {
            diagnostic_at_value(Code::OUT_OF_RANGE, format!("{} is more than {limit}", display_value(value)))
        }
        ValidationErrorKind::Minimum { limit } => {
            diagnostic_at_value(Code::OUT_OF_RANGE, format!("{} is less than {limit}", display_value(value)))
        }
        _ => diagnostic_at_value(Code::BAD_VALUE, format!("the value is not valid{}", location_suffix(&pointer))),
    }
}

/// A value that is not one of those of an enumeration.
fn unknown_value(pointer: &str, value: &Value, options: &Value) -> Diagnostic {
    let keywords: Vec<String> = options.as_array().into_iter().flatten().map(display_value).collect();
    let names: Vec<&str> = keywords.iter().map(String::as_str).collect();
    let allowed: Vec<String> = keywords.iter().map(|keyword| format!("`{keyword}`")).collect();
    let nearest = || nearest_unique_match(value.as_str()?, &names);
    // One line: a list of all values beside the one to write is only more to read.
    let (help, change, may_differ) = match (keyword_for(&display_value(value), &names), nearest()) {
        (Some(keyword), _) => (format!("write `{keyword}`"), Some(replace(pointer, keyword)), false),
        (None, _) if means_unset(&display_value(value), &names) => {
            let removal = KeyChange::Remove { pointer: pointer.to_owned() };
            ("remove the key: this is its default".to_owned(), Some(removal), false)
        }
        (None, Some(nearest)) => {
            let may_differ = !is_slip(value.as_str().unwrap_or_default(), nearest);
            (format!("did you mean `{nearest}`?"), Some(replace(pointer, nearest)), may_differ)
        }
        (None, None) => (format!("use one of {}", allowed.join(", ")), None, false),
    };
    let diagnostic = Diagnostic::error(
        Code::UNKNOWN_VALUE,
        format!("{} is not valid{}", quote(&display_value(value)), location_suffix(pointer)),
    );
    let diagnostic = diagnostic.at_value(pointer).label("not one of the allowed values").help(help);
    diagnostic.fixed_by(change).left_to_decision(may_differ)
}

fn invalid_key(pointer: &str, key: &str) -> Diagnostic {
    let (kind, reason, help) = match pointer.rsplit('/').next() {
        Some("tags") => (
            "a tag",
            "Azure does not accept this tag name",
            "use 1 to 128 characters, none of `<`, `>`, `%`, `&`, `\\`, `?`, `/`, and no line breaks or other control characters",
        ),
        Some("environments") => {
            ("an environment", "not valid as a part of resource names", "use 1 to 10 lower-case letters and digits")
        }
        _ => ("a resource", "not a symbolic name", "use a symbolic name that `di-gen describe` lists"),
    };
    Diagnostic::error(Code::BAD_NAME, format!("{} is not a valid name for {kind}", quote(&truncate_quote(key))))
        .at_key(join_pointer(pointer, key))
        .label(reason)
        .help(help)
}

/// The number of keys in one mapping for which a suggestion is made.
const MAX_SUGGESTIONS: usize = 100;

fn unknown_key(schema: &Value, instance: &Value, pointer: &str, key: &str, suggest: bool) -> Diagnostic {
    // A key of every other subnet: `routes::ROUTES_OF_BASTION`.
    if (pointer, key) == ("/network/subnets/bastion", "routeTable") {
        return Diagnostic::error(Code::ROUTE, "Bastion's subnet cannot have a route table")
            .at_key(join_pointer(pointer, key))
            .label("Azure refuses it: RouteTableCannotBeAttachedForAzureBastionSubnet")
            .help("remove `routeTable`")
            .fixed_by([KeyChange::Remove { pointer: join_pointer(pointer, key) }]);
    }
    let at = schema_at(schema, pointer);
    let keys: Vec<&str> = property_names(at).collect();
    let diagnostic = Diagnostic::error(
        Code::UNKNOWN_KEY,
        format!("the key {} is not known{}", quote(&truncate_quote(key)), mapping_suffix(pointer)),
    )
    .at_key(join_pointer(pointer, key))
    .label("not a key of this mapping");
    if !suggest {
        return diagnostic;
    }
    if let Some(meant) = nearest_match(key, keys.iter().copied()) {
        // A key that is as near as another one is no more than a guess.
        let change = nearest_unique_match(key, &keys)
            .map(|meant| KeyChange::Rename { pointer: join_pointer(pointer, key), key: meant.to_owned() });
        let diagnostic = diagnostic.help(format!("did you mean `{meant}`?")).fixed_by(change);
        return diagnostic.left_to_decision(!is_slip(key, meant));
    }
    let mut other_mappings = Vec::new();
    visit_schema_keys(schema, schema, "", 0, &mut |path, candidate| {
        if candidate.eq_ignore_ascii_case(key) {
            other_mappings.push(path.to_owned());
        }
    });
    // One item of a list has no setting that belongs to a mapping elsewhere.
    let is_item = pointer.rsplit('/').next().is_some_and(|index| index.parse::<usize>().is_ok());
    let is_set = |meant: &str| instance.pointer(&join_pointer(pointer, meant)).is_some();
    if let Some(meant) = key_of_last_words(key, &keys).filter(|meant| !is_set(meant))
        && (is_item || other_mappings.is_empty())
    {
        let change = KeyChange::Rename { pointer: join_pointer(pointer, key), key: meant.to_owned() };
        return diagnostic.help(format!("did you mean `{meant}`?")).fixed_by([change]).left_to_decision(true);
    }
    let diagnostic = match other_mappings.first() {
        Some(path) => diagnostic.help(format!("move {} to `{path}`", quote(key))),
        None => diagnostic,
    };
    let keys: Vec<String> = keys.iter().map(|k| format!("`{k}`")).collect();
    diagnostic.help(format!("valid keys: {}", keys.join(", ")))
}

fn wrong_type(schema: &Value, pointer: &str, value: &Value) -> Diagnostic {
    let expected =
        schema_at(schema, pointer).and_then(|n| n.get("type")).and_then(Value::as_str).unwrap_or("something else");
    let name = |kind: &str| match kind {
        "string" => "a string",
        "object" => "a mapping",
        "array" => "a list",
        "boolean" => "`true` or `false`",
        "integer" | "number" => "a number",
        _ => "something else",
    };
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    };
    let message = if pointer.is_empty() {
        format!("the file must be {}", name(expected))
    } else {
        format!("{} must be {}", quote(&truncate_quote(&key_path(pointer))), name(expected))
    };
    let diagnostic = Diagnostic::error(Code::WRONG_TYPE, message).at_value(pointer).label(format!("this is {actual}"));
    match (expected, value) {
        (_, Value::Null) => diagnostic.help("set a value, or remove the key to use the default"),
        ("string", Value::Bool(_) | Value::Number(_)) => {
            diagnostic.help(format!("use quotes: '{}'", display_value(value)))
        }
        ("boolean", Value::String(text)) => match text.to_lowercase().as_str() {
            "enabled" | "enable" | "on" | "yes" | "true" => {
                diagnostic.help("write `true`").fixed_by([replace(pointer, true)])
            }
            "disabled" | "disable" | "off" | "no" | "false" => {
                diagnostic.help("write `false`").fixed_by([replace(pointer, false)])
            }
            _ => diagnostic.help("set `true` or `false`, without quotes"),
        },
        ("integer", Value::String(text)) => {
            let number = text.parse::<u32>().ok().filter(|number| number.to_string() == *text);
            diagnostic.help("set a number, without quotes").fixed_by(number.map(|number| replace(pointer, number)))
        }
        ("array", Value::String(text)) if text.trim().is_empty() => {
            diagnostic.help("use a list, or remove the key to use the default")
        }
        ("array", Value::String(_) | Value::Number(_)) => {
            // A number is shown as it is read, which may not be how it is written.
            let list = value.is_string().then(|| replace(pointer, vec![value.clone()]));
            diagnostic.help(format!("use a list with one item: [{}]", display_item(value))).fixed_by(list)
        }
        _ => diagnostic,
    }
}

/// The change of a value where it is.
fn replace(pointer: &str, value: impl Into<Value>) -> KeyChange {
    KeyChange::Replace { pointer: pointer.to_owned(), value: value.into() }
}

/// What is said about a required key.
fn key_help<'a>(schema: &'a Value, pointer: &str) -> Option<&'a str> {
    let (parent, key) = pointer.rsplit_once('/')?;
    schema_at(schema, parent)?.get("properties")?.get(key)?.get("help")?.as_str()
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

/// A value as an item of a list in brackets: a comma or a bracket in it makes no other items.
fn display_item(value: &Value) -> String {
    let text = display_value(value);
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    if is_plain { text } else { Value::from(text).to_string() }
}

/// Truncates a quoted text to about one line.
fn truncate_quote(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(77).chain("...".chars()).collect() }
}

/// The mapping or list that a diagnostic is about, or nothing at the top of the file.
fn mapping_suffix(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" in {}", quote(&truncate_quote(&key_path(pointer)))) }
}

fn location_suffix(pointer: &str) -> String {
    if pointer.is_empty() {
        " at the top of the file".to_owned()
    } else {
        format!(" for {}", quote(&truncate_quote(&key_path(pointer))))
    }
}
