//! A named text, and an error with its diagnostics.

use super::cache::DocumentCache;
use crate::diagnostic::{Code, Diagnostic};

/// A named text: `di-gen.yaml` and its content.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The name shown in messages.
    pub name: String,
    /// The text.
    pub text: String,
    /// The environment under `environments` for which it is read.
    pub environment: Option<String>,
    /// The only value of the environment that is used, if the others are ignored.
    pub(super) single_override: Option<String>,
    /// Whether diagnostics show nothing of the text.
    pub(super) is_concealed: bool,
    /// The extended files, in order.
    pub(super) bases: Vec<BaseFile>,
    /// The parsed document.
    pub(super) cache: DocumentCache,
}

/// Diagnostics, with the texts that they point to.
#[derive(Debug, Clone)]
pub struct SourceError {
    /// The texts, with the environment for which they were read.
    pub source: Box<SourceText>,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

/// An extended file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BaseFile {
    pub(super) name: String,
    pub(super) text: String,
    /// Whether diagnostics show nothing of the text.
    pub(super) is_concealed: bool,
}

impl SourceText {
    /// These diagnostics about this source.
    #[must_use]
    pub fn into_error(self, diagnostics: Vec<Diagnostic>) -> SourceError {
        SourceError { source: Box::new(self), diagnostics }
    }

    /// Maximum length of a text, in bytes.
    pub const MAX_BYTES: usize = 1024 * 1024;

    /// The diagnostic about a longer text.
    #[must_use]
    pub fn size_limit_diagnostic() -> Diagnostic {
        Diagnostic::error(Code::TOO_LARGE, "the file is larger than 1 MiB")
            .help("reduce the file to at most 1048576 bytes")
    }

    /// A source with its name for messages.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            environment: None,
            single_override: None,
            is_concealed: false,
            bases: Vec::new(),
            cache: DocumentCache::default(),
        }
    }

    /// The same text, read for one of its environments.
    #[must_use]
    pub fn for_environment(&self, name: impl Into<String>) -> Self {
        Self { environment: Some(name.into()), ..self.clone() }
    }

    /// The same, with only one value of its environment, to find the value that makes a difference.
    #[must_use]
    pub(crate) fn with_single_override(&self, pointer: &str) -> Self {
        Self { single_override: Some(pointer.to_owned()), ..self.clone() }
    }
}
