//! What changes in meaning between two plans: flows, resources, roles, exposure, cost.

mod managed;
mod properties;
mod replacement;
mod resources;

use crate::{
    analyse::access::{Access, Actor, Flow, Verdict},
    plan::{self, Body, CallerKind, Expr, Plan},
};

pub(crate) use resources::role_parts as role_text;
pub use resources::{Change, PropertyChange, Replacement, ResourceChange};

/// Everything that changes.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Flows with another verdict.
    pub flows: Vec<FlowChange>,
    /// Resources that come, go or change.
    pub resources: Vec<Change>,
    /// Roles that are given, in words.
    pub given: Vec<String>,
    /// Roles that are taken away, in words.
    pub taken: Vec<String>,
}

/// A flow with another verdict.
#[derive(Debug, Clone)]
pub struct FlowChange {
    /// The flow as it is, or as it was where it is gone.
    pub flow: Flow,
    /// What it was; nothing where nobody spoke of it.
    pub before: Option<Verdict>,
    /// What it is; nothing where nobody speaks of it any more.
    pub after: Option<Verdict>,
    /// Who can act under the same name that could not before.
    pub somebody_else: Option<String>,
}

impl FlowChange {
    /// Whether more comes through than before.
    #[must_use]
    pub fn opens(&self) -> bool {
        rank(self.after) < rank(self.before) || self.somebody_else.is_some()
    }
}

/// What nobody speaks of is as good as denied.
fn rank(verdict: Option<Verdict>) -> Verdict {
    verdict.unwrap_or(Verdict::Denied)
}

impl Changes {
    /// Flows that open.
    pub fn opened(&self) -> impl Iterator<Item = &FlowChange> {
        self.flows.iter().filter(|change| change.opens())
    }

    /// Flows that close.
    pub fn closed(&self) -> impl Iterator<Item = &FlowChange> {
        self.flows.iter().filter(|change| !change.opens())
    }

    /// Resources that cannot be changed in place.
    pub fn replaced(&self) -> impl Iterator<Item = &Change> {
        self.resources.iter().filter(|change| matches!(change, Change::Replaced(_)))
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty() && self.resources.is_empty() && self.given.is_empty() && self.taken.is_empty()
    }
}

/// Compares two plans.
#[must_use]
pub fn compare(old: &Plan, new: &Plan) -> Changes {
    // That an edition calls something otherwise is no change of it.
    let mut old = old.clone();
    let mut new = new.clone();
    let edition = old.edition.max(new.edition);
    plan::name_as_in(&mut old, edition);
    plan::name_as_in(&mut new, edition);
    let (old, new) = (&old, &new);
    let replaced = replacement::replacement_reasons(old, new);
    let (given, taken) = resources::role_changes(old, new, &replaced);
    Changes { flows: flow_changes(old, new), resources: resources::resource_changes(old, new, &replaced), given, taken }
}

/// The principals that can act as a client: its object ID, and the subjects that its identity trusts.
fn principal_identities(plan: &Plan, actor: &Actor) -> Vec<String> {
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

fn flow_changes(old: &Plan, new: &Plan) -> Vec<FlowChange> {
    let (before, after) = (Access::new(old), Access::new(new));
    let mut changes = Vec::new();
    let verdict = |access: &Access<'_>, flow: &Flow| {
        access.flow(&flow.actor, flow.place.as_ref(), flow.verb, &flow.thing).map(|flow| flow.verdict())
    };
    let news = after.flows();
    for flow in &news {
        let came = principal_identities(new, &flow.actor)
            .into_iter()
            .find(|one| !principal_identities(old, &flow.actor).contains(one));
        let before = verdict(&before, flow);
        let change = FlowChange {
            somebody_else: came.filter(|_| before.is_some() && flow.verdict() != Verdict::Denied),
            before,
            after: Some(flow.verdict()),
            flow: flow.clone(),
        };
        if rank(change.before) != rank(change.after) || change.somebody_else.is_some() {
            changes.push(change);
        }
    }
    let same =
        |one: &Flow, other: &Flow| one.actor == other.actor && one.verb == other.verb && one.thing == other.thing;
    for flow in before.flows() {
        if news.iter().any(|other| same(other, &flow)) {
            continue;
        }
        let change =
            FlowChange { before: Some(flow.verdict()), after: verdict(&after, &flow), flow, somebody_else: None };
        if rank(change.before) != rank(change.after) {
            changes.push(change);
        }
    }
    changes
}
