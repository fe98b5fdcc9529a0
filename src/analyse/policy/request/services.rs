//! Requests for the account and for storage.

use super::builder::{Builder, Moment, enabled};
use crate::{
    analyse::policy::value::{AzureValue, object},
    plan::{BlobService, Body, CognitiveAccount, Expr, LanguageFamily, Resource, StorageAccount},
};

impl Builder<'_> {
    pub(super) fn account(self, resource: &Resource, account: &CognitiveAccount) -> AzureValue {
        let key = self
            .has_own_key(resource, account.encryption.is_some(), account.key_set_apart)
            .then_some("Microsoft.KeyVault");
        object! {
            "location": self.text(&account.location),
            "kind": account.kind,
            "sku": object! { "name": account.sku },
            "identity": object! { "type": account.identity_type },
            "properties": object! {
                "publicNetworkAccess": enabled(account.public_network_access),
                "disableLocalAuth": !account.local_auth,
                "restrictOutboundNetworkAccess": account.outbound_restricted,
                "networkAcls": object! {
                    "defaultAction": account.default_action,
                    "bypass": account.bypass,
                    "ipRules": self.ip_rules(account.addresses.as_ref()),
                    "virtualNetworkRules": self.subnet_rules(&account.subnets),
                },
                "encryption": key.map(|source| object! { "keySource": source }),
                "privateEndpointConnections": self.connections(resource),
            },
        }
    }

    pub(super) fn storage_account(self, resource: &Resource, account: &StorageAccount) -> AzureValue {
        let own_key = self.has_own_key(resource, account.encryption.is_some(), account.key_set_apart);
        let instance = |rule: &crate::plan::ResourceInstance| {
            object! { "tenantId": self.text(&rule.tenant), "resourceId": self.text(&rule.resource) }
        };
        object! {
            "location": self.text(&account.location),
            "kind": "StorageV2",
            "sku": object! { "name": format!("Standard_{}", account.redundancy) },
            "identity": account.identity_type.map(|kind| object! { "type": kind }),
            "properties": object! {
                "publicNetworkAccess": enabled(account.public_network_access),
                "allowBlobPublicAccess": false,
                "allowSharedKeyAccess": account.shared_keys,
                "allowedCopyScope": account.copy_scope,
                "sasPolicy": account.sas_policy.as_ref().map(|policy| object! {
                    "sasExpirationPeriod": self.text(&policy.period),
                    "expirationAction": policy.action,
                }),
                "allowCrossTenantReplication": false,
                "defaultToOAuthAuthentication": true,
                "isLocalUserEnabled": false,
                "minimumTlsVersion": "TLS1_2",
                "supportsHttpsTrafficOnly": true,
                "encryption": object! {
                    "keySource": if own_key { "Microsoft.Keyvault" } else { "Microsoft.Storage" },
                    "requireInfrastructureEncryption": account.infrastructure_encryption,
                    "services": self.encryption_services(account.queue_and_table_key_type, own_key),
                },
                "networkAcls": object! {
                    "defaultAction": "Deny",
                    "bypass": account.bypass,
                    "ipRules": self.ip_rules(account.addresses.as_ref()),
                    "virtualNetworkRules": self.subnet_rules(&account.subnets),
                    "resourceAccessRules": account.resource_instances.iter().map(instance).collect::<Vec<_>>(),
                },
                "privateEndpointConnections": self.connections(resource),
            },
        }
    }

    /// The encryption of the services of storage: `catalog::policies::facts::SERVICES_OF_AZURERM`.
    fn encryption_services(self, key_type: &'static str, has_own_key: bool) -> AzureValue {
        let always = || object! { "enabled": true, "keyType": "Account" };
        let chosen = || object! { "keyType": key_type };
        match (self.family, self.moment) {
            // With `Service`, the default of Azure, the template does not write these services.
            (LanguageFamily::Azure, _) if key_type != "Account" => object! { "blob": always(), "file": always() },
            (LanguageFamily::Azure, _) => {
                object! { "blob": always(), "file": always(), "queue": always(), "table": always() }
            }
            // With a customer-managed key, azurerm requests all four: `facts::SERVICES_OF_AZURERM_WITH_KEY`.
            (LanguageFamily::Terraform, Moment::Request) if !has_own_key => {
                object! { "queue": chosen(), "table": chosen() }
            }
            (LanguageFamily::Terraform, _) => {
                object! { "blob": always(), "file": always(), "queue": chosen(), "table": chosen() }
            }
        }
    }

    /// The request by which azurerm sets the key of an account.
    pub(super) fn account_with_key(self, account: &Expr) -> Option<AzureValue> {
        self.update_with_key(account, "Microsoft.KeyVault")
    }

    /// The request by which azurerm sets the key of a storage account.
    pub(super) fn storage_account_with_key(self, account: &Expr) -> Option<AzureValue> {
        self.update_with_key(account, "Microsoft.Keyvault")
    }

    fn update_with_key(self, account: &Expr, source: &'static str) -> Option<AzureValue> {
        let Expr::Attribute(symbol, _) = account else { return None };
        let resource = self.plan.find(symbol).filter(|resource| resource.existing.is_none())?;
        let mut resource = resource.clone();
        // With the key, the body is the one that the other languages request.
        match &mut resource.body {
            Body::CognitiveAccount(body) => body.encryption = None,
            Body::StorageAccount(body) => body.encryption = None,
            _ => return None,
        }
        // `catalog::policies::facts::UPDATES_ARE_MERGED`
        let mut request = Self { moment: Moment::Deployed, ..self }.body(&resource)?;
        super::extra::merge_settings(self.plan, &resource, self.family, &mut request);
        request.replace("properties.encryption.keySource", source.into());
        Some(request)
    }

    pub(super) fn blob_service(self, service: &BlobService) -> AzureValue {
        let retention = |days: Option<i64>| object! { "enabled": days.is_some(), "days": days };
        let rule = service.cors.as_ref().map(|cors| object! { "allowedOrigins": self.texts(&cors.origins) });
        object! {
            "properties": object! {
                "cors": object! { "corsRules": rule.into_iter().collect::<Vec<_>>() },
                "deleteRetentionPolicy": retention(service.blob_days),
                "containerDeleteRetentionPolicy": retention(service.container_days),
                "isVersioningEnabled": service.versioning,
            },
        }
    }
}
