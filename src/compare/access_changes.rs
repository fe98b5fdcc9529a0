//! Access paths with another verdict, in the files and after a deployment with each engine.

use std::collections::HashSet;

use super::{
    deployed::{add_callers, deployed_plan, needed_by_refused, remaining_resources},
    effects::{Comparison, EffectsBySymbol},
    evaluated_plan::{AccessPathChange, DeployedVerdicts, EvaluatedPlan, acts_with, verdict_or_denied},
    former_paths::{former_path_changes, principal_identities},
};
use crate::{
    analyse::access::{Actor, Verdict, combined_verdict},
    catalog::changes::Engine,
    plan::ResolvedTopology,
};

/// A plan that exists after a step, and the same with the callers of the old topology.
struct PlanWithCallers {
    plan: ResolvedTopology,
    with_former_callers: ResolvedTopology,
}

impl PlanWithCallers {
    fn new(plan: ResolvedTopology, old: &ResolvedTopology) -> Self {
        let mut with_former_callers = plan.clone();
        add_callers(old, &mut with_former_callers);
        Self { plan, with_former_callers }
    }

    fn evaluate(&self) -> EvaluatedPlan<'_> {
        EvaluatedPlan::new(&self.plan, Some(&self.with_former_callers))
    }
}

/// What exists after a deployment with one engine, where it is not what the new plan has.
struct DeployedPlans {
    deployed: Option<PlanWithCallers>,
    after_removal: Option<PlanWithCallers>,
}

impl DeployedPlans {
    fn new(comparison: &Comparison<'_>, engine: Engine, effects: &EffectsBySymbol) -> Self {
        let remaining = remaining_resources(comparison, engine, effects);
        let deployed = deployed_plan(comparison, engine, effects, &remaining);
        let needed = needed_by_refused(comparison, engine, effects, &remaining);
        let after_removal = deployed_plan(comparison, engine, effects, &needed);
        let with_callers = |plan: Option<ResolvedTopology>| plan.map(|plan| PlanWithCallers::new(plan, comparison.old));
        Self { deployed: with_callers(deployed), after_removal: with_callers(after_removal) }
    }
}

/// All changes, those of the new plan first.
pub(super) fn access_path_changes(
    comparison: &Comparison<'_>,
    effects: [&EffectsBySymbol; 2],
) -> Vec<AccessPathChange> {
    let plans = Engine::ALL.map(|engine| DeployedPlans::new(comparison, engine, effects[engine as usize]));
    let mut with_former_callers = comparison.new.clone();
    add_callers(comparison.old, &mut with_former_callers);
    let old = EvaluatedPlan::new(comparison.old, None);
    let new = EvaluatedPlan::new(comparison.new, Some(&with_former_callers));
    let deployed = plans.each_ref().map(|plans| plans.deployed.as_ref().map(PlanWithCallers::evaluate));
    let after_removal = plans.each_ref().map(|plans| plans.after_removal.as_ref().map(PlanWithCallers::evaluate));
    let mut changes = Vec::new();
    let evaluated = [Some(&new), Some(&old), deployed[0].as_ref(), deployed[1].as_ref()];
    let mut seen: HashSet<String> = HashSet::new();
    for path in evaluated.into_iter().flatten().flat_map(|plan| &plan.paths) {
        let key = path.to_string();
        if !seen.insert(key.clone()) {
            continue;
        }
        let (before, after) = (old.verdict(&key, path), new.verdict(&key, path));
        // On something that is left, for example, a new client has an access path that neither topology has.
        let is_planned = old.find(&key).is_some() || new.find(&key).is_some();
        let by_engine = Engine::ALL.map(|engine| {
            if !acts_with(engine, &path.actor) {
                return DeployedVerdicts::default();
            }
            let removed = after_removal[engine as usize].as_ref().unwrap_or(&new);
            // A network behind a gateway exists whether the file has it or not, and so does a resource of another team.
            if matches!(path.actor, Actor::OnPremises(_) | Actor::ResourceInstance(_)) {
                let verdict = |plan: &EvaluatedPlan<'_>| combined_verdict(&plan.with_former_callers(path)?);
                let after = verdict(deployed[engine as usize].as_ref().unwrap_or(removed));
                return DeployedVerdicts { before, after, after_removal: verdict(removed) };
            }
            let left = deployed[engine as usize].as_ref().unwrap_or(removed);
            if let Some(verdict) = old.verdict_on_own_host(left, path) {
                return DeployedVerdicts { before, after: Some(verdict), after_removal: Some(verdict) };
            }
            let after_removal = removed.verdict(&key, path);
            let after = deployed[engine as usize]
                .as_ref()
                .map_or(after_removal, |deployed| deployed.verdict_beside(removed, &key, path, after_removal));
            DeployedVerdicts { before, after, after_removal }
        });
        let added = added_identity(comparison.old, comparison.new, &path.actor);
        let new_identity = added.filter(|_| before.is_some() && after.is_some_and(|after| after != Verdict::Denied));
        let differs = |one, other| verdict_or_denied(one) != verdict_or_denied(other);
        if (is_planned && differs(before, after))
            || new_identity.is_some()
            || by_engine.iter().any(|verdicts| differs(verdicts.before, verdicts.after))
        {
            changes.push(AccessPathChange {
                new_identity,
                before: before.filter(|_| is_planned),
                after: after.filter(|_| is_planned),
                former: None,
                access_path: path.clone(),
                deployed: by_engine,
            });
        }
    }
    let deployed_plans =
        plans.each_ref().map(|plans| plans.deployed.as_ref().map_or(comparison.new, |deployed| &deployed.plan));
    changes.extend(former_path_changes(comparison, effects, &old, deployed_plans));
    changes
}

/// The principals that can act as a client of the new plan, and could not before.
fn added_identity(old: &ResolvedTopology, new: &ResolvedTopology, actor: &Actor) -> Option<String> {
    let before = principal_identities(old, actor);
    let mut added = principal_identities(new, actor);
    // Another identity stands for all that it trusts.
    if added.first().is_some_and(|identity| !before.contains(identity)) {
        added.truncate(1);
    }
    added.retain(|identity| !before.contains(identity));
    (!added.is_empty()).then(|| added.join(", "))
}
