//! Lines about differences, in which values are marked (`report::marked`).

use serde_json::{Map, Value as Json};

use crate::{
    arm_template::Value,
    catalog::changes::identity::ASSIGNMENT_EXISTS_CODE,
    drift::{AccessDrift, Difference, ElementChange},
    existing::AzureId,
    report::marked::{mark_unless_words, mark_value},
};

/// Items that have a label for one, and not for the list.
const ELEMENTS: [&str; 4] = ["rule", "route", "zone configuration", "static IP address of"];

/// An item of a list that is added or removed.
fn item_text(difference: &Difference, element: &str, verb: &str) -> String {
    let (label, element) = (mark_unless_words(&difference.label), mark_value(element));
    if ELEMENTS.contains(&&*difference.label) {
        format!("{label} {element} is {verb}")
    } else {
        format!("{label}: {verb} {element}")
    }
}

/// What a deployment does to a difference: what exists, then what is set in the file.
pub(super) fn deployed_difference_text(difference: &Difference) -> String {
    let label = mark_unless_words(&difference.label);
    let text = |value: &Value| value_text(value, difference.is_opposite);
    match &difference.change {
        ElementChange::Changed { expected, existing: Some(existing) } => {
            format!("{label}: {} to {}", text(existing), text(expected))
        }
        ElementChange::Changed { expected, existing: None } => format!("{label}: {}", text(expected)),
        ElementChange::Missing { element, .. } => item_text(difference, element, "added"),
        ElementChange::Extra { element, .. } => item_text(difference, element, "removed"),
        ElementChange::NotWritten { existing, .. } => format!("{label}: no longer {}", text(existing)),
    }
}

/// What a deployment does to an access path.
pub(super) fn deployed_access_line(change: &AccessDrift, opens: bool) -> String {
    let path = mark_unless_words(&change.path.to_string());
    let opens = if opens { " (opens)" } else { "" };
    match (change.existing, change.declared) {
        (Some(existing), Some(declared)) => format!("{path}: {existing} to {declared}{opens}"),
        (None, declared) => {
            format!("{path}: new, {}{opens}", declared.map(|verdict| verdict.to_string()).unwrap_or_default())
        }
        (Some(existing), None) => format!("{path}: removed, was {existing}"),
    }
}

/// A difference: what is set in the file, then what exists.
pub(super) fn difference_text(difference: &Difference) -> String {
    let label = mark_unless_words(&difference.label);
    let text = |value: &Value| value_text(value, difference.is_opposite);
    let item = |element: &str, verb: &str| item_text(difference, element, verb);
    match &difference.change {
        ElementChange::Changed { expected, existing: Some(existing) } => {
            format!("{label}: {} to {}", text(expected), text(existing))
        }
        ElementChange::Changed { expected, existing: None } => format!("{label}: no longer {}", text(expected)),
        ElementChange::Missing { element, .. } => item(element, "removed"),
        ElementChange::Extra { element, .. } => item(element, "added"),
        ElementChange::NotWritten { existing, .. } => {
            format!(
                "{label}: {}, which is not set in the file (a deployment of Bicep or ARM resets it)",
                text(existing)
            )
        }
    }
}

/// An access path with both verdicts.
pub(super) fn access_line(change: &AccessDrift) -> String {
    let path = mark_unless_words(&change.path.to_string());
    match (change.declared, change.existing) {
        (Some(declared), Some(existing)) => format!("{path}: {declared} to {existing}"),
        (None, existing) => format!("{path}: new, {}", existing.map(|verdict| verdict.to_string()).unwrap_or_default()),
        (Some(declared), None) => format!("{path}: removed, was {declared}"),
    }
}

/// The name of a role assignment that exists under another name.
pub(super) fn other_name_text(own: &str, existing: &str) -> String {
    let (own, existing) = (mark_value(own), mark_value(existing));
    format!("named {existing}, and {own} in Bicep and ARM, where a deployment is refused with {ASSIGNMENT_EXISTS_CODE}")
}

fn value_text(value: &Value, is_opposite: bool) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(value) => if *value == is_opposite { "disabled" } else { "enabled" }.to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => match (&**text, AzureId::parse(text)) {
            ("Enabled" | "Disabled", _) => text.to_ascii_lowercase(),
            (_, Some(id)) => mark_value(id.name()),
            _ => mark_value(text),
        },
        Value::Array(array) if array.items().is_empty() => "none".to_owned(),
        Value::Array(array) => {
            array.items().iter().map(|item| value_text(item, is_opposite)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(_) => mark_value(&to_json(value).to_string()),
        Value::Unknown(_) => "unknown".to_owned(),
    }
}

/// A value as JSON; what is not known is null.
pub(super) fn to_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Unknown(_) => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Text(text) => Json::from(&**text),
        Value::Array(array) => array.items().iter().map(to_json).collect(),
        Value::Object(object) => {
            let entries = object.entries().map(|(name, value)| (name.to_string(), to_json(value)));
            Json::Object(entries.collect::<Map<_, _>>())
        }
    }
}
