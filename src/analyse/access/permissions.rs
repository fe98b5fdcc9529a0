//! Permissions of a principal, by role assignments or by access policies of a vault.

use super::{
    model::{AccessStep, Aspect},
    services::TargetService,
};
use crate::{
    catalog::{
        errors::{self, ServiceError},
        roles::{Action, ROLE_ASSIGNMENTS, ROLE_DEFINITIONS, Role},
    },
    plan::{Attribute, Body, DeploymentTarget, Expr, ResolvedTopology, Resource, ResourceKind, Symbol},
    topology::values::Verdict,
};

/// What is known about a permission.
enum Permission {
    /// A role or an access policy grants it.
    Granted { reason: String, origin: String },
    /// A role or an access policy whose content is not known may grant it.
    Unknown { reason: String, origin: String },
    /// Nothing grants it.
    NotGranted,
}

/// The object ID of the managed identity of a resource.
pub(super) fn managed_identity_id(symbol: &str) -> Expr {
    Expr::Attribute(symbol.into(), Attribute::PrincipalId)
}

/// The step that authorizes an action of a principal on a resource. `denied_by` is the key that decides a denial.
pub(super) fn authorize(
    plan: &ResolvedTopology,
    principal: &Expr,
    action: Action,
    scope: &Symbol,
    denied_by: &str,
) -> AccessStep {
    let step = match find_permission(plan, principal, action, scope) {
        Permission::Granted { reason, origin } => AccessStep::allowed(Aspect::Authorization, reason, origin),
        Permission::Unknown { reason, origin } => AccessStep::conditional(Aspect::Authorization, reason, origin),
        Permission::NotGranted => {
            let text = format!("It has no {} that allows {}", permission_kind(plan, scope), action.azure_name());
            AccessStep::denied(Aspect::Authorization, permission_error(plan, action, scope), text, denied_by)
        }
    };
    if uses_access_policies(plan, scope) { step } else { step.based_on(&ROLE_DEFINITIONS).based_on(&ROLE_ASSIGNMENTS) }
}

/// The verdict on an action of a principal, by role or access policy alone.
pub(super) fn permission_verdict(plan: &ResolvedTopology, principal: &Expr, action: Action, scope: &Symbol) -> Verdict {
    match find_permission(plan, principal, action, scope) {
        Permission::Granted { .. } => Verdict::Allowed,
        Permission::Unknown { .. } => Verdict::Conditional,
        Permission::NotGranted => Verdict::Denied,
    }
}

/// The built-in roles that a principal has on a resource, or on a scope that contains it.
pub(super) fn built_in_roles_on(
    plan: &ResolvedTopology,
    principal: &Expr,
    scope: &Symbol,
) -> impl Iterator<Item = &'static Role> {
    plan.resources.iter().filter_map(move |resource| match &resource.body {
        Body::RoleAssignment(body) if body.principal == *principal => {
            let covers = assignment_coverage(plan, resource, scope) == Coverage::Covered;
            plan.assigned_built_in_role(body).filter(|_| covers)
        }
        _ => None,
    })
}

fn permission_kind(plan: &ResolvedTopology, scope: &Symbol) -> &'static str {
    if uses_access_policies(plan, scope) { "access policy" } else { "role" }
}

/// Whether access to a resource is granted by access policies of the vault, not by roles.
pub(super) fn uses_access_policies(plan: &ResolvedTopology, scope: &Symbol) -> bool {
    enclosing_vault(plan, scope).is_some_and(|vault| {
        vault_policies(plan, vault).any(|resource| match &resource.body {
            Body::KeyVault(body) => !body.rbac,
            _ => true,
        })
    })
}

/// The vault that a resource is or is in: what is left beside a new vault can be another one.
pub(super) fn enclosing_vault<'a>(plan: &'a ResolvedTopology, scope: &Symbol) -> Option<&'a Resource> {
    enclosing_resources(plan, scope).find(|resource| resource.kind == ResourceKind::KeyVault)
}

/// The resources with access policies of a vault: itself, and what adds some to it.
fn vault_policies<'a>(plan: &'a ResolvedTopology, vault: &'a Resource) -> impl Iterator<Item = &'a Resource> {
    plan.resources.iter().map(AsRef::as_ref).filter(move |resource: &&Resource| match &resource.body {
        Body::KeyVault(_) => resource.symbol == vault.symbol,
        Body::KeyVaultAccessPolicies(_) => resource.parent.as_ref() == Some(&vault.symbol),
        _ => false,
    })
}

fn find_permission(plan: &ResolvedTopology, principal: &Expr, action: Action, scope: &Symbol) -> Permission {
    if uses_access_policies(plan, scope) {
        return access_policy_permission(plan, principal, action, scope);
    }
    let (mut unknown, mut unknown_scope) = (None, None);
    for resource in &plan.resources {
        let Body::RoleAssignment(body) = &resource.body else { continue };
        if body.principal != *principal {
            continue;
        }
        let coverage = assignment_coverage(plan, resource, scope);
        if coverage == Coverage::Outside {
            continue;
        }
        match plan.assignment_allows(body, action) {
            Some(true) if coverage == Coverage::Unknown => unknown_scope = Some(resource),
            Some(true) => {
                let role = plan.assigned_built_in_role(body).map_or("a custom role", |role| role.name);
                let reason = format!("It has {role}, which allows {}", action.azure_name());
                return Permission::Granted { reason, origin: resource.origin.clone() };
            }
            Some(false) => {}
            None => unknown = Some(resource.origin.clone()),
        }
    }
    if let Some(assignment) = unknown_scope {
        let assigned = match assignment.deployment_target {
            DeploymentTarget::Subscription => "subscription",
            _ => "resource group",
        };
        let reason =
            format!("It has a role on the target {assigned}; whether the existing resource is in it is unknown");
        return Permission::Unknown { reason, origin: assignment.origin.clone() };
    }
    match unknown {
        Some(origin) => {
            let reason = format!(
                "It has a role that is neither in di-gen's catalog nor under `customRoles`; whether it allows {} is unknown",
                action.azure_name()
            );
            Permission::Unknown { reason, origin }
        }
        // Where a vault uses Azure RBAC, the deploying principal gets a role assignment; without one, an existing vault
        // uses access policies.
        None if *principal == Expr::DeployerId && has_existing_vault(plan) => existing_vault_permission(),
        None => Permission::NotGranted,
    }
}

/// Whether a role assignment applies to a resource.
#[derive(PartialEq, Eq)]
enum Coverage {
    Covered,
    Outside,
    /// An existing resource, which may be in the target resource group or subscription, or in another one.
    Unknown,
}

fn assignment_coverage(plan: &ResolvedTopology, assignment: &Resource, scope: &Symbol) -> Coverage {
    if let Some(assigned) = &assignment.scope {
        let is_below = enclosing_resources(plan, scope).any(|resource| *assigned == resource.symbol);
        return if is_below { Coverage::Covered } else { Coverage::Outside };
    }
    let Some(id) = enclosing_resources(plan, scope).find_map(|resource| resource.existing.as_ref()) else {
        return Coverage::Covered;
    };
    match &plan.subscription {
        Some(target) if !target.eq_ignore_ascii_case(&id.subscription) => Coverage::Outside,
        Some(_) if assignment.deployment_target == DeploymentTarget::Subscription => Coverage::Covered,
        _ => Coverage::Unknown,
    }
}

/// A resource and the scopes that contain it: a role assignment on any of them applies.
fn enclosing_resources<'a>(plan: &'a ResolvedTopology, scope: &Symbol) -> impl Iterator<Item = &'a Resource> {
    std::iter::successors(plan.find(scope), |resource| resource.parent.as_ref().and_then(|parent| plan.find(parent)))
}

fn has_existing_vault(plan: &ResolvedTopology) -> bool {
    TargetService::Vault.find_resource(plan).is_some_and(|vault| vault.existing.is_some())
}

fn existing_vault_permission() -> Permission {
    let reason =
        "An access policy of the existing vault must allow it; this is managed outside this topology".to_owned();
    Permission::Unknown { reason, origin: "/keyVault/existing".to_owned() }
}

/// The permission that access policies of the vault grant.
fn access_policy_permission(plan: &ResolvedTopology, principal: &Expr, action: Action, scope: &Symbol) -> Permission {
    let granted = |operation: &str, origin: &str| Permission::Granted {
        reason: format!("An access policy of the vault allows it to {operation}"),
        origin: origin.to_owned(),
    };
    let vault = enclosing_vault(plan, scope);
    for resource in vault.into_iter().flat_map(|vault| vault_policies(plan, vault)) {
        let policies = match &resource.body {
            Body::KeyVault(body) => {
                let deployer = *principal == Expr::DeployerId;
                if deployer && action == Action::WriteSecret && body.deployer_writes_secrets {
                    return granted("set secrets", "/keyVault/authorization");
                }
                if deployer && action == Action::MakeKey && body.deployer_makes_keys {
                    return granted("create keys", "/keyVault/authorization");
                }
                &body.access_policies
            }
            Body::KeyVaultAccessPolicies(body) => {
                // An existing vault has more access policies than the topology adds.
                if *principal == Expr::DeployerId {
                    return existing_vault_permission();
                }
                &body.policies
            }
            _ => continue,
        };
        for policy in policies.iter().filter(|policy| policy.principal == *principal) {
            if action == Action::ReadSecret && policy.secrets.contains(&"get") {
                return granted("get secrets", "/keyVault/authorization");
            }
            if action == Action::UseKey && policy.keys.contains(&"wrapKey") {
                return granted("wrap and unwrap with keys", "/keyVault/authorization");
            }
        }
    }
    Permission::NotGranted
}

/// The error that a service returns to a principal without the permission.
fn permission_error(plan: &ResolvedTopology, action: Action, scope: &Symbol) -> &'static ServiceError {
    match action {
        Action::CallAccount | Action::ListAccountKeys => &errors::PERMISSION_DENIED,
        Action::ReadBlobs | Action::WriteBlobs | Action::ListStorageKeys => &errors::PERMISSION_MISMATCH,
        Action::ReadSecret | Action::WriteSecret | Action::UseKey | Action::MakeKey => {
            if uses_access_policies(plan, scope) { &errors::VAULT_ACCESS_DENIED } else { &errors::VAULT_ROLE }
        }
    }
}
