//! What a principal may do, by its roles or by the list of a vault.

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

/// What is known about a right.
enum Permission {
    /// A role or a list gives it.
    Granted { by: String, origin: String },
    /// Something might give it that is not known here.
    Unknown { why: String, origin: String },
    /// Nothing gives it.
    NotGranted,
}

/// The object ID of the managed identity of a resource.
pub(super) fn managed_identity_id(symbol: &str) -> Expr {
    Expr::Attribute(symbol.into(), Attribute::PrincipalId)
}

/// Whether a principal may do something to a resource, as a step.
pub(super) fn authorize(
    plan: &ResolvedTopology,
    principal: &Expr,
    action: Action,
    on: &Symbol,
    otherwise: &str,
) -> AccessStep {
    match find_permission(plan, principal, action, on) {
        Permission::Granted { by, origin } => AccessStep::allowed(Aspect::Authorization, by, origin),
        Permission::Unknown { why, origin } => AccessStep::conditional(Aspect::Authorization, why, origin),
        Permission::NotGranted => {
            let text = format!("It has no {} that allows {}", permission_kind(plan, on), action.azure_name());
            AccessStep::denied(Aspect::Authorization, permission_error(plan, action, on), text, otherwise)
        }
    }
}

/// Whether a principal certainly may.
pub(super) fn is_authorized(plan: &ResolvedTopology, principal: &Expr, action: Action, on: &Symbol) -> bool {
    matches!(find_permission(plan, principal, action, on), Permission::Granted { .. })
}

fn permission_kind(plan: &ResolvedTopology, on: &Symbol) -> &'static str {
    if uses_access_policies(plan, on) { "entry on the list of the vault" } else { "role" }
}

/// Whether the list of a vault decides about a resource, rather than roles.
fn uses_access_policies(plan: &ResolvedTopology, on: &Symbol) -> bool {
    let vault = TargetService::Vault.symbol();
    if !enclosing_resources(plan, on).any(|resource| resource.symbol == vault) {
        return false;
    }
    plan.resources.iter().any(|resource| match &resource.body {
        Body::KeyVault(body) => !body.rbac,
        Body::KeyVaultAccessPolicies(_) => true,
        _ => false,
    })
}

fn find_permission(plan: &ResolvedTopology, principal: &Expr, action: Action, on: &Symbol) -> Permission {
    if uses_access_policies(plan, on) {
        return access_policy_permission(plan, principal, action);
    }
    let mut unknown = None;
    for resource in &plan.resources {
        let Body::RoleAssignment(body) = &resource.body else { continue };
        if body.principal != *principal
            || !enclosing_resources(plan, on).any(|r| resource.scope.as_ref() == Some(&r.symbol))
        {
            continue;
        }
        match find_built_in_role(plan, &body.role_definition) {
            Some(role) if role.allows.contains(&action) => {
                let by = format!("It has {}, which allows {}", role.name, action.azure_name());
                return Permission::Granted { by, origin: resource.origin.clone() };
            }
            Some(_) => {}
            None => unknown = Some(resource.origin.clone()),
        }
    }
    match unknown {
        Some(origin) => {
            let why = format!(
                "It has a role that di-gen does not know: whether that allows {} is not known here",
                action.azure_name()
            );
            Permission::Unknown { why, origin }
        }
        // Where roles decide, whoever deploys is given one; an existing vault without has a list of its own.
        None if *principal == Expr::DeployerId && has_existing_vault(plan) => existing_vault_permission(),
        None => Permission::NotGranted,
    }
}

/// A resource and everything it lies in: a role on any of them counts.
fn enclosing_resources<'a>(plan: &'a ResolvedTopology, on: &Symbol) -> impl Iterator<Item = &'a Resource> {
    std::iter::successors(plan.find(on), |resource| resource.parent.as_ref().and_then(|parent| plan.find(parent)))
}

/// The built-in role behind the ID of a role.
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
    let why = "That the list of the existing vault allows it is its owner's to see to".to_owned();
    Permission::Unknown { why, origin: "/keyVault/existing".to_owned() }
}

/// What the list of the vault gives.
fn access_policy_permission(plan: &ResolvedTopology, principal: &Expr, action: Action) -> Permission {
    let given = |word: &str, origin: &str| Permission::Granted {
        by: format!("The list of the vault allows it to {word}"),
        origin: origin.to_owned(),
    };
    for resource in &plan.resources {
        let policies = match &resource.body {
            Body::KeyVault(body) => {
                let deployer = *principal == Expr::DeployerId;
                if deployer && action == Action::WriteSecret && body.deployer_writes_secrets {
                    return given("set secrets", "/keyVault/authorization");
                }
                if deployer && action == Action::MakeKey && body.deployer_makes_keys {
                    return given("create keys", "/keyVault/authorization");
                }
                &body.access_policies
            }
            Body::KeyVaultAccessPolicies(body) => {
                // The list of an existing vault is longer than what is added here.
                if *principal == Expr::DeployerId {
                    return existing_vault_permission();
                }
                &body.policies
            }
            _ => continue,
        };
        for policy in policies.iter().filter(|policy| policy.principal == *principal) {
            if action == Action::ReadSecret && policy.secrets.contains(&"get") {
                return given("get secrets", "/keyVault/authorization");
            }
            if action == Action::UseKey && policy.keys.contains(&"wrapKey") {
                return given("wrap and unwrap with keys", "/keyVault/authorization");
            }
        }
    }
    Permission::NotGranted
}

/// What a service answers to a principal without the right.
fn permission_error(plan: &ResolvedTopology, action: Action, on: &Symbol) -> &'static ServiceError {
    match action {
        Action::CallAccount | Action::ListAccountKeys => &errors::PERMISSION_DENIED,
        Action::ReadBlobs | Action::WriteBlobs | Action::ListStorageKeys => &errors::PERMISSION_MISMATCH,
        Action::ReadSecret | Action::WriteSecret | Action::UseKey | Action::MakeKey => {
            if uses_access_policies(plan, on) { &errors::VAULT_POLICY } else { &errors::VAULT_ROLE }
        }
    }
}
