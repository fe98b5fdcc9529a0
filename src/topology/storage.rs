//! The storage account for training data and results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{ContainerName, InstanceId, Location, Origin, StorageAccountId, StorageName, keywords};

/// Storage for training data and results.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Storage {
    /// Resource ID of an existing storage account. It gets the role and the private endpoint. Firewall and CORS are
    /// managed outside this topology; di-gen lists required steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<StorageAccountId>,
    /// Region of an existing storage account. Its ID does not contain the region, and it has to be that of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Name of a new account, globally unique. Default: `st<name><environment>` and a short hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<StorageName>,
    /// Redundancy. `GRS` replicates to the pair of the region and costs about twice `LRS`. Default: `GRS`; in a region
    /// without a pair, `ZRS` if it has availability zones, otherwise `LRS`. Cost-relevant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redundancy: Option<Redundancy>,
    /// Network access to blob storage. Default: `private` with a private account, otherwise `selected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_network_access: Option<StorageAccess>,
    /// Enables account keys, and SAS signed with them.
    pub shared_keys: bool,
    /// SAS expiration policy, for SAS signed with an account key. Only with `sharedKeys: true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sas_policy: Option<SasPolicy>,
    /// Containers. For an existing account they are not created, only used as role scopes.
    #[schemars(extend("minItems" = 1, "maxItems" = 50))]
    pub containers: Vec<Container>,
    /// Access of the account's identity to the blobs.
    pub identity_access: IdentityAccess,
    /// Allows trusted Azure services through the firewall.
    pub trusted_services: bool,
    /// Resource instance rule for the account in the firewall. Default: `true` if its identity has a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_instance_rule: Option<bool>,
    /// IDs of other resources of the tenant with a resource instance rule in the firewall, such as a data factory. Its managed
    /// identity can reach storage past the firewall, and needs a role on it.
    #[schemars(extend("maxItems" = 199, "uniqueItems" = true))]
    pub resource_instances: Vec<InstanceId>,
    /// Soft-delete retention of blobs and containers.
    pub soft_delete: SoftDelete,
    /// Enables blob versioning, which keeps previous versions of blobs. Cost-relevant.
    pub versioning: bool,
    /// Permitted scope for copy operations: the storage accounts that data may be copied from. Default: any storage
    /// account. A preview of Azure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_scope: Option<CopyScope>,
    /// A second layer of encryption; immutable (forces replacement).
    pub infrastructure_encryption: bool,
    /// Scope of the encryption key of queues and tables; immutable (forces replacement). With `account`,
    /// `encryption.storage` covers all four services, with `service` blobs and files only. Cost-relevant for tables, which
    /// Azure bills at another rate.
    pub queue_and_table_key_type: QueueAndTableKeyType,
    /// CORS for web pages other than Studio.
    pub cors: Cors,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            existing: None,
            location: None,
            name: None,
            redundancy: None,
            public_network_access: None,
            shared_keys: false,
            sas_policy: None,
            containers: default_containers(),
            identity_access: IdentityAccess::default(),
            trusted_services: true,
            resource_instance_rule: None,
            resource_instances: Vec::new(),
            soft_delete: SoftDelete::default(),
            versioning: true,
            copy_scope: None,
            infrastructure_encryption: true,
            queue_and_table_key_type: QueueAndTableKeyType::Account,
            cors: Cors::default(),
        }
    }
}

keywords!(
    /// Redundancy of the data.
    pub enum Redundancy {
        /// Three copies in one physical location.
        Lrs = "LRS" ["Standard_LRS", "Locally-redundant storage", "Locally-redundant storage (LRS)"],
        /// Three copies in three availability zones.
        Zrs = "ZRS" ["Standard_ZRS", "Zone-redundant storage", "Zone-redundant storage (ZRS)"],
        /// `LRS` and a second region.
        Grs = "GRS" ["Standard_GRS", "Geo-redundant storage", "Geo-redundant storage (GRS)"],
        /// `GRS` with read access to the second region.
        RaGrs = "RAGRS" ["Standard_RAGRS", "Read-access geo-redundant storage", "Read-access geo-redundant storage (RA-GRS)"],
        /// `ZRS` and a second region.
        Gzrs = "GZRS" ["Standard_GZRS", "Geo-zone-redundant storage", "Geo-zone-redundant storage (GZRS)"],
        /// `GZRS` with read access to the second region.
        RaGzrs = "RAGZRS" ["Standard_RAGZRS", "Read-access geo-zone-redundant storage", "Read-access geo-zone-redundant storage (RA-GZRS)"],
    }
);

impl Redundancy {
    /// Whether it replicates to a second region: the pair of the region.
    pub(crate) fn needs_pair(self) -> bool {
        matches!(self, Self::Grs | Self::RaGrs | Self::Gzrs | Self::RaGzrs)
    }

    /// Whether it replicates to the availability zones of the region.
    pub(crate) fn needs_zones(self) -> bool {
        matches!(self, Self::Zrs | Self::Gzrs | Self::RaGzrs)
    }
}

keywords!(
    /// Network access to blob storage.
    pub enum StorageAccess {
        /// Private endpoints, trusted Azure services and the account's identity only.
        Private = "private" ["Disabled", "Disable", "false", "off"],
        /// Also the IP addresses and subnets under `allow`.
        Selected = "selected" ["Enabled", "true", "Selected networks", "Enabled from selected networks", "Enabled from selected virtual networks and IP addresses"],
    }
);

keywords!(
    /// The storage accounts that data may be copied from.
    pub enum CopyScope {
        /// Accounts in the same Microsoft Entra tenant.
        Aad = "AAD" ["Microsoft Entra", "Microsoft Entra ID", "From storage accounts in the same Azure AD tenant", "From storage accounts in the same Microsoft Entra tenant"],
        /// Accounts with a private endpoint in the same virtual network.
        PrivateLink = "PrivateLink" ["From storage accounts that have a private link to the same virtual network"],
    }
);

impl CopyScope {
    /// Words of Azure and the portal for any storage account, which is the default here.
    pub(crate) const UNSET_WORDS: &[&str] = &["All", "From any storage account"];
}

keywords!(
    /// The scope of an encryption key.
    pub enum QueueAndTableKeyType {
        /// One key for the storage account, which can be a customer-managed key.
        Account = "account"["Enable support for customer-managed keys"],
        /// A Microsoft-managed key for each of the two services.
        Service = "service",
    }
);

/// SAS expiration policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SasPolicy {
    /// Upper limit of the time between start and expiration of a SAS, in hours.
    #[schemars(range(min = 1, max = 8760))]
    pub expiration_hours: u16,
    /// What storage does with a SAS that exceeds the limit.
    #[serde(default)]
    pub expiration_action: ExpirationAction,
}

keywords!(
    /// What storage does with a SAS that exceeds the limit of its policy.
    #[derive(Default)]
    pub enum ExpirationAction {
        /// Denies its use.
        #[default]
        Block = "block",
        /// Allows its use. A log of storage records it.
        Log = "log",
    }
);

/// A blob container.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Container {
    /// Name of the container.
    pub name: ContainerName,
    /// Role of the account's identity on it, if it differs from `identityAccess.role`. Only with
    /// `identityAccess.scope: container`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<StorageRole>,
}

/// Access of the account's identity to the blobs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct IdentityAccess {
    /// `reader` is sufficient for training; `contributor` also writes results (batch analysis, automatic labels and
    /// shared projects of Studio). Default: `contributor` with `allow.studio: service`, otherwise `reader`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<StorageRole>,
    /// Scope of the role assignment: the storage account or each container.
    pub scope: RoleScope,
}

keywords!(
    /// A role of the account's identity.
    pub enum StorageRole {
        /// *Storage Blob Data Reader*.
        Reader = "reader" ["read", "Storage Blob Data Reader"],
        /// *Storage Blob Data Contributor*.
        Contributor = "contributor" ["write", "Storage Blob Data Contributor"],
        /// No role: the account does not access this storage with its identity.
        None = "none" ["off", "false", "no role"],
    }
);

keywords!(
    /// The scope of the role assignment.
    #[derive(Default)]
    pub enum RoleScope {
        /// On the storage account.
        #[default]
        Account = "account" ["storage account"],
        /// On each container.
        Container = "container" ["blob container", "containers"],
    }
);

/// Soft-delete retention of blobs and containers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SoftDelete {
    /// Days for blobs; 0 disables it. Cost-relevant.
    #[schemars(range(min = 0, max = 365))]
    pub blob_days: u16,
    /// Days for containers; 0 disables it.
    #[schemars(range(min = 0, max = 365))]
    pub container_days: u16,
}

impl Default for SoftDelete {
    fn default() -> Self {
        Self { blob_days: 14, container_days: 14 }
    }
}

/// CORS for web pages.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Cors {
    /// Origins of your own pages, such as a self-hosted labelling tool.
    #[schemars(extend("maxItems" = 20, "uniqueItems" = true))]
    pub origins: Vec<Origin>,
}

#[allow(clippy::expect_used, reason = "a literal that a test parses")]
fn default_containers() -> Vec<Container> {
    let name = "training".parse().expect("`training` is a container name");
    vec![Container { name, role: None }]
}
