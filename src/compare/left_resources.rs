//! What a deployment with Bicep or ARM leaves of older files: resources that they manage and the last file does not have.
//!
//! Resources are compared by their ID, and never by their symbolic name: a resource under another name is another one, and
//! the old one stays. Fact: `removal::INCREMENTAL_LEAVES`.

use super::{
    azure_id::{self, Permission, is_inside, is_same_id},
    labels::{assignment_label, resource_label},
    managed::managed_resources,
};
use crate::plan::{Expr, LanguageFamily, PropertyTree as _, ResolvedTopology, Resource, ResourceKind, Symbol};
use crate::topology::Cloud;

/// What stays.
#[derive(Debug, Clone)]
pub struct LeftResource<'a> {
    /// The file that had it.
    pub plan: &'a ResolvedTopology,
    /// The resource.
    pub resource: &'a Resource,
    /// What identifies it in Azure.
    pub identity: LeftIdentity,
    /// IDs with a named resource group that are still used: it stays if its target resource group makes it one of them, or
    /// what one of them is in.
    pub may_be_kept: Vec<String>,
    /// The resource group or subscription that it is in, if that is not the target of the deployment.
    pub other_scope: Option<String>,
    /// Resources that the last file uses as existing ones: what is in one of them is managed outside the topology now.
    pub handed_over_with: Vec<String>,
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
        /// Permissions that are still used and can be the same one, which only Azure knows.
        kept: Vec<Permission>,
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

/// What stays of the older plans; `kept` are the plans that are still deployed, the new one among them. What two older plans
/// have in common is in the result once, from the first of them.
#[must_use]
pub fn left_resources<'a>(olds: &[&'a ResolvedTopology], kept: &[&ResolvedTopology]) -> Vec<LeftResource<'a>> {
    let all_kept: Vec<(Cloud, KeptPlan)> = kept.iter().map(|plan| (plan.cloud, KeptPlan::new(plan))).collect();
    let mut left: Vec<LeftResource<'a>> = Vec::new();
    for plan in olds {
        // A name in another cloud is another resource.
        let kept: Vec<&KeptPlan> =
            all_kept.iter().filter(|(cloud, _)| *cloud == plan.cloud).map(|(_, kept)| kept).collect();
        for resource in managed_resources(plan).filter(|resource| is_deployed_alone(resource)) {
            for identity in identities(plan, resource) {
                let released = kept.iter().try_fold((identity, Vec::new()), |(identity, mut may_be_kept), kept| {
                    let (identity, more) = kept.release(identity)?;
                    may_be_kept.extend(more);
                    Some((identity, may_be_kept))
                });
                let Some((identity, may_be_kept)) = released else { continue };
                if left.iter().any(|other| other.identity == identity) {
                    continue;
                }
                let other_scope = other_scope(identity.id());
                let handed_over_with = match &identity {
                    LeftIdentity::Resource(id) => {
                        let existing = kept.iter().flat_map(|kept| &kept.existing);
                        existing.filter(|outer| is_inside(id, outer) != Some(false)).cloned().collect()
                    }
                    // The topology gave it, and no other team removes it.
                    LeftIdentity::Permission { .. } => Vec::new(),
                };
                let removed_with_network = resource.nesting.is_inside_parent(LanguageFamily::Azure)
                    && resource
                        .parent
                        .as_ref()
                        .is_some_and(|network| kept.iter().any(|kept| kept.manages(plan, network)));
                left.push(LeftResource {
                    plan,
                    resource,
                    identity,
                    may_be_kept,
                    other_scope,
                    handed_over_with,
                    removed_with_network,
                });
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

    /// What this plan does not keep, with IDs that it keeps and that can be the same: none if it keeps all of it. A resource
    /// is kept if the plan has it or something in it.
    fn release(&self, identity: LeftIdentity) -> Option<(LeftIdentity, Vec<String>)> {
        match identity {
            LeftIdentity::Resource(id) => {
                let mut may_be_kept = Vec::new();
                for kept in &self.ids {
                    match is_inside(kept, &id) {
                        Some(true) => return None,
                        None if !may_be_kept.contains(kept) => may_be_kept.push(kept.clone()),
                        _ => {}
                    }
                }
                Some((LeftIdentity::Resource(id), may_be_kept))
            }
            LeftIdentity::Permission { permission, mut kept } => {
                for other in &self.permissions {
                    let is_same = [permission.has_place_of(other), permission.principal.is_same(&other.principal)];
                    if is_same == [Some(true), Some(true)] {
                        return None;
                    }
                    if !is_same.contains(&Some(false)) && !kept.contains(other) {
                        kept.push(other.clone());
                    }
                }
                Some((LeftIdentity::Permission { permission, kept }, Vec::new()))
            }
        }
    }

    fn manages(&self, plan: &ResolvedTopology, symbol: &Symbol) -> bool {
        let id = plan.find(symbol).and_then(|resource| azure_id::resource_id(plan, resource));
        id.is_some_and(|id| self.managed.iter().any(|kept| is_same_id(kept, &id) == Some(true)))
    }
}

/// The resource group or subscription of an ID that is not in the target resource group.
fn other_scope(id: &str) -> Option<String> {
    if id.contains(azure_id::RESOURCE_GROUP) {
        return None;
    }
    let depth = if id.contains("/resourceGroups/") { "/subscriptions/x/resourceGroups/x" } else { "/subscriptions/x" };
    Some(id.split('/').take(depth.split('/').count()).collect::<Vec<_>>().join("/"))
}
