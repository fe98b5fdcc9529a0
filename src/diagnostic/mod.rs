//! Diagnostics about an input: values with a stable code, a location and help.
//!
//! Every other module may create diagnostics; this module depends on none of them. `render` draws them as text; a
//! caller that needs another form reads the fields.

mod codes;
mod commands;
mod duplicate;
mod fix;
mod invisible;
mod markdown;
mod nearest;
mod render;
mod wrap;
mod xml;

use std::ops::Range;

pub use codes::Code;
pub(crate) use commands::escaped_offsets;
pub(crate) use duplicate::{first_duplicate, repeated_positions};
pub(crate) use fix::pointer_segments;
pub use fix::{Fix, KeyChange, TextEdit};
pub use invisible::{escape_for_people, escape_invisible, is_invisible, json_line, json_text};
pub use markdown::quote;
pub(crate) use markdown::{
    code_span, code_span_in_cell, inert_cell, inert_line, is_inert, split_code_spans, split_words,
};
pub(crate) use nearest::{is_slip, key_of_last_words, nearest_match, nearest_unique_match};
pub(crate) use render::{RenderContext, ShownSource, SourceFile, render_with_context};
pub(crate) use wrap::{LineBreak, wrap_words};
pub(crate) use xml::escape_xml;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// The output is written, and should be reviewed.
    Warning,
    /// Information: a required step, a name to override.
    Note,
}

/// The location in the input that a diagnostic points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceLocation {
    /// The whole input, or outside the input.
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

/// One diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Error, warning or note.
    pub severity: Severity,
    /// What is invalid, in one clause without a full stop.
    pub message: String,
    /// The location.
    pub location: SourceLocation,
    /// The text beside the marked location: the reason, or the consequence.
    pub label: String,
    /// Related locations, each with its text.
    pub related: Vec<(SourceLocation, String)>,
    /// How to fix it, one line each.
    pub help: Vec<String>,
    /// The same for programs, where a diagnostic has more to tell.
    pub details: Option<Box<serde_json::Value>>,
    /// A change of the file that may remove it, before it is tried.
    pub fix: Option<Box<Fix>>,
    /// The edits of the topology file that were tried, and remove it without another error.
    pub edits: Vec<TextEdit>,
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
            details: None,
            fix: None,
            edits: Vec::new(),
        }
    }

    /// Points to another file.
    #[must_use]
    pub fn in_file(mut self, path: impl AsRef<std::path::Path>) -> Self {
        self.location = SourceLocation::OtherFile(path.as_ref().display().to_string());
        self
    }

    /// Points to the value of a JSON pointer.
    #[must_use]
    pub fn at_value(mut self, pointer: impl Into<String>) -> Self {
        self.location = SourceLocation::Value(pointer.into());
        self
    }

    /// Points to the key of a JSON pointer.
    #[must_use]
    pub fn at_key(mut self, pointer: impl Into<String>) -> Self {
        self.location = SourceLocation::Key(pointer.into());
        self
    }

    /// Points to bytes of the text.
    #[must_use]
    pub fn at_bytes(mut self, bytes: Range<usize>) -> Self {
        self.location = SourceLocation::Bytes(bytes);
        self
    }

    /// Adds the text beside the marked location.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a related value with its text; shown only if the value is set in the file.
    #[must_use]
    pub fn related_value(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related.push((SourceLocation::Value(pointer.into()), label.into()));
        self
    }

    /// Adds a related key with its text.
    #[must_use]
    pub fn related_key(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related.push((SourceLocation::Key(pointer.into()), label.into()));
        self
    }

    /// Adds details for programs.
    #[must_use]
    pub fn details(mut self, details: serde_json::Value) -> Self {
        self.details = Some(Box::new(details));
        self
    }

    /// Adds a change of the file that may remove it.
    #[must_use]
    pub fn fixed_by(mut self, changes: impl IntoIterator<Item = KeyChange>) -> Self {
        let changes: Vec<KeyChange> = changes.into_iter().collect();
        let needs_decision = changes.iter().any(KeyChange::may_assign_role);
        self.fix = (!changes.is_empty()).then(|| Box::new(Fix { environment: None, changes, needs_decision }));
        self
    }

    /// Leaves its change to a person, if it has one.
    #[must_use]
    pub fn left_to_decision(mut self, is_left: bool) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.needs_decision |= is_left;
        }
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}
