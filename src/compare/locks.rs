//! Removals that a delete lock refuses.

use super::{
    labels::{assignment_label, resource_label},
    managed::managed_resources,
    replacement::ReplacementReasons,
};
use crate::plan::{ResolvedTopology, Resource, ResourceKind, Symbol};
use std::collections::BTreeMap;

/// What is removed from a resource that stays locked, with the symbolic name of that resource: role assignments, diagnostic
/// settings, containers. Where the lock is removed or its resource replaced, the lock is deleted first.
///
/// Fact: `deployment::LOCKS_REFUSE_REMOVALS`.
pub(super) fn locked_removals(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
) -> BTreeMap<Symbol, Symbol> {
    let stays = |symbol: &Symbol| is_managed(new, symbol);
    let locked = staying_locks(old, new, replaced);
    if locked.is_empty() {
        return BTreeMap::new();
    }
    // The key of an account is a property of the account.
    let is_deleted = |resource: &&Resource| {
        !matches!(
            resource.kind,
            ResourceKind::ManagementLock
                | ResourceKind::CognitiveAccountKey
                | ResourceKind::StorageAccountKey
                // They are deleted in the data plane (`deployment::LOCKS_SPARE_THE_DATA_PLANE`).
                | ResourceKind::KeyVaultKey
                | ResourceKind::KeyVaultSecret
        ) && (!stays(&resource.symbol) || replaced.contains_key(&resource.symbol))
    };
    managed_resources(old)
        .filter(is_deleted)
        .filter_map(|resource| {
            let lock = locked.iter().find(|locked| is_below(old, resource, locked))?;
            Some((resource.symbol.clone(), (*lock).clone()))
        })
        .collect()
}

/// Resources that stay, with their lock.
fn staying_locks<'a>(
    old: &'a ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
) -> Vec<&'a Symbol> {
    managed_resources(old)
        .filter(|resource| resource.kind == ResourceKind::ManagementLock && is_managed(new, &resource.symbol))
        .filter_map(|lock| lock.scope.as_ref())
        .filter(|scope| is_managed(new, scope) && !replaced.contains_key(*scope))
        .collect()
}

/// The resource that stays locked and whose lock refuses the removal of a resource of the new plan.
pub(super) fn lock_above(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
    resource: &Resource,
) -> Option<Symbol> {
    staying_locks(old, new, replaced).into_iter().find(|locked| is_below(new, resource, locked)).cloned()
}

/// The resource whose lock leaves the topology, and protects a resource until then.
pub(super) fn lock_that_leaves(old: &ResolvedTopology, new: &ResolvedTopology, resource: &Resource) -> Option<Symbol> {
    let is_lock = |resource: &Resource| resource.kind == ResourceKind::ManagementLock;
    let leaving = managed_resources(old).filter(|other| is_lock(other) && !is_managed(new, &other.symbol));
    let protects = |scope: &&Symbol| **scope == resource.symbol || is_below(old, resource, scope);
    leaving.filter_map(|lock| lock.scope.as_ref()).find(protects).filter(|_| !is_lock(resource)).cloned()
}

fn is_managed(plan: &ResolvedTopology, symbol: &Symbol) -> bool {
    managed_resources(plan).any(|resource| resource.symbol == *symbol)
}

/// The same as text, in the order of the plan.
pub(super) fn describe_locked(old: &ResolvedTopology, locked: &BTreeMap<Symbol, Symbol>) -> Vec<String> {
    let line = |resource: &Resource| {
        let lock = old.find(locked.get(&resource.symbol)?)?;
        let label = assignment_label(old, resource).unwrap_or_else(|| resource_label(old, resource));
        Some(format!("{label}: {} is locked", old.display_text(&lock.name)))
    };
    managed_resources(old).filter_map(line).collect()
}

/// Whether a resource inherits the lock of another: as its child, or as an extension of it or of its child.
fn is_below(plan: &ResolvedTopology, resource: &Resource, ancestor: &Symbol) -> bool {
    let mut next = resource.scope.as_ref().or(resource.parent.as_ref());
    while let Some(symbol) = next {
        if symbol == ancestor {
            return true;
        }
        next = plan.find(symbol).and_then(|resource| resource.scope.as_ref().or(resource.parent.as_ref()));
    }
    false
}
