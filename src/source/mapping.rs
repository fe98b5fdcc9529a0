//! A mapping of a YAML document: entries in the order of the text, found by key in constant time.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use super::tree::YamlEntry;

/// Number of entries up to which keys are compared one by one.
const SMALL: usize = 8;

/// The entries of a mapping. Copies share them until one is changed, so that a document costs little for each of its
/// environments.
#[derive(Debug, Clone, Default)]
pub struct YamlMapping(Arc<Entries>);

#[derive(Debug, Default)]
struct Entries {
    entries: Vec<YamlEntry>,
    /// The position of each key, on first use.
    positions: OnceLock<HashMap<String, usize>>,
}

impl Clone for Entries {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone(), positions: OnceLock::new() }
    }
}

impl From<Vec<YamlEntry>> for YamlMapping {
    fn from(entries: Vec<YamlEntry>) -> Self {
        Self(Arc::new(Entries { entries, positions: OnceLock::new() }))
    }
}

impl Deref for YamlMapping {
    type Target = [YamlEntry];
    fn deref(&self) -> &[YamlEntry] {
        &self.0.entries
    }
}

impl YamlMapping {
    /// The entry with a key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&YamlEntry> {
        self.position(key).map(|at| &self.0.entries[at])
    }

    /// The position of the entry with a key.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        if self.0.entries.len() <= SMALL {
            return self.0.entries.iter().position(|entry| entry.key == key);
        }
        // Keys are unique: a duplicate is an error of the text.
        let index = || self.0.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
        self.0.positions.get_or_init(index).get(key).copied()
    }

    /// The entries for a change.
    pub(super) fn entries_mut(&mut self) -> &mut Vec<YamlEntry> {
        let own = Arc::make_mut(&mut self.0);
        own.positions = OnceLock::new();
        &mut own.entries
    }
}
