//! Posture rules on the roles of clients.

use super::rule::RuleViolation;
use crate::{
    catalog::roles::{Action, AzureOperation, ResourceProvider},
    plan::{Body, CallerKind, DeploymentTarget, ResolvedTopology, Resource, RoleAssignment},
};

/// The role assignments of the clients in the file.
fn client_assignments(plan: &ResolvedTopology) -> impl Iterator<Item = (&Resource, &RoleAssignment)> {
    let is_client = |body: &RoleAssignment| {
        plan.callers.iter().any(|caller| match &caller.kind {
            CallerKind::Client { principal, .. } => *principal == body.principal,
            _ => false,
        })
    };
    plan.resources.iter().filter_map(move |resource| match &resource.body {
        Body::RoleAssignment(body) if is_client(body) => Some((&**resource, body)),
        _ => None,
    })
}

/// Those on the resource group or the subscription.
pub(super) fn assignments_on_groups(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    client_assignments(plan).map(|(resource, _)| resource).filter(|resource| resource.scope.is_none())
}

fn violations<'a>(
    assignments: impl Iterator<Item = (&'a Resource, &'a RoleAssignment)>,
    help: &'static str,
) -> Vec<RuleViolation> {
    assignments
        .map(|(resource, _)| RuleViolation { pointer: resource.origin.clone(), help, is_removal: false })
        .collect()
}

/// Roles that can list keys, where key authentication is enabled. Cognitive Services User can list them too, but
/// clients need it to call the account.
pub(super) fn check_key_listing(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let accepts_keys = |symbol: &str| match plan.find(&symbol.into()).map(|resource| &resource.body) {
        Some(Body::CognitiveAccount(account)) => account.local_auth,
        Some(Body::StorageAccount(storage)) => storage.shared_keys,
        _ => false,
    };
    let services = [
        ("account", Action::ListAccountKeys, Some(Action::CallAccount)),
        ("storageAccount", Action::ListStorageKeys, None),
    ];
    let lists_keys = |(resource, body): &(&Resource, &RoleAssignment)| {
        let allows = |action: Action| plan.assignment_allows(body, action) == Some(true);
        services.iter().any(|(symbol, lists, needed)| {
            // A role on the resource group or the subscription applies to both.
            let in_scope = resource.scope.as_ref().is_none_or(|scope| scope.as_str() == *symbol);
            in_scope && accepts_keys(symbol) && allows(*lists) && !needed.is_some_and(allows)
        })
    };
    violations(
        client_assignments(plan).filter(lists_keys),
        "assign a role for its operations: Cognitive Services User for calls, Storage Blob Data Reader or Contributor for blobs",
    )
}

/// Roles that can assign roles: Owner, User Access Administrator and others.
pub(super) fn check_role_administration(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    const ASSIGN_ROLES: AzureOperation = AzureOperation::Control("Microsoft.Authorization/roleAssignments/write");
    let assigns_roles =
        |(_, body): &(&Resource, &RoleAssignment)| plan.assignment_permits(body, ASSIGN_ROLES) == Some(true);
    violations(
        client_assignments(plan).filter(assigns_roles),
        "assign only the roles that the client needs, and assign roles to others under `clients`",
    )
}

/// Roles for data on the subscription, where a role on the resources of the topology is sufficient.
pub(super) fn check_subscription_roles(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let uses_data = |(resource, body): &(&Resource, &RoleAssignment)| {
        let of_service = |service| plan.assignment_uses_data_of(body, service) == Some(true);
        let lists_keys = |action| plan.assignment_allows(body, action) == Some(true);
        resource.deployment_target == DeploymentTarget::Subscription
            && (ResourceProvider::ALL.into_iter().any(of_service)
                || [Action::ListAccountKeys, Action::ListStorageKeys].into_iter().any(lists_keys))
    };
    violations(
        client_assignments(plan).filter(uses_data),
        "set `on` to `account`, `storage`, `container`, `vault` or `secret`",
    )
}
