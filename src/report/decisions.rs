//! Where in the file something is decided: the line of a key, or the key to write where a default decides.

use std::{fmt, ops::Range};

use serde_json::{Value, json};

use crate::{
    advise::key_path,
    diagnostic::SourceLocation,
    source::{Source, YamlDocument},
};

/// A file with its lines.
pub struct SourceLocator<'a> {
    source: &'a Source,
    document: Option<YamlDocument>,
}

/// What decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A line of a file.
    Line(SourceLine),
    /// A default: the key to write.
    Default(String),
    /// Nothing in the file.
    Azure,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The file: the one that is read, or one that it extends.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl<'a> SourceLocator<'a> {
    /// Looks at a file.
    #[must_use]
    pub fn new(source: &'a Source) -> Self {
        Self { source, document: source.parse().ok() }
    }

    /// The name of the file.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.source.name
    }

    /// What decides, behind a JSON pointer.
    #[must_use]
    pub fn find_decision(&self, pointer: &str) -> Decision {
        if pointer.is_empty() {
            return Decision::Azure;
        }
        self.find_line(pointer).map_or_else(|| Decision::Default(key_path(pointer)), Decision::Line)
    }

    /// Where a value stands that the file has.
    #[must_use]
    pub fn find_line(&self, pointer: &str) -> Option<SourceLine> {
        let document = self.document.as_ref().filter(|document| document.has_value(pointer))?;
        let at = document.value_span(pointer).start;
        Some(SourceLine { file: self.source.source_file_at(at).name.to_owned(), line: self.line_number(at) })
    }

    /// The file that a finding is in.
    #[must_use]
    pub fn file_of_location<'p>(&'p self, place: &'p SourceLocation) -> &'p str {
        if let SourceLocation::OtherFile(path) = place {
            return path;
        }
        self.byte_range(place).map_or(self.file_name(), |range| self.source.source_file_at(range.start).name)
    }

    /// First and last line of the place of a finding, and the columns of its start and end, all from 1.
    #[must_use]
    pub fn region_of_location(&self, place: &SourceLocation) -> Option<[usize; 4]> {
        let range = self.byte_range(place)?;
        let column = |at: usize| {
            let part = self.source.source_file_at(at);
            let at = at - part.start;
            let start = part.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            part.text[start..at].chars().count() + 1
        };
        Some([self.line_number(range.start), column(range.start), self.line_number(range.end), column(range.end)])
    }

    fn byte_range(&self, place: &SourceLocation) -> Option<Range<usize>> {
        match (place, &self.document) {
            (SourceLocation::Bytes(range), _) => Some(range.clone()),
            (SourceLocation::Value(pointer), Some(document)) => Some(document.value_span(pointer)),
            (SourceLocation::Key(pointer), Some(document)) => Some(document.key_span(pointer)),
            _ => None,
        }
    }

    fn line_number(&self, at: usize) -> usize {
        let part = self.source.source_file_at(at);
        part.text[..at - part.start].matches('\n').count() + 1
    }
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Decision {
    /// For people: `di-gen.yaml:7`, or `default, account.localAuth`.
    #[must_use]
    pub fn display_text(&self) -> String {
        match self {
            Self::Line(spot) => spot.to_string(),
            Self::Default(key) => format!("default, {key}"),
            Self::Azure => String::new(),
        }
    }

    /// For programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Line(spot) => json!({ "file": spot.file, "line": spot.line }),
            Self::Default(key) => json!({ "default": key }),
            Self::Azure => Value::Null,
        }
    }
}
