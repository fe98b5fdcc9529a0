//! Whether a deployment leaves a resource as it is.

use crate::{arm_template::Value, existing::AzureId};

/// The path of the first property in which two bodies differ; none if they are the same.
pub(super) fn first_difference(expected: &Value, observed: &Value) -> Option<String> {
    difference(expected, observed).map(|path| if path.is_empty() { "body".to_owned() } else { path })
}

fn difference(expected: &Value, observed: &Value) -> Option<String> {
    match (expected, observed) {
        (Value::Object(left), Value::Object(right)) => {
            if left.open().is_some() || right.open().is_some() {
                return Some(String::new());
            }
            let below =
                |name: &str, path: String| if path.is_empty() { name.to_owned() } else { format!("{name}.{path}") };
            let of_expected = left.entries().find_map(|(name, value)| match right.get(name) {
                Some(other) => difference(value, other).map(|path| below(name, path)),
                None => Some(name.to_string()),
            });
            let missing = || right.entries().find(|(name, _)| left.get(name).is_none());
            of_expected.or_else(|| missing().map(|(name, _)| name.to_string()))
        }
        (Value::Array(left), Value::Array(right)) => {
            let (left, right) = (left.items(), right.items());
            let differ = |(left, right): (&Value, &Value)| difference(left, right);
            if left.len() == right.len() { left.iter().zip(right).find_map(differ) } else { Some(String::new()) }
        }
        (Value::Text(left), Value::Text(right)) => (!same_text(left, right)).then(String::new),
        _ => (expected.equals(observed) != Some(true)).then(String::new),
    }
}

/// Texts are the same in the same case, IDs in any.
fn same_text(left: &str, right: &str) -> bool {
    left == right || (left.eq_ignore_ascii_case(right) && AzureId::parse(left).is_some())
}
