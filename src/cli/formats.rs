//! The formats of commands that show a topology or what exists.

use clap::ValueEnum;

use super::console::ErrorDocument;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// Plain text, for a terminal
    #[default]
    Text,
    /// Markdown, for a pull request
    Markdown,
    /// JSON, for programs
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum DiagnosticsFormat {
    /// Plain text
    #[default]
    Text,
    /// JSON, for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Markdown, for a pull request
    Markdown,
    /// With --existing: the `baseline` of a checks file, with all errors and warnings
    Baseline,
}

impl DiagnosticsFormat {
    /// The document that has the diagnostics of an input that cannot be read.
    pub(super) const fn error_document(self) -> Option<ErrorDocument> {
        match self {
            Self::Text | Self::Baseline => None,
            Self::Json => Some(ErrorDocument::List),
            Self::Sarif => Some(ErrorDocument::Sarif),
            Self::Markdown => Some(ErrorDocument::Markdown),
        }
    }
}
