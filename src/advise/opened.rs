//! Whether a change of a text opens access: a person decides about such a change, also if it only corrects a spelling.

use std::collections::BTreeMap;

use crate::{analyse::posture::open_settings, diagnostic::Code, plan, read, source::SourceText};

/// How many settings open access, by environment and rule.
pub(super) struct OpenSettings(BTreeMap<(Option<String>, Code), usize>);

impl OpenSettings {
    /// Those of the valid part of a text, in each environment that is checked.
    pub(super) fn of(source: &SourceText) -> Self {
        let mut counts = BTreeMap::new();
        let mut count = |environment: Option<String>, source: &SourceText| {
            let Some(topology) = read::read_valid_part(source) else { return };
            for code in open_settings(&plan::lower_topology(&topology)) {
                *counts.entry((environment.clone(), code)).or_default() += 1;
            }
        };
        count(None, source);
        for name in source.unselected_environments() {
            let selected = source.for_environment(&name);
            count(Some(name), &selected);
        }
        Self(counts)
    }

    /// Whether a rule has more of them than in another text.
    pub(super) fn exceed(&self, other: &Self) -> bool {
        self.0.iter().any(|(key, count)| other.0.get(key).is_none_or(|known| count > known))
    }
}
