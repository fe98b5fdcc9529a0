//! The nearest valid value.

/// The candidate that was most likely meant, if any is near enough for a suggestion.
pub(crate) fn nearest_match<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    near_matches(text, candidates).into_iter().min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// The candidate that was most likely meant, unless another one is as near.
pub(crate) fn nearest_unique_match<'a>(text: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let near = near_matches(text, candidates.iter().copied());
    let least = near.iter().map(|(distance, _)| *distance).min()?;
    let mut nearest = near.into_iter().filter(|(distance, _)| *distance == least);
    nearest.next().filter(|_| nearest.next().is_none()).map(|(_, candidate)| candidate)
}

/// Whether each word of a text is one of another text with a slip in one place: a letter too many, missing, wrong or swapped, or
/// other separators or case. What differs more may be the opposite: `noLocalAuth`, `unselected`.
pub(crate) fn is_slip(text: &str, meant: &str) -> bool {
    let is_near = |text: &str, meant: &str| strsim::osa_distance(&plain(text), &plain(meant)) <= 1;
    let (words, others) = (text.split_whitespace(), meant.split_whitespace());
    is_near(text, meant)
        || words.clone().count() == others.clone().count() && words.zip(others).all(|(a, b)| is_near(a, b))
}

/// The key whose words another one ends with: `principalId` says more than `id`. The longest, if there are several.
pub(crate) fn key_of_last_words<'a>(text: &str, keys: &[&'a str]) -> Option<&'a str> {
    let ends_with = |key: &&str| {
        let (before, last) = text.split_at_checked(text.len().checked_sub(key.len())?)?;
        let starts_word = before.ends_with(['_', '-']) || last.starts_with(char::is_uppercase) && !before.is_empty();
        Some(starts_word && last.eq_ignore_ascii_case(key))
    };
    keys.iter().copied().filter(|key| ends_with(key) == Some(true)).max_by_key(|key| key.len())
}

/// A name without its separators, in lower case.
fn plain(text: &str) -> String {
    text.to_lowercase().replace(['-', '_', ' '], "")
}

fn near_matches<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
    let text = plain(text);
    candidates
        .map(|candidate| (strsim::osa_distance(&text, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (text.len().max(candidate.len()) / 3).max(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::key_of_last_words;

    #[test]
    fn a_key_of_more_words_is_found_by_its_last_ones() {
        const KEYS: &[&str] = &["name", "id", "identityName", "roles"];
        for (text, key) in [
            ("principalId", Some("id")),
            ("object_id", Some("id")),
            ("clientIdentityName", Some("identityName")),
            // No word of its own, or the whole text.
            ("paid", None),
            ("Id", None),
            ("username", None),
            ("äId", Some("id")),
            ("ä", None),
        ] {
            assert_eq!(key_of_last_words(text, KEYS), key, "{text}");
        }
    }
}
