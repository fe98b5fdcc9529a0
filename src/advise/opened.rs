//! Whether a change of a text opens access: a person decides about such a change, also if it only corrects a spelling.

use crate::{analyse::posture::open_settings, diagnostic::Code, plan, read, source::SourceText};

/// Each setting that opens access, by environment and rule.
pub(super) struct OpenSettings(Vec<(Option<String>, Code)>);

impl OpenSettings {
    /// Those of the valid part of a text, in each environment that is checked.
    pub(super) fn of(source: &SourceText) -> Self {
        let mut found = Vec::new();
        let mut add = |environment: Option<String>, source: &SourceText| {
            let Some(topology) = read::read_valid_part(source) else { return };
            let rules = open_settings(&plan::lower_topology(&topology));
            found.extend(rules.into_iter().map(|rule| (environment.clone(), rule)));
        };
        add(None, source);
        for name in source.unselected_environments() {
            let selected = source.for_environment(&name);
            add(Some(name), &selected);
        }
        Self(found)
    }

    /// Whether a rule has more of them than in another text.
    pub(super) fn exceed(&self, other: &Self) -> bool {
        let count = |all: &Self, one: &(Option<String>, Code)| all.0.iter().filter(|found| *found == one).count();
        self.0.iter().any(|one| count(self, one) > count(other, one))
    }
}
