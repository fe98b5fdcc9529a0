//! Access paths of the plans that are compared, each evaluated once, and what is reported of a changed one.

use std::collections::HashMap;

use ipnet::Ipv4Net;

use crate::{
    analyse::access::{
        AccessAnalysis, AccessTarget, Actor, Aspect, EvaluatedPath, Operation, Verdict, combined_verdict,
    },
    catalog::changes::Engine,
    plan::ResolvedTopology,
};

/// An access path with another verdict.
#[derive(Debug, Clone)]
pub struct AccessPathChange {
    /// The new access path, or the old one where it is removed.
    pub access_path: EvaluatedPath,
    /// The old verdict; `None` where the old topology does not have the access path.
    pub before: Option<Verdict>,
    /// The new verdict; `None` where the new topology does not have the access path.
    pub after: Option<Verdict>,
    /// A principal that can newly act as the same client.
    pub new_identity: Option<String>,
    /// What only the old topology has, where the new one has another of the same name: a principal, a network, a service.
    pub former: Option<String>,
    /// The verdicts after a deployment, by engine.
    pub deployed: [DeployedVerdicts; 2],
}

/// The verdicts of an access path after a deployment with one engine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeployedVerdicts {
    /// Before it; `None` where the access path does not exist.
    pub before: Option<Verdict>,
    /// After the deployment; `None` where the access path does not exist.
    pub after: Option<Verdict>,
    /// After what is left has been removed.
    pub after_removal: Option<Verdict>,
}

impl AccessPathChange {
    /// Whether the access path is less restricted than before.
    #[must_use]
    pub fn opens(&self) -> bool {
        verdict_or_denied(self.after) < verdict_or_denied(self.before) || self.new_identity.is_some()
    }

    /// Whether the access path is more restricted than before.
    #[must_use]
    pub fn closes(&self) -> bool {
        verdict_or_denied(self.after) > verdict_or_denied(self.before)
    }

    /// The verdicts after a deployment with an engine.
    #[must_use]
    pub fn deployed_by(&self, engine: Engine) -> DeployedVerdicts {
        self.deployed[engine as usize]
    }
}

/// Whether an actor sends requests where an engine deploys: Bicep and ARM create keys and secrets with Resource Manager.
pub(super) fn acts_with(engine: Engine, actor: &Actor) -> bool {
    engine == Engine::Terraform || *actor != Actor::Deployer
}

/// An access path that a topology does not have counts as denied.
pub(super) fn verdict_or_denied(verdict: Option<Verdict>) -> Verdict {
    verdict.unwrap_or(Verdict::Denied)
}

/// The evaluated access paths of a plan.
pub(super) struct EvaluatedPlan<'a> {
    analysis: AccessAnalysis<'a>,
    /// The same plan with the callers of the old topology, for access paths of those that the plan does not have.
    with_former_callers: Option<AccessAnalysis<'a>>,
    pub(super) paths: Vec<EvaluatedPath>,
    positions: HashMap<String, usize>,
}

impl<'a> EvaluatedPlan<'a> {
    pub(super) fn new(plan: &'a ResolvedTopology, with_former_callers: Option<&'a ResolvedTopology>) -> Self {
        let analysis = AccessAnalysis::new(plan);
        let paths = analysis.all_paths();
        let positions = paths.iter().enumerate().rev().map(|(index, path)| (path.to_string(), index)).collect();
        Self { analysis, with_former_callers: with_former_callers.map(AccessAnalysis::new), paths, positions }
    }

    /// The verdict, also on an access path that is not among those of the plan.
    pub(super) fn verdict(&self, key: &str, path: &EvaluatedPath) -> Option<Verdict> {
        match self.find(key) {
            Some(path) => Some(path.verdict()),
            None => combined_verdict(&evaluate_in(&self.analysis, path)?),
        }
    }

    /// The verdict while resources are left, beside the plan without them.
    pub(super) fn verdict_beside(
        &self,
        removed: &Self,
        key: &str,
        path: &EvaluatedPath,
        after_removal: Option<Verdict>,
    ) -> Option<Verdict> {
        // A browser is one of any caller, also of one that the file no longer has.
        let is_of_caller = path.actor != Actor::StudioBrowser;
        if let (true, Some(left), Some(new)) = (is_of_caller, self.find(key), removed.find(key)) {
            return if left.steps == new.steps { after_removal } else { Some(left.verdict()) };
        }
        let left = self.with_former_callers(path);
        // What is left decides nothing: a caller that the file no longer has is not its business.
        let decides_nothing = left == removed.with_former_callers(path) && !self.has_other_origins(removed, path);
        if decides_nothing { after_removal } else { combined_verdict(&left?) }
    }

    /// Whether an origin reaches the target of a browser by other steps than in the plan without what is left: the browser's
    /// own steps only name the origins.
    fn has_other_origins(&self, removed: &Self, path: &EvaluatedPath) -> bool {
        if path.actor != Actor::StudioBrowser {
            return false;
        }
        let [left, removed] = [self, removed].map(|plan| plan.with_former_callers.as_ref().unwrap_or(&plan.analysis));
        let steps = |analysis: &AccessAnalysis<'_>, origin: &Actor| {
            analysis.evaluate_path(origin, None, Operation::Reach, &path.target).map(|path| path.steps)
        };
        let is_origin = |actor: &Actor| matches!(actor, Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_));
        left.actor_list()
            .iter()
            .filter(|actor| is_origin(actor))
            .any(|origin| steps(left, origin) != steps(removed, origin))
    }

    /// The verdict in a later plan on fetching from a host of this plan that belongs to nothing in the later one: the host keeps
    /// its firewall, and the account has another list.
    pub(super) fn verdict_on_own_host(&self, later: &Self, path: &EvaluatedPath) -> Option<Verdict> {
        let AccessTarget::Host(host) = &path.target else { return None };
        if !self.analysis.has_own_host(host) || later.analysis.has_own_host(host) {
            return None;
        }
        let verdict = |plan: &Self, is_wanted: fn(Aspect) -> bool| {
            let path = plan.analysis.evaluate_path(&path.actor, None, path.operation, &path.target)?;
            path.steps.iter().filter(|step| is_wanted(step.aspect)).map(|step| step.outcome).max()
        };
        let of_list = verdict(later, |aspect| aspect == Aspect::Outbound)?;
        let of_host = verdict(self, |aspect| aspect != Aspect::Outbound).unwrap_or(Verdict::Allowed);
        Some(of_list.max(of_host))
    }

    pub(super) fn find(&self, key: &str) -> Option<&EvaluatedPath> {
        self.positions.get(key).and_then(|index| self.paths.get(*index))
    }

    /// The access path with the callers of the old topology, too: each of them may still send requests.
    pub(super) fn with_former_callers(&self, path: &EvaluatedPath) -> Option<Vec<EvaluatedPath>> {
        evaluate_in(self.with_former_callers.as_ref().unwrap_or(&self.analysis), path)
    }
}

pub(super) fn evaluate_in(analysis: &AccessAnalysis<'_>, path: &EvaluatedPath) -> Option<Vec<EvaluatedPath>> {
    let EvaluatedPath { actor, from, operation, target, .. } = path;
    let covering = covering_range(analysis, actor);
    let actor = covering.as_ref().unwrap_or(actor);
    // With roles on containers only, access to storage is access to each of them.
    if *target == AccessTarget::Storage && *operation != Operation::Reach {
        return analysis.paths_between(actor, from.as_ref(), Some(*operation), Some(target)).ok();
    }
    analysis.evaluate_path(actor, from.as_ref(), *operation, target).map(|path| vec![path])
}

/// The range of the plan that contains an on-premises range of the other one.
fn covering_range(analysis: &AccessAnalysis<'_>, actor: &Actor) -> Option<Actor> {
    let Actor::OnPremises(text) = actor else { return None };
    let range: Ipv4Net = text.parse().ok()?;
    let actors = analysis.actor_list();
    if actors.contains(actor) {
        return None;
    }
    let covers = |other: &Actor| match other {
        Actor::OnPremises(other) => other.parse::<Ipv4Net>().is_ok_and(|other| other.contains(&range)),
        _ => false,
    };
    actors.iter().find(|other| covers(other)).cloned()
}
