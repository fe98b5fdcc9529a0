//! The resources that the topology manages, once each.

use std::sync::Arc;

use crate::plan::{DeploymentTarget, ResolvedTopology, Resource, ResourceKind};

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
