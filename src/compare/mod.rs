//! Semantic changes between two plans: access paths, resources, role assignments, exposure, cost.

pub mod azure_id;
mod customer_keys;
mod left_resources;
mod locks;
mod managed;
mod moved;
mod properties;
mod replacement;
mod resources;

use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath, Verdict},
    plan::{self, Body, CallerKind, Expr, ResolvedTopology},
};

pub use left_resources::{LeftIdentity, LeftResource, left_resources};
pub use moved::{MovedResource, moved_resources};
pub(crate) use resources::role_assignment_parts;
pub use resources::{Change, PropertyChange, Replacement, ResourceChange};

/// Everything that changes.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Access paths with another verdict.
    pub access_paths: Vec<AccessPathChange>,
    /// Resources that are added, removed, changed or replaced.
    pub resources: Vec<Change>,
    /// Role assignments that are added, as text.
    pub roles_added: Vec<String>,
    /// Role assignments that are removed, as text.
    pub roles_removed: Vec<String>,
    /// Resources that stay and lose their customer-managed key.
    pub customer_keys_removed: Vec<String>,
    /// Customer-managed keys that are destroyed, or move to another vault, while the resource that uses them stays.
    pub customer_keys_replaced: Vec<String>,
    /// Foundry resources that take a customer-managed key, from which they cannot return.
    pub foundry_keys_added: Vec<String>,
    /// What a delete lock refuses to remove, and the resource that has the lock.
    pub refused_by_locks: Vec<String>,
}

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
}

impl AccessPathChange {
    /// Whether the access path is less restricted than before.
    #[must_use]
    pub fn opens(&self) -> bool {
        verdict_or_denied(self.after) < verdict_or_denied(self.before) || self.new_identity.is_some()
    }
}

/// An access path that a topology does not have counts as denied.
fn verdict_or_denied(verdict: Option<Verdict>) -> Verdict {
    verdict.unwrap_or(Verdict::Denied)
}

impl Changes {
    /// Access paths that become less restricted.
    pub fn opened_paths(&self) -> impl Iterator<Item = &AccessPathChange> {
        self.access_paths.iter().filter(|change| change.opens())
    }

    /// Access paths that become more restricted.
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
    // A resource that an edition renames does not change.
    let mut old = old.clone();
    let mut new = new.clone();
    let edition = old.edition.max(new.edition);
    plan::apply_edition_names(&mut old, edition);
    plan::apply_edition_names(&mut new, edition);
    let (old, new) = (&old, &new);
    let replaced = replacement::replacement_reasons(old, new);
    let (roles_added, roles_removed) = resources::role_changes(old, new, &replaced);
    Changes {
        access_paths: access_path_changes(old, new),
        resources: resources::resource_changes(old, new, &replaced),
        refused_by_locks: locks::refused_by_locks(old, new, &replaced, &roles_removed),
        roles_added,
        roles_removed,
        customer_keys_removed: customer_keys::removed_keys(old, new),
        customer_keys_replaced: customer_keys::replaced_keys(old, new, &replaced),
        foundry_keys_added: customer_keys::added_foundry_keys(old, new, &replaced),
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
    let verdict = |access: &AccessAnalysis<'_>, path: &EvaluatedPath| {
        access.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target).map(|path| path.verdict())
    };
    let new_paths = after.all_paths();
    for path in &new_paths {
        let added_identity = principal_identities(new, &path.actor)
            .into_iter()
            .find(|identity| !principal_identities(old, &path.actor).contains(identity));
        let before = verdict(&before, path);
        let change = AccessPathChange {
            new_identity: added_identity.filter(|_| before.is_some() && path.verdict() != Verdict::Denied),
            before,
            after: Some(path.verdict()),
            access_path: path.clone(),
        };
        if verdict_or_denied(change.before) != verdict_or_denied(change.after) || change.new_identity.is_some() {
            changes.push(change);
        }
    }
    let is_same = |one: &EvaluatedPath, other: &EvaluatedPath| {
        one.actor == other.actor && one.operation == other.operation && one.target == other.target
    };
    for path in before.all_paths() {
        if new_paths.iter().any(|other| is_same(other, &path)) {
            continue;
        }
        let change = AccessPathChange {
            before: Some(path.verdict()),
            after: verdict(&after, &path),
            access_path: path,
            new_identity: None,
        };
        if verdict_or_denied(change.before) != verdict_or_denied(change.after) {
            changes.push(change);
        }
    }
    changes
}
