//! What identifies a resource in Azure: its ID, as far as the file sets it, or, for a role assignment, its scope, principal
//! and role.

use crate::{
    catalog::Attribute,
    plan::{Body, DeploymentTarget, EXISTING_ACCOUNT_PRINCIPAL, Expr, ResolvedTopology, Resource, Symbol},
};

/// Stands for the target subscription where the file does not set it.
pub const SUBSCRIPTION: &str = "{subscription}";
/// Stands for the target resource group, which no file sets.
pub const RESOURCE_GROUP: &str = "{resourceGroup}";

/// The ID of the target subscription.
#[must_use]
pub fn subscription_id(plan: &ResolvedTopology) -> String {
    format!("/subscriptions/{}", plan.subscription.as_deref().unwrap_or(SUBSCRIPTION))
}

/// The ID of the target resource group.
#[must_use]
pub fn target_group_id(plan: &ResolvedTopology) -> String {
    format!("{}/resourceGroups/{RESOURCE_GROUP}", subscription_id(plan))
}

/// The ID of a resource; none where its name is known only at deployment, as that of a role assignment.
#[must_use]
pub fn resource_id(plan: &ResolvedTopology, resource: &Resource) -> Option<String> {
    id_with_names(plan, resource, &|name| plan.known_text(name))
}

/// The ID of a resource, with names as a function gives them: none without one of them.
pub(super) fn id_with_names(
    plan: &ResolvedTopology,
    resource: &Resource,
    name_of: &dyn Fn(&Expr) -> Option<String>,
) -> Option<String> {
    if let Some(id) = &resource.existing {
        return Some(id.to_string());
    }
    let owner = match resource.scope.as_ref().or(resource.parent.as_ref()) {
        Some(owner) => id_with_names(plan, plan.find(owner)?, name_of)?,
        None => target_id(plan, &resource.deployment_target),
    };
    Some(id_below(resource, &owner, &name_of(&resource.name)?))
}

/// The ID of a resource in what contains it, or in what it extends.
pub(super) fn id_below(resource: &Resource, owner: &str, name: &str) -> String {
    let kind = resource.kind.arm_type();
    if resource.scope.is_none() && resource.parent.is_some() {
        format!("{owner}/{}/{name}", kind.rsplit('/').next().unwrap_or_default())
    } else {
        format!("{owner}/providers/{kind}/{name}")
    }
}

/// The ID of the resource group or subscription that a resource is deployed to.
pub(super) fn target_id(plan: &ResolvedTopology, target: &DeploymentTarget) -> String {
    match target {
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => target_group_id(plan),
        DeploymentTarget::OtherGroup(group) => {
            format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name)
        }
        DeploymentTarget::Subscription => subscription_id(plan),
    }
}

/// The ID of a resource that another one refers to.
fn id_of_symbol(plan: &ResolvedTopology, symbol: &Symbol) -> Option<String> {
    resource_id(plan, plan.find(symbol)?)
}

/// A principal, as far as the file sets it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// The principal with this object ID.
    Object(String),
    /// The managed identity of the resource with this ID, or the identity that has this ID.
    IdentityOf(String),
    /// The principal whose object ID is the value of this parameter, which has no default.
    Parameter(String),
}

impl Principal {
    pub(super) fn find(plan: &ResolvedTopology, principal: &Expr) -> Option<Self> {
        if let Some(id) = plan.known_text(principal) {
            return Some(Self::Object(id.to_ascii_lowercase()));
        }
        match principal {
            Expr::Attribute(symbol, Attribute::PrincipalId) => Some(Self::IdentityOf(id_of_symbol(plan, symbol)?)),
            Expr::Parameter(name) if name == EXISTING_ACCOUNT_PRINCIPAL => {
                Some(Self::IdentityOf(id_of_symbol(plan, &"account".into())?))
            }
            Expr::Parameter(name) => Some(Self::Parameter(name.clone())),
            _ => None,
        }
    }

    /// Whether both are the same principal; none where only Azure knows it.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Object(one), Self::Object(other)) => Some(one == other),
            (Self::IdentityOf(one), Self::IdentityOf(other)) => is_same_id(one, other),
            (Self::Parameter(one), Self::Parameter(other)) if one == other => Some(true),
            _ => None,
        }
    }
}

/// What identifies a permission: Azure has one role assignment for a scope, a principal and a role, and a vault one access
/// policy for a principal. The names of role assignments are GUIDs that only a deployment computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The ID of the resource, resource group or subscription.
    pub scope: String,
    /// The principal.
    pub principal: Principal,
    /// The GUID of the role; none for an access policy.
    pub role: Option<String>,
    /// The label of the access policy in Terraform; empty for a role assignment.
    pub label: String,
}

impl Permission {
    /// Whether both have the same scope and role; none where only a deployment knows it.
    #[must_use]
    pub fn has_place_of(&self, other: &Self) -> Option<bool> {
        if self.role == other.role { is_same_id(&self.scope, &other.scope) } else { Some(false) }
    }
}

/// The permissions that a resource is: one of a role assignment, one for each access policy of an existing vault, none of
/// any other resource.
#[must_use]
pub fn permissions(plan: &ResolvedTopology, resource: &Resource) -> Vec<Permission> {
    match &resource.body {
        Body::RoleAssignment(body) => {
            let scope = match (&resource.scope, &resource.deployment_target) {
                (Some(scope), _) => id_of_symbol(plan, scope),
                (None, DeploymentTarget::Subscription) => Some(subscription_id(plan)),
                (None, _) => Some(target_group_id(plan)),
            };
            let role = plan.display_text(&body.role_definition);
            let role = role.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
            let found = scope.zip(Principal::find(plan, &body.principal));
            let permission =
                found.map(|(scope, principal)| Permission { scope, principal, role: Some(role), label: String::new() });
            permission.into_iter().collect()
        }
        Body::KeyVaultAccessPolicies(body) => {
            let Some(vault) = resource.parent.as_ref().and_then(|vault| id_of_symbol(plan, vault)) else {
                return Vec::new();
            };
            let policies = body.policies.iter().filter_map(|policy| {
                let principal = Principal::find(plan, &policy.principal)?;
                let label = plan.display_text(&policy.label);
                Some(Permission { scope: vault.clone(), principal, role: None, label })
            });
            policies.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether two IDs are of the same resource; none if one of them is in the target resource group, whose name no file sets,
/// and the other in a group with a name.
#[must_use]
pub fn is_same_id(one: &str, other: &str) -> Option<bool> {
    let (mut rest, mut is_certain) = ([one.split('/'), other.split('/')], true);
    loop {
        let [one, other] = &mut rest;
        match (one.next(), other.next()) {
            (None, None) => return is_certain.then_some(true),
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => {}
            (Some(one), Some(other)) if [one, other].contains(&RESOURCE_GROUP) => is_certain = false,
            // A file that sets no subscription is deployed to the one that another file sets.
            (Some(one), Some(other)) if [one, other].contains(&SUBSCRIPTION) => {}
            _ => return Some(false),
        }
    }
}

/// Whether a resource is another one, or inside it; none where only a deployment knows it.
#[must_use]
pub fn is_inside(id: &str, outer: &str) -> Option<bool> {
    let depth = outer.split('/').count();
    let start: Vec<&str> = id.split('/').take(depth).collect();
    if start.len() < depth { Some(false) } else { is_same_id(&start.join("/"), outer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_compared_as_far_as_files_set_them() {
        let target = "/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/A/b/c";
        let known = target.replace(SUBSCRIPTION, "1");
        let named = known.replace(RESOURCE_GROUP, "rg");
        assert_eq!(
            is_same_id(
                target,
                &target
                    .to_uppercase()
                    .replace("{SUBSCRIPTION}", SUBSCRIPTION)
                    .replace("{RESOURCEGROUP}", RESOURCE_GROUP)
            ),
            Some(true)
        );
        assert_eq!(is_same_id(target, &known), Some(true));
        assert_eq!(is_same_id(target, &named), None);
        assert_eq!(is_same_id(&known, &named.replace("/1/", "/2/")), Some(false));
        assert_eq!(is_same_id(target, &format!("{target}/d/e")), Some(false));
        assert_eq!(is_inside(&format!("{known}/d/e"), target), Some(true));
        assert_eq!(is_inside(&format!("{named}/d/e"), target), None);
        assert_eq!(is_inside(target, &format!("{target}/d/e")), Some(false));
        assert_eq!(is_inside(&format!("{target}d"), target), Some(false));
    }
}
