//! What a definition does to a resource.

use super::outcome::PolicyVerdict;
use crate::{
    catalog::policies::{PolicyAssignment, PolicyDefinition, PolicyEffect, PolicyOutcome},
    plan::{LanguageFamily, ResourceKind, Symbol},
};

/// A policy definition that a resource trips.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyFinding {
    /// The definition.
    pub definition: &'static PolicyDefinition,
    /// Its strongest effect in the set.
    pub effect: PolicyEffect,
    /// The assignments with that effect.
    pub assignments: Vec<&'static PolicyAssignment>,
    /// The resource.
    pub symbol: Symbol,
    /// Its kind.
    pub kind: ResourceKind,
    /// Its key in the file.
    pub origin: String,
    /// The aliases that trip the definition.
    pub aliases: Vec<String>,
    /// Whether it is certain.
    pub verdict: PolicyVerdict,
    /// The languages whose requests trip it.
    pub families: Vec<LanguageFamily>,
    /// Whether it deploys an extension that the VM does not allow.
    pub is_prevented: bool,
}

impl PolicyFinding {
    /// What it means for a deployment.
    #[must_use]
    pub const fn outcome(&self) -> PolicyOutcome {
        self.effect.outcome()
    }

    /// Whether the deployment is refused for certain, on whatever day.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.outcome() == PolicyOutcome::Refused && self.verdict == PolicyVerdict::Yes
    }

    /// Whether another finding is about the same definition and resource.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.definition.id == other.definition.id && self.symbol == other.symbol && self.effect == other.effect
    }

    /// Whether another finding says as much: the same for at least the same languages.
    #[must_use]
    pub fn is_part_of(&self, other: &Self) -> bool {
        self.is_same_as(other)
            && self.verdict == other.verdict
            && self.families.iter().all(|family| other.families.contains(family))
    }
}
