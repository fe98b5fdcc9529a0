//! Duplicates in a list.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::Hash,
};

/// The first item that equals an earlier one: the positions of both, the earlier one first.
pub(crate) fn first_duplicate<T: Eq + Hash>(items: impl IntoIterator<Item = T>) -> Option<(usize, usize)> {
    let mut seen = HashMap::new();
    items.into_iter().enumerate().find_map(|(at, item)| match seen.entry(item) {
        Entry::Occupied(first) => Some((*first.get(), at)),
        Entry::Vacant(free) => {
            free.insert(at);
            None
        }
    })
}

/// The positions of all items that equal an earlier one.
pub(crate) fn repeated_positions<T: Eq + Hash>(items: impl IntoIterator<Item = T>) -> Vec<usize> {
    let mut seen = HashSet::new();
    items.into_iter().enumerate().filter_map(|(at, item)| (!seen.insert(item)).then_some(at)).collect()
}
