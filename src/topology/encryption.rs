//! Customer-managed keys.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Date, IdentityName, KeyUrl, SecretName, keywords};

/// Encryption at rest with customer-managed keys, for the account and, separately, storage. Cost-relevant.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Encryption {
    /// The key of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<CustomerKey>,
    /// The key of a new storage account, for blobs, files, queues and tables. With `storage.queueAndTableKeyType: service`
    /// it covers blobs and files only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<CustomerKey>,
}

/// A customer-managed key: a new one in the vault, or an existing one in an existing vault.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CustomerKey {
    /// Identifier of a key in the existing vault, as `az keyvault key show --query key.kid` prints it. The account
    /// requires the version; without one, storage uses new versions automatically.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<KeyUrl>,
    /// Name of a new key. Default: `cmk-account` and `cmk-storage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<SecretName>,
    /// `RSA-HSM` is an HSM-protected key and needs a vault with `sku: premium`.
    #[serde(rename = "type")]
    pub kind: KeyKind,
    /// Size in bits. The account supports 2048 only.
    #[schemars(extend("enum" = [2048, 3072, 4096]))]
    pub size: u16,
    /// Expiration date of a new key. With rotation, it applies to the first version: each later version gets a date from
    /// the rotation policy. An expired key still decrypts and unwraps, but no longer encrypts or wraps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// When Key Vault creates new versions of a new key.
    pub rotation: Rotation,
    /// Managed identity that uses the key: a dedicated one, or that of the account itself. The latter takes two passes
    /// in one deployment, since the identity exists only after the account.
    pub identity: KeyIdentity,
    /// Name of the managed identity that uses the key. Default: `id-cmk-account-<name>-<environment>` and
    /// `id-cmk-storage-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_name: Option<IdentityName>,
    /// Terraform sets the key when it creates the resource, as Bicep and ARM do, and not in a later step of the same apply:
    /// for policies that refuse a resource without its key. If Azure refuses the key while its role is not effective yet,
    /// the resource may have to be imported before the next apply. Only with `identity: userAssigned`.
    pub at_creation: bool,
}

impl Default for CustomerKey {
    fn default() -> Self {
        Self {
            existing: None,
            name: None,
            kind: KeyKind::RsaHsm,
            size: 2048,
            expires: None,
            rotation: Rotation::default(),
            identity: KeyIdentity::UserAssigned,
            identity_name: None,
            at_creation: false,
        }
    }
}

impl CustomerKey {
    /// Whether a dedicated identity with access to this key only is created.
    pub(crate) fn has_own_identity(&self) -> bool {
        self.identity == KeyIdentity::UserAssigned
    }

    /// Whether azurerm sets the key in the resource itself.
    pub(crate) fn is_set_at_creation(&self) -> bool {
        self.at_creation && self.has_own_identity()
    }
}

keywords!(
    /// The identity that uses a key.
    #[derive(Default)]
    pub enum KeyIdentity {
        /// A new user-assigned identity with no other permissions.
        #[default]
        UserAssigned = "userAssigned"["user-assigned identity"],
        /// The system-assigned identity of the encrypted resource.
        SystemAssigned = "systemAssigned"["system-assigned identity"],
    }
);

keywords!(
    /// How a key is protected.
    #[derive(Default)]
    pub enum KeyKind {
        /// HSM-protected.
        #[default]
        RsaHsm = "RSA-HSM"["HSM"],
        /// Software-protected.
        Rsa = "RSA",
    }
);

/// When Key Vault creates new versions of a key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rotation {
    /// Enables automatic rotation.
    pub enabled: bool,
    /// Days that a version is valid.
    // The minimum: `catalog::encryption::ROTATION_EXPIRATION`.
    #[schemars(range(min = 28, max = 3650))]
    pub expire_after_days: u16,
    /// Days before expiration at which the next version is created.
    // The minimum: `catalog::encryption::ROTATION_INTERVAL`.
    #[schemars(range(min = 7, max = 365))]
    pub rotate_before_days: u16,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { enabled: true, expire_after_days: 365, rotate_before_days: 60 }
    }
}
