//! The seal of a generated file: a hash of its text in its own mark, by which an edit shows.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::marker::{HASH_PLACEHOLDER, HASH_PREFIX, MARKER};

/// Whether a text is as it was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashStatus {
    /// It has no mark of di-gen.
    NoMarker,
    /// It has one, and something was changed since.
    Modified,
    /// It is as it was generated.
    Unmodified,
}

/// A text with the hash of what it says in its mark.
#[must_use]
pub fn insert_hash(text: impl Into<String>) -> String {
    let mut text = text.into();
    if let Some(at) = hash_position(&text) {
        let hash = content_hash(&text, at);
        text.replace_range(at..at + HASH_PLACEHOLDER.len(), &hash);
    }
    text
}

/// Whether the hash in the marker of a text is that of the text. Line endings of Windows are no edit: version control may have made them.
#[must_use]
pub fn verify_hash(text: &str) -> HashStatus {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    match hash_position(&text) {
        None if text.contains(MARKER) => HashStatus::Modified,
        None => HashStatus::NoMarker,
        Some(at) if text[at..at + HASH_PLACEHOLDER.len()] == content_hash(&text, at) => HashStatus::Unmodified,
        Some(_) => HashStatus::Modified,
    }
}

/// Where the hash stands: behind the first whole mark. Text of the user may have the words, and has no edition and no hash.
fn hash_position(text: &str) -> Option<usize> {
    text.match_indices(MARKER).find_map(|(mark, _)| {
        let line = text[mark..].lines().next()?;
        let rest = line.strip_prefix(MARKER)?;
        let at = mark + MARKER.len() + rest.find(HASH_PREFIX)? + HASH_PREFIX.len();
        let hash = text.get(at..at + HASH_PLACEHOLDER.len())?;
        let whole = rest.starts_with(", output edition ") && rest.find(HASH_PREFIX)? < 40;
        (whole && hash.bytes().all(|b| b.is_ascii_hexdigit())).then_some(at)
    })
}

fn content_hash(text: &str, at: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(&text[..at]);
    hash.update(HASH_PLACEHOLDER);
    hash.update(&text[at + HASH_PLACEHOLDER.len()..]);
    hash.finalize().iter().take(HASH_PLACEHOLDER.len() / 2).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_shows_and_a_line_ending_does_not() {
        let text = insert_hash(format!(
            "// {MARKER}, output edition X{HASH_PREFIX}{HASH_PLACEHOLDER}. Do not edit.\n\nparam a string\n"
        ));
        assert_eq!(verify_hash(&text), HashStatus::Unmodified);
        assert_eq!(insert_hash(text.as_str()), text);
        assert_eq!(verify_hash(&text.replace('\n', "\r\n")), HashStatus::Unmodified);
        assert_eq!(verify_hash(&text.replace("param a", "param b")), HashStatus::Modified);
        assert_eq!(verify_hash(&text.replace("edition X", "edition Y")), HashStatus::Modified);
        assert_eq!(verify_hash(&text.replace(HASH_PREFIX, " ")), HashStatus::Modified);
        assert_eq!(verify_hash("param a string\n"), HashStatus::NoMarker);
    }
}
