//! Customer-managed keys.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Date, IdentityName, KeyUrl, SecretName, keywords};

/// Encryption at rest with keys of your own, for the account and, separately, for storage. Cost-relevant.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Encryption {
    /// The key of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<CustomerKey>,
    /// The key of a new storage account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<CustomerKey>,
}

/// A key of your own: a new one in the vault, or one that is in an existing vault already.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CustomerKey {
    /// Identifier of a key in the existing vault, as `az keyvault key show --query key.kid` prints it. The account
    /// needs it with its version; storage follows new versions where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<KeyUrl>,
    /// Name of a new key. Default: `cmk-account` and `cmk-storage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<SecretName>,
    /// `RSA-HSM` is kept in hardware and needs a vault with `sku: premium`.
    #[serde(rename = "type")]
    pub kind: KeyKind,
    /// Bits. The account is documented with 2048 alone.
    #[schemars(extend("enum" = [2048, 3072, 4096]))]
    pub size: u16,
    /// Day on which a new key expires. Data is out of reach from then on, unless the key was rotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// When Key Vault makes new versions of a new key.
    pub rotation: Rotation,
    /// Which managed identity uses the key: one of its own, or that of the account itself. The second takes two steps
    /// in one deployment: the identity exists only once the account does.
    pub identity: KeyIdentity,
    /// Name of the managed identity that uses the key. Default: `id-cmk-account-<name>-<environment>` and
    /// `id-cmk-storage-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_name: Option<IdentityName>,
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
        }
    }
}

impl CustomerKey {
    /// Whether an identity is made that uses this key and nothing else.
    pub(crate) fn has_own_identity(&self) -> bool {
        self.identity == KeyIdentity::UserAssigned
    }
}

/// Which identity uses a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum KeyIdentity {
    /// A user-assigned one that is made for this and can do nothing else.
    #[default]
    UserAssigned,
    /// The system-assigned one of what is encrypted.
    SystemAssigned,
}

keywords!(
    /// How a key is kept.
    #[derive(Default)]
    pub enum KeyKind {
        /// In hardware.
        #[default]
        RsaHsm = "RSA-HSM",
        /// In software.
        Rsa = "RSA",
    }
);

/// When Key Vault makes new versions of a key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rotation {
    /// Whether it does so by itself.
    pub enabled: bool,
    /// How long a version is valid, in days.
    #[schemars(range(min = 28, max = 3650))]
    pub expire_after_days: u16,
    /// How long before that the next version is made, in days.
    #[schemars(range(min = 7, max = 365))]
    pub rotate_before_days: u16,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { enabled: true, expire_after_days: 365, rotate_before_days: 60 }
    }
}
