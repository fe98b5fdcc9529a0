//! The value of an expression: JSON in which any part can be unknown.

use std::rc::Rc;

use indexmap::IndexMap;

use super::unknown::{Piece, Reason, Unknown, display_pieces, symbol_of_pieces};

/// JSON in which any part can be unknown.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` and `false`.
    Bool(bool),
    /// A number of the expression language, which has integers only.
    Integer(i64),
    /// Another number of a JSON document.
    Float(f64),
    /// A text.
    Text(Rc<str>),
    /// A list with a known number of items.
    Array(Rc<Array>),
    /// An object.
    Object(Rc<Object>),
    /// A value that is not known.
    Unknown(Rc<Unknown>),
}

/// A list.
#[derive(Debug, Default)]
pub struct Array {
    items: Vec<Value>,
    size: Size,
}

/// An object; names of properties are found without regard to case.
#[derive(Debug, Default)]
pub struct Object {
    entries: IndexMap<Rc<str>, Value>,
    /// Why it may have more properties than are known.
    open: Option<Rc<Unknown>>,
    size: Size,
}

/// The size of a value as a tree; parts that are used several times count each time.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    depth: usize,
}

/// Azure accepts templates of 4 MB.
const MAX_NODES: usize = 400_000;
const MAX_DEPTH: usize = 120;
const MAX_TEXT: usize = 4 << 20;
/// IDs have up to a dozen.
const MAX_PIECES: usize = 50;

impl Size {
    fn of(values: &mut dyn Iterator<Item = &Value>) -> Self {
        let mut size = Self { nodes: 1, depth: 1 };
        for value in values {
            let part = value.size();
            size.nodes = size.nodes.saturating_add(part.nodes);
            size.depth = size.depth.max(part.depth + 1);
        }
        size
    }

    fn is_allowed(self) -> bool {
        self.nodes <= MAX_NODES && self.depth <= MAX_DEPTH
    }
}

impl Array {
    /// The items in order.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Object {
    /// The properties in order.
    #[must_use]
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (&Rc<str>, &Value)> {
        self.entries.iter()
    }

    /// Why there may be more properties than these.
    #[must_use]
    pub fn open(&self) -> Option<&Rc<Unknown>> {
        self.open.as_ref()
    }

    /// The property of that name, also in other case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.get_exact(name).or_else(|| {
            let name = fold_case(name);
            // Most names are ASCII, and are compared without a copy.
            let is_same = |key: &str| key.eq_ignore_ascii_case(&name) || (!key.is_ascii() && fold_case(key) == name);
            self.entries.iter().find(|(key, _)| is_same(key)).map(|(_, value)| value)
        })
    }

    /// The property of exactly that name.
    #[must_use]
    pub fn get_exact(&self, name: &str) -> Option<&Value> {
        self.entries.get(name)
    }
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Rc<str>>) -> Self {
        let text = text.into();
        if text.len() > MAX_TEXT { Self::limit("length of a text") } else { Self::Text(text) }
    }

    pub(super) fn integer(number: usize) -> Self {
        i64::try_from(number).map_or_else(|_| Self::limit("size of a number"), Self::Integer)
    }

    /// A list.
    #[must_use]
    pub fn array(items: Vec<Self>) -> Self {
        let size = Size::of(&mut items.iter());
        if size.is_allowed() { Self::Array(Rc::new(Array { items, size })) } else { Self::limit("size of a value") }
    }

    /// An object.
    #[must_use]
    pub fn object(entries: IndexMap<Rc<str>, Self>) -> Self {
        Self::open_object(entries, None)
    }

    /// An object that may have more properties than these.
    #[must_use]
    pub fn open_object(entries: IndexMap<Rc<str>, Self>, open: Option<Rc<Unknown>>) -> Self {
        let size = Size::of(&mut entries.values());
        if size.is_allowed() {
            Self::Object(Rc::new(Object { entries, open, size }))
        } else {
            Self::limit("size of a value")
        }
    }

    /// Without the properties that are null: in the body of a resource, they are as if they were not there.
    pub(super) fn without_nulls(self) -> Self {
        match &self {
            Self::Object(object) if object.entries.values().any(|value| matches!(value, Self::Null)) => {
                let entries = object.entries().filter(|(_, value)| !matches!(value, Self::Null));
                let entries = entries.map(|(name, value)| (Rc::clone(name), value.clone())).collect();
                Self::open_object(entries, object.open.clone())
            }
            _ => self,
        }
    }

    /// A value that is not known.
    #[must_use]
    pub fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(Rc::new(unknown))
    }

    pub(super) fn limit(what: &'static str) -> Self {
        Self::unknown(Unknown::new(Reason::Limit(what)))
    }

    fn size(&self) -> Size {
        match self {
            Self::Array(array) => array.size,
            Self::Object(object) => object.size,
            Self::Text(text) => Size { nodes: 1 + text.len() / 64, depth: 0 },
            _ => Size { nodes: 1, depth: 0 },
        }
    }

    /// What walking over the value costs.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.size().nodes
    }

    /// The text, if it is one and all of it is known.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_items(&self) -> Option<&[Self]> {
        if let Self::Array(array) = self { Some(array.items()) } else { None }
    }

    /// The reason and the rest, if the value is not known.
    #[must_use]
    pub fn as_unknown(&self) -> Option<&Rc<Unknown>> {
        if let Self::Unknown(unknown) = self { Some(unknown) } else { None }
    }

    /// The first unknown part.
    pub(super) fn first_unknown(&self) -> Option<Rc<Unknown>> {
        match self {
            Self::Unknown(unknown) => Some(Rc::clone(unknown)),
            Self::Array(array) => array.items.iter().find_map(Self::first_unknown),
            Self::Object(object) => {
                object.open.clone().or_else(|| object.entries.values().find_map(Self::first_unknown))
            }
            _ => None,
        }
    }

    /// A text from parts of which some are unknown.
    pub(super) fn from_pieces(parts: Vec<Piece>) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for part in parts {
            match (pieces.last_mut(), part) {
                (_, Piece::Text(text)) if text.is_empty() => {}
                (Some(Piece::Text(before)), Piece::Text(text)) => *before = format!("{before}{text}").into(),
                (_, part) => pieces.push(part),
            }
        }
        match pieces.as_slice() {
            [] => Self::text(""),
            [Piece::Text(text)] => Self::text(Rc::clone(text)),
            [Piece::Unknown { unknown, is_segment: false }] => Self::Unknown(Rc::clone(unknown)),
            _ => {
                let inner = |piece: &Piece| match piece {
                    Piece::Unknown { unknown, .. } => Some(unknown.reason.clone()),
                    Piece::Text(_) => None,
                };
                let reason = pieces.iter().find_map(inner).unwrap_or(Reason::Limit("pieces of a text"));
                if pieces.len() > MAX_PIECES {
                    return Self::unknown(Unknown::new(reason));
                }
                let symbol = symbol_of_pieces(&pieces);
                let mut unknown = Unknown::new(reason);
                if let Some(symbol) = symbol {
                    unknown = unknown.with_symbol(symbol);
                }
                unknown.pieces = pieces;
                Self::unknown(unknown)
            }
        }
    }

    /// The text, with the expression of each unknown part in braces; `None` if nothing of a text is known.
    #[must_use]
    pub fn display_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.to_string()),
            Self::Unknown(unknown) if !unknown.pieces.is_empty() => Some(display_pieces(&unknown.pieces)),
            _ => None,
        }
    }

    /// The parts of a text; `None` if it is none. A value that is not known counts as a text.
    pub(super) fn pieces(&self) -> Option<Vec<Piece>> {
        match self {
            Self::Text(text) => Some(vec![Piece::Text(Rc::clone(text))]),
            Self::Unknown(unknown) if unknown.pieces.is_empty() => {
                Some(vec![Piece::Unknown { unknown: Rc::clone(unknown), is_segment: false }])
            }
            Self::Unknown(unknown) => Some(unknown.pieces.clone()),
            _ => None,
        }
    }

    /// The parts of one segment of a resource ID.
    pub(super) fn segment(&self) -> Option<Vec<Piece>> {
        let mut pieces = self.pieces()?;
        for piece in &mut pieces {
            if let Piece::Unknown { is_segment, .. } = piece {
                *is_segment = true;
            }
        }
        Some(pieces)
    }

    /// The expression that determines the value, if it is a short one.
    pub(super) fn symbol(&self) -> Option<String> {
        if self.nodes() > 100 {
            return None;
        }
        Some(match self {
            Self::Unknown(unknown) => unknown.symbol.as_deref()?.to_owned(),
            Self::Array(array) => {
                let items: Option<Vec<_>> = array.items.iter().map(Self::symbol).collect();
                format!("[{}]", items?.join(","))
            }
            Self::Object(object) if object.open.is_some() => return None,
            Self::Object(object) => {
                let entry = |(name, value): (&Rc<str>, &Self)| Some(format!("{name:?}:{}", value.symbol()?));
                let entries: Option<Vec<_>> = object.entries.iter().map(entry).collect();
                format!("{{{}}}", entries?.join(","))
            }
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => format!("{number:?}"),
        })
    }

    /// Whether two values are equal; `None` if that is not known.
    #[must_use]
    pub fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown(a), Self::Unknown(b)) => (a.symbol.is_some() && a.symbol == b.symbol).then_some(true),
            (Self::Unknown(unknown), other) | (other, Self::Unknown(unknown)) => {
                let may_be_equal = matches!(other, Self::Text(text) if !text.is_empty());
                (unknown.is_some_text() && !may_be_equal).then_some(false)
            }
            (Self::Array(a), Self::Array(b)) => {
                if a.items.len() != b.items.len() {
                    return Some(false);
                }
                all_true(a.items.iter().zip(&b.items).map(|(a, b)| a.equals(b)))
            }
            (Self::Object(a), Self::Object(b)) => {
                if a.open.is_some() || b.open.is_some() {
                    return None;
                }
                if a.entries.len() != b.entries.len() {
                    return Some(false);
                }
                all_true(a.entries.iter().map(|(name, value)| match b.get_exact(name) {
                    Some(other) => value.equals(other),
                    None => Some(false),
                }))
            }
            (Self::Text(a), Self::Text(b)) => Some(a == b),
            (Self::Integer(a), Self::Integer(b)) => Some(a == b),
            (Self::Float(a), Self::Float(b)) => Some(a.to_bits() == b.to_bits()),
            (Self::Bool(a), Self::Bool(b)) => Some(a == b),
            (Self::Null, Self::Null) => Some(true),
            _ => Some(false),
        }
    }

    /// The name of its type, as in messages of Azure.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "Null",
            Self::Bool(_) => "Boolean",
            Self::Integer(_) => "Integer",
            Self::Float(_) => "Float",
            Self::Text(_) => "String",
            Self::Array(_) => "Array",
            Self::Object(_) => "Object",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// False if one is false, otherwise unknown if one is unknown.
pub(crate) fn all_true(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

/// The form in which two texts are compared without regard to case.
pub(super) fn fold_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().map(lower_char).collect() }
}

/// Lower case of one character; a character whose lower case is several stays.
pub(super) fn lower_char(c: char) -> char {
    single(c.to_lowercase()).unwrap_or(c)
}

/// Upper case of one character; a character whose upper case is several stays.
pub(super) fn upper_char(c: char) -> char {
    single(c.to_uppercase()).unwrap_or(c)
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next();
    if chars.next().is_none() { first } else { None }
}
