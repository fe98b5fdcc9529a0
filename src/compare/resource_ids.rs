//! Resource IDs to display, and to compare within two plans that are deployed to the same target: with texts for what only a
//! deployment knows. `azure_id` has IDs for commands.

use super::azure_id;
use crate::plan::{Attribute, DeploymentTarget, Expr, ResolvedTopology, Resource, ResourceKind};

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
        let last_type = arm_type.rsplit('/').next().unwrap_or_default();
        return format!("{}/{last_type}/{name}", resource_id(plan, parent));
    }
    format!("{}/providers/{arm_type}/{name}", scope_id(plan, resource))
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
