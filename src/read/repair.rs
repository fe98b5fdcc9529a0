//! Checks of relations between values in a file that also has invalid values.
//!
//! Relations between values can only be checked in a complete topology. An invalid value is replaced by every valid
//! candidate, and a diagnostic that all candidates cause does not depend on the intended value. Diagnostics about the
//! invalid value itself are left for the next run.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::{
    diagnostic::{Code, Diagnostic, SourceLocation},
    schema,
    source::{YamlDocument, join_pointer},
    topology::{self, TopologyFile},
};

/// With more candidates than this, a file has enough diagnostics without relations.
const MAX_REPAIRS: usize = 64;

/// An invalid value, and its valid candidates.
struct BrokenValue {
    pointer: String,
    /// `None` removes the key.
    candidates: Vec<Option<Value>>,
}

/// A diagnostic that another candidate causes as well. Which ranges are free may depend on the candidate, so an overlap is
/// kept without a help that does.
fn keep_common(mut diagnostic: Diagnostic, others: &[Diagnostic]) -> Option<Diagnostic> {
    if others.contains(&diagnostic) {
        return Some(diagnostic);
    }
    let is_same = |other: &&Diagnostic| {
        other.code == Code::OVERLAP && other.location == diagnostic.location && other.message == diagnostic.message
    };
    let other = others.iter().find(is_same)?;
    diagnostic.help.retain(|help| other.help.contains(help));
    Some(diagnostic)
}

/// Diagnostics about relations between values that every fix of the invalid values leaves.
pub(super) fn unavoidable_diagnostics(
    document: &YamlDocument,
    mut value: Value,
    diagnostics: &[Diagnostic],
) -> Vec<Diagnostic> {
    // Unknown keys and secrets are not part of a topology.
    let foreign = diagnostics.iter().filter(|d| matches!(d.code, Code::UNKNOWN_KEY | Code::SECRET));
    remove_pointers(&mut value, foreign.map(|diagnostic| location_pointer(&diagnostic.location)));
    let broken = find_broken_values(&value, diagnostics);
    let others = broken.iter().flat_map(|broken_value| {
        broken_value.candidates.iter().skip(1).map(|candidate| (broken_value.pointer.as_str(), candidate.clone()))
    });
    let others: Vec<_> = others.collect();
    if others.len() > MAX_REPAIRS {
        return Vec::new();
    }
    let first = |broken: &BrokenValue| broken.candidates.first().cloned().flatten();
    let mut base = value;
    let mut removed = Vec::new();
    for broken_value in &broken {
        match first(broken_value) {
            Some(candidate) => set_pointer(&mut base, &broken_value.pointer, Some(candidate)),
            None => removed.push(broken_value.pointer.clone()),
        }
    }
    remove_pointers(&mut base, removed.into_iter());
    let repaired = others.into_iter().map(|(pointer, candidate)| {
        let mut value = base.clone();
        set_pointer(&mut value, pointer, candidate);
        value
    });
    let mut relations: Option<Vec<Diagnostic>> = None;
    for value in std::iter::once(base.clone()).chain(repaired) {
        let Ok(topology) = super::typed::read_value::<TopologyFile>(&value) else { continue };
        let current = topology::check_topology(&topology, document);
        relations = Some(match relations {
            None => current,
            Some(before) => before.into_iter().filter_map(|diagnostic| keep_common(diagnostic, &current)).collect(),
        });
    }
    let is_broken = |location: &SourceLocation| {
        broken.iter().any(|broken_value| pointers_overlap(&broken_value.pointer, &location_pointer(location)))
    };
    let mut relations = relations.unwrap_or_default();
    relations.retain(|diagnostic| {
        !is_broken(&diagnostic.location) && !diagnostic.related.iter().any(|(location, _)| is_broken(location))
    });
    relations
}

/// The values that are not valid against the schema. A list item is replaced as a whole, so that the others keep their
/// index.
fn find_broken_values(value: &Value, diagnostics: &[Diagnostic]) -> Vec<BrokenValue> {
    let mut pointers = BTreeSet::new();
    for diagnostic in diagnostics {
        let pointer = location_pointer(&diagnostic.location);
        match diagnostic.code {
            Code::UNKNOWN_KEY | Code::SECRET => {}
            Code::MISSING_KEY => {
                let missing =
                    schema::required_keys(&pointer).filter(|key| value.pointer(&join_pointer(&pointer, key)).is_none());
                pointers.extend(missing.map(|key| join_pointer(&pointer, key)));
            }
            _ => _ = pointers.insert(pointer),
        }
    }
    let candidates = |pointer: &str| {
        let listed = schema::candidate_values(pointer).into_iter().map(Some);
        if is_list_item(value, pointer) { listed.collect() } else { listed.chain([None]).collect() }
    };
    pointers.into_iter().map(|pointer| BrokenValue { candidates: candidates(&pointer), pointer }).collect()
}

fn is_list_item(value: &Value, pointer: &str) -> bool {
    pointer.rsplit_once('/').and_then(|(parent, _)| value.pointer(parent)).is_some_and(Value::is_array)
}

/// Whether one pointer is a prefix of the other.
fn pointers_overlap(first: &str, second: &str) -> bool {
    let contains =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|r| r.is_empty() || r.starts_with('/'));
    contains(first, second) || contains(second, first)
}

/// Removes keys of mappings. Those of one mapping are removed at once: each alone would move the keys after it.
fn remove_pointers(value: &mut Value, pointers: impl Iterator<Item = String>) {
    let mut keys_by_parent: HashMap<String, HashSet<String>> = HashMap::new();
    for pointer in pointers {
        if let Some((parent, key)) = pointer.rsplit_once('/') {
            keys_by_parent.entry(parent.to_owned()).or_default().insert(key.replace("~1", "/").replace("~0", "~"));
        }
    }
    for (parent, keys) in keys_by_parent {
        if let Some(Value::Object(map)) = value.pointer_mut(&parent) {
            map.retain(|key, _| !keys.contains(key));
        }
    }
}

/// Sets the value at a JSON pointer, or removes it.
fn set_pointer(value: &mut Value, pointer: &str, new: Option<Value>) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (value.pointer_mut(parent), new) {
        (Some(Value::Object(map)), Some(new)) => _ = map.insert(key, new),
        (Some(Value::Object(map)), None) => _ = map.shift_remove(&key),
        (Some(Value::Array(items)), Some(new)) => {
            if let Some(item) = key.parse().ok().and_then(|at: usize| items.get_mut(at)) {
                *item = new;
            }
        }
        _ => {}
    }
}

pub(super) fn location_pointer(location: &SourceLocation) -> String {
    match location {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => pointer.clone(),
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => String::new(),
    }
}
