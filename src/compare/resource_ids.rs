//! Resource IDs to display, and to compare within two plans that are deployed to the same target: with texts for what only a
//! deployment knows. `azure_id` has IDs for commands.

use std::collections::HashMap;

use super::azure_id;
use crate::plan::{Attribute, DeploymentTarget, Expr, ResolvedTopology, Resource, ResourceKind, Symbol};

/// The end of the ID of a customer-managed key, which has none in Azure.
pub(super) const KEY_SUFFIX: &str = "#customerManagedKey";

/// The ID of a resource.
pub(crate) fn resource_id(plan: &ResolvedTopology, resource: &Resource) -> String {
    if let Some(id) = &resource.existing {
        return id.to_string();
    }
    let name = id_text(plan, &resource.name);
    let arm_type = resource.kind.arm_type();
    match resource.kind {
        // A property of the encrypted resource, which azurerm has as a resource of its own.
        ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey => {
            let target = target_id(plan, &resource.deployment_target);
            return format!("{target}/providers/{arm_type}/{name}{KEY_SUFFIX}");
        }
        _ => {}
    }
    if let Some(parent) = resource.parent.as_ref().and_then(|parent| plan.find(parent)) {
        return id_below(plan, resource, &resource_id(plan, parent));
    }
    format!("{}/providers/{arm_type}/{name}", scope_id(plan, resource))
}

/// The IDs of all resources of a plan, each computed once.
pub(super) struct ResourceIds(HashMap<Symbol, String>);

impl ResourceIds {
    pub(super) fn new(plan: &ResolvedTopology) -> Self {
        let mut ids: HashMap<Symbol, String> = HashMap::new();
        for resource in &plan.resources {
            // Owners come before what they own.
            let owner = resource.parent.as_ref().or(resource.scope.as_ref()).and_then(|owner| ids.get(owner)).cloned();
            let id = match owner {
                Some(owner) if resource.existing.is_none() => id_below(plan, resource, &owner),
                _ => resource_id(plan, resource),
            };
            ids.insert(resource.symbol.clone(), id);
        }
        Self(ids)
    }

    /// The ID of a resource of the plan.
    pub(super) fn of(&self, resource: &Resource) -> &str {
        self.0.get(&resource.symbol).map(String::as_str).unwrap_or_default()
    }
}

/// The ID of a resource that is a child of another one, or an extension of it.
fn id_below(plan: &ResolvedTopology, resource: &Resource, owner: &str) -> String {
    let name = id_text(plan, &resource.name);
    let arm_type = resource.kind.arm_type();
    if resource.parent.is_some() {
        format!("{owner}/{}/{name}", arm_type.rsplit('/').next().unwrap_or_default())
    } else {
        format!("{owner}/providers/{arm_type}/{name}")
    }
}

/// The ID of the resource that a resource extends, or of the resource group or subscription that contains it.
pub(crate) fn scope_id(plan: &ResolvedTopology, resource: &Resource) -> String {
    match resource.scope.as_ref().and_then(|scope| plan.find(scope)) {
        Some(scope) => resource_id(plan, scope),
        None => target_id(plan, &resource.deployment_target),
    }
}

fn target_id(plan: &ResolvedTopology, target: &DeploymentTarget) -> String {
    match target {
        DeploymentTarget::OtherGroup(group) => {
            format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name)
        }
        DeploymentTarget::Subscription => azure_id::subscription_id(plan),
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => azure_id::target_group_id(plan),
    }
}

/// The text of an expression in which references are resource IDs: two texts are the same only if they refer to the same
/// resources.
pub(super) fn id_text(plan: &ResolvedTopology, expr: &Expr) -> String {
    match expr {
        Expr::Attribute(symbol, attribute) => match (plan.find(symbol), attribute) {
            (Some(resource), Attribute::Id) => resource_id(plan, resource),
            (Some(resource), _) => format!("{attribute:?} of {}", resource_id(plan, resource)),
            (None, _) => plan.display_text(expr),
        },
        Expr::Guid(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| id_text(plan, part)).collect();
            format!("guid({})", parts.join(","))
        }
        Expr::Join(parts) => parts.iter().map(|part| id_text(plan, part)).collect(),
        _ => plan.display_text(expr),
    }
}

/// Whether two IDs are the same; Azure ignores their case.
pub(super) fn is_same_id(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
