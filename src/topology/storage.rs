//! The storage account of training data and results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{ContainerName, Origin, StorageAccountId, StorageName, keywords};

/// Storage for training data and results.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Storage {
    /// Resource ID of an existing storage account. It gets the role and the private endpoint; its firewall and
    /// CORS stay its owner's, and di-gen says what they need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<StorageAccountId>,
    /// Name of a new account, unique in Azure. Default: `st<name><environment>` and a short hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<StorageName>,
    /// Copies of the data. `GRS` keeps a second region and costs about twice `LRS`. Cost-relevant.
    pub redundancy: Redundancy,
    /// Who can reach blob storage over the network. Default: `private` with a private account, else `selected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_network_access: Option<StorageAccess>,
    /// Whether account keys, and SAS signed with them, work.
    pub shared_keys: bool,
    /// Containers. Of an existing account they are not made, only named for the scope of the role.
    #[schemars(extend("minItems" = 1, "maxItems" = 50))]
    pub containers: Vec<Container>,
    /// What the account's identity may do with the blobs.
    pub identity_access: IdentityAccess,
    /// Lets trusted Azure services past the firewall.
    pub trusted_services: bool,
    /// Lets the account past the firewall by its resource ID. Default: where its identity has a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_instance_rule: Option<bool>,
    /// How long deleted blobs and containers can be brought back.
    pub soft_delete: SoftDelete,
    /// Keeps earlier versions of blobs. Cost-relevant.
    pub versioning: bool,
    /// A second layer of encryption, fixed when the account is made.
    pub infrastructure_encryption: bool,
    /// Web pages that may call blob storage, besides Studio.
    pub cors: Cors,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            existing: None,
            name: None,
            redundancy: Redundancy::Grs,
            public_network_access: None,
            shared_keys: false,
            containers: default_containers(),
            identity_access: IdentityAccess::default(),
            trusted_services: true,
            resource_instance_rule: None,
            soft_delete: SoftDelete::default(),
            versioning: true,
            infrastructure_encryption: true,
            cors: Cors::default(),
        }
    }
}

keywords!(
    /// Copies of the data.
    pub enum Redundancy {
        /// Three copies in one place.
        Lrs = "LRS",
        /// Three copies in three zones.
        Zrs = "ZRS",
        /// `LRS` and a second region.
        Grs = "GRS",
        /// `GRS` with the second region readable.
        RaGrs = "RAGRS",
        /// `ZRS` and a second region.
        Gzrs = "GZRS",
        /// `GZRS` with the second region readable.
        RaGzrs = "RAGZRS",
    }
);

/// Who can reach blob storage over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StorageAccess {
    /// Private endpoints, trusted services and the account's identity only.
    Private,
    /// The addresses and subnets under `allow`, besides those.
    Selected,
}

/// A blob container.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Container {
    /// Its name.
    pub name: ContainerName,
    /// What the account's identity may do in it, where that differs from `identityAccess.role`. Only with
    /// `identityAccess.scope: container`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<StorageRole>,
}

/// What the account's identity may do with the blobs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct IdentityAccess {
    /// `reader` is enough to train; `contributor` also writes results (batch analysis, labels made by the
    /// service) back.
    pub role: StorageRole,
    /// Whether the role is given on the storage account or on each container.
    pub scope: RoleScope,
}

/// A role of the account's identity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StorageRole {
    /// *Storage Blob Data Reader*.
    #[default]
    Reader,
    /// *Storage Blob Data Contributor*.
    Contributor,
    /// No role: the account does not use this storage by identity.
    None,
}

/// Where the role is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RoleScope {
    /// On the storage account.
    #[default]
    Account,
    /// On each container.
    Container,
}

/// How long deleted things can be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SoftDelete {
    /// Days for blobs; 0 turns it off. Cost-relevant.
    #[schemars(range(min = 0, max = 365))]
    pub blob_days: u16,
    /// Days for containers; 0 turns it off.
    #[schemars(range(min = 0, max = 365))]
    pub container_days: u16,
}

impl Default for SoftDelete {
    fn default() -> Self {
        Self { blob_days: 14, container_days: 14 }
    }
}

/// Web pages that may call blob storage.
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
