//! Whether two values mean the same, and how people read them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::facts::Form;
use crate::{
    arm_template::{Value, all_true},
    existing::AzureId,
};

/// Whether a value says nothing: as if the property was not there.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(array) => array.items().is_empty(),
        Value::Object(object) => object.open().is_none() && object.entries().all(|(_, value)| is_empty(value)),
        _ => false,
    }
}

/// Whether two values are the same; `None` if that is not known.
pub(super) fn same_value(form: Form, one: &Value, other: &Value) -> Option<bool> {
    if is_empty(one) && is_empty(other) {
        return Some(true);
    }
    match (one, other) {
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => one.equals(other).filter(|same| *same),
        (Value::Text(one), Value::Text(other)) => Some(same_text(form, one, other)),
        (Value::Array(one), Value::Array(other)) if form == Form::Set => same_sets(one.items(), other.items()),
        (Value::Array(one), Value::Array(other)) => {
            let (one, other) = (one.items(), other.items());
            if one.len() != other.len() {
                return Some(false);
            }
            all_true(one.iter().zip(other).map(|(one, other)| same_value(form, one, other)))
        }
        (Value::Object(one), Value::Object(other)) => {
            if one.open().is_some() || other.open().is_some() {
                return None;
            }
            let names = one.entries().map(|(name, _)| name);
            let more = other.entries().map(|(name, _)| name).filter(|name| one.get(name).is_none());
            all_true(names.chain(more).map(|name| {
                let (one, other) = (one.get(name).unwrap_or(&Value::Null), other.get(name).unwrap_or(&Value::Null));
                same_value(form, one, other)
            }))
        }
        (Value::Text(text), Value::Integer(number)) | (Value::Integer(number), Value::Text(text)) => {
            Some(**text == number.to_string())
        }
        _ => one.equals(other),
    }
}

/// Lists in any order; one of which an item is not known is not known.
fn same_sets(one: &[Value], other: &[Value]) -> Option<bool> {
    if one.iter().chain(other).any(|item| item.as_unknown().is_some()) {
        return None;
    }
    let is_in =
        |item: &Value, list: &[Value]| list.iter().any(|other| same_value(Form::Value, item, other) == Some(true));
    Some(one.iter().all(|item| is_in(item, other)) && other.iter().all(|item| is_in(item, one)))
}

fn same_text(form: Form, one: &str, other: &str) -> bool {
    match form {
        Form::Exact => one == other,
        Form::Location => region_name(one) == region_name(other),
        Form::Keywords => keywords(one) == keywords(other),
        Form::Role => last_segment(one).eq_ignore_ascii_case(last_segment(other)),
        _ if one.eq_ignore_ascii_case(other) => true,
        _ if one.starts_with('/') => {
            AzureId::parse(one).zip(AzureId::parse(other)).is_some_and(|(one, other)| one == other)
        }
        // With and without a slash, a URI is the same.
        _ if one.starts_with("https://") => one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/')),
        _ => range(one).zip(range(other)).is_some_and(|(one, other)| one == other),
    }
}

/// `West Europe` is `westeurope`.
#[must_use]
pub fn region_name(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}

fn keywords(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
    words.sort();
    words
}

/// The part of an ID that identifies a role definition, whatever it is below.
pub(super) fn last_segment(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// An address is a range of one.
fn range(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_written_in_several_ways() {
        let same =
            |form, one: &str, other: &str| same_value(form, &Value::text(one), &Value::text(other)) == Some(true);
        assert!(same(Form::Location, "West Europe", "westeurope"));
        assert!(same(Form::Keywords, "Logging, Metrics", "metrics,logging"));
        assert!(same(Form::Value, "203.0.113.9", "203.0.113.9/32"));
        assert!(same(Form::Value, "https://kv.vault.azure.net", "https://kv.vault.azure.net/"));
        assert!(same(Form::Value, "Deny", "deny"));
        let group = "/subscriptions/S/resourceGroups/rg";
        assert!(same(Form::Value, group, "/subscriptions/s/resourcegroups/RG/"));
        assert!(same(Form::Role, &format!("{group}/providers/Microsoft.Authorization/roleDefinitions/a"), "/x/A"));
    }

    #[test]
    fn other_things_differ() {
        let same = |form, one: &str, other: &str| same_value(form, &Value::text(one), &Value::text(other));
        assert_eq!(same(Form::Value, "203.0.113.9", "203.0.113.0/24"), Some(false));
        assert_eq!(same(Form::Exact, "a", "A"), Some(false));
        assert_eq!(same(Form::Value, "", "a"), Some(false));
        assert_eq!(same_value(Form::Value, &Value::Null, &Value::text("")), Some(true));
        assert_eq!(same_value(Form::Value, &Value::Bool(true), &Value::Null), Some(false));
    }

    #[test]
    fn a_list_in_any_order_is_the_same_list() {
        let list = |items: &[&str]| Value::array(items.iter().map(|item| Value::text(*item)).collect());
        assert_eq!(same_value(Form::Set, &list(&["a", "b"]), &list(&["B", "a"])), Some(true));
        assert_eq!(same_value(Form::Set, &list(&["a", "b"]), &list(&["a"])), Some(false));
        assert_eq!(same_value(Form::Value, &list(&["a", "b"]), &list(&["b", "a"])), Some(false));
    }
}
