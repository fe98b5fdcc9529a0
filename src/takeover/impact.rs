//! What a deployment means for access, posture and what depends on it.

use std::collections::HashSet;

use super::opening::gives_access;
use crate::{
    analyse::access::Actor,
    catalog::{ResourceKind, changes::Engine},
    compare::{PlannedSide, compare_planned, replaced_resources},
    diagnostic::Diagnostic,
    drift::{AccessDrift, Comparison, access_changes, assignment_key, declared_inventory},
    existing::{AzureId, ExistingResource, Inventory, resolve_accounts},
    plan::ResolvedTopology,
    topology::values::Verdict,
};

/// An access path with another verdict after a deployment, which is the declared one.
#[derive(Debug)]
pub struct AccessStep {
    /// The access path.
    pub change: AccessDrift,
    /// Whether it is known to become less restrictive.
    pub opens: bool,
}

/// Whether a deployment deletes an extra resource: a network has no subnets but its own.
pub(super) fn is_deleted(extra: &ExistingResource) -> bool {
    extra.id.is_of_type(ResourceKind::Subnet.arm_type())
}

/// What a deployment means.
pub(super) struct Impact {
    /// The access paths with another verdict.
    pub(super) access: Vec<AccessStep>,
    /// Posture rules that are violated afterwards only.
    pub(super) violations: Vec<Diagnostic>,
    /// What Terraform replaces, with the reason.
    replaced: Vec<(AzureId, String)>,
    /// What the deployment creates.
    created: HashSet<AzureId>,
    /// What certainly does not exist.
    missing: HashSet<AzureId>,
    /// The principals that the input shows, in lower case.
    principals: HashSet<String>,
}

impl Impact {
    pub(super) fn of(
        plan: &ResolvedTopology,
        comparison: &Comparison,
        expected: &Inventory,
        existing: &Inventory,
        engine: Engine,
    ) -> Self {
        let ids = |resources: &[ExistingResource]| resources.iter().map(|resource| resource.id.clone()).collect();
        let missing: HashSet<AzureId> = ids(&comparison.missing);
        let not_seen: HashSet<AzureId> = ids(&comparison.not_seen);
        let mut impact = Self {
            access: Vec::new(),
            violations: Vec::new(),
            replaced: Vec::new(),
            created: missing.union(&not_seen).cloned().collect(),
            missing,
            principals: principals(existing),
        };
        if comparison.is_equal() && comparison.not_seen.is_empty() {
            return impact;
        }
        // What Terraform does with arguments that are not set is another matter.
        let is_reset = engine == Engine::ResourceManager;
        let mut after = declared_inventory(comparison, existing, is_reset, is_deleted);
        // What was not seen exists afterwards.
        comparison.not_seen.iter().for_each(|resource| after.add(resource.clone()));
        let step = |change: AccessDrift| AccessStep { opens: path_opens(&change, existing), change };
        impact.access = access_changes(plan, expected, &after, existing).into_iter().map(step).collect();
        let is_own = |id: &AzureId| expected.find(id).is_some() || existing.find(id).is_some();
        let mut sides = [existing, &after].map(resolve_accounts);
        sides.iter_mut().for_each(|accounts| accounts.retain(|account| is_own(&account.account)));
        let [old, new] = &sides;
        let planned = compare_planned(
            PlannedSide { inventory: existing, accounts: old },
            PlannedSide { inventory: &after, accounts: new },
            &[],
            &[],
        );
        for account in planned.accounts {
            impact.violations.extend(account.posture.added);
            if let (Some(before), Some(after), Engine::Terraform) = (account.before, account.after, engine) {
                impact.replaced.extend(replaced_resources(before, after));
            }
        }
        impact
    }

    /// Why a resource is replaced, where Terraform does it.
    pub(super) fn replacement_reason(&self, id: &AzureId) -> Option<String> {
        self.replaced.iter().find(|(own, _)| own == id).map(|(_, reason)| reason.clone())
    }

    /// Whether a resource that is created gives access to one that exists: to what is created with it, it opens nothing. Where the
    /// input shows neither the resource nor its principal, this is a new client, or a role assignment that exists.
    pub(super) fn creation_opens(&self, resource: &ExistingResource) -> bool {
        let target = resource.id.parent().or_else(|| resource.id.scope());
        gives_access(resource)
            && target.is_none_or(|target| !self.created.contains(&target))
            && (self.missing.contains(&resource.id) || self.shows_principal(resource))
    }

    fn shows_principal(&self, resource: &ExistingResource) -> bool {
        let Some(key) = assignment_key(resource) else { return true };
        let Some(principal) = key.principal else { return true };
        let is_of_created = || self.created.iter().any(|id| principal.to_ascii_lowercase().contains(&**id.folded()));
        let is_object_id = !principal.contains(['(', '/']);
        if is_object_id { self.principals.contains(&principal) } else { !is_of_created() }
    }
}

/// Whether an access path becomes less restrictive. A client that the input does not show is a new one, and its role assignments
/// may exist, unless the input is complete for them.
fn path_opens(change: &AccessDrift, existing: &Inventory) -> bool {
    let verdict = |verdict: Option<Verdict>| verdict.unwrap_or(Verdict::Denied);
    let is_client = matches!(change.path.actor, Actor::Client(_));
    let is_new = is_client && change.existing.is_none();
    let shows_roles = || existing.completeness.is_complete(ResourceKind::RoleAssignment.arm_type(), &change.account);
    verdict(change.declared) < verdict(change.existing) && (!is_new || shows_roles())
}

/// The principals of identities and of role assignments.
fn principals(existing: &Inventory) -> HashSet<String> {
    let property = |resource: &ExistingResource, part: &str| {
        let value = resource.body.as_object()?.get(part)?.as_object()?.get("principalId")?;
        value.as_text().map(str::to_ascii_lowercase)
    };
    let of_resource = |resource: &ExistingResource| ["identity", "properties"].map(|part| property(resource, part));
    existing.resources().iter().flat_map(of_resource).flatten().collect()
}
