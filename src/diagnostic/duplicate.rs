//! Duplicates in a list.

use std::{
    collections::{HashMap, hash_map::Entry},
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
