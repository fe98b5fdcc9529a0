//! Of how many resources of templates the ID is known before deployment, and why that of others is not.

use std::{collections::BTreeMap, rc::Rc};

use super::azure_id::AzureId;
use crate::arm_template::{Piece, Value};

/// The resources of templates, by what is known of their IDs.
#[derive(Debug, Clone, Default)]
pub struct TemplateIds {
    /// How many have an ID of which everything is known.
    pub known: usize,
    /// How many of the others there are of each kind.
    pub unknown: BTreeMap<UnknownIds, usize>,
}

/// Resources whose ID is not known before deployment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownIds {
    /// The ARM type, as in the IDs.
    pub resource_type: Rc<str>,
    /// Whether the name alone is not known, so that it is known what they extend, or where they are created.
    pub is_name: bool,
    /// Why it is not known.
    pub reason: String,
}

impl TemplateIds {
    /// Counts a resource, by its ID as the template writes it.
    pub(super) fn count(&mut self, id: &AzureId, resource_type: &Rc<str>, written: &Value) {
        if id.is_known() {
            self.known += 1;
            return;
        }
        let is_name = id.parent().or_else(|| id.scope()).is_some_and(|outer| outer.is_known());
        let reason = reason_of(written);
        *self.unknown.entry(UnknownIds { resource_type: Rc::clone(resource_type), is_name, reason }).or_default() += 1;
    }

    /// With the resources of other templates.
    pub fn merge(&mut self, other: Self) {
        self.known += other.known;
        for (kind, count) in other.unknown {
            *self.unknown.entry(kind).or_default() += count;
        }
    }

    /// The number of all resources.
    #[must_use]
    pub fn total(&self) -> usize {
        self.known + self.unknown.values().sum::<usize>()
    }
}

/// Why the first part of an ID is unknown that is.
fn reason_of(written: &Value) -> String {
    let Some(unknown) = written.as_unknown() else { return String::new() };
    let inner = unknown.pieces.iter().find_map(|piece| match piece {
        Piece::Unknown { unknown, .. } => Some(unknown),
        Piece::Text(_) => None,
    });
    inner.unwrap_or(unknown).reason.to_string()
}
