//! What the new topology checks less than the old one: nothing in Azure changes with it, so that no other part of a report
//! shows it.

use crate::{
    plan::{DeclaredOutput, Language, ResolvedTopology, SuppressedRule},
    topology::{OnUnmanage, PolicySet},
};

/// A check that only the old topology has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LostCheck {
    /// An access assertion is removed.
    Assertion(String),
    /// A rule is suppressed.
    Rule(SuppressedRule),
    /// The topology is no longer checked against a set of policies.
    Policies(PolicySet),
    /// The file is no longer deployed in an environment.
    Environment(String),
    /// No output in a language is generated, which could be compared with the topology.
    Output(Language),
    /// No output in a language is generated into a directory, where a former one can be left.
    OutputFolder(DeclaredOutput),
}

/// Every check that the new topology lacks.
pub(super) fn lost_checks(old: &ResolvedTopology, new: &ResolvedTopology) -> Vec<LostCheck> {
    let assertions = only_in(&old.checks.assertions, &new.checks.assertions).map(LostCheck::Assertion);
    let rules = only_in(&new.checks.suppressed, &old.checks.suppressed).map(LostCheck::Rule);
    let policies = only_in(&old.policies, &new.policies).map(LostCheck::Policies);
    let outputs = only_in(&old.output_languages, &new.output_languages).map(LostCheck::Output);
    let has_language = |output: &DeclaredOutput| new.output_languages.contains(&output.language.into());
    let folders = only_in(&old.checks.outputs, &new.checks.outputs).filter(has_language).map(LostCheck::OutputFolder);
    assertions.chain(rules).chain(policies).chain(outputs).chain(folders).collect()
}

fn only_in<'a, T: PartialEq + Clone>(these: &'a [T], others: &'a [T]) -> impl Iterator<Item = T> + 'a {
    these.iter().filter(|one| !others.contains(one)).cloned()
}

/// What a deployment stack does with resources that the file no longer has, before and after; none where it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StackChange {
    /// The old value; none without a stack.
    pub before: Option<OnUnmanage>,
    /// The new value; none without a stack.
    pub after: Option<OnUnmanage>,
}

impl StackChange {
    pub(super) fn new(old: &ResolvedTopology, new: &ResolvedTopology) -> Option<Self> {
        (old.stack != new.stack).then_some(Self { before: old.stack, after: new.stack })
    }
}
