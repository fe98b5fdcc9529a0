//! The tree: what a person wrote, with the place of every key and value.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::diagnostic::Place;

/// A parsed document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The top value; an empty text is an empty mapping.
    pub root: Node,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Bytes of the value in the text.
    pub span: Range<usize>,
    /// The value.
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A scalar as JSON would have it: `true`, `12`, `null`, or text.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the text.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Bytes of the key.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl From<&Value> for Document {
    /// A document of which nobody knows where its values stand.
    fn from(value: &Value) -> Self {
        Self { root: Node::from(value) }
    }
}

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        let kind = match value {
            Value::Object(map) => Kind::Mapping(
                map.iter()
                    .map(|(key, value)| Entry { key: key.clone(), key_span: 0..0, value: value.into() })
                    .collect(),
            ),
            Value::Array(items) => Kind::List(items.iter().map(Self::from).collect()),
            scalar => Kind::Scalar(scalar.clone()),
        };
        Self { span: 0..0, kind }
    }
}

impl Document {
    /// The document as JSON, for the schema and for serde.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.root.to_json()
    }

    /// The place of the value behind a JSON pointer, or of the nearest value around it.
    #[must_use]
    pub fn value_span(&self, pointer: &str) -> Range<usize> {
        let (entry, node) = self.walk(pointer);
        match entry {
            // A mapping or list as a whole is best shown by its key.
            Some(entry) if !matches!(node.kind, Kind::Scalar(_)) => entry.key_span.clone(),
            _ => node.span.clone(),
        }
    }

    /// The place of the key behind a JSON pointer, or of the nearest key around it.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Range<usize> {
        let (entry, node) = self.walk(pointer);
        entry.map_or_else(|| node.span.clone(), |entry| entry.key_span.clone())
    }

    /// The whole of a value, over all its lines.
    #[must_use]
    pub(crate) fn span(&self, place: &Place) -> Option<Range<usize>> {
        match place {
            Place::Value(pointer) => Some(self.walk(pointer).1.span.clone()),
            Place::Key(pointer) => Some(self.key_span(pointer)),
            _ => None,
        }
    }

    /// Where a place starts in the text, to put findings in the order of the text.
    #[must_use]
    pub fn position(&self, place: &Place) -> usize {
        match place {
            Place::Key(pointer) => self.key_span(pointer).start,
            Place::Value(pointer) => self.value_span(pointer).start,
            Place::Bytes(bytes) => bytes.start,
            Place::Nowhere | Place::File(_) => 0,
        }
    }

    /// Whether the document has a value there.
    #[must_use]
    pub fn has(&self, pointer: &str) -> bool {
        let depth = pointer.split('/').skip(1).count();
        let mut found = 0;
        self.walk_counting(pointer, &mut found);
        found == depth
    }

    /// Follows the pointer as far as it goes; the last entry whose value it went into, and the last node.
    fn walk(&self, pointer: &str) -> (Option<&Entry>, &Node) {
        self.walk_counting(pointer, &mut 0)
    }

    fn walk_counting(&self, pointer: &str, steps: &mut usize) -> (Option<&Entry>, &Node) {
        let (mut entry, mut node) = (None, &self.root);
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            match &node.kind {
                Kind::Mapping(entries) => match entries.iter().find(|e| e.key == segment) {
                    Some(found) => (entry, node) = (Some(found), &found.value),
                    None => break,
                },
                Kind::List(items) => match segment.parse::<usize>().ok().and_then(|at| items.get(at)) {
                    Some(found) => (entry, node) = (None, found),
                    None => break,
                },
                Kind::Scalar(_) => break,
            }
            *steps += 1;
        }
        (entry, node)
    }
}

impl Node {
    fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Scalar(value) => value.clone(),
            Kind::List(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            Kind::Mapping(entries) => {
                Value::Object(entries.iter().map(|e| (e.key.clone(), e.value.to_json())).collect::<Map<_, _>>())
            }
        }
    }

    /// Visits every key with its JSON pointer.
    pub fn each_key<'a>(&'a self, pointer: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        match &self.kind {
            Kind::Scalar(_) => {}
            Kind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    item.each_key(&format!("{pointer}/{at}"), visit);
                }
            }
            Kind::Mapping(entries) => {
                for entry in entries {
                    let pointer = join(pointer, &entry.key);
                    visit(&pointer, &entry.key);
                    entry.value.each_key(&pointer, visit);
                }
            }
        }
    }

    /// Visits every scalar with its JSON pointer.
    pub fn each_scalar<'a>(&'a self, pointer: &str, visit: &mut dyn FnMut(&str, &'a Node, &'a Value)) {
        match &self.kind {
            Kind::Scalar(value) => visit(pointer, self, value),
            Kind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    item.each_scalar(&format!("{pointer}/{at}"), visit);
                }
            }
            Kind::Mapping(entries) => {
                for entry in entries {
                    entry.value.each_scalar(&join(pointer, &entry.key), visit);
                }
            }
        }
    }
}

/// The key of a JSON pointer as people write it: `clients[0].roles`.
#[must_use]
pub fn key(pointer: &str) -> String {
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
pub fn join(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", segment.replace('~', "~0").replace('/', "~1"))
}
