//! What a deployment with Bicep or ARM leaves of older files: resources that they manage and the last file does not have.
//!
//! Resources are compared by their ID, and never by their symbolic name: a resource under another name is another one, and
//! the old one stays. Fact: `removal::INCREMENTAL_LEAVES`.

use super::{
    azure_id::{self, Permission, Principal, may_be_inside, may_be_same_id},
    managed::managed_resources,
    resources::{assignment_label, resource_label},
};
use crate::plan::{Expr, LanguageFamily, Nesting, PropertyTree as _, ResolvedTopology, Resource, ResourceKind, Symbol};

/// What stays.
#[derive(Debug, Clone)]
pub struct LeftResource<'a> {
    /// The file that had it.
    pub plan: &'a ResolvedTopology,
    /// The resource.
    pub resource: &'a Resource,
    /// What identifies it in Azure.
    pub identity: LeftIdentity,
    /// Why another team may need it, if it is not known to belong to the topology alone.
    pub reservation: Option<Reservation>,
    /// Whether the deployment of the last file removes it, or fails because it is in use: a subnet that the list of its
    /// network no longer has.
    pub removed_with_network: bool,
}

impl LeftResource<'_> {
    /// Its kind and name; for a permission, the principal, the role and the scope.
    #[must_use]
    pub fn label(&self) -> String {
        let plan = self.plan;
        match &self.identity {
            LeftIdentity::Permission { permission, .. } if permission.role.is_none() => {
                let vault = permission.scope.rsplit('/').next().unwrap_or_default();
                format!("the access policy of {} on {vault}", permission.label)
            }
            LeftIdentity::Permission { .. } => assignment_label(plan, self.resource).unwrap_or_default(),
            LeftIdentity::Resource(_) => resource_label(plan, self.resource),
        }
    }
}

/// What identifies a resource that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftIdentity {
    /// Its ID.
    Resource(String),
    /// A role assignment or an access policy.
    Permission {
        /// What it permits, and to whom.
        permission: Permission,
        /// Principals that keep the same permission and can be the same principal, which only Azure knows.
        kept: Vec<Principal>,
    },
}

impl LeftIdentity {
    /// The ID of the resource, or of the scope of the permission.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Resource(id) => id,
            Self::Permission { permission, .. } => &permission.scope,
        }
    }
}

/// Why a resource may belong to another team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reservation {
    /// It is in this resource group or on this subscription, which is not the target of the deployment.
    OtherScope(String),
    /// The last file uses this resource as an existing one, so what is in it is managed outside the topology.
    HandedOver(String),
}

/// What stays of the older plans; `kept` are the plans that are still deployed, the new one among them. What two older plans
/// have in common is in the result once, from the first of them.
#[must_use]
pub fn left_resources<'a>(olds: &[&'a ResolvedTopology], kept: &[&ResolvedTopology]) -> Vec<LeftResource<'a>> {
    let kept: Vec<KeptPlan> = kept.iter().map(|plan| KeptPlan::new(plan)).collect();
    let mut left: Vec<LeftResource<'a>> = Vec::new();
    for plan in olds {
        for resource in managed_resources(plan).filter(|resource| is_deployed_alone(resource)) {
            for identity in identities(plan, resource) {
                let Some(identity) = kept.iter().try_fold(identity, |identity, kept| kept.release(identity)) else {
                    continue;
                };
                if left.iter().any(|other| other.identity == identity) {
                    continue;
                }
                let reservation = reservation(&identity, &kept);
                let removed_with_network = resource.nesting == Nesting::InsideParentInAzure
                    && resource
                        .parent
                        .as_ref()
                        .is_some_and(|network| kept.iter().any(|kept| kept.manages(plan, network)));
                left.push(LeftResource { plan, resource, identity, reservation, removed_with_network });
            }
        }
    }
    left
}

/// Whether Bicep and ARM deploy it as something that can be left: a customer-managed key is a property of its resource, and
/// the blob service a part of its account.
fn is_deployed_alone(resource: &Resource) -> bool {
    resource.only_for != Some(LanguageFamily::Terraform)
        && !matches!(
            resource.kind,
            ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey | ResourceKind::BlobService
        )
}

fn identities(plan: &ResolvedTopology, resource: &Resource) -> Vec<LeftIdentity> {
    match resource.kind {
        ResourceKind::RoleAssignment | ResourceKind::KeyVaultAccessPolicies => {
            let permissions = azure_id::permissions(plan, resource).into_iter();
            permissions.map(|permission| LeftIdentity::Permission { permission, kept: Vec::new() }).collect()
        }
        _ => azure_id::resource_id(plan, resource).map(LeftIdentity::Resource).into_iter().collect(),
    }
}

/// What a plan that is still deployed has.
struct KeptPlan {
    /// IDs of all resources that it manages, uses or mentions.
    ids: Vec<String>,
    managed: Vec<String>,
    existing: Vec<String>,
    permissions: Vec<Permission>,
}

impl KeptPlan {
    fn new(plan: &ResolvedTopology) -> Self {
        let managed: Vec<String> =
            managed_resources(plan).filter_map(|resource| azure_id::resource_id(plan, resource)).collect();
        let existing: Vec<String> =
            plan.resources.iter().filter_map(|resource| resource.existing.as_ref()).map(ToString::to_string).collect();
        let mut ids: Vec<String> = managed.iter().chain(&existing).cloned().collect();
        let mut record_id = |expr: &Expr| {
            if let Expr::String(text) = expr
                && text.starts_with("/subscriptions/")
            {
                ids.push(text.clone());
            }
        };
        for resource in &plan.resources {
            resource.body.each_expr(&mut record_id);
        }
        let permissions = managed_resources(plan).flat_map(|resource| azure_id::permissions(plan, resource)).collect();
        Self { ids, managed, existing, permissions }
    }

    /// What this plan does not keep: none if it keeps all of it. A resource is kept if the plan has it or something in it.
    fn release(&self, identity: LeftIdentity) -> Option<LeftIdentity> {
        match identity {
            LeftIdentity::Resource(id) => {
                let is_kept = self.ids.iter().any(|kept| may_be_inside(kept, &id));
                (!is_kept).then_some(LeftIdentity::Resource(id))
            }
            LeftIdentity::Permission { permission, mut kept } => {
                for other in self.permissions.iter().filter(|other| other.has_place_of(&permission)) {
                    match permission.principal.is_same(&other.principal) {
                        Some(true) => return None,
                        Some(false) => {}
                        None if kept.contains(&other.principal) => {}
                        None => kept.push(other.principal.clone()),
                    }
                }
                Some(LeftIdentity::Permission { permission, kept })
            }
        }
    }

    fn manages(&self, plan: &ResolvedTopology, symbol: &Symbol) -> bool {
        let id = plan.find(symbol).and_then(|resource| azure_id::resource_id(plan, resource));
        id.is_some_and(|id| self.managed.iter().any(|kept| may_be_same_id(kept, &id)))
    }
}

fn reservation(identity: &LeftIdentity, kept: &[KeptPlan]) -> Option<Reservation> {
    let id = identity.id();
    if !id.contains(azure_id::RESOURCE_GROUP) {
        let depth =
            if id.contains("/resourceGroups/") { "/subscriptions/x/resourceGroups/x" } else { "/subscriptions/x" };
        let scope: Vec<&str> = id.split('/').take(depth.split('/').count()).collect();
        return Some(Reservation::OtherScope(scope.join("/")));
    }
    // Its permissions were given by the topology, and nobody else removes them.
    let LeftIdentity::Resource(id) = identity else { return None };
    let outer = kept.iter().flat_map(|kept| &kept.existing).find(|outer| may_be_inside(id, outer));
    outer.map(|outer| Reservation::HandedOver(outer.clone()))
}
