//! Paths of keys in a document.

use serde_json::Value;

use super::super::tree::{YamlDocument, YamlNode, YamlNodeKind};
use crate::diagnostic::pointer_segments;

/// The keys and indexes of a pointer.
pub(super) fn path_of(pointer: &str) -> Vec<String> {
    pointer_segments(pointer).collect()
}

/// The node at the end of a path, as far as the document has it, with the number of keys to it.
pub(super) fn deepest_node<'d>(document: &'d YamlDocument, path: &[String]) -> (&'d YamlNode, usize) {
    let (mut node, mut depth) = (&document.root, 0);
    for segment in path {
        let child = match &node.kind {
            YamlNodeKind::Mapping(entries) => entries.find(segment).map(|entry| &entry.value),
            YamlNodeKind::List(items) => segment.parse().ok().and_then(|at: usize| items.get(at)),
            YamlNodeKind::Scalar(_) => None,
        };
        let Some(child) = child else { break };
        (node, depth) = (child, depth + 1);
    }
    (node, depth)
}

/// A value below keys that the text does not have yet.
pub(super) fn nest_value(keys: &[String], value: &Value) -> Value {
    keys.iter().rev().fold(value.clone(), |value, key| Value::Object([(key.clone(), value)].into_iter().collect()))
}
