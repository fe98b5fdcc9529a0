//! A secret that was found inside a text.

use std::ops::Range;

/// A secret inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSecret {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: &'static str,
}

impl FoundSecret {
    /// Whether it may as well be something else where the name of its key says so: a key of 32 hexadecimal digits has the
    /// shape of the version of a key in a vault.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.kind == ACCOUNT_KEY && self.range.len() == LEGACY_KEY_LENGTH
    }
}

/// The kind of a key of Azure AI services.
pub(super) const ACCOUNT_KEY: &str = "an account key";

/// The length of a key that has no other shape than its digits.
pub(super) const LEGACY_KEY_LENGTH: usize = 32;

/// The kind of a value that follows the name of a secret inside a text.
pub(super) const NAMED_VALUE: &str = "a value after the name of a secret";
