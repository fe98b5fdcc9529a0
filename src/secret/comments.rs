//! What comments and sentences tell of a secret: the name before a mark, or what the words before it are about.

use std::ops::Range;

use super::{
    names::{NameMeaning, name_meaning},
    values::is_secret_value,
};

/// What a comment tells after the name of a secret, up to its end.
#[must_use]
pub fn comment_secret_ranges(comment: &str) -> Vec<Range<usize>> {
    let comment = comment.trim_end();
    let mut judged = 0;
    for (at, _) in comment.match_indices([':', '=']) {
        let meanings = commented_names(&comment[..at]).map(name_meaning);
        let meanings = meanings.into_iter().filter(|meaning| *meaning > NameMeaning::Neutral);
        for meaning in meanings {
            judged += 1;
            if judged > MAX_JUDGED || is_secret_value(meaning, comment[at + 1..].trim_start()) {
                return std::iter::once(at + 1..comment.len()).collect();
            }
        }
    }
    Vec::new()
}

/// The number of names in one comment whose values are judged, each of which may be all of the rest. After more, the rest is
/// taken for secret.
const MAX_JUDGED: usize = 20;

/// What may be the name before a mark in a comment: the last word of what it tells about.
fn commented_names(before: &str) -> [&str; 2] {
    /// How much of a comment is looked at.
    const NEAR: usize = 80;
    let from = before.len().saturating_sub(NEAR);
    let from = (from..=before.len()).find(|from| before.is_char_boundary(*from)).unwrap_or(from);
    let near = before[from..].trim_end_matches([' ', '\t', '"', '\'']);
    told_phrases(near).map(|phrase| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        &phrase[phrase.trim_end_matches(is_part).len()..]
    })
}

/// What ends with the name of what a phrase tells about: before a note, `password (old)`, and before `for`, `password for db`.
pub(super) fn told_phrases(phrase: &str) -> [&str; 2] {
    let without_note = match phrase.rfind('(') {
        Some(open) if phrase.ends_with(')') => phrase[..open].trim_end(),
        _ => phrase,
    };
    let thing = [" for ", " of ", " on "].into_iter().find_map(|word| without_note.rfind(word));
    [without_note, thing.map_or("", |at| without_note[..at].trim_end())]
}
