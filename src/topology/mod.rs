//! The keys of the YAML file as types, with their defaults.
//!
//! Each subject has a file. Single values are checked by their types ([`values`]), the structure by the JSON Schema
//! that is generated from these types, and relations between values (overlap, missing subnets, rules that a
//! private resource would ignore) in `check`.

mod account;
mod allow;
mod check;
mod checks;
mod clients;
mod custom_roles;
mod defaults;
mod deployment;
mod dns;
mod encryption;
mod endpoints;
mod enumerations;
mod extra;
mod layout;
mod machine;
mod monitoring;
mod names;
mod naming;
mod network;
mod outputs;
pub(crate) mod own_rules;
mod policies;
mod posture;
pub mod preset;
mod regions;
mod routes;
mod security_rules;
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
pub use checks::ChecksFile;
pub use clients::{Client, ClientKind, FederatedCredential, Grant, GrantScope, SharedCredential};
pub use custom_roles::CustomRole;
pub use deployment::{Deployment, DeploymentStack, OnUnmanage};
pub use dns::{Dns, ResolutionPolicy, ZoneIds, ZoneSource};
pub use encryption::{CustomerKey, Encryption, KeyIdentity, KeyKind, Rotation};
pub use endpoints::{Endpoint, EndpointApproval, PrivateEndpoints};
pub(crate) use enumerations::{keyword_for, means_unset};
pub use extra::{Extra, ExtraSettings};
pub(crate) use layout::{NetworkLayout, SubnetLayout, SubnetUse};
pub use machine::{AutoShutdown, Bastion, BastionSku, MachineExtension, OperatingSystem, TestMachine};
pub use monitoring::{DiagnosticSettings, Lockable, Logs, Monitoring};
pub(crate) use names::NamingConvention;
pub use naming::Naming;
pub use network::{BastionSubnet, EndpointSources, Network, Subnet, Subnets, WorkloadSubnet};
pub use outputs::{OutputLanguage, OutputLayout, OutputTarget};
pub use policies::PolicySet;
pub use posture::Suppression;
pub(crate) use posture::suppression_removal;
pub use routes::{NextHopType, Route, RouteTable};
pub use security_rules::{RuleAccess, RuleDirection, RuleProtocol, SecurityRule};
pub use storage::{
    Container, CopyScope, Cors, ExpirationAction, IdentityAccess, QueueAndTableKeyType, Redundancy, RoleScope,
    SasPolicy, SoftDelete, Storage, StorageAccess, StorageRole,
};
pub use terraform::{AzurermMajor, TerraformOptions};
use values::{EnvironmentName, Location, Statement, SubscriptionId, VersionRequirement, WorkloadName, keywords};
pub use vault::{ActiveKey, KeyVault, Keys, VaultAccess, VaultAuthorization, VaultSku};

/// A secure Azure AI Document Intelligence topology.
///
/// Every key has a default except `name`. The defaults are the most restrictive topology that still works: an
/// account and a storage account without public access, private endpoints for both, no keys.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "di-gen topology")]
pub struct TopologyFile {
    /// Versions of di-gen that may read this file: `>=0.1, <0.2`. Default: any.
    #[serde(default, rename = "di-gen", skip_serializing_if = "Option::is_none")]
    pub requires: Option<VersionRequirement>,
    /// The edition of output, which freezes names, defaults and API versions. Default: the first one. `di-gen upgrade`
    /// shows what a newer one changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,
    /// Name of the workload; part of every derived name.
    pub name: WorkloadName,
    /// Distinguishes deployments of one workload; part of every derived name.
    #[serde(default = "default_environment")]
    pub environment: EnvironmentName,
    /// Azure region by its short name. Default: the region of the resource group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The Azure cloud; determines DNS zones, suffixes and Studio's endpoints.
    #[serde(default)]
    pub cloud: Cloud,
    /// The target subscription. Shows whether an existing network or private DNS zone is in another one, which needs a
    /// second Terraform provider and which some resources do not support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
    /// Tags of every resource that supports tags: at most 50, names up to 128 characters, values up to 256.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 50, "propertyNames" = { "minLength": 1, "maxLength": 128, "pattern": "^[^<>%&\\\\?/\\x00-\\x1f]+$" }, "additionalProperties" = { "type": "string", "maxLength": 256 }))]
    pub tags: IndexMap<String, String>,
    /// Naming convention.
    #[serde(default)]
    pub naming: Naming,
    /// The Document Intelligence account.
    #[serde(default)]
    pub account: Account,
    /// The storage account for training data and results.
    #[serde(default)]
    pub storage: Storage,
    /// Key Vault. Created if another setting requires it, or if this is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_vault: Option<KeyVault>,
    /// The account key that is stored in the vault, with `account.localAuth: true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Keys>,
    /// Customer-managed keys for encryption at rest. Default: Microsoft-managed keys.
    #[serde(default)]
    pub encryption: Encryption,
    /// Access from outside the network; applies to the account, to storage and to the vault.
    #[serde(default)]
    pub allow: Allow,
    /// Clients with an Entra ID token, and the roles of each.
    #[serde(default)]
    #[schemars(extend("maxItems" = 50))]
    pub clients: Vec<Client>,
    /// Custom roles and what each permits, for the prediction of access. The role of a client that is neither built in nor
    /// listed here has conditional verdicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 50))]
    pub custom_roles: Vec<CustomRole>,
    /// The virtual network. Created by default if a resource is private or a test VM is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// Private endpoints of the account and of blob storage.
    #[serde(default)]
    pub private_endpoints: PrivateEndpoints,
    /// Private DNS zones.
    #[serde(default)]
    pub dns: Dns,
    /// A Data Science VM inside the network, to test the topology (cost: a virtual machine and Bastion).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_machine: Option<TestMachine>,
    /// Diagnostic logs. Default: none are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitoring: Option<Monitoring>,
    /// Resources with a delete lock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub locks: Vec<Lockable>,
    /// How the Bicep and ARM output is deployed.
    #[serde(default)]
    pub deployment: Deployment,
    /// Outputs of `di-gen generate`, and their directories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20))]
    pub outputs: Vec<OutputTarget>,
    /// Access assertions: `internet to account is denied`, `account identity reads container training`.
    /// `di-gen validate` fails if one does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub expect: Vec<Statement>,
    /// Posture rules that do not apply here, each with a reason. `di-gen validate` fails if one matches nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 50))]
    pub suppress: Vec<Suppression>,
    /// Sets of policies under which the topology is deployed. `di-gen validate` shows what they refuse, change and report,
    /// and fails if something is refused; `di-gen diff` shows what a change adds. Default: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub policies: Vec<PolicySet>,
    /// Additional settings by symbolic name: `account`, `storageAccount`, or others that `di-gen describe` lists. Data
    /// only; settings that di-gen writes itself are not valid. The access analysis ignores them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(extend("maxProperties" = 50, "propertyNames" = { "pattern": "^[a-zA-Z][a-zA-Z0-9_]*$" }))]
    pub extra: ExtraSettings,
    /// Settings of the Terraform output only.
    #[serde(default)]
    pub terraform: TerraformOptions,
}

keywords!(
    /// An edition of output. Upgrading di-gen alone never changes the output.
    #[derive(Default)]
    pub enum Edition {
        /// November 2026: the first.
        #[default]
        November2026 = "2026-11",
        /// December 2026: newer API versions of Key Vault and Log Analytics; the vault's endpoint is named after the vault.
        December2026 = "2026-12",
    }
);

impl Edition {
    /// The newest edition.
    pub const NEWEST: Self = Self::December2026;
}

keywords!(
    /// An Azure cloud.
    #[derive(Default)]
    pub enum Cloud {
        /// The public cloud.
        #[default]
        AzureCloud = "AzureCloud" ["public", "AzurePublicCloud", "Azure"],
        /// Azure Government (United States).
        AzureUSGovernment = "AzureUSGovernment" ["usgovernment", "AzureUSGovernmentCloud", "AzureGovernment"],
        /// Azure in China, operated by 21Vianet.
        AzureChinaCloud = "AzureChinaCloud" ["china", "AzureChina"],
    }
);

impl Cloud {
    /// Endpoints, suffixes and private DNS zones of this cloud.
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
