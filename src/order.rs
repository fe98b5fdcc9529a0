//! Sorting by one algorithm for all types. The standard library compiles its own once for each type and key, and each time is four
//! kilobytes of what a browser loads. Here it is compiled once, and sorts indices.

use std::cmp::Ordering;

/// Sorts by a key. Entries with the same key keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(entries: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(entries, |left, right| key(left).cmp(&key(right)));
}

/// Sorts by a key that takes time to find, and is found once.
pub(crate) fn sort_by_cached_key<T, K: Ord>(entries: &mut [T], key: impl Fn(&T) -> K) {
    let keys: Vec<K> = entries.iter().map(key).collect();
    arrange(entries, sorted_order(keys.len(), &|left, right| keys[left].cmp(&keys[right])));
}

/// Sorts by a comparison. Equal entries keep their order.
pub(crate) fn sort_by<T>(entries: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = sorted_order(entries.len(), &|left, right| compare(&entries[left], &entries[right]));
    arrange(entries, order);
}

/// Puts entries into an order of their indices.
fn arrange<T>(entries: &mut [T], mut order: Vec<usize>) {
    // Each entry is swapped to its place; one that was swapped away before is found where it went.
    for place in 0..order.len() {
        let mut from = order[place];
        while from < place {
            from = order[from];
        }
        order[place] = from;
        entries.swap(place, from);
    }
}

/// The indices of entries in their order.
fn sorted_order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|left, right| compare(*left, *right));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_standard_library() {
        let mut random = fastrand::Rng::with_seed(1);
        for length in (0..50).chain([200]) {
            for keys in [2, 10, 1000] {
                let mut entries: Vec<(u32, usize)> = (0..length).map(|index| (random.u32(0..keys), index)).collect();
                let mut expected = entries.clone();
                expected.sort_by_key(|(key, _)| *key);
                let mut cached = entries.clone();
                sort_by_key(&mut entries, |(key, _)| *key);
                assert_eq!(entries, expected);
                sort_by_cached_key(&mut cached, |(key, _)| *key);
                assert_eq!(cached, expected);
            }
        }
    }
}
