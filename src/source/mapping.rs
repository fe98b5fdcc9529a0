//! A mapping of a YAML document: entries in the order of the text, found by key in constant time.

use std::{
    any::Any,
    collections::HashMap,
    ops::Deref,
    sync::{Arc, OnceLock},
};

/// An entry that has a key.
pub trait Keyed {
    /// Its key.
    fn key(&self) -> &str;
}

/// Number of entries up to which keys are compared one by one.
const SMALL: usize = 8;

/// The entries of a mapping. Copies share them until one is changed, so that a document costs little for each of its
/// environments.
#[derive(Debug, Clone)]
pub struct KeyedEntries<E>(Arc<SharedEntries<E>>);

#[derive(Debug)]
struct SharedEntries<E> {
    entries: Vec<E>,
    /// The position of each key, on first use.
    positions: OnceLock<HashMap<String, usize>>,
    /// What the mapping was read as, for the environments that share it.
    read_as: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl<E> SharedEntries<E> {
    fn new(entries: Vec<E>) -> Self {
        Self { entries, positions: OnceLock::new(), read_as: OnceLock::new() }
    }
}

impl<E: Clone> Clone for SharedEntries<E> {
    fn clone(&self) -> Self {
        Self::new(self.entries.clone())
    }
}

impl<E> Default for KeyedEntries<E> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<E> From<Vec<E>> for KeyedEntries<E> {
    fn from(entries: Vec<E>) -> Self {
        Self(Arc::new(SharedEntries::new(entries)))
    }
}

impl<E> Deref for KeyedEntries<E> {
    type Target = [E];
    fn deref(&self) -> &[E] {
        &self.0.entries
    }
}

impl<E: Keyed + Clone> KeyedEntries<E> {
    /// The entry with a key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&E> {
        self.position(key).map(|at| &self.0.entries[at])
    }

    /// The position of the entry with a key.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        if self.0.entries.len() <= SMALL {
            return self.0.entries.iter().position(|entry| entry.key() == key);
        }
        // Keys are unique: a duplicate is an error of the text.
        let index = || self.0.entries.iter().enumerate().map(|(at, entry)| (entry.key().to_owned(), at)).collect();
        self.0.positions.get_or_init(index).get(key).copied()
    }

    /// The entries for a change.
    pub(super) fn entries_mut(&mut self) -> &mut Vec<E> {
        let own = Arc::make_mut(&mut self.0);
        (own.positions, own.read_as) = (OnceLock::new(), OnceLock::new());
        &mut own.entries
    }

    /// What the mapping was read as.
    pub(crate) fn read_as<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        Arc::clone(self.0.read_as.get()?).downcast().ok()
    }

    /// Keeps what the mapping was read as, until it is changed.
    pub(crate) fn keep_read_as<T: Any + Send + Sync>(&self, value: Arc<T>) {
        // The first of two threads is as good as the second.
        let _ = self.0.read_as.set(value);
    }
}
