//! Resources that keep their place in Azure and change their symbolic name: Terraform has them under another address.

use super::{
    azure_id::{self, Permission, is_same_id},
    managed::managed_resources,
};
use crate::plan::{LanguageFamily, ResolvedTopology, Resource, ResourceKind, Symbol, apply_edition_names};

/// A resource with another symbolic name than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedResource {
    /// Its kind.
    pub kind: ResourceKind,
    /// The symbolic name before; of an access policy, its label.
    pub before: Symbol,
    /// The symbolic name now.
    pub after: Symbol,
}

/// Resources that have the same type and the same ID as before, and another symbolic name. The names that an edition changes
/// are not among them: the output has `moved` blocks for these.
#[must_use]
pub fn moved_resources(old: &ResolvedTopology, new: &ResolvedTopology) -> Vec<MovedResource> {
    let mut renamed = old.clone();
    apply_edition_names(&mut renamed, new.edition);
    let before = terraform_resources(&renamed);
    let mut moved = Vec::new();
    for after in terraform_resources(new) {
        let is_same = |before: &&TerraformResource| before.kind == after.kind && before.place.is_same(&after.place);
        // The same symbolic name may be one of several candidates.
        if before.iter().filter(is_same).any(|before| before.symbol == after.symbol) {
            continue;
        }
        if let Some(before) = before.iter().find(is_same) {
            moved.push(MovedResource { kind: after.kind, before: before.symbol.clone(), after: after.symbol.clone() });
        }
    }
    moved
}

/// A resource of the Terraform output.
struct TerraformResource {
    kind: ResourceKind,
    symbol: Symbol,
    place: Place,
}

/// What identifies it in Azure.
enum Place {
    Resource(String),
    Permission(Permission),
}

impl Place {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Resource(one), Self::Resource(other)) => is_same_id(one, other) == Some(true),
            (Self::Permission(one), Self::Permission(other)) => {
                one.has_place_of(other) == Some(true) && one.principal.is_same(&other.principal) == Some(true)
            }
            _ => false,
        }
    }
}

fn terraform_resources(plan: &ResolvedTopology) -> Vec<TerraformResource> {
    let is_separate = |resource: &&Resource| {
        resource.only_for != Some(LanguageFamily::Azure)
            && !resource.nesting.is_inside_parent(LanguageFamily::Terraform)
    };
    let of_resource = |resource: &Resource| -> Vec<TerraformResource> {
        let found = |symbol: Symbol, place: Place| TerraformResource { kind: resource.kind, symbol, place };
        match resource.kind {
            ResourceKind::KeyVaultAccessPolicies => azure_id::permissions(plan, resource)
                .into_iter()
                .map(|policy| found(Symbol::from(policy.label.as_str()), Place::Permission(policy)))
                .collect(),
            ResourceKind::RoleAssignment => azure_id::permissions(plan, resource)
                .into_iter()
                .map(|assignment| found(resource.symbol.clone(), Place::Permission(assignment)))
                .collect(),
            _ => azure_id::resource_id(plan, resource)
                .map(|id| found(resource.symbol.clone(), Place::Resource(id)))
                .into_iter()
                .collect(),
        }
    };
    managed_resources(plan).filter(is_separate).flat_map(of_resource).collect()
}
