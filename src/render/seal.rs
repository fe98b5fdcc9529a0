//! The seal of a generated file: a hash of its text in its own mark, by which an edit shows.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::header::MARK;

/// What stands before the hash, after [`MARK`].
const WORD: &str = ", content ";

/// What the hash is taken with in its place.
pub(super) const EMPTY: &str = "0000000000000000";

/// Whether a text is as it was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// It has no mark of di-gen.
    Missing,
    /// It has one, and something was changed since.
    Broken,
    /// It is as it was generated.
    Whole,
}

/// A text with the hash of what it says in its mark.
#[must_use]
pub fn seal(text: impl Into<String>) -> String {
    let mut text = text.into();
    if let Some(at) = place(&text) {
        let hash = hash(&text, at);
        text.replace_range(at..at + EMPTY.len(), &hash);
    }
    text
}

/// Looks at the seal of a text. Line endings of Windows are no edit: version control may have made them.
#[must_use]
pub fn look(text: &str) -> Seal {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    match place(&text) {
        None if text.contains(MARK) => Seal::Broken,
        None => Seal::Missing,
        Some(at) if text[at..at + EMPTY.len()] == hash(&text, at) => Seal::Whole,
        Some(_) => Seal::Broken,
    }
}

/// Where the hash stands: behind the first whole mark. Text of the user may have the words, and has no edition and no hash.
fn place(text: &str) -> Option<usize> {
    text.match_indices(MARK).find_map(|(mark, _)| {
        let line = text[mark..].lines().next()?;
        let rest = line.strip_prefix(MARK)?;
        let at = mark + MARK.len() + rest.find(WORD)? + WORD.len();
        let hash = text.get(at..at + EMPTY.len())?;
        let whole = rest.starts_with(", output edition ") && rest.find(WORD)? < 40;
        (whole && hash.bytes().all(|b| b.is_ascii_hexdigit())).then_some(at)
    })
}

fn hash(text: &str, at: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(&text[..at]);
    hash.update(EMPTY);
    hash.update(&text[at + EMPTY.len()..]);
    hash.finalize().iter().take(EMPTY.len() / 2).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_shows_and_a_line_ending_does_not() {
        let text = seal(format!("// {MARK}, output edition X{WORD}{EMPTY}. Do not edit.\n\nparam a string\n"));
        assert_eq!(look(&text), Seal::Whole);
        assert_eq!(seal(text.as_str()), text);
        assert_eq!(look(&text.replace('\n', "\r\n")), Seal::Whole);
        assert_eq!(look(&text.replace("param a", "param b")), Seal::Broken);
        assert_eq!(look(&text.replace("edition X", "edition Y")), Seal::Broken);
        assert_eq!(look(&text.replace(WORD, " ")), Seal::Broken);
        assert_eq!(look("param a string\n"), Seal::Missing);
    }
}
