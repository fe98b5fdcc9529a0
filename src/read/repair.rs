//! What is wrong between values of a file that has broken ones.
//!
//! Relations between values can only be looked at in a whole topology. Where a value has the wrong shape, they are
//! looked at with every value that could stand there instead, and what is wrong with all of them is wrong whatever
//! the author meant. What touches the value itself is left for the next run.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    diagnostic::{Code, Diagnostic, SourceLocation},
    schema,
    source::{YamlDocument, join_pointer},
    topology::{self, TopologyFile},
};

/// Files with more ways to be mended than this have enough to say without relations.
const MAX_REPAIRS: usize = 64;

/// A value that cannot stay as it is, and what could stand there.
struct BrokenValue {
    pointer: String,
    /// `None` leaves it out.
    candidates: Vec<Option<Value>>,
}

/// What is wrong between the values of the file, however the broken ones are mended.
pub(super) fn unavoidable_diagnostics(document: &YamlDocument, findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut value = document.to_json();
    // Keys that nobody knows and secrets have no part in a topology.
    for finding in findings.iter().filter(|f| matches!(f.code, Code::UNKNOWN_KEY | Code::SECRET)) {
        set_pointer(&mut value, &location_pointer(&finding.location), None);
    }
    let broken = find_broken_values(&value, findings);
    let first = |broken: &BrokenValue| broken.candidates.first().cloned().flatten();
    let mut base = value;
    for one in &broken {
        set_pointer(&mut base, &one.pointer, first(one));
    }
    let others = broken.iter().flat_map(|one| one.candidates.iter().skip(1).map(|c| (one.pointer.as_str(), c.clone())));
    let others: Vec<_> = others.collect();
    if others.len() > MAX_REPAIRS {
        return Vec::new();
    }
    let repaired = others.into_iter().map(|(pointer, candidate)| {
        let mut value = base.clone();
        set_pointer(&mut value, pointer, candidate);
        value
    });
    let mut relations: Option<Vec<Diagnostic>> = None;
    for value in std::iter::once(base.clone()).chain(repaired) {
        let Ok(topology) = serde_json::from_value::<TopologyFile>(value) else { continue };
        let found = topology::check_topology(&topology, document);
        relations = Some(match relations {
            None => found,
            Some(before) => before.into_iter().filter(|finding| found.contains(finding)).collect(),
        });
    }
    let touched =
        |place: &SourceLocation| broken.iter().any(|one| pointers_overlap(&one.pointer, &location_pointer(place)));
    let mut relations = relations.unwrap_or_default();
    relations.retain(|finding| !touched(&finding.location) && !finding.related.iter().any(|(place, _)| touched(place)));
    relations
}

/// The values that the schema refuses. In a list the whole item counts: its neighbours keep their places.
fn find_broken_values(value: &Value, findings: &[Diagnostic]) -> Vec<BrokenValue> {
    let mut pointers = BTreeSet::new();
    for finding in findings {
        let pointer = location_pointer(&finding.location);
        match finding.code {
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

/// Whether one place holds the other.
fn pointers_overlap(one: &str, other: &str) -> bool {
    let holds =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|r| r.is_empty() || r.starts_with('/'));
    holds(one, other) || holds(other, one)
}

/// Puts a value where a JSON pointer points, or takes away what is there.
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

pub(super) fn location_pointer(place: &SourceLocation) -> String {
    match place {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => pointer.clone(),
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => String::new(),
    }
}
