//! Requests for vaults, keys and secrets. Keys and secrets have the aliases of the data plane.

use super::builder::{Builder, enabled};
use crate::{
    analyse::policy::value::{AzureValue, object},
    plan::{KeyRotation, KeyVault, KeyVaultKey, KeyVaultSecret, Resource},
};

impl Builder<'_> {
    pub(super) fn vault(self, resource: &Resource, vault: &KeyVault) -> AzureValue {
        object! {
            "location": self.text(&vault.location),
            "properties": object! {
                "sku": object! { "name": vault.sku },
                "enableRbacAuthorization": vault.rbac,
                "enableSoftDelete": true,
                "softDeleteRetentionInDays": vault.soft_delete_days,
                "enablePurgeProtection": vault.purge_protection.then_some(true),
                "publicNetworkAccess": enabled(vault.public_network_access),
                "networkAcls": object! {
                    "defaultAction": "Deny",
                    "bypass": vault.bypass,
                    "ipRules": self.ip_rules(vault.addresses.as_ref()),
                    "virtualNetworkRules": self.subnet_rules(&vault.subnets),
                },
                "privateEndpointConnections": self.connections(resource),
            },
        }
    }

    pub(super) fn vault_key(self, key: &KeyVaultKey) -> AzureValue {
        object! {
            "keyType": key.kind,
            "keySize": key.size,
            "attributes": object! { "expiresOn": key.expires },
            "scheduledRotationDate": key.rotation.as_ref().and_then(|rotation| self.days_until_rotation(rotation)),
        }
    }

    /// How many days after a version the next one is created.
    fn days_until_rotation(self, rotation: &KeyRotation) -> Option<i64> {
        let days = |expr| self.plan.known_text(expr)?.strip_prefix('P')?.strip_suffix('D')?.parse::<i64>().ok();
        match (&rotation.rotate_after, &rotation.rotate_before) {
            (Some(after), _) => days(after),
            (None, Some(before)) => Some(days(&rotation.expire_after)? - days(before)?),
            (None, None) => None,
        }
    }
}

pub(super) fn secret_body(secret: &KeyVaultSecret) -> AzureValue {
    object! {
        "contentType": secret.content_type,
        "attributes": object! { "expiresOn": secret.expires },
    }
}
