//! Permissions of a principal, by role assignments or by access policies of a vault.

use super::{
    model::{AccessStep, Aspect},
    services::TargetService,
};
use crate::{
    catalog::{
        errors::{self, ServiceError},
        roles::{self, Action, Role},
    },
    plan::{Attribute, Body, Expr, ResolvedTopology, Resource, Symbol},
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
    match find_permission(plan, principal, action, scope) {
        Permission::Granted { reason, origin } => AccessStep::allowed(Aspect::Authorization, reason, origin),
        Permission::Unknown { reason, origin } => AccessStep::conditional(Aspect::Authorization, reason, origin),
        Permission::NotGranted => {
            let text = format!("It has no {} that allows {}", permission_kind(plan, scope), action.azure_name());
            AccessStep::denied(Aspect::Authorization, permission_error(plan, action, scope), text, denied_by)
        }
    }
}

/// Whether a known role or access policy grants a principal an action.
pub(super) fn is_authorized(plan: &ResolvedTopology, principal: &Expr, action: Action, scope: &Symbol) -> bool {
    matches!(find_permission(plan, principal, action, scope), Permission::Granted { .. })
}

/// The built-in roles that a principal has on a resource.
pub(super) fn built_in_roles_on(
    plan: &ResolvedTopology,
    principal: &Expr,
    scope: &Symbol,
) -> impl Iterator<Item = &'static Role> {
    plan.resources.iter().filter_map(move |resource| match &resource.body {
        Body::RoleAssignment(body) if body.principal == *principal && resource.scope.as_ref() == Some(scope) => {
            find_built_in_role(plan, &body.role_definition)
        }
        _ => None,
    })
}

fn permission_kind(plan: &ResolvedTopology, scope: &Symbol) -> &'static str {
    if uses_access_policies(plan, scope) { "access policy" } else { "role" }
}

/// Whether access to a resource is granted by access policies of the vault, not by roles.
fn uses_access_policies(plan: &ResolvedTopology, scope: &Symbol) -> bool {
    let vault = TargetService::Vault.symbol();
    if !enclosing_resources(plan, scope).any(|resource| resource.symbol == vault) {
        return false;
    }
    plan.resources.iter().any(|resource| match &resource.body {
        Body::KeyVault(body) => !body.rbac,
        Body::KeyVaultAccessPolicies(_) => true,
        _ => false,
    })
}

fn find_permission(plan: &ResolvedTopology, principal: &Expr, action: Action, scope: &Symbol) -> Permission {
    if uses_access_policies(plan, scope) {
        return access_policy_permission(plan, principal, action);
    }
    let mut unknown = None;
    for resource in &plan.resources {
        let Body::RoleAssignment(body) = &resource.body else { continue };
        if body.principal != *principal
            || !enclosing_resources(plan, scope).any(|r| resource.scope.as_ref() == Some(&r.symbol))
        {
            continue;
        }
        match find_built_in_role(plan, &body.role_definition) {
            Some(role) if role.allows.contains(&action) => {
                let reason = format!("It has {}, which allows {}", role.name, action.azure_name());
                return Permission::Granted { reason, origin: resource.origin.clone() };
            }
            Some(_) => {}
            None => unknown = Some(resource.origin.clone()),
        }
    }
    match unknown {
        Some(origin) => {
            let reason = format!(
                "It has a role that is not in di-gen's catalog; whether it allows {} is unknown",
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

/// A resource and the scopes that contain it: a role assignment on any of them applies.
fn enclosing_resources<'a>(plan: &'a ResolvedTopology, scope: &Symbol) -> impl Iterator<Item = &'a Resource> {
    std::iter::successors(plan.find(scope), |resource| resource.parent.as_ref().and_then(|parent| plan.find(parent)))
}

/// The built-in role with a role definition ID.
fn find_built_in_role(plan: &ResolvedTopology, id: &Expr) -> Option<&'static Role> {
    let text = match id {
        Expr::RoleDefinition(guid) => plan.known_text(guid)?,
        other => plan.known_text(other)?,
    };
    let guid = text.rsplit('/').next()?;
    roles::find_by_guid(guid)
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
fn access_policy_permission(plan: &ResolvedTopology, principal: &Expr, action: Action) -> Permission {
    let granted = |operation: &str, origin: &str| Permission::Granted {
        reason: format!("An access policy of the vault allows it to {operation}"),
        origin: origin.to_owned(),
    };
    for resource in &plan.resources {
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
            if uses_access_policies(plan, scope) { &errors::VAULT_POLICY } else { &errors::VAULT_ROLE }
        }
    }
}
