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
