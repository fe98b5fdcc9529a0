//! What changes in meaning between two plans: flows, resources, roles, exposure, cost.

mod managed;
mod properties;
mod replacement;
mod resources;

use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath, Verdict},
    plan::{self, Body, CallerKind, Expr, ResolvedTopology},
};

pub(crate) use resources::role_assignment_parts;
pub use resources::{Change, PropertyChange, Replacement, ResourceChange};

/// Everything that changes.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Flows with another verdict.
    pub access_paths: Vec<AccessPathChange>,
    /// Resources that come, go or change.
    pub resources: Vec<Change>,
    /// Roles that are given, in words.
    pub roles_added: Vec<String>,
    /// Roles that are taken away, in words.
    pub roles_removed: Vec<String>,
}

/// A flow with another verdict.
#[derive(Debug, Clone)]
pub struct AccessPathChange {
    /// The flow as it is, or as it was where it is gone.
    pub access_path: EvaluatedPath,
    /// What it was; nothing where nobody spoke of it.
    pub before: Option<Verdict>,
    /// What it is; nothing where nobody speaks of it any more.
    pub after: Option<Verdict>,
    /// Who can act under the same name that could not before.
    pub new_identity: Option<String>,
}

impl AccessPathChange {
    /// Whether more comes through than before.
    #[must_use]
    pub fn opens(&self) -> bool {
        verdict_or_denied(self.after) < verdict_or_denied(self.before) || self.new_identity.is_some()
    }
}

/// What nobody speaks of is as good as denied.
fn verdict_or_denied(verdict: Option<Verdict>) -> Verdict {
    verdict.unwrap_or(Verdict::Denied)
}

impl Changes {
    /// Flows that open.
    pub fn opened_paths(&self) -> impl Iterator<Item = &AccessPathChange> {
        self.access_paths.iter().filter(|change| change.opens())
    }

    /// Flows that close.
    pub fn closed_paths(&self) -> impl Iterator<Item = &AccessPathChange> {
        self.access_paths.iter().filter(|change| !change.opens())
    }

    /// Resources that cannot be changed in place.
    pub fn replaced_resources(&self) -> impl Iterator<Item = &Change> {
        self.resources.iter().filter(|change| matches!(change, Change::Replaced(_)))
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.access_paths.is_empty()
            && self.resources.is_empty()
            && self.roles_added.is_empty()
            && self.roles_removed.is_empty()
    }
}

/// Compares two plans.
#[must_use]
pub fn compare_topologies(old: &ResolvedTopology, new: &ResolvedTopology) -> Changes {
    // That an edition calls something otherwise is no change of it.
    let mut old = old.clone();
    let mut new = new.clone();
    let edition = old.edition.max(new.edition);
    plan::apply_edition_names(&mut old, edition);
    plan::apply_edition_names(&mut new, edition);
    let (old, new) = (&old, &new);
    let replaced = replacement::replacement_reasons(old, new);
    let (given, taken) = resources::role_changes(old, new, &replaced);
    Changes {
        access_paths: access_path_changes(old, new),
        resources: resources::resource_changes(old, new, &replaced),
        roles_added: given,
        roles_removed: taken,
    }
}

/// The principals that can act as a client: its object ID, and the subjects that its identity trusts.
fn principal_identities(plan: &ResolvedTopology, actor: &Actor) -> Vec<String> {
    let Actor::Client(wanted) = actor else { return Vec::new() };
    let principal = plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Client { name, principal, .. } if name == wanted => Some(principal),
        _ => None,
    });
    let Some(principal) = principal else { return Vec::new() };
    let mut identities = vec![plan.display_text(principal)];
    if let Expr::Attribute(identity, _) = principal {
        identities.extend(plan.resources.iter().filter(|r| r.parent.as_ref() == Some(identity)).filter_map(|r| {
            match &r.body {
                Body::FederatedCredential(body) => {
                    Some(format!("{} of {}", plan.display_text(&body.subject), plan.display_text(&body.issuer)))
                }
                _ => None,
            }
        }));
    }
    identities
}

fn access_path_changes(old: &ResolvedTopology, new: &ResolvedTopology) -> Vec<AccessPathChange> {
    let (before, after) = (AccessAnalysis::new(old), AccessAnalysis::new(new));
    let mut changes = Vec::new();
    let verdict = |access: &AccessAnalysis<'_>, flow: &EvaluatedPath| {
        access.evaluate_path(&flow.actor, flow.from.as_ref(), flow.operation, &flow.target).map(|flow| flow.verdict())
    };
    let news = after.all_paths();
    for flow in &news {
        let came = principal_identities(new, &flow.actor)
            .into_iter()
            .find(|one| !principal_identities(old, &flow.actor).contains(one));
        let before = verdict(&before, flow);
        let change = AccessPathChange {
            new_identity: came.filter(|_| before.is_some() && flow.verdict() != Verdict::Denied),
            before,
            after: Some(flow.verdict()),
            access_path: flow.clone(),
        };
        if verdict_or_denied(change.before) != verdict_or_denied(change.after) || change.new_identity.is_some() {
            changes.push(change);
        }
    }
    let same = |one: &EvaluatedPath, other: &EvaluatedPath| {
        one.actor == other.actor && one.operation == other.operation && one.target == other.target
    };
    for flow in before.all_paths() {
        if news.iter().any(|other| same(other, &flow)) {
            continue;
        }
        let change = AccessPathChange {
            before: Some(flow.verdict()),
            after: verdict(&after, &flow),
            access_path: flow,
            new_identity: None,
        };
        if verdict_or_denied(change.before) != verdict_or_denied(change.after) {
            changes.push(change);
        }
    }
    changes
}
