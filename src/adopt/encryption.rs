//! Customer-managed keys: where they are, and which identity uses them.

use super::{
    observed::Observed,
    value::{at, id, is, text},
};
use crate::{
    arm_template::Value,
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource, principal_at},
};

/// A customer-managed key.
pub(super) struct KeyInUse<'i> {
    /// The key under `encryption`.
    pub(super) key: &'static str,
    pub(super) name: &'i str,
    pub(super) version: Option<&'i str>,
    /// The user-assigned identity that uses it; without one, the resource does itself.
    pub(super) identity: Option<AzureId>,
}

const PROPERTIES: &str = "properties/encryption/keyVaultProperties";

impl<'i> Observed<'i> {
    pub(super) fn account_key(&self) -> Option<KeyInUse<'i>> {
        let body = &self.account.body;
        is(body, "properties/encryption/keySource", "Microsoft.KeyVault").then_some(())?;
        Some(KeyInUse {
            key: "account",
            name: text(body, &format!("{PROPERTIES}/keyName"))?,
            version: text(body, &format!("{PROPERTIES}/keyVersion")),
            identity: self.key_identity_of_account(),
        })
    }

    pub(super) fn storage_key(&self) -> Option<KeyInUse<'i>> {
        let body = &self.storage?.body;
        is(body, "properties/encryption/keySource", "Microsoft.KeyVault").then_some(())?;
        Some(KeyInUse {
            key: "storage",
            name: text(body, &format!("{PROPERTIES}/keyName"))?,
            version: text(body, &format!("{PROPERTIES}/keyVersion")),
            identity: id(body, "properties/encryption/identity/userAssignedIdentity"),
        })
    }

    /// The user-assigned identity with which the account uses its key, by its client ID.
    pub(super) fn key_identity_of_account(&self) -> Option<AzureId> {
        let path = ["properties", "encryption", "keyVaultProperties", "identityClientId"];
        let client = principal_at(&self.account.body, &path)?;
        let has_client = |identity: &&ExistingResource| {
            principal_at(&identity.body, &["properties", "clientId"]).is_some_and(|own| own == client)
        };
        self.of_kind(ResourceKind::UserAssignedIdentity).find(has_client).map(|identity| identity.id.clone())
    }

    /// The vault that a service names for its key: by the host, or as the resource whose address it is.
    pub(super) fn vault_of_key(&self, service: &ExistingResource) -> Option<AzureId> {
        let uri = at(&service.body, &format!("{PROPERTIES}/keyVaultUri"))?;
        let is_meant = |vault: &AzureId| match uri {
            Value::Unknown(unknown) => {
                let start = format!("{}#", vault.folded());
                unknown.symbol.as_ref().is_some_and(|symbol| symbol.starts_with(&start))
            }
            _ => uri.as_text().is_some_and(|uri| vault_name(uri).eq_ignore_ascii_case(vault.name())),
        };
        let seen = self.of_kind(ResourceKind::KeyVault).map(|vault| vault.id.clone());
        seen.chain(self.named_vaults()).find(is_meant)
    }
}

/// The first label of the host of a vault.
pub(super) fn vault_name(uri: &str) -> &str {
    let host = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    host.split('.').next().unwrap_or_default()
}
