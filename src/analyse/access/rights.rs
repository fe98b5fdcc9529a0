//! What a principal may do, by its roles or by the list of a vault.

use super::{
    model::{Aspect, Step},
    services::Service,
};
use crate::{
    catalog::{
        errors::{self, ServiceError},
        roles::{self, Action, Role},
    },
    plan::{Attribute, Body, Expr, Plan, Resource, Symbol},
};

/// What is known about a right.
enum Right {
    /// A role or a list gives it.
    Given { by: String, origin: String },
    /// Something might give it that is not known here.
    Unknown { why: String, origin: String },
    /// Nothing gives it.
    Missing,
}

/// The object ID of the managed identity of a resource.
pub(super) fn identity_of(symbol: &str) -> Expr {
    Expr::Attribute(symbol.into(), Attribute::PrincipalId)
}

/// Whether a principal may do something to a resource, as a step.
pub(super) fn may(plan: &Plan, principal: &Expr, action: Action, on: &Symbol, otherwise: &str) -> Step {
    match right(plan, principal, action, on) {
        Right::Given { by, origin } => Step::allowed(Aspect::Authorisation, by, origin),
        Right::Unknown { why, origin } => Step::conditional(Aspect::Authorisation, why, origin),
        Right::Missing => {
            let text = format!("It has no {} that allows {}", means(plan, on), action.name());
            Step::denied(Aspect::Authorisation, refusal(plan, action, on), text, otherwise)
        }
    }
}

/// Whether a principal certainly may.
pub(super) fn certainly_may(plan: &Plan, principal: &Expr, action: Action, on: &Symbol) -> bool {
    matches!(right(plan, principal, action, on), Right::Given { .. })
}

fn means(plan: &Plan, on: &Symbol) -> &'static str {
    if has_own_list(plan, on) { "entry on the list of the vault" } else { "role" }
}

/// Whether the list of a vault decides about a resource, rather than roles.
fn has_own_list(plan: &Plan, on: &Symbol) -> bool {
    let vault = Service::Vault.symbol();
    if !scopes(plan, on).any(|resource| resource.symbol == vault) {
        return false;
    }
    plan.resources.iter().any(|resource| match &resource.body {
        Body::KeyVault(body) => !body.rbac,
        Body::KeyVaultAccessPolicies(_) => true,
        _ => false,
    })
}

fn right(plan: &Plan, principal: &Expr, action: Action, on: &Symbol) -> Right {
    if has_own_list(plan, on) {
        return listed(plan, principal, action);
    }
    let mut unknown = None;
    for resource in &plan.resources {
        let Body::RoleAssignment(body) = &resource.body else { continue };
        if body.principal != *principal || !scopes(plan, on).any(|r| resource.scope.as_ref() == Some(&r.symbol)) {
            continue;
        }
        match built_in(plan, &body.role_definition) {
            Some(role) if role.allows.contains(&action) => {
                let by = format!("It has {}, which allows {}", role.name, action.name());
                return Right::Given { by, origin: resource.origin.clone() };
            }
            Some(_) => {}
            None => unknown = Some(resource.origin.clone()),
        }
    }
    match unknown {
        Some(origin) => {
            let why = format!(
                "It has a role that di-gen does not know: whether that allows {} is not known here",
                action.name()
            );
            Right::Unknown { why, origin }
        }
        // Where roles decide, whoever deploys is given one; an existing vault without has a list of its own.
        None if *principal == Expr::DeployerId && is_existing_vault(plan) => owners_list(),
        None => Right::Missing,
    }
}

/// A resource and everything it lies in: a role on any of them counts.
fn scopes<'a>(plan: &'a Plan, on: &Symbol) -> impl Iterator<Item = &'a Resource> {
    std::iter::successors(plan.find(on), |resource| resource.parent.as_ref().and_then(|parent| plan.find(parent)))
}

/// The built-in role behind the ID of a role.
fn built_in(plan: &Plan, id: &Expr) -> Option<&'static Role> {
    let guid = match id {
        Expr::RoleDefinition(guid) => match guid.as_ref() {
            Expr::Variable(name) => &plan.variables.iter().find(|v| v.name == *name)?.value,
            other => other,
        },
        other => other,
    };
    let Expr::Text(text) = guid else { return None };
    let guid = text.rsplit('/').next()?;
    roles::known(guid)
}

fn is_existing_vault(plan: &Plan) -> bool {
    Service::Vault.resource(plan).is_some_and(|vault| vault.existing.is_some())
}

fn owners_list() -> Right {
    let why = "That the list of the existing vault allows it is its owner's to see to".to_owned();
    Right::Unknown { why, origin: "/keyVault/existing".to_owned() }
}

/// What the list of the vault gives.
fn listed(plan: &Plan, principal: &Expr, action: Action) -> Right {
    let given = |word: &str, origin: &str| Right::Given {
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
                    return owners_list();
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
    Right::Missing
}

/// What a service answers to a principal without the right.
fn refusal(plan: &Plan, action: Action, on: &Symbol) -> &'static ServiceError {
    match action {
        Action::CallAccount | Action::ListAccountKeys => &errors::PERMISSION_DENIED,
        Action::ReadBlobs | Action::WriteBlobs | Action::ListStorageKeys => &errors::PERMISSION_MISMATCH,
        Action::ReadSecret | Action::WriteSecret | Action::UseKey | Action::MakeKey => {
            if has_own_list(plan, on) {
                &errors::VAULT_POLICY
            } else {
                &errors::VAULT_ROLE
            }
        }
    }
}
