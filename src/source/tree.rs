//! The tree of a YAML document, with the location of every key and value.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use serde_json::{Map, Value};

use super::{
    mapping::{Keyed, KeyedEntries},
    secret_finding::SecretFinding,
};
use crate::diagnostic::SourceLocation;

/// A parsed document.
#[derive(Debug, Clone)]
pub struct YamlDocument {
    /// The top value; an empty text is an empty mapping.
    pub root: YamlNode,
    /// The secrets in it, once they are asked for: they are reported, and hidden in each message.
    pub(super) secrets: Arc<OnceLock<Vec<SecretFinding>>>,
}

/// A value with its location.
#[derive(Debug, Clone)]
pub struct YamlNode {
    /// Bytes of the value in the text.
    pub span: Range<usize>,
    /// The value.
    pub kind: YamlNodeKind,
}

/// The kind of a value.
#[derive(Debug, Clone)]
pub enum YamlNodeKind {
    /// A scalar as in JSON: `true`, `12`, `null`, or a string.
    Scalar(Value),
    /// A list.
    List(Vec<YamlNode>),
    /// A mapping in the order of the text.
    Mapping(YamlMapping),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct YamlEntry {
    /// The key.
    pub key: String,
    /// Bytes of the key.
    pub key_span: Range<usize>,
    /// The value.
    pub value: YamlNode,
}

impl Keyed for YamlEntry {
    fn key(&self) -> &str {
        &self.key
    }
}

/// The entries of a mapping.
pub type YamlMapping = KeyedEntries<YamlEntry>;

impl From<&Value> for YamlDocument {
    /// A document without locations.
    fn from(value: &Value) -> Self {
        Self::new(YamlNode::from(value))
    }
}

impl From<&Value> for YamlNode {
    fn from(value: &Value) -> Self {
        let kind = match value {
            Value::Object(map) => YamlNodeKind::Mapping(
                map.iter()
                    .map(|(key, value)| YamlEntry { key: key.clone(), key_span: 0..0, value: value.into() })
                    .collect::<Vec<_>>()
                    .into(),
            ),
            Value::Array(items) => YamlNodeKind::List(items.iter().map(Self::from).collect()),
            scalar => YamlNodeKind::Scalar(scalar.clone()),
        };
        Self { span: 0..0, kind }
    }
}

impl YamlDocument {
    pub(super) fn new(root: YamlNode) -> Self {
        Self { root, secrets: Arc::default() }
    }

    /// The entry of a top-level key.
    pub(crate) fn top_entry(&self, key: &str) -> Option<&YamlEntry> {
        match &self.root.kind {
            YamlNodeKind::Mapping(entries) => entries.find(key),
            _ => None,
        }
    }

    /// The document without a top-level key.
    pub(crate) fn without_key(&self, key: &str) -> Self {
        let mut root = self.root.clone();
        if let YamlNodeKind::Mapping(entries) = &mut root.kind {
            entries.entries_mut().retain(|entry| entry.key != key);
        }
        Self::new(root)
    }

    /// The document as JSON, for the schema and for serde.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.root.to_json()
    }

    /// The bytes of the value at a JSON pointer, or of the nearest value around it.
    #[must_use]
    pub fn value_span(&self, pointer: &str) -> Range<usize> {
        let (entry, node) = self.resolve_pointer(pointer);
        match entry {
            // A mapping or list is best shown by its key.
            Some(entry) if !matches!(node.kind, YamlNodeKind::Scalar(_)) => entry.key_span.clone(),
            _ => node.span.clone(),
        }
    }

    /// The bytes of the key at a JSON pointer, or of the nearest key around it.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Range<usize> {
        let (entry, node) = self.resolve_pointer(pointer);
        entry.map_or_else(|| node.span.clone(), |entry| entry.key_span.clone())
    }

    /// The bytes of a whole value, over all its lines.
    #[must_use]
    pub(crate) fn full_span(&self, location: &SourceLocation) -> Option<Range<usize>> {
        match location {
            SourceLocation::Value(pointer) => Some(self.resolve_pointer(pointer).1.span.clone()),
            SourceLocation::Key(pointer) => Some(self.key_span(pointer)),
            _ => None,
        }
    }

    /// The offset of a location, to sort diagnostics in the order of the text.
    #[must_use]
    pub fn start_offset(&self, location: &SourceLocation) -> usize {
        match location {
            SourceLocation::Key(pointer) => self.key_span(pointer).start,
            SourceLocation::Value(pointer) => self.value_span(pointer).start,
            SourceLocation::Bytes(bytes) => bytes.start,
            SourceLocation::Unspecified | SourceLocation::OtherFile(_) => 0,
        }
    }

    /// Whether the document has a value at a JSON pointer.
    #[must_use]
    pub fn has_value(&self, pointer: &str) -> bool {
        let depth = pointer.split('/').skip(1).count();
        let mut steps = 0;
        self.resolve_counting(pointer, &mut steps);
        steps == depth
    }

    /// The scalar at a JSON pointer.
    #[must_use]
    pub(crate) fn value_at(&self, pointer: &str) -> Option<&Value> {
        match (&self.resolve_pointer(pointer).1.kind, self.has_value(pointer)) {
            (YamlNodeKind::Scalar(value), true) => Some(value),
            _ => None,
        }
    }

    /// The value at a JSON pointer, or the nearest value around it, as JSON.
    #[must_use]
    pub(crate) fn json_at(&self, pointer: &str) -> Value {
        self.resolve_pointer(pointer).1.to_json()
    }

    /// Resolves the pointer as far as possible: the last entry on its path, and the last node.
    fn resolve_pointer(&self, pointer: &str) -> (Option<&YamlEntry>, &YamlNode) {
        self.resolve_counting(pointer, &mut 0)
    }

    fn resolve_counting(&self, pointer: &str, steps: &mut usize) -> (Option<&YamlEntry>, &YamlNode) {
        let (mut entry, mut node) = (None, &self.root);
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            match &node.kind {
                YamlNodeKind::Mapping(entries) => match entries.find(&segment) {
                    Some(child) => (entry, node) = (Some(child), &child.value),
                    None => break,
                },
                YamlNodeKind::List(items) => match segment.parse::<usize>().ok().and_then(|at| items.get(at)) {
                    Some(child) => (entry, node) = (None, child),
                    None => break,
                },
                YamlNodeKind::Scalar(_) => break,
            }
            *steps += 1;
        }
        (entry, node)
    }
}

impl YamlNode {
    /// The value as JSON.
    pub(super) fn to_json(&self) -> Value {
        match &self.kind {
            YamlNodeKind::Scalar(value) => value.clone(),
            YamlNodeKind::List(items) => Value::Array(items.iter().map(YamlNode::to_json).collect()),
            YamlNodeKind::Mapping(entries) => {
                Value::Object(entries.iter().map(|e| (e.key.clone(), e.value.to_json())).collect::<Map<_, _>>())
            }
        }
    }

    /// Visits every key with its JSON pointer.
    pub fn visit_keys<'a>(&'a self, pointer: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        self.visit_nodes(&mut pointer.to_owned(), &mut |pointer, key, _| {
            if let Some(key) = key {
                visit(pointer, key);
            }
        });
    }

    /// Visits every scalar with its JSON pointer.
    pub fn visit_scalars<'a>(&'a self, pointer: &str, visit: &mut dyn FnMut(&str, &'a YamlNode, &'a Value)) {
        self.visit_nodes(&mut pointer.to_owned(), &mut |pointer, key, node| {
            if let (None, YamlNodeKind::Scalar(value)) = (key, &node.kind) {
                visit(pointer, node, value);
            }
        });
    }

    /// Visits every key, and every value after its key; the pointer is one text, which grows and shrinks.
    fn visit_nodes<'a>(&'a self, pointer: &mut String, visit: &mut dyn FnMut(&str, Option<&'a str>, &'a Self)) {
        visit(pointer, None, self);
        let length = pointer.len();
        match &self.kind {
            YamlNodeKind::Scalar(_) => {}
            YamlNodeKind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    push_segment(pointer, &at.to_string());
                    item.visit_nodes(pointer, visit);
                    pointer.truncate(length);
                }
            }
            YamlNodeKind::Mapping(entries) => {
                for entry in entries.iter() {
                    push_segment(pointer, &entry.key);
                    visit(pointer, Some(&entry.key), &entry.value);
                    entry.value.visit_nodes(pointer, visit);
                    pointer.truncate(length);
                }
            }
        }
    }
}

/// Adds a segment to the end of a JSON pointer.
fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for c in segment.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// A JSON pointer as a key path: `clients[0].roles`.
#[must_use]
pub fn key_path(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |mut key, segment| {
        if segment.bytes().all(|b| b.is_ascii_digit()) && !segment.is_empty() {
            key.push_str(&format!("[{segment}]"));
        } else {
            if !key.is_empty() {
                key.push('.');
            }
            key.push_str(&segment.replace("~1", "/").replace("~0", "~"));
        }
        key
    })
}

/// Adds a segment to a JSON pointer.
#[must_use]
pub fn join_pointer(pointer: &str, segment: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + 1 + segment.len());
    joined.push_str(pointer);
    push_segment(&mut joined, segment);
    joined
}
