//! Defaults that depend on other keys, for settings that the file omits.

use std::borrow::Cow;

use super::{
    BastionSku, Client, Cloud, Container, CustomerKey, DiagnosticSettings, Grant, GrantScope, KeyKind, KeyVault, Keys,
    PolicySet, PublicNetworkAccess, ResolutionPolicy, RoleScope, StorageAccess, StorageRole, Studio, TopologyFile,
    VaultAccess, VaultAuthorization, VaultSku, values::RoleReference,
};
use crate::catalog::roles::{COGNITIVE_SERVICES_USER, KEY_VAULT_SECRETS_USER, ResourceProvider, Role};

impl TopologyFile {
    /// Adds sets of policies to those that the file names.
    pub fn add_policies(&mut self, sets: &[PolicySet]) {
        for set in sets {
            if !self.policies.contains(set) {
                self.policies.push(*set);
            }
        }
    }

    /// Network access to storage: as set in the file, or the default.
    pub(crate) fn storage_access(&self) -> StorageAccess {
        self.storage.public_network_access.unwrap_or(match self.account.public_network_access {
            PublicNetworkAccess::Private => StorageAccess::Private,
            PublicNetworkAccess::Selected | PublicNetworkAccess::Open => StorageAccess::Selected,
        })
    }

    /// Whether the storage of the topology is new and private: clients connect through private endpoints only.
    pub(crate) fn storage_is_private(&self) -> bool {
        self.storage.existing.is_none() && self.storage_access() == StorageAccess::Private
    }

    /// Whether the account firewall evaluates IP and virtual network rules.
    pub(crate) fn account_uses_firewall_rules(&self) -> bool {
        self.account.public_network_access == PublicNetworkAccess::Selected
    }

    /// Whether the firewall of a new storage account evaluates IP and virtual network rules.
    pub(crate) fn storage_uses_firewall_rules(&self) -> bool {
        self.storage.existing.is_none() && !self.storage_is_private()
    }

    /// Whether the firewall of a new vault evaluates IP and virtual network rules.
    pub(crate) fn vault_uses_firewall_rules(&self) -> bool {
        self.vault_access() == Some(VaultAccess::Selected)
    }

    /// Whether the account is new and private: clients connect through private endpoints only.
    pub(crate) fn account_is_private(&self) -> bool {
        self.account.existing.is_none() && self.account.public_network_access == PublicNetworkAccess::Private
    }

    /// Whether the account's identity has a role on storage.
    pub(crate) fn account_uses_storage(&self) -> bool {
        let storage = &self.storage;
        match storage.identity_access.scope {
            RoleScope::Account => self.storage_role() != StorageRole::None,
            RoleScope::Container => storage.containers.iter().any(|c| self.container_role(c) != StorageRole::None),
        }
    }

    /// The role of the account's identity on storage. Automatic labels of the Studio service are written with it.
    pub(crate) fn storage_role(&self) -> StorageRole {
        self.storage.identity_access.role.unwrap_or(match self.allow.studio {
            Studio::Service => StorageRole::Contributor,
            Studio::Off | Studio::Browser => StorageRole::Reader,
        })
    }

    /// The role of the account's identity on a container, if roles are assigned on each container.
    pub(crate) fn container_role(&self, container: &Container) -> StorageRole {
        container.role.unwrap_or_else(|| self.storage_role())
    }

    /// Whether the storage firewall has a resource instance rule for the account. By default it has one only if the
    /// account's identity has a role, since the exception would otherwise be unused.
    pub(crate) fn has_resource_instance_rule(&self) -> bool {
        self.storage.resource_instance_rule.unwrap_or_else(|| self.account_uses_storage())
    }

    /// The vault, if it is set in the file or required by another setting.
    pub(crate) fn effective_vault(&self) -> Option<Cow<'_, KeyVault>> {
        match &self.key_vault {
            Some(vault) => Some(Cow::Borrowed(vault)),
            None => (self.account.local_auth || self.creates_keys()).then(|| Cow::Owned(KeyVault::default())),
        }
    }

    /// The customer-managed keys of the topology, each with its YAML key under `encryption`.
    pub(crate) fn customer_keys(&self) -> impl Iterator<Item = (&'static str, &CustomerKey)> {
        let (account, storage) = (self.encryption.account.as_ref(), self.encryption.storage.as_ref());
        account.map(|key| ("account", key)).into_iter().chain(storage.map(|key| ("storage", key)))
    }

    /// Whether encryption keys are created in the vault.
    pub(crate) fn creates_keys(&self) -> bool {
        self.customer_keys().any(|(_, key)| key.existing.is_none())
    }

    /// The SKU of a new vault: as set in the file, or the default.
    pub(crate) fn vault_sku(&self) -> VaultSku {
        let hardware = self.customer_keys().any(|(_, key)| key.existing.is_none() && key.kind == KeyKind::RsaHsm);
        let default = if hardware { VaultSku::Premium } else { VaultSku::Standard };
        self.effective_vault().and_then(|vault| vault.sku).unwrap_or(default)
    }

    /// The account key that is stored in the vault, if key authentication is enabled.
    pub(crate) fn account_key_secret(&self) -> Option<Cow<'_, Keys>> {
        let keys = self.keys.as_ref().map_or_else(|| Cow::Owned(Keys::default()), Cow::Borrowed);
        self.account.local_auth.then_some(keys)
    }

    /// Network access to a new vault: as set in the file, or the default.
    pub(crate) fn vault_access(&self) -> Option<VaultAccess> {
        let vault = self.effective_vault().filter(|vault| vault.existing.is_none())?;
        Some(vault.public_network_access.unwrap_or(match self.account.public_network_access {
            PublicNetworkAccess::Private => VaultAccess::Private,
            PublicNetworkAccess::Selected | PublicNetworkAccess::Open => {
                // Encryption uses the exception for trusted services; Bicep and ARM write through Azure Resource Manager.
                let is_used = self.has_vault_clients() || !vault.deployer_addresses.is_empty();
                if is_used { VaultAccess::Selected } else { VaultAccess::Closed }
            }
        }))
    }

    /// Whether the vault allows the IP addresses and subnets under `allow`: a client uses it, or the file sets it.
    pub(crate) fn vault_allows_clients(&self) -> bool {
        let access = self.effective_vault().and_then(|vault| vault.public_network_access);
        access == Some(VaultAccess::Selected) || (self.vault_uses_firewall_rules() && self.has_vault_clients())
    }

    /// Whether a client has a role for the data of the vault: on the vault, on its secret, or on what contains the vault.
    pub(crate) fn has_vault_clients(&self) -> bool {
        let uses_vault = |grant: &Grant| match grant.on {
            // A role that is not known may be one of them.
            GrantScope::Vault | GrantScope::Secret => self.role_uses_vault(&grant.role) != Some(false),
            GrantScope::ResourceGroup | GrantScope::Subscription => self.role_uses_vault(&grant.role) == Some(true),
            GrantScope::Account | GrantScope::Storage | GrantScope::Container => false,
        };
        self.clients.iter().any(|client| self.effective_grants(client).iter().any(uses_vault))
    }

    /// Whether a role includes operations on keys, secrets or certificates.
    fn role_uses_vault(&self, role: &RoleReference) -> Option<bool> {
        match role {
            RoleReference::BuiltIn(role) => Some(role.uses_data_of(ResourceProvider::KeyVault)),
            RoleReference::Guid(_) | RoleReference::Id(_) => {
                let custom = self.custom_roles.iter().find(|custom| custom.id.guid() == role.guid())?;
                let mut patterns = custom.data_actions.iter();
                Some(patterns.any(|pattern| ResourceProvider::KeyVault.is_named_by(pattern.as_str())))
            }
        }
    }

    /// Whether the private endpoint of the vault is created. By default, a vault that the file closes has none.
    pub(crate) fn has_vault_endpoint(&self) -> bool {
        let Some(vault) = self.effective_vault() else { return false };
        let is_closed = vault.public_network_access == Some(VaultAccess::Closed);
        self.private_endpoints.vault.enabled.unwrap_or_else(|| !is_closed && self.has_network())
    }

    /// The resolution policy of a virtual network link: as set in the file, or the default. Clients of other workloads
    /// resolve names of their own in networks that this topology does not create; where the cloud is not known to have
    /// the redirect, what surely deploys comes first: see `catalog::dns::FALLBACK_IN_NATIONAL_CLOUDS`.
    pub(crate) fn link_resolution_policy(&self, is_new_network: bool) -> ResolutionPolicy {
        self.dns.resolution_policy.unwrap_or(if is_new_network || self.cloud != Cloud::AzureCloud {
            ResolutionPolicy::Default
        } else {
            ResolutionPolicy::NxDomainRedirect
        })
    }

    /// Whether the topology has a network: it is set in the file, or required by another setting.
    pub(crate) fn has_network(&self) -> bool {
        let endpoints = &self.private_endpoints;
        self.network.is_some()
            || self.account_is_private()
            // A private endpoint is the usual reason to specify an existing account.
            || (self.account.existing.is_some() && endpoints.account.enabled != Some(false))
            || self.storage_is_private()
            || self.vault_access() == Some(VaultAccess::Private)
            || self.test_machine.is_some()
            || endpoints.vault.enabled == Some(true)
            || endpoints.account.enabled == Some(true)
            || endpoints.blob.enabled == Some(true)
    }

    /// Whether the private endpoint of the account is created.
    pub(crate) fn has_account_endpoint(&self) -> bool {
        self.private_endpoints.account.enabled.unwrap_or_else(|| self.has_network())
    }

    /// Whether the private endpoint of blob storage is created.
    pub(crate) fn has_blob_endpoint(&self) -> bool {
        self.private_endpoints.blob.enabled.unwrap_or_else(|| self.has_network())
    }

    /// The SKU of the new Azure Bastion, if one is created.
    pub(crate) fn bastion_sku(&self) -> Option<BastionSku> {
        let bastion = &self.test_machine.as_ref()?.bastion;
        bastion.enabled.then_some(bastion.sku)
    }

    /// Whether the new Azure Bastion has its own subnet and public IP address.
    pub(crate) fn bastion_has_subnet(&self) -> bool {
        self.bastion_sku().is_some_and(|sku| sku != BastionSku::Developer)
    }

    /// The role assignments of a client: as set in the file, or the default.
    pub(crate) fn effective_grants(&self, client: &Client) -> Vec<Grant> {
        let grant = |role: &'static Role, on| Grant { role: RoleReference::BuiltIn(role), on, container: None };
        if client.shared_credential().is_some() {
            return Vec::new();
        }
        client.roles.clone().unwrap_or_else(|| {
            let secret = self.account.local_auth.then(|| grant(&KEY_VAULT_SECRETS_USER, GrantScope::Secret));
            std::iter::once(grant(&COGNITIVE_SERVICES_USER, GrantScope::Account)).chain(secret).collect()
        })
    }

    /// Whether the vault uses Azure RBAC rather than access policies.
    pub(crate) fn vault_uses_rbac(&self) -> bool {
        self.effective_vault().is_none_or(|vault| vault.authorization == VaultAuthorization::Rbac)
    }

    /// Whether a client may read secrets of the vault.
    pub(crate) fn reads_secrets(&self, client: &Client) -> bool {
        let on_vault = |grant: &Grant| matches!(grant.on, GrantScope::Vault | GrantScope::Secret);
        let reads = |grant: &Grant| grant.role == RoleReference::BuiltIn(&KEY_VAULT_SECRETS_USER);
        self.effective_grants(client).iter().any(|grant| on_vault(grant) && reads(grant))
    }

    /// Whether Azure Policy writes the diagnostic settings.
    pub(crate) fn leaves_logs_to_policy(&self) -> bool {
        let monitoring = self.monitoring.as_ref();
        monitoring.is_some_and(|monitoring| monitoring.diagnostic_settings == DiagnosticSettings::Policy)
    }
}
