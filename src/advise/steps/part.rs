//! What a pattern contributes to the steps of a change.

use crate::{
    advise::edit::Edit,
    catalog::{
        Fact,
        changes::{Engine, Heading},
    },
    compare::{Changes, ReportedConsequence},
    plan::Symbol,
};

use super::version::TopologyVersion;

/// A change for which steps are looked for.
pub(super) struct Situation<'a> {
    pub(super) engine: Engine,
    pub(super) old: &'a TopologyVersion,
    pub(super) new: &'a TopologyVersion,
    /// What one deployment changes.
    pub(super) direct: &'a Changes,
    /// What interrupts or refuses it.
    pub(super) obstacles: &'a [ReportedConsequence],
}

/// What a step does, and how to check it.
#[derive(Clone, Default)]
pub(super) struct StepText {
    pub(super) purpose: String,
    pub(super) check: String,
}

impl StepText {
    pub(super) fn new(purpose: impl Into<String>, check: impl Into<String>) -> Self {
        Self { purpose: purpose.into(), check: check.into() }
    }
}

/// A command between two deployments.
#[derive(Clone)]
pub(super) struct CommandLine {
    pub(super) text: String,
    /// The resource that it deletes: a command that deletes what an earlier one has deleted is left out.
    pub(super) deletes: Option<Symbol>,
}

/// Commands of one step.
#[derive(Clone, Default)]
pub(super) struct CommandStep {
    pub(super) lines: Vec<CommandLine>,
    pub(super) text: StepText,
    /// Resources that no longer exist afterwards.
    pub(super) deleted: Vec<Symbol>,
    /// Resources that exist, and that the engine no longer manages.
    pub(super) forgotten: Vec<Symbol>,
    /// Whether the Microsoft-managed key is used afterwards.
    pub(super) removes_customer_keys: bool,
    /// Whether it is one step with the commands before it, which do the same for another resource.
    pub(super) joins_previous: bool,
}

/// A consequence by what it is about.
#[derive(Clone)]
pub(super) struct SettledConsequence {
    pub(super) heading: Heading,
    /// The symbolic name of the resource.
    pub(super) symbol: String,
    /// The name of the fact; none for all.
    pub(super) fact: Option<&'static str>,
}

/// What a pattern contributes.
#[derive(Clone, Default)]
pub(super) struct Part {
    /// A keyword of `locks` that is left out until the last step.
    pub(super) lifted_lock: Option<String>,
    /// What the step does that deploys the old file without the lock.
    pub(super) first: Option<StepText>,
    /// Commands before the new file is deployed.
    pub(super) command: Option<CommandStep>,
    /// Keys of the new file that stay as in the old one until the last step.
    pub(super) kept: Vec<Edit>,
    /// Keys of the new file that are written because their defaults would follow those that stay.
    pub(super) fixed: Vec<Edit>,
    /// What the step does that deploys the new file with these keys.
    pub(super) middle: Option<StepText>,
    /// What the last step does.
    pub(super) last: Option<StepText>,
    /// Whether Terraform knows from then on that resources have other addresses.
    pub(super) moves_addresses: bool,
    /// Consequences that do not apply any more once the earlier steps are done as they say.
    pub(super) settled: Vec<SettledConsequence>,
    /// Why a step must deny access that both files allow.
    pub(super) reason: String,
    /// The facts on which it relies.
    pub(super) facts: Vec<&'static Fact>,
}

impl Part {
    pub(super) fn settles(&self, consequence: &ReportedConsequence) -> bool {
        let is_settled = self.settled.iter().any(|settled| {
            settled.heading == consequence.heading
                && settled.symbol == consequence.symbol
                && settled.fact.is_none_or(|fact| fact == consequence.fact.name)
        });
        is_settled || (self.moves_addresses && consequence.unless_moved)
    }
}
