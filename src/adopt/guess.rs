//! What an input does not tell, and follows from names that it has.

use super::{
    observed::connections,
    role::Role,
    value::{id, region, texts},
};
use crate::{
    catalog::{ResourceKind, regions::find_region},
    existing::{AzureId, ExistingResource, Inventory},
    topology::Cloud,
};

/// The storage account of an account, if the input only names it: its private endpoint for blobs, or the scope of a role.
pub(super) fn unseen_storage(inventory: &Inventory, account: &ExistingResource) -> Option<AzureId> {
    let arm_type = ResourceKind::StorageAccount.arm_type();
    let endpoints = inventory.of_type(ResourceKind::PrivateEndpoint.arm_type());
    let targets = endpoints.flat_map(|endpoint| {
        connections(&endpoint.body).filter_map(|connection| id(connection, "properties/privateLinkServiceId"))
    });
    let roles = inventory.of_type(ResourceKind::RoleAssignment.arm_type()).filter_map(Role::read);
    let scopes = roles.filter_map(|role| {
        let end = role.scope.as_str().to_ascii_lowercase().find("/blobservices/");
        AzureId::parse(end.map_or(role.scope.as_str(), |end| &role.scope.as_str()[..end]))
    });
    let hosts = texts(&account.body, "properties/allowedFqdnList");
    let is_listed =
        |id: &AzureId| hosts.is_empty() || hosts.iter().any(|host| host.starts_with(&format!("{}.", id.name())));
    let mut found: Vec<AzureId> = Vec::new();
    for id in targets.chain(scopes).filter(|id| id.is_of_type(arm_type) && is_listed(id)) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found.pop().filter(|_| found.is_empty())
}

/// The cloud, by the names that only one cloud has.
pub(super) fn cloud_of(inventory: &Inventory, account: &ExistingResource, guess: Cloud) -> Cloud {
    let hosts = texts(&account.body, "properties/allowedFqdnList");
    let is_cloud = |cloud: &Cloud| {
        let facts = cloud.facts();
        let zones = [facts.cognitive_services_zone.to_owned(), facts.blob_zone(), facts.key_vault_zone.to_owned()];
        let has_zone = |found: &ExistingResource| zones.iter().any(|zone| zone.eq_ignore_ascii_case(found.id.name()));
        let region = region(&account.body).and_then(|region| find_region(&region));
        hosts.iter().any(|host| host.ends_with(facts.storage_suffix))
            || inventory.of_type(ResourceKind::PrivateDnsZone.arm_type()).any(has_zone)
            || region.is_some_and(|region| region.cloud == cloud.as_str())
    };
    [Cloud::AzureUSGovernment, Cloud::AzureChinaCloud].into_iter().find(is_cloud).unwrap_or(guess)
}
