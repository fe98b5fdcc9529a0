//! Duplicates in a list.

/// The first item that equals an earlier one: the positions of both, the earlier one first.
pub(crate) fn first_duplicate<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Option<(usize, usize)> {
    let mut seen: Vec<T> = Vec::new();
    for item in items {
        if let Some(first) = seen.iter().position(|other| *other == item) {
            return Some((first, seen.len()));
        }
        seen.push(item);
    }
    None
}
