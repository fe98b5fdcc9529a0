//! What exists after one step of several, and whether an access path leaves the range between both topologies.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    changed_values::ChangedValues,
    deployed::{add_callers, add_remaining, deployed_plan, remaining_resources},
    effects::Comparison,
    evaluated_plan::{acts_with, verdict_or_denied},
    locks, replacement,
};
use crate::{
    analyse::access::{AccessAnalysis, AccessTarget, EvaluatedPath, Operation, Verdict, combined_verdict},
    catalog::changes::Engine,
    plan::{Body, DeploymentTarget, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// An access path that a step allows or denies although neither topology does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathOutsideRange {
    /// The access path.
    pub path: String,
    /// Its verdict after the step.
    pub verdict: Verdict,
}

/// What exists after a topology is deployed with an engine over what exists before.
#[must_use]
pub fn deployed_topology(before: &ResolvedTopology, new: &ResolvedTopology, engine: Engine) -> ResolvedTopology {
    let changed_values = ChangedValues::new(before, new);
    let replaced = replacement::replacement_reasons(before, new, &changed_values);
    let locked = locks::locked_removals(before, new, &replaced);
    let comparison = Comparison::new(before, new, &replaced, &locked, &changed_values);
    let effects = comparison.effects(engine);
    let remaining = remaining_resources(&comparison, engine, &effects);
    deployed_plan(&comparison, engine, &effects, &remaining).unwrap_or_else(|| {
        let mut plan = new.clone();
        add_remaining(before, &mut plan, &remaining);
        plan
    })
}

/// A topology without some resources, and what belongs to them.
#[must_use]
pub fn topology_without(plan: &ResolvedTopology, removed: &[Symbol]) -> ResolvedTopology {
    let mut plan = plan.clone();
    plan.resources.retain(|resource| !belongs_to(resource, removed));
    plan
}

/// A topology whose account and storage account have returned to the Microsoft-managed key.
#[must_use]
pub fn topology_without_customer_keys(plan: &ResolvedTopology) -> ResolvedTopology {
    let settings = [ResourceKind::CognitiveAccountKey, ResourceKind::StorageAccountKey];
    let encrypted = [ResourceKind::CognitiveAccount, ResourceKind::StorageAccount];
    let mut plan = plan.clone();
    plan.resources.retain(|resource| {
        let sets_key = encrypted.contains(&resource.kind) && resource.deployment_target == DeploymentTarget::SecondPass;
        !sets_key && !settings.contains(&resource.kind)
    });
    for resource in &mut plan.resources {
        if encrypted.contains(&resource.kind) {
            match &mut Arc::make_mut(resource).body {
                Body::CognitiveAccount(body) => body.encryption = None,
                Body::StorageAccount(body) => body.encryption = None,
                _ => {}
            }
        }
    }
    plan
}

/// A topology with resources of another one beside its own.
#[must_use]
pub fn topology_with(plan: &ResolvedTopology, other: &ResolvedTopology, added: &[Symbol]) -> ResolvedTopology {
    let mut plan = plan.clone();
    let resources: Vec<&Resource> =
        other.resources.iter().map(AsRef::as_ref).filter(|resource| added.contains(&resource.symbol)).collect();
    add_remaining(other, &mut plan, &resources);
    plan
}

fn belongs_to(resource: &Resource, removed: &[Symbol]) -> bool {
    let mut owners = [Some(&resource.symbol), resource.parent.as_ref(), resource.scope.as_ref()].into_iter().flatten();
    owners.any(|owner| removed.contains(owner))
}

/// Access paths whose verdict in a state is less restricted than in both topologies, or more restricted than in both.
#[must_use]
pub fn paths_outside_range(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    state: &ResolvedTopology,
    engine: Engine,
) -> Vec<PathOutsideRange> {
    let with_callers = |plan: &ResolvedTopology, others: [&ResolvedTopology; 2]| {
        let mut plan = plan.clone();
        others.into_iter().for_each(|other| add_callers(other, &mut plan));
        plan
    };
    let plans = [with_callers(old, [new, old]), with_callers(new, [old, new]), with_callers(state, [new, old])];
    let [in_old, in_new, in_state] = plans.each_ref().map(AccessAnalysis::new);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut outside = Vec::new();
    for path in [new, old, state].into_iter().flat_map(|plan| AccessAnalysis::new(plan).all_paths()) {
        let key = path.to_string();
        if !seen.insert(key.clone()) || !acts_with(engine, &path.actor) {
            continue;
        }
        let [before, after, verdict] = [&in_old, &in_new, &in_state].map(|analysis| verdict_in(analysis, &path));
        if verdict < before.min(after) || verdict > before.max(after) {
            outside.push(PathOutsideRange { path: key, verdict });
        }
    }
    outside
}

fn verdict_in(analysis: &AccessAnalysis<'_>, path: &EvaluatedPath) -> Verdict {
    let EvaluatedPath { actor, from, operation, target, .. } = path;
    // With roles on containers only, access to storage is access to each of them.
    let verdict = if *target == AccessTarget::Storage && *operation != Operation::Reach {
        let paths = analysis.paths_between(actor, from.as_ref(), Some(*operation), Some(target));
        paths.ok().and_then(|paths| combined_verdict(&paths))
    } else {
        analysis.evaluate_path(actor, from.as_ref(), *operation, target).map(|path| path.verdict())
    };
    verdict_or_denied(verdict)
}
