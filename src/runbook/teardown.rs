//! Deletes all resources, then releases their names.

use serde::Serialize;

use super::{
    deletion_order::{DeletionRun, deletion_runs},
    names::default_name,
    sign_in::SignIn,
};
use crate::{
    plan::{DeploymentTarget, ResolvedTopology, Resource, ResourceKind},
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
    /// Locks, each as the end of its ID.
    locks: Vec<String>,
    /// Whether anything in the target resource group is deleted.
    deletes_in_group: bool,
    /// The resources to delete, in this order.
    deletion_steps: Vec<DeletionStep>,
}

/// Resources that are deleted in one step: those of the deployment, or those in other resource groups, which this runbook
/// does not delete.
#[derive(Serialize, Default)]
struct DeletionStep {
    /// Which step of its kind it is, where there are several.
    part: String,
    /// Each as the end of its ID.
    resources: Vec<String>,
    outside_resources: Vec<OutsideResource>,
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
        let (locks, deletion_steps) = (lock_paths(plan), deletion_steps(plan));
        let vault = topology.vault_access().map(|_| DeletedVault {
            name: default_name(plan, "keyVault"),
            purge_protection: topology.effective_vault().is_some_and(|vault| vault.purge_protection),
        });
        Self {
            sign_in: SignIn::for_topology(topology, plan),
            topology: topology.name.to_string(),
            environment: topology.environment.to_string(),
            account,
            vault,
            deletes_in_group: !locks.is_empty() || deletion_steps.iter().any(|step| !step.resources.is_empty()),
            locks,
            deletion_steps,
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

fn deletion_steps(plan: &ResolvedTopology) -> Vec<DeletionStep> {
    let mut steps: Vec<DeletionStep> = deletion_runs(plan)
        .into_iter()
        .map(|run| match run {
            DeletionRun::OfDeployment(resources) => DeletionStep {
                resources: resources.into_iter().filter_map(|resource| resource_path(plan, resource)).collect(),
                ..DeletionStep::default()
            },
            DeletionRun::Outside(resources) => DeletionStep {
                outside_resources: resources.into_iter().filter_map(|r| outside_resource(plan, r)).collect(),
                ..DeletionStep::default()
            },
        })
        .collect();
    for is_outside in [false, true] {
        let is_of_kind = |step: &&mut DeletionStep| step.resources.is_empty() == is_outside;
        let count = steps.iter_mut().filter(is_of_kind).count();
        for (index, step) in steps.iter_mut().filter(is_of_kind).enumerate().filter(|_| count > 1) {
            step.part = format!(" ({} of {count})", index + 1);
        }
    }
    steps
}

fn outside_resource(plan: &ResolvedTopology, resource: &Resource) -> Option<OutsideResource> {
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
