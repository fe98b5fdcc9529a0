//! A named text, and what is wrong with one.

use crate::diagnostic::{Code, Diagnostic};

/// A named text: `di-gen.yaml` and what it holds.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name shown in messages.
    pub name: String,
    /// The text.
    pub text: String,
    /// The environment it is read for, of those under `environments`.
    pub environment: Option<String>,
    /// The one value of the environment that is taken, where the others are left out.
    pub(super) single_override: Option<String>,
    /// What it extends, and what that extends.
    pub(super) bases: Vec<BaseFile>,
}

/// What is wrong, with the texts that it points into.
#[derive(Debug, Clone)]
pub struct SourceError {
    /// The texts, read in the way in which this is wrong.
    pub source: Box<Source>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of the chain.
#[derive(Debug, Clone)]
pub(super) struct BaseFile {
    pub(super) name: String,
    pub(super) text: String,
}

impl Source {
    /// These findings about this source.
    #[must_use]
    pub fn into_error(self, findings: Vec<Diagnostic>) -> SourceError {
        SourceError { source: Box::new(self), diagnostics: findings }
    }

    /// The longest text that is read, in bytes.
    pub const MAX_BYTES: usize = 1024 * 1024;

    /// What is said of a longer one.
    #[must_use]
    pub fn size_limit_diagnostic() -> Diagnostic {
        Diagnostic::error(Code::TOO_LARGE, "the file has more than 1 MiB").help("di-gen reads at most 1048576 bytes")
    }

    /// A source with the name that messages shall show.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), environment: None, single_override: None, bases: Vec::new() }
    }

    /// The same text, read for one of its environments.
    #[must_use]
    pub fn for_environment(&self, name: impl Into<String>) -> Self {
        Self { environment: Some(name.into()), ..self.clone() }
    }

    /// The same, with one value of its environment alone: what is it that makes a difference?
    #[must_use]
    pub(crate) fn with_single_override(&self, pointer: &str) -> Self {
        Self { single_override: Some(pointer.to_owned()), ..self.clone() }
    }
}
