//! The content hash in the header marker of a generated file, which reveals manual edits.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::marker::{HASH_PLACEHOLDER, HASH_PREFIX, MARKER};

/// Whether a file is unchanged since it was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashStatus {
    /// It has no header marker of di-gen.
    NoMarker,
    /// It has one, and the file was changed afterwards.
    Modified,
    /// It is unchanged.
    Unmodified,
}

/// A text with the hash of its content in its header marker.
#[must_use]
pub fn insert_hash(text: impl Into<String>) -> String {
    let mut text = text.into();
    if let Some(offset) = hash_position(&text) {
        let hash = content_hash(&text, offset);
        text.replace_range(offset..offset + HASH_PLACEHOLDER.len(), &hash);
    }
    text
}

/// Compares the hash in the header marker with the content. Windows line endings do not count as an edit, since version
/// control may have written them.
#[must_use]
pub fn verify_hash(text: &str) -> HashStatus {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    match hash_position(&text) {
        None if text.contains(MARKER) => HashStatus::Modified,
        None => HashStatus::NoMarker,
        Some(offset) if text[offset..offset + HASH_PLACEHOLDER.len()] == content_hash(&text, offset) => {
            HashStatus::Unmodified
        }
        Some(_) => HashStatus::Modified,
    }
}

/// The position of the hash: in the first complete header marker. Strings of the topology file may contain the marker's
/// words, but without edition and hash.
fn hash_position(text: &str) -> Option<usize> {
    text.match_indices(MARKER).find_map(|(start, _)| {
        let line = text[start..].lines().next()?;
        let rest = line.strip_prefix(MARKER)?;
        let offset = start + MARKER.len() + rest.find(HASH_PREFIX)? + HASH_PREFIX.len();
        let hash = text.get(offset..offset + HASH_PLACEHOLDER.len())?;
        let complete = rest.starts_with(", output edition ") && rest.find(HASH_PREFIX)? < 40;
        (complete && hash.bytes().all(|b| b.is_ascii_hexdigit())).then_some(offset)
    })
}

fn content_hash(text: &str, offset: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(&text[..offset]);
    hash.update(HASH_PLACEHOLDER);
    hash.update(&text[offset + HASH_PLACEHOLDER.len()..]);
    hash.finalize().iter().take(HASH_PLACEHOLDER.len() / 2).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_detected_and_line_endings_ignored() {
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
