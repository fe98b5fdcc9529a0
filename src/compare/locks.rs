//! Removals that a delete lock refuses.

use super::{
    managed::managed_resources,
    resources::{ReplacementReasons, assignment_label, resource_label},
};
use crate::plan::{ResolvedTopology, Resource, ResourceKind, Symbol};

/// What is removed from a resource that stays locked: role assignments, diagnostic settings, containers. Where the lock is
/// removed or its resource replaced, the lock is deleted first.
///
/// Fact: `deployment::LOCKS_REFUSE_REMOVALS`.
pub(super) fn refused_by_locks(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
    roles_removed: &[String],
) -> Vec<String> {
    let stays = |symbol: &Symbol| managed_resources(new).any(|resource| resource.symbol == *symbol);
    let locked: Vec<&Symbol> = managed_resources(old)
        .filter(|resource| resource.kind == ResourceKind::ManagementLock && stays(&resource.symbol))
        .filter_map(|lock| lock.scope.as_ref())
        .filter(|scope| stays(scope) && !replaced.contains_key(*scope))
        .collect();
    // The key of an account is a property of the account.
    let is_deleted = |resource: &Resource| match resource.kind {
        ResourceKind::ManagementLock | ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey => false,
        ResourceKind::RoleAssignment => {
            let removes = |role: &String, label: &String| {
                role.strip_prefix(label.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
            };
            assignment_label(old, resource).is_some_and(|label| roles_removed.iter().any(|role| removes(role, &label)))
        }
        _ => !stays(&resource.symbol),
    };
    let line = |resource: &Resource| {
        let lock = locked.iter().find(|locked| is_below(old, resource, locked))?;
        let label = assignment_label(old, resource).unwrap_or_else(|| resource_label(old, resource));
        Some(format!("{label}: {} is locked", old.display_text(&old.find(lock)?.name)))
    };
    managed_resources(old).filter(|resource| is_deleted(resource)).filter_map(line).collect()
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
