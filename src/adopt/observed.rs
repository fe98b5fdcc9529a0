//! The resources of one deployment, as far as they were seen.

use super::{
    part::{LeftParts, Part},
    role::Role,
    value::{at, id, ids_of, items, texts},
};
use crate::{
    arm_template::{Object, Value},
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource, InputKind, Inventory, principal_at},
    topology::Cloud,
};

/// The services of which a private endpoint is looked for, by the subresource.
pub(super) const ACCOUNT: &str = "account";
pub(super) const BLOB: &str = "blob";
pub(super) const VAULT: &str = "vault";

/// An account with what hangs on it, and what of it is left to others.
pub(super) struct Observed<'i> {
    pub(super) inventory: &'i Inventory,
    pub(super) account: &'i ExistingResource,
    /// Storage, if it was seen itself.
    pub(super) storage: Option<&'i ExistingResource>,
    pub(super) storage_id: AzureId,
    /// The vault, if it was seen itself.
    pub(super) vault: Option<&'i ExistingResource>,
    pub(super) vault_id: Option<AzureId>,
    /// The virtual network; not necessarily seen itself.
    pub(super) network: Option<AzureId>,
    /// The resource group that a deployment goes to.
    pub(super) group: AzureId,
    pub(super) cloud: Cloud,
    pub(super) left: &'i LeftParts,
}

impl<'i> Observed<'i> {
    pub(super) fn new(
        inventory: &'i Inventory,
        account: &'i ExistingResource,
        storage_id: AzureId,
        cloud: Cloud,
        left: &'i LeftParts,
    ) -> Option<Self> {
        let storage = inventory.find(&storage_id);
        let home = match storage {
            Some(storage) if left.contains(&Part::Account) && !left.contains(&Part::Storage) => storage,
            _ => account,
        };
        let mut seen = Self {
            inventory,
            account,
            storage,
            storage_id,
            vault: None,
            vault_id: None,
            network: None,
            group: home.id.scope()?,
            cloud,
            left,
        };
        seen.vault_id = seen.find_vault();
        seen.vault = seen.vault_id.as_ref().and_then(|id| inventory.find(id));
        seen.network = seen.find_network();
        Some(seen)
    }

    pub(super) fn leaves(&self, part: &Part) -> bool {
        self.left.contains(part)
    }

    pub(super) fn find(&self, id: &AzureId) -> Option<&'i ExistingResource> {
        self.inventory.find(id)
    }

    pub(super) fn of_kind(&self, kind: ResourceKind) -> impl Iterator<Item = &'i ExistingResource> + use<'i> {
        self.inventory.of_type(kind.arm_type())
    }

    /// The children of a resource.
    pub(super) fn children(&self, kind: ResourceKind, parent: &AzureId) -> Vec<&'i ExistingResource> {
        self.of_kind(kind).filter(|child| child.id.parent().as_ref() == Some(parent)).collect()
    }

    /// Whether a resource is in the resource group that a deployment goes to.
    pub(super) fn is_here(&self, id: &AzureId) -> bool {
        id.is_inside(&self.group)
    }

    /// Whether a resource was seen, and a deployment to the resource group can manage it.
    pub(super) fn manages(&self, id: &AzureId) -> bool {
        self.is_here(id) && self.find(id).is_some()
    }

    /// Whether a resource was seen that a deployment adds to something in another resource group: a subnet, or a link. What
    /// Azure reports does not tell which deployment it is of.
    pub(super) fn adds(&self, resource: &ExistingResource) -> bool {
        self.is_here(&resource.id) || resource.origin.input != InputKind::Live
    }

    /// The role assignments that are not left to others.
    pub(super) fn roles(&self) -> impl Iterator<Item = Role> + use<'i, '_> {
        let all = self.of_kind(ResourceKind::RoleAssignment).filter_map(Role::read);
        all.filter(|role| !self.leaves(&Part::Role(role.id.clone())))
    }

    /// What identifies the system-assigned identity of a resource.
    pub(super) fn identity_of(resource: &ExistingResource) -> Option<String> {
        principal_at(&resource.body, &["identity", "principalId"])
    }

    /// What identifies a user-assigned identity.
    pub(super) fn principal_of(identity: &ExistingResource) -> Option<String> {
        principal_at(&identity.body, &["properties", "principalId"])
    }

    /// The service that a private endpoint is for, by its subresource.
    pub(super) fn service(&self, subresource: &str) -> Option<&AzureId> {
        match subresource {
            ACCOUNT => Some(&self.account.id),
            BLOB => Some(&self.storage_id),
            _ => self.vault_id.as_ref(),
        }
    }

    /// The private endpoint of a service.
    pub(super) fn endpoint(&self, subresource: &str) -> Option<&'i ExistingResource> {
        let service = self.service(subresource)?;
        self.of_kind(ResourceKind::PrivateEndpoint).find(|endpoint| {
            self.is_here(&endpoint.id)
                && !self.leaves(&Part::Endpoint(endpoint.id.clone()))
                && connections(&endpoint.body).any(|connection| {
                    id(connection, "properties/privateLinkServiceId").as_ref() == Some(service)
                        && texts(connection, "properties/groupIds")
                            .iter()
                            .any(|group| group.eq_ignore_ascii_case(subresource))
                })
        })
    }

    /// The private endpoints of all services.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = &'i ExistingResource> {
        [ACCOUNT, BLOB, VAULT].into_iter().filter_map(|subresource| self.endpoint(subresource))
    }

    /// The private DNS zones that an endpoint writes to.
    pub(super) fn zones_of(&self, endpoint: &ExistingResource) -> Vec<AzureId> {
        let groups = self.children(ResourceKind::PrivateDnsZoneGroup, &endpoint.id);
        let zones = |group: &&ExistingResource| {
            ids_of(&group.body, "properties/privateDnsZoneConfigs", "properties/privateDnsZoneId")
        };
        groups.iter().flat_map(zones).collect()
    }

    /// The test VM: one whose network interface is in the network.
    pub(super) fn machine(&self) -> Option<(&'i ExistingResource, &'i ExistingResource)> {
        if self.leaves(&Part::Machine) {
            return None;
        }
        let kind = ResourceKind::LinuxVirtualMachine;
        self.of_kind(kind).filter(|machine| self.is_here(&machine.id)).find_map(|machine| {
            let nics = ids_of(&machine.body, "properties/networkProfile/networkInterfaces", "id");
            Some((machine, self.find(nics.first()?)?))
        })
    }

    /// `-<name>-<environment>`, as names of this deployment end.
    pub(super) fn workload_endings(&self) -> Vec<String> {
        let names = [Some(self.account.id.name()), self.network.as_ref().map(AzureId::name)];
        let ending = |name: &str| name.split_once('-').map(|(_, rest)| format!("-{rest}"));
        names.into_iter().flatten().filter_map(ending).collect()
    }

    /// The subnet of the test VM.
    pub(super) fn machine_subnet(&self) -> Option<AzureId> {
        let (_, nic) = self.machine()?;
        ids_of(&nic.body, "properties/ipConfigurations", "properties/subnet/id").into_iter().next()
    }

    fn find_network(&self) -> Option<AzureId> {
        let of_subnet = |subnet: AzureId| subnet.parent();
        let by_endpoint = || self.endpoints().find_map(|endpoint| id(&endpoint.body, "properties/subnet/id"));
        let services = [Some(self.account), self.storage, self.vault];
        let by_rule = || {
            let rules = services.into_iter().flatten();
            rules.flat_map(|service| ids_of(&service.body, "properties/networkAcls/virtualNetworkRules", "id")).next()
        };
        let alone = || {
            let mut here = self.of_kind(ResourceKind::VirtualNetwork).filter(|network| self.is_here(&network.id));
            here.next().filter(|_| here.next().is_none()).map(|network| network.id.clone())
        };
        let by_subnet = by_endpoint().or_else(|| self.machine_subnet()).or_else(by_rule);
        by_subnet.and_then(of_subnet).or_else(alone)
    }
}

/// The connections of a private endpoint, approved by the deploying principal or by hand.
pub(super) fn connections(endpoint: &Value) -> impl Iterator<Item = &Value> {
    ["properties/privateLinkServiceConnections", "properties/manualPrivateLinkServiceConnections"]
        .into_iter()
        .flat_map(|path| items(endpoint, path))
}

/// The user-assigned identities of a resource.
pub(super) fn user_assigned(resource: &ExistingResource) -> Vec<AzureId> {
    let identities = at(&resource.body, "identity/userAssignedIdentities").and_then(Value::as_object);
    identities.into_iter().flat_map(Object::entries).filter_map(|(id, _)| AzureId::parse(id)).collect()
}
