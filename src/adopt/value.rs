//! Reading the bodies of resources.

use crate::{arm_template::Value, drift::region_name, existing::AzureId};

/// The value at a path: `properties/networkAcls/ipRules`.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('/').try_fold(value, |value, name| value.as_object()?.get(name))
}

/// The text at a path; none if it is absent, empty or not known.
pub(super) fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    at(value, path)?.as_text().filter(|text| !text.is_empty())
}

/// The name of the region of a resource.
pub(super) fn region(body: &Value) -> Option<String> {
    text(body, "location").map(region_name)
}

/// The text at a path is this keyword, in any case.
pub(super) fn is(value: &Value, path: &str, keyword: &str) -> bool {
    text(value, path).is_some_and(|text| text.eq_ignore_ascii_case(keyword))
}

/// The truth value at a path.
pub(super) fn flag(value: &Value, path: &str) -> Option<bool> {
    match at(value, path)? {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

/// The number at a path.
pub(super) fn number(value: &Value, path: &str) -> Option<i64> {
    match at(value, path)? {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

/// The items of the list at a path; none if it is absent.
pub(super) fn items<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    at(value, path).and_then(Value::as_items).unwrap_or_default()
}

/// The texts of the list at a path.
pub(super) fn texts<'v>(value: &'v Value, path: &str) -> Vec<&'v str> {
    items(value, path).iter().filter_map(Value::as_text).collect()
}

/// A text at the same path of each item of the list at a path.
pub(super) fn texts_of<'v>(value: &'v Value, path: &str, below: &str) -> Vec<&'v str> {
    items(value, path).iter().filter_map(|item| text(item, below)).collect()
}

/// The ID at a path.
pub(super) fn id(value: &Value, path: &str) -> Option<AzureId> {
    AzureId::parse(text(value, path)?)
}

/// The IDs at the same path of each item of the list at a path.
pub(super) fn ids_of(value: &Value, path: &str, below: &str) -> Vec<AzureId> {
    items(value, path).iter().filter_map(|item| id(item, below)).collect()
}
