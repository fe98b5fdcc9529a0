//! The vault of a deployment, which an input may only name.

use super::{
    observed::{Observed, VAULT, connections},
    role::Role,
    value::{id, texts},
};
use crate::{
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource},
};

impl<'i> Observed<'i> {
    /// The vault of the customer-managed keys, or the one with the account key.
    pub(super) fn find_vault(&self) -> Option<AzureId> {
        let services = [Some(self.account), self.storage];
        let by_key = services.into_iter().flatten().find_map(|service| self.vault_of_key(service));
        let here = self.of_kind(ResourceKind::KeyVault).filter(|vault| self.is_here(&vault.id));
        let seen: Vec<AzureId> = here.map(|vault| vault.id.clone()).collect();
        by_key.or_else(|| only(seen)).or_else(|| only(self.named_vaults()))
    }

    /// Vaults that something names: what is in them, a role on that, or a private endpoint.
    pub(super) fn named_vaults(&self) -> Vec<AzureId> {
        let kinds = [ResourceKind::KeyVaultSecret, ResourceKind::KeyVaultKey, ResourceKind::KeyVaultAccessPolicies];
        let children = kinds.into_iter().flat_map(|kind| self.of_kind(kind)).filter_map(|child| child.id.parent());
        let roles = self.of_kind(ResourceKind::RoleAssignment).filter_map(Role::read);
        let scopes = roles.filter_map(|role| vault_around(role.scope));
        let endpoints = self.of_kind(ResourceKind::PrivateEndpoint);
        let targets = endpoints.flat_map(|endpoint| connections(&endpoint.body)).filter_map(|connection| {
            let is_vault = texts(connection, "properties/groupIds").contains(&VAULT);
            id(connection, "properties/privateLinkServiceId").filter(|_| is_vault)
        });
        let mut vaults: Vec<AzureId> = Vec::new();
        for id in children.chain(scopes).chain(targets) {
            if !vaults.contains(&id) {
                vaults.push(id);
            }
        }
        vaults
    }

    /// The secret with the account key.
    pub(super) fn secret(&self) -> Option<&'i ExistingResource> {
        self.children(ResourceKind::KeyVaultSecret, self.vault_id.as_ref()?).into_iter().next()
    }
}

fn only(mut ids: Vec<AzureId>) -> Option<AzureId> {
    ids.pop().filter(|_| ids.is_empty())
}

/// The vault that an ID is, or is in.
fn vault_around(id: AzureId) -> Option<AzureId> {
    let kind = ResourceKind::KeyVault.arm_type();
    std::iter::successors(Some(id), AzureId::parent).find(|id| id.is_of_type(kind))
}
