//! The resources that the topology manages, once each.

use std::sync::Arc;

use crate::{
    plan::{Body, DeploymentTarget, ResolvedTopology, Resource, ResourceKind},
    topology::AccountKind,
};

/// Resources that the topology creates and updates: no existing resources, and no second deployment pass of the same
/// resource.
pub(super) fn managed_resources(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    let resources = plan.resources.iter().map(Arc::as_ref);
    resources
        .filter(|resource| resource.existing.is_none() && resource.deployment_target != DeploymentTarget::SecondPass)
}

/// The same without role assignments, which are reported with principal, role and scope.
pub(super) fn managed_resources_except_roles(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    managed_resources(plan).filter(|resource| resource.kind != ResourceKind::RoleAssignment)
}

/// The resource as the last pass of a deployment writes it.
pub(super) fn deployed_last<'a>(plan: &'a ResolvedTopology, resource: &'a Resource) -> &'a Resource {
    let is_second_pass = |other: &&Resource| {
        other.deployment_target == DeploymentTarget::SecondPass
            && other.kind == resource.kind
            && other.name == resource.name
    };
    plan.resources.iter().map(Arc::as_ref).find(is_second_pass).unwrap_or(resource)
}

/// Whether a resource is a Foundry resource. Fact: `encryption::FOUNDRY_KEEPS_ITS_KEY`.
pub(super) fn is_foundry(resource: &Resource) -> bool {
    matches!(&resource.body, Body::CognitiveAccount(body) if body.kind == AccountKind::AiServices.as_str())
}
