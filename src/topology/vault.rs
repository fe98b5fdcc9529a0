//! Key Vault, and the account key that is stored in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Date, Location, PublicRange, SecretName, VaultId, VaultName, keywords};

/// The vault of the topology. Created if an account key or an encryption key requires it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KeyVault {
    /// Resource ID of an existing vault. Its firewall and protection are managed outside this topology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<VaultId>,
    /// Region of an existing vault; required if one of its keys encrypts data. Its ID does not contain the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Name of a new vault, globally unique. Default: `kv-<name>-<environment>-` and a short hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<VaultName>,
    /// `premium` supports HSM-protected keys. Default: `premium` if a key of this topology needs it. Cost-relevant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<VaultSku>,
    /// Network access to the vault. Default: `private` with a private account; otherwise `selected` if a client or
    /// `deployerAddresses` uses it, and `closed` if not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_network_access: Option<VaultAccess>,
    /// Public IP addresses that only the vault allows: those that Terraform runs from, to write secrets and keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20, "uniqueItems" = true))]
    pub deployer_addresses: Vec<PublicRange>,
    /// Allows trusted Azure services through the firewall.
    pub trusted_services: bool,
    /// Permission model of the vault.
    pub authorization: VaultAuthorization,
    /// Soft-delete retention of secrets, keys and the vault, in days; immutable (forces replacement).
    #[schemars(range(min = 7, max = 90))]
    pub soft_delete_days: u16,
    /// Prevents purging during the retention period. Cannot be disabled once enabled.
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
        /// Software-protected keys.
        Standard = "standard",
        /// HSM-protected keys as well.
        Premium = "premium",
    }
);

keywords!(
    /// Network access to the vault.
    pub enum VaultAccess {
        /// Trusted Azure services only: no client uses the vault. By default, no private endpoint is created.
        Closed = "closed",
        /// Private endpoints and trusted Azure services only.
        Private = "private" ["Disabled", "Disable", "false", "off", "Disable public access"],
        /// Also the IP addresses and subnets under `allow` and `deployerAddresses`.
        Selected = "selected" ["Enabled", "true", "Selected networks", "Allow public access from specific virtual networks and IP addresses"],
    }
);

keywords!(
    /// Permission model of the vault.
    #[derive(Default)]
    pub enum VaultAuthorization {
        /// Azure RBAC: role assignments.
        #[default]
        Rbac = "rbac" ["Azure RBAC", "Azure role-based access control", "role-based access control", "true"],
        /// Access policies, for vaults that still use them: clients of secrets get *get* and *list*.
        AccessPolicies = "accessPolicies" ["access policy", "Vault access policy", "Vault access policies", "false"],
    }
);

/// The account key that is stored in the vault; with `account.localAuth: true`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Keys {
    /// Name of the secret.
    pub secret_name: SecretName,
    /// Which of the two keys it contains. Rotation alternates them.
    pub active_key: ActiveKey,
    /// Expiration date of the secret. Key Vault still returns an expired secret; the date is a reminder.
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

keywords!(
    /// One of the two keys of an account.
    #[derive(Default)]
    pub enum ActiveKey {
        /// The first.
        #[default]
        Key1 = "key1" ["primary", "primary key", "1"],
        /// The second.
        Key2 = "key2" ["secondary", "secondary key", "2"],
    }
);
