//! What di-gen has to say about an input: a value with a stable code, a place and a way out.
//!
//! Every other room may make diagnostics; this room knows none of them. Wording for people lives in
//! `text`; a caller that wants another form reads the fields.

mod codes;
mod duplicate;
mod invisible;
mod nearest;
mod render;
mod wrap;

use std::ops::Range;

pub use codes::Code;
pub(crate) use duplicate::first_duplicate;
pub use invisible::{escape_invisible, is_invisible, json_line, json_text};
pub(crate) use nearest::nearest_match;
pub(crate) use render::{RenderContext, SourceFile, render_with_context};
pub(crate) use wrap::{LineBreak, wrap_words};

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// The output is written, and somebody should look.
    Warning,
    /// Worth knowing: a step left to do, a name to override.
    Note,
}

/// Where in the input a diagnostic points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceLocation {
    /// The whole input, or something outside it.
    Unspecified,
    /// A JSON pointer (RFC 6901) to a value: `/network/subnets/endpoints/prefix`.
    Value(String),
    /// A JSON pointer to a key rather than to its value.
    Key(String),
    /// Bytes of the text.
    Bytes(Range<usize>),
    /// Another file: one that is generated, or cannot be read or written.
    OtherFile(String),
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Error, warning or note.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub location: SourceLocation,
    /// What to read beside the marked place.
    pub label: String,
    /// Other places that matter, each with its text.
    pub related: Vec<(SourceLocation, String)>,
    /// What to do about it, one line each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    #[must_use]
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            location: SourceLocation::Unspecified,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Says which other file it is about.
    #[must_use]
    pub fn in_file(mut self, path: impl AsRef<std::path::Path>) -> Self {
        self.location = SourceLocation::OtherFile(path.as_ref().display().to_string());
        self
    }

    /// Points at the value behind a JSON pointer.
    #[must_use]
    pub fn at_value(mut self, pointer: impl Into<String>) -> Self {
        self.location = SourceLocation::Value(pointer.into());
        self
    }

    /// Points at the key behind a JSON pointer.
    #[must_use]
    pub fn at_key(mut self, pointer: impl Into<String>) -> Self {
        self.location = SourceLocation::Key(pointer.into());
        self
    }

    /// Points at bytes of the text.
    #[must_use]
    pub fn at_bytes(mut self, bytes: Range<usize>) -> Self {
        self.location = SourceLocation::Bytes(bytes);
        self
    }

    /// Adds the text beside the marked place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds another value with its text; shown only where the file has that value.
    #[must_use]
    pub fn related_value(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related.push((SourceLocation::Value(pointer.into()), label.into()));
        self
    }

    /// Adds another key with its text.
    #[must_use]
    pub fn related_key(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related.push((SourceLocation::Key(pointer.into()), label.into()));
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}
