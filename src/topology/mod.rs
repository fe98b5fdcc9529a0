//! The words of the YAML file as types: what a user can say, with its defaults.
//!
//! A noun has a file. Single values are checked by their types ([`values`]), the shape by the JSON Schema that
//! is generated from these types, and what lies between values (overlap, missing subnets, rules that a
//! private resource would void) in `check`.

mod account;
mod allow;
mod check;
mod clients;
mod defaults;
mod dns;
mod encryption;
mod endpoints;
mod extra;
mod layout;
mod machine;
mod monitoring;
mod names;
mod naming;
mod network;
mod outputs;
mod posture;
pub mod preset;
mod storage;
mod terraform;
pub mod values;
mod vault;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::clouds::{self, CloudFacts};
pub use account::{Account, AccountKind, AccountSku, Identity, Outbound, PublicNetworkAccess, UserAssignedIdentity};
pub use allow::{Allow, Studio};
pub(crate) use check::check_topology;
pub use clients::{Client, ClientKind, FederatedCredential, Grant, GrantScope};
pub use dns::{Dns, ZoneIds, ZoneSource};
pub use encryption::{CustomerKey, Encryption, KeyIdentity, KeyKind, Rotation};
pub use endpoints::{Endpoint, PrivateEndpoints};
pub use extra::Extra;
pub(crate) use layout::{NetworkLayout, SubnetLayout, SubnetUse};
pub use machine::{AutoShutdown, Bastion, BastionSku, OperatingSystem, TestMachine};
pub use monitoring::{Lockable, Logs, Monitoring};
pub(crate) use names::NamingConvention;
pub use naming::Naming;
pub use network::{Network, Subnet, Subnets, WorkloadSubnet};
pub use outputs::{OutputLanguage, OutputLayout, OutputTarget};
pub use posture::Suppression;
pub use storage::{
    Container, Cors, IdentityAccess, Redundancy, RoleScope, SoftDelete, Storage, StorageAccess, StorageRole,
};
pub use terraform::{AzurermMajor, TerraformOptions};
use values::{EnvironmentName, Location, Statement, SubscriptionId, VersionRequirement, WorkloadName, keywords};
pub use vault::{ActiveKey, KeyVault, Keys, VaultAccess, VaultAuthorization, VaultSku};

/// A secure Azure AI Document Intelligence topology.
///
/// Every key has a default except `name`. The defaults are the most closed topology that still works: an
/// account and a storage account without public access, private endpoints for both, no keys.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "di-gen topology")]
pub struct TopologyFile {
    /// Which versions of di-gen may read this file: `>=0.1, <0.2`. Without it, any.
    #[serde(default, rename = "di-gen", skip_serializing_if = "Option::is_none")]
    pub requires: Option<VersionRequirement>,
    /// The edition of output, which freezes names, defaults and API versions. Without it, the first one. `di-gen upgrade` shows
    /// what a newer one changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,
    /// What the topology is for; part of every derived name.
    pub name: WorkloadName,
    /// Tells deployments of one workload apart; part of every derived name.
    #[serde(default = "default_environment")]
    pub environment: EnvironmentName,
    /// Azure region by its short name. Without it, the region of the resource group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The Azure cloud; DNS zones, suffixes and Studio's addresses follow it.
    #[serde(default)]
    pub cloud: Cloud,
    /// The subscription that is deployed to. It tells whether an existing network or zone lies in another one:
    /// Terraform needs a second provider for that, and some things cannot reach across.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
    /// Tags of every resource that takes tags: at most 50, names up to 128 characters, values up to 256.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 50, "propertyNames" = { "minLength": 1, "maxLength": 128, "pattern": "^[^<>%&\\\\?/\\x00-\\x1f]+$" }, "additionalProperties" = { "type": "string", "maxLength": 256 }))]
    pub tags: IndexMap<String, String>,
    /// How names are made.
    #[serde(default)]
    pub naming: Naming,
    /// The Document Intelligence account.
    #[serde(default)]
    pub account: Account,
    /// The storage account of training data and results.
    #[serde(default)]
    pub storage: Storage,
    /// Key Vault. Made where something needs it, or where this is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_vault: Option<KeyVault>,
    /// The account key that is kept in the vault, with `account.localAuth: true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Keys>,
    /// Encryption at rest with keys of your own. Off: Azure's keys.
    #[serde(default)]
    pub encryption: Encryption,
    /// Who may come in from outside; applies to the account, to storage and to the vault.
    #[serde(default)]
    pub allow: Allow,
    /// Who calls with an Entra token, and what each may do.
    #[serde(default)]
    #[schemars(extend("maxItems" = 50))]
    pub clients: Vec<Client>,
    /// The virtual network. Made by default when something is private or a test machine is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// Private endpoints of the account and of blob storage.
    #[serde(default)]
    pub private_endpoints: PrivateEndpoints,
    /// Private DNS zones.
    #[serde(default)]
    pub dns: Dns,
    /// A Data Science VM inside the network, to try the topology out (cost: a virtual machine and Bastion).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_machine: Option<TestMachine>,
    /// Logs. Without it, nothing is sent anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitoring: Option<Monitoring>,
    /// What is locked against deletion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub locks: Vec<Lockable>,
    /// What `di-gen generate` writes, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20))]
    pub outputs: Vec<OutputTarget>,
    /// What must hold of who reaches what, in sentences: `internet to account is denied`, `account identity reads
    /// container training`. `di-gen validate` fails where one does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub expect: Vec<Statement>,
    /// Posture rules that do not apply here, each with a reason. One that matches nothing fails `di-gen validate`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 50))]
    pub suppress: Vec<Suppression>,
    /// Settings that di-gen does not know, by resource: `account`, `storageAccount`, or what else `di-gen describe` lists. Data
    /// only; what di-gen writes itself is refused. The access analysis does not look at them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(extend("maxProperties" = 50, "propertyNames" = { "pattern": "^[a-zA-Z][a-zA-Z0-9_]*$" }))]
    pub extra: IndexMap<String, Extra>,
    /// What only the Terraform output needs to know.
    #[serde(default)]
    pub terraform: TerraformOptions,
}

keywords!(
    /// An edition of output. Upgrading the program alone never changes what it generates.
    #[derive(Default)]
    pub enum Edition {
        /// November 2026: the first.
        #[default]
        November2026 = "2026-11",
        /// December 2026: newer API versions of Key Vault and Log Analytics; the endpoint of the vault is called as the vault is.
        December2026 = "2026-12",
    }
);

impl Edition {
    /// The newest.
    pub const NEWEST: Self = Self::December2026;
}

keywords!(
    /// An Azure cloud.
    #[derive(Default)]
    pub enum Cloud {
        /// The public cloud.
        #[default]
        AzureCloud = "AzureCloud",
        /// The cloud of the US government.
        AzureUSGovernment = "AzureUSGovernment",
        /// The cloud in China, operated by 21Vianet.
        AzureChinaCloud = "AzureChinaCloud",
    }
);

impl Cloud {
    /// What di-gen knows of this cloud.
    #[must_use]
    pub const fn facts(self) -> &'static CloudFacts {
        match self {
            Self::AzureCloud => &clouds::AZURE_CLOUD,
            Self::AzureUSGovernment => &clouds::AZURE_US_GOVERNMENT,
            Self::AzureChinaCloud => &clouds::AZURE_CHINA_CLOUD,
        }
    }
}

#[allow(clippy::expect_used, reason = "a literal that a test parses")]
fn default_environment() -> EnvironmentName {
    "dev".parse().expect("`dev` is an environment name")
}
