//! The valid part of a file: what is left without the values that errors are about.

use serde_json::Value;

use super::{location_pointer, read_json};
use crate::{
    diagnostic::{Code, Diagnostic, KeyChange},
    order, schema,
    source::{SourceText, join_pointer},
    topology::TopologyFile,
};

/// The maximum number of times that values are removed: relations of a value may hold only with one that was removed.
const MAX_ROUNDS: usize = 8;

/// The topology that a text has without the values that are not valid; none if there is none.
pub(crate) fn read_valid_part(source: &SourceText) -> Option<TopologyFile> {
    let mut value = source.parse().ok()?.to_json();
    for _ in 0..MAX_ROUNDS {
        match read_json(&value) {
            Ok(topology) => return Some(topology),
            Err(errors) => remove_wrong_values(&mut value, &errors),
        }
    }
    None
}

fn remove_wrong_values(value: &mut Value, errors: &[Diagnostic]) {
    let mut pointers: Vec<String> = errors.iter().map(|error| location_pointer(&error.location)).collect();
    if errors.iter().any(|error| error.code == Code::MISSING_KEY && location_pointer(&error.location).is_empty()) {
        // Such as the name of the file: without it, nothing is left.
        let missing = schema::required_keys("").map(|key| join_pointer("", key));
        for pointer in missing.filter(|pointer| value.pointer(pointer).is_none()).collect::<Vec<_>>() {
            let example = schema::candidate_values(&pointer).into_iter().next().unwrap_or_default();
            KeyChange::Set { pointer, value: example }.apply(value);
        }
    }
    // What is removed from a list moves what is after it: longer indexes are greater.
    order::sort_by(&mut pointers, |one, other| (other.len(), other).cmp(&(one.len(), one)));
    pointers.dedup();
    for pointer in pointers.into_iter().filter(|pointer| !pointer.is_empty()) {
        KeyChange::Remove { pointer }.apply(value);
    }
}
