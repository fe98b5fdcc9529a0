//! Where in the file something is decided: the line of a key, or the key to write where a default decides.

use serde_json::{Value, json};

use crate::{
    advise::key,
    diagnostic::Place,
    source::{Document, Source},
};

/// A file with its lines.
pub struct Places<'a> {
    source: &'a Source,
    document: Option<Document>,
}

/// What decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A line of the file.
    Line(usize),
    /// A default: the key to write.
    Default(String),
    /// Nothing in the file.
    Azure,
}

impl<'a> Places<'a> {
    /// Looks at a file.
    #[must_use]
    pub fn new(source: &'a Source) -> Self {
        Self { source, document: source.parse().ok() }
    }

    /// The name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// What decides, behind a JSON pointer.
    #[must_use]
    pub fn decision(&self, pointer: &str) -> Decision {
        if pointer.is_empty() {
            return Decision::Azure;
        }
        self.line(pointer).map_or_else(|| Decision::Default(key(pointer)), Decision::Line)
    }

    /// The line of a value that the file has.
    #[must_use]
    pub fn line(&self, pointer: &str) -> Option<usize> {
        let document = self.document.as_ref().filter(|document| document.has(pointer))?;
        Some(self.line_of(document.value_span(pointer).start))
    }

    /// First and last line of the place of a finding, and the columns of its start and end, all from 1.
    #[must_use]
    pub fn region(&self, place: &Place) -> Option<[usize; 4]> {
        let range = match (place, &self.document) {
            (Place::Bytes(range), _) => range.clone(),
            (Place::Value(pointer), Some(document)) => document.value_span(pointer),
            (Place::Key(pointer), Some(document)) => document.key_span(pointer),
            _ => return None,
        };
        let column = |at: usize| {
            let start = self.source.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            self.source.text[start..at].chars().count() + 1
        };
        Some([self.line_of(range.start), column(range.start), self.line_of(range.end), column(range.end)])
    }

    fn line_of(&self, at: usize) -> usize {
        self.source.text[..at].matches('\n').count() + 1
    }
}

impl Decision {
    /// For people: `di-gen.yaml:7`, or `default, account.localAuth`.
    #[must_use]
    pub fn text(&self, file: &str) -> String {
        match self {
            Self::Line(line) => format!("{file}:{line}"),
            Self::Default(key) => format!("default, {key}"),
            Self::Azure => String::new(),
        }
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Line(line) => json!({ "line": line }),
            Self::Default(key) => json!({ "default": key }),
            Self::Azure => Value::Null,
        }
    }
}
