//! The network as it will be: defaults filled in, prefixes cut from the address space.

use std::borrow::Cow;

use super::{
    BastionSku, Container, CustomerKey, KeyKind, KeyVault, Keys, Network, PublicNetworkAccess, RoleScope,
    StorageAccess, StorageRole, Subnet, Topology, VaultAccess, VaultSku,
    values::{Prefix, SecurityGroupId, SubnetId, VirtualNetworkId},
};

/// What a subnet is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Use {
    Endpoints,
    Workload(String),
    Bastion,
    TestMachine,
}

/// A subnet with everything known about it.
#[derive(Debug, Clone)]
pub(crate) struct SubnetLayout {
    pub(crate) used_for: Use,
    /// The name written in the file, if one is.
    pub(crate) name: Option<String>,
    pub(crate) existing: Option<SubnetId>,
    pub(crate) prefix: Option<Prefix>,
    pub(crate) nsg_name: Option<String>,
    /// The network security group, where it exists already.
    pub(crate) existing_nsg: Option<SecurityGroupId>,
    /// Where the file speaks of it.
    pub(crate) pointer: String,
}

impl SubnetLayout {
    /// What `allow.subnets` calls it; only subnets of clients can be allowed.
    pub(crate) fn client_name(&self) -> Option<&str> {
        match &self.used_for {
            Use::Workload(name) => Some(name),
            Use::TestMachine => Some("testMachine"),
            Use::Endpoints | Use::Bastion => None,
        }
    }
}

/// The network with everything known about it.
#[derive(Debug, Clone)]
pub(crate) struct NetworkLayout<'a> {
    pub(crate) network: Cow<'a, Network>,
    pub(crate) existing: Option<VirtualNetworkId>,
    pub(crate) address_space: Vec<Prefix>,
    pub(crate) subnets: Vec<SubnetLayout>,
}

impl NetworkLayout<'_> {
    pub(crate) fn subnet(&self, used_for: &Use) -> Option<&SubnetLayout> {
        self.subnets.iter().find(|s| s.used_for == *used_for)
    }
}

/// The default address space.
const DEFAULT_SPACE: &str = "10.20.0.0/24";

impl Topology {
    /// Who can reach storage, with the default filled in.
    pub(crate) fn storage_access(&self) -> StorageAccess {
        self.storage.public_network_access.unwrap_or(match self.account.public_network_access {
            PublicNetworkAccess::Private => StorageAccess::Private,
            PublicNetworkAccess::Selected | PublicNetworkAccess::Open => StorageAccess::Selected,
        })
    }

    /// Whether the storage of the topology is new and closed to everything but private endpoints.
    pub(crate) fn storage_is_private(&self) -> bool {
        self.storage.existing.is_none() && self.storage_access() == StorageAccess::Private
    }

    /// Whether the firewall of the account looks at rules.
    pub(crate) fn account_takes_rules(&self) -> bool {
        self.account.public_network_access == PublicNetworkAccess::Selected
    }

    /// Whether the firewall of a new storage account looks at rules.
    pub(crate) fn storage_takes_rules(&self) -> bool {
        self.storage.existing.is_none() && !self.storage_is_private()
    }

    /// Whether the firewall of a new vault looks at rules.
    pub(crate) fn vault_takes_rules(&self) -> bool {
        self.vault_access() == Some(VaultAccess::Selected)
    }

    /// Whether the account is closed to everything but private endpoints.
    pub(crate) fn account_is_private(&self) -> bool {
        self.account.existing.is_none() && self.account.public_network_access == PublicNetworkAccess::Private
    }

    /// Whether the account's identity has a role on storage.
    pub(crate) fn account_uses_storage(&self) -> bool {
        let storage = &self.storage;
        match storage.identity_access.scope {
            RoleScope::Account => storage.identity_access.role != StorageRole::None,
            RoleScope::Container => storage.containers.iter().any(|c| self.role_in(c) != StorageRole::None),
        }
    }

    /// What the account's identity may do in a container, where roles are given on each.
    pub(crate) fn role_in(&self, container: &Container) -> StorageRole {
        container.role.unwrap_or(self.storage.identity_access.role)
    }

    /// Whether the storage firewall names the account: an exception that nobody uses is not made by itself.
    pub(crate) fn storage_names_account(&self) -> bool {
        self.storage.resource_instance_rule.unwrap_or_else(|| self.account_uses_storage())
    }

    /// The vault, where something needs it or the file has it.
    pub(crate) fn vault(&self) -> Option<Cow<'_, KeyVault>> {
        match &self.key_vault {
            Some(vault) => Some(Cow::Borrowed(vault)),
            None => (self.account.local_auth || self.makes_keys()).then(|| Cow::Owned(KeyVault::default())),
        }
    }

    /// The encryptions that are asked for, each with the key of the file that says so.
    pub(crate) fn encryptions(&self) -> impl Iterator<Item = (&'static str, &CustomerKey)> {
        let (account, storage) = (self.encryption.account.as_ref(), self.encryption.storage.as_ref());
        account.map(|key| ("account", key)).into_iter().chain(storage.map(|key| ("storage", key)))
    }

    /// Whether keys are made in the vault.
    pub(crate) fn makes_keys(&self) -> bool {
        self.encryptions().any(|(_, key)| key.existing.is_none())
    }

    /// The SKU of a new vault, with the default filled in.
    pub(crate) fn vault_sku(&self) -> VaultSku {
        let hardware = self.encryptions().any(|(_, key)| key.existing.is_none() && key.kind == KeyKind::RsaHsm);
        let default = if hardware { VaultSku::Premium } else { VaultSku::Standard };
        self.vault().and_then(|vault| vault.sku).unwrap_or(default)
    }

    /// The account key that is kept in the vault.
    pub(crate) fn kept_key(&self) -> Option<Cow<'_, Keys>> {
        let keys = self.keys.as_ref().map_or_else(|| Cow::Owned(Keys::default()), Cow::Borrowed);
        self.account.local_auth.then_some(keys)
    }

    /// Who can reach a new vault, with the default filled in.
    pub(crate) fn vault_access(&self) -> Option<VaultAccess> {
        let vault = self.vault().filter(|vault| vault.existing.is_none())?;
        Some(vault.public_network_access.unwrap_or(match self.account.public_network_access {
            PublicNetworkAccess::Private => VaultAccess::Private,
            PublicNetworkAccess::Selected | PublicNetworkAccess::Open => VaultAccess::Selected,
        }))
    }

    /// Whether the endpoint of the vault is made.
    pub(crate) fn has_vault_endpoint(&self) -> bool {
        self.vault().is_some() && self.private_endpoints.vault.enabled.unwrap_or_else(|| self.has_network())
    }

    /// Whether the topology has a network: because one is written down, or because something needs it.
    pub(crate) fn has_network(&self) -> bool {
        let endpoints = &self.private_endpoints;
        self.network.is_some()
            || self.account_is_private()
            // A private way to an existing account is what people come for.
            || (self.account.existing.is_some() && endpoints.account.enabled != Some(false))
            || self.storage_is_private()
            || self.vault_access() == Some(VaultAccess::Private)
            || self.test_machine.is_some()
            || endpoints.vault.enabled == Some(true)
            || endpoints.account.enabled == Some(true)
            || endpoints.blob.enabled == Some(true)
    }

    /// Whether the endpoint of the account is made.
    pub(crate) fn has_account_endpoint(&self) -> bool {
        self.private_endpoints.account.enabled.unwrap_or_else(|| self.has_network())
    }

    /// Whether the endpoint of blob storage is made.
    pub(crate) fn has_blob_endpoint(&self) -> bool {
        self.private_endpoints.blob.enabled.unwrap_or_else(|| self.has_network())
    }

    /// The SKU of the Bastion that is made, if one is.
    pub(crate) fn bastion(&self) -> Option<BastionSku> {
        let bastion = &self.test_machine.as_ref()?.bastion;
        bastion.enabled.then_some(bastion.sku)
    }

    /// Whether the Bastion that is made has a subnet and an address of its own.
    pub(crate) fn bastion_has_subnet(&self) -> bool {
        self.bastion().is_some_and(|sku| sku != BastionSku::Developer)
    }

    /// The network as it will be.
    pub(crate) fn layout(&self) -> Option<NetworkLayout<'_>> {
        if !self.has_network() {
            return None;
        }
        let network = self.network.as_ref().map_or_else(|| Cow::Owned(Network::default()), Cow::Borrowed);
        let existing = network.existing.clone();
        let address_space = match (&existing, network.address_space.as_slice()) {
            (None, []) => DEFAULT_SPACE.parse().into_iter().collect(),
            (_, space) => space.to_vec(),
        };
        // The first /24 in four: a rule that can be said in one sentence.
        let cut = |at: usize| -> Option<Prefix> {
            let first = address_space.first().filter(|_| existing.is_none())?;
            let block = ipnet::Ipv4Net::new(first.0.network(), 24).ok().filter(|block| first.0.contains(block))?;
            block.subnets(26).ok()?.nth(at).map(Prefix)
        };
        let mut subnets = Vec::new();
        let mut add = |used_for: Use, pointer: &str, subnet: Option<&Subnet>, at: usize, wanted: bool| {
            if !wanted && subnet.is_none() {
                return;
            }
            let subnet = subnet.cloned().unwrap_or_default();
            let prefix = subnet.prefix.or_else(|| if subnet.existing.is_none() { cut(at) } else { None });
            subnets.push(SubnetLayout {
                used_for,
                name: subnet.name.as_ref().map(ToString::to_string),
                existing: subnet.existing,
                prefix,
                nsg_name: subnet.nsg_name.as_ref().map(ToString::to_string),
                existing_nsg: subnet.existing_nsg,
                pointer: pointer.to_owned(),
            });
        };
        let named = &network.subnets;
        let endpoints = self.has_account_endpoint() || self.has_blob_endpoint() || self.has_vault_endpoint();
        add(Use::Endpoints, "/network/subnets/endpoints", named.endpoints.as_ref(), 0, endpoints);
        let bastion = self.bastion_has_subnet();
        add(Use::Bastion, "/network/subnets/bastion", named.bastion.as_ref(), 1, bastion);
        let machine = self.test_machine.is_some();
        add(Use::TestMachine, "/network/subnets/testMachine", named.test_machine.as_ref(), 2, machine);
        match &named.workloads {
            None if existing.is_none() => {
                add(Use::Workload("workloads".to_owned()), "/network/subnets", None, 3, true);
            }
            None => {}
            Some(workloads) => {
                for (at, workload) in workloads.iter().enumerate() {
                    let subnet = Subnet {
                        existing: workload.existing.clone(),
                        name: Some(workload.name.clone()),
                        prefix: workload.prefix,
                        nsg_name: workload.nsg_name.clone(),
                        existing_nsg: workload.existing_nsg.clone(),
                    };
                    // Only a single workload subnet can have the last quarter.
                    let quarter = if workloads.len() == 1 { 3 } else { usize::MAX };
                    add(
                        Use::Workload(workload.name.to_string()),
                        &format!("/network/subnets/workloads/{at}"),
                        Some(&subnet),
                        quarter,
                        true,
                    );
                }
            }
        }
        Some(NetworkLayout { network, existing, address_space, subnets })
    }
}
