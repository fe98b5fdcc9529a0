//! A secret in a document, as its search found it.

use crate::diagnostic::SourceLocation;

/// A secret in a document.
#[derive(Debug)]
pub(super) struct SecretFinding {
    pub(super) location: SourceLocation,
    pub(super) kind: &'static str,
    /// Whether its name tells that the whole value is a secret.
    pub(super) is_named: bool,
}
