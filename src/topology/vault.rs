//! Key Vault, and the account key that is kept in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Date, Location, PublicRange, SecretName, VaultId, VaultName, keywords};

/// The vault of the topology. Made where something needs it: an account key, or an encryption key.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KeyVault {
    /// Resource ID of an existing vault. Its firewall and its protection stay its owner's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<VaultId>,
    /// Region of an existing vault; needed where a key of it encrypts something, since its ID does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Name of a new vault, unique in Azure. Default: `kv-<name>-<environment>-` and a short hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<VaultName>,
    /// `premium` keeps keys in hardware. Default: `premium` where a key of this topology needs it. Cost-relevant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<VaultSku>,
    /// Who can reach the vault over the network. Default: `private` with a private account, else `selected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_network_access: Option<VaultAccess>,
    /// Public addresses that only the vault lets in: Terraform writes secrets and keys from where it runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20, "uniqueItems" = true))]
    pub deployer_addresses: Vec<PublicRange>,
    /// Lets trusted Azure services past the firewall.
    pub trusted_services: bool,
    /// Who may do what in the vault.
    pub authorization: VaultAuthorization,
    /// Days that deleted secrets, keys and the vault itself can be brought back; fixed when the vault is made.
    #[schemars(range(min = 7, max = 90))]
    pub soft_delete_days: u16,
    /// Nobody can delete for good before those days are over. Cannot be turned off again.
    pub purge_protection: bool,
}

impl Default for KeyVault {
    fn default() -> Self {
        Self {
            existing: None,
            location: None,
            name: None,
            sku: None,
            public_network_access: None,
            deployer_addresses: Vec::new(),
            trusted_services: true,
            authorization: VaultAuthorization::Rbac,
            soft_delete_days: 90,
            purge_protection: true,
        }
    }
}

keywords!(
    /// A SKU of a vault.
    pub enum VaultSku {
        /// Keys in software.
        Standard = "standard",
        /// Keys in hardware too.
        Premium = "premium",
    }
);

/// Who can reach the vault over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum VaultAccess {
    /// Private endpoints and trusted services only.
    Private,
    /// The addresses and subnets under `allow` and `deployerAddresses`, besides those.
    Selected,
}

/// Who may do what in the vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum VaultAuthorization {
    /// Roles, as everywhere in Azure.
    #[default]
    Rbac,
    /// The vault's own list, for vaults that still use it: clients of secrets get *get* and *list*.
    AccessPolicies,
}

/// The account key that is kept in the vault; with `account.localAuth: true`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Keys {
    /// Name of the secret.
    pub secret_name: SecretName,
    /// Which of the two keys is in it. Rotation moves it to and fro.
    pub active_key: ActiveKey,
    /// Day on which the secret expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

#[allow(clippy::expect_used, reason = "a literal that a test parses")]
impl Default for Keys {
    fn default() -> Self {
        Self {
            secret_name: "AI-Services-Key".parse().expect("a secret name"),
            active_key: ActiveKey::Key1,
            expires: None,
        }
    }
}

/// One of the two keys of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ActiveKey {
    /// The first.
    #[default]
    Key1,
    /// The second.
    Key2,
}
