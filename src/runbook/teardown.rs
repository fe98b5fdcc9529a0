//! Deletes all resources, then releases their names.

use serde::Serialize;

use super::{names::default_name, sign_in::SignIn};
use crate::{
    plan::{DeploymentTarget, Nesting, ResolvedTopology, Resource, ResourceKind},
    topology::TopologyFile,
};

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct Teardown {
    #[serde(flatten)]
    sign_in: SignIn,
    /// The name of the topology.
    topology: String,
    environment: String,
    /// The account to purge; an existing one stays.
    account: Option<String>,
    /// The vault that is deleted; an existing one stays.
    vault: Option<DeletedVault>,
    /// The region, if it is set in the file.
    location: Option<String>,
    /// Whether a step purges a resource, which needs the region.
    purge_needs_location: bool,
    /// Locks, each as the end of its ID.
    locks: Vec<String>,
    /// Resources in other resource groups, and role assignments, which this runbook does not delete.
    outside_resources: Vec<OutsideResource>,
    /// The resources to delete, in this order, each as the end of its ID.
    resources: Vec<String>,
}

/// A vault that is deleted.
#[derive(Serialize)]
struct DeletedVault {
    name: String,
    purge_protection: bool,
}

/// A resource that stays when those of the target resource group are deleted.
#[derive(Serialize)]
struct OutsideResource {
    /// Its resource group, if that is not the target resource group.
    resource_group: Option<String>,
    /// Its subscription, if that is not the target subscription.
    subscription: Option<String>,
    /// What it is assigned on, if that is no resource.
    scope: Option<&'static str>,
    /// None for a role assignment, whose name is a GUID.
    name: Option<String>,
    /// Its parent or its scope.
    target: Option<String>,
    /// The last part of its type.
    kind: &'static str,
    purpose: String,
}

impl Teardown {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Self {
        let account = topology.account.existing.is_none().then(|| default_name(plan, "account"));
        let vault = topology.vault_access().map(|_| DeletedVault {
            name: default_name(plan, "keyVault"),
            purge_protection: topology.effective_vault().is_some_and(|vault| vault.purge_protection),
        });
        Self {
            sign_in: SignIn::for_topology(topology, plan),
            topology: topology.name.to_string(),
            environment: topology.environment.to_string(),
            purge_needs_location: account.is_some() || vault.as_ref().is_some_and(|vault| !vault.purge_protection),
            account,
            vault,
            location: topology.location.as_ref().map(ToString::to_string),
            locks: lock_paths(plan),
            outside_resources: outside_resources(plan),
            resources: deleted_resources(plan),
        }
    }
}

fn lock_paths(plan: &ResolvedTopology) -> Vec<String> {
    let locks = plan.resources.iter().filter(|resource| resource.kind == ResourceKind::ManagementLock);
    locks
        .filter_map(|lock| {
            let scope = resource_path(plan, plan.resource(lock.scope.as_ref()?))?;
            Some(format!("{scope}/providers/{}/{}", lock.kind.arm_type(), plan.known_text(&lock.name)?))
        })
        .collect()
}

fn outside_resources(plan: &ResolvedTopology) -> Vec<OutsideResource> {
    let created = plan.resources.iter().filter(|r| r.existing.is_none() && r.only_for.is_none());
    created
        .filter_map(|resource| {
            let group = resource.deployment_target.other_group();
            let scope = match (&resource.deployment_target, resource.kind, &resource.scope) {
                (DeploymentTarget::Subscription, ..) => Some("subscription"),
                (_, ResourceKind::RoleAssignment, None) => Some("resource group"),
                _ => None,
            };
            if group.is_none() && scope.is_none() {
                return None;
            }
            let target = resource.scope.as_ref().or(resource.parent.as_ref()).and_then(|target| plan.find(target));
            Some(OutsideResource {
                resource_group: group.map(|group| group.name.clone()),
                subscription: group.map(|group| group.subscription.clone()),
                scope,
                name: plan.known_text(&resource.name),
                target: target.and_then(|target| plan.known_text(&target.name)),
                kind: type_name(resource.kind),
                purpose: resource.purpose.clone(),
            })
        })
        .collect()
}

/// Each resource is deleted before the resources that it uses.
fn deleted_resources(plan: &ResolvedTopology) -> Vec<String> {
    plan.resources
        .iter()
        .rev()
        .filter(|r| {
            r.existing.is_none()
                && r.deployment_target == DeploymentTarget::TargetGroup
                && r.scope.is_none()
                && r.only_for.is_none()
        })
        // A private DNS zone cannot be deleted before its links; other children are deleted with their parents.
        .filter(|r| r.parent.is_none() || r.kind == ResourceKind::VirtualNetworkLink)
        .filter(|r| r.nesting == Nesting::Standalone)
        .filter_map(|r| resource_path(plan, r))
        .collect()
}

/// Namespace, types and names of a resource, as at the end of its ID.
fn resource_path(plan: &ResolvedTopology, resource: &Resource) -> Option<String> {
    let name = plan.known_text(&resource.name)?;
    match &resource.parent {
        Some(parent) => {
            Some(format!("{}/{}/{name}", resource_path(plan, plan.resource(parent))?, type_name(resource.kind)))
        }
        None => Some(format!("{}/{name}", resource.kind.arm_type())),
    }
}

/// The last part of a type: `subnets`.
fn type_name(kind: ResourceKind) -> &'static str {
    kind.arm_type().rsplit('/').next().unwrap_or_default()
}
