//! The hash that earlier versions wrote into the header marker of a generated file. It is still read, so that an upgrade
//! recognizes their files.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::marker::MARKER;

/// The text before the hash, after [`MARKER`] and the edition.
const HASH_PREFIX: &str = ", content ";

/// Replaces the hash while the hash is computed.
const HASH_PLACEHOLDER: &str = "0000000000000000";

/// Whether the hash in the header marker is that of the text; `None` without a hash. Windows line endings do not count as
/// an edit, since version control may have written them.
#[must_use]
pub fn verify_header_hash(text: &str) -> Option<bool> {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    let offset = hash_position(&text)?;
    Some(text[offset..offset + HASH_PLACEHOLDER.len()] == content_hash(&text, offset))
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
    fn files_of_earlier_versions_are_recognized() {
        let without =
            format!("// {MARKER}, output edition X{HASH_PREFIX}{HASH_PLACEHOLDER}. Do not edit.\n\nparam a string\n");
        let offset = hash_position(&without).expect("a hash");
        let text = without.replace(HASH_PLACEHOLDER, &content_hash(&without, offset));
        assert_eq!(verify_header_hash(&text), Some(true));
        assert_eq!(verify_header_hash(&text.replace('\n', "\r\n")), Some(true));
        assert_eq!(verify_header_hash(&text.replace("param a", "param b")), Some(false));
        assert_eq!(verify_header_hash(&text.replace("edition X", "edition Y")), Some(false));
        assert_eq!(verify_header_hash(&text.replace(HASH_PREFIX, " ")), None);
        assert_eq!(verify_header_hash("param a string\n"), None);
    }
}
