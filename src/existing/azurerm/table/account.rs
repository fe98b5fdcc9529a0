//! Accounts of Cognitive Services, and their keys of encryption.

use crate::existing::azurerm::{
    definition::{AzurermType, Conversion, Field, Part, assigned, convert, enabled, not, same},
    table::common::{IDENTITY, LOCATION},
};

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const ACCOUNT_ID: &[&str] = &["{id}", "{group}/providers/Microsoft.CognitiveServices/accounts/{name}"];

/// What `azurerm_cognitive_account` and `azurerm_ai_services` name alike.
const SHARED: &[Field] = &[
    same("sku_name", "sku.name"),
    same("custom_subdomain_name", "properties.customSubDomainName"),
    same("outbound_network_access_restricted", "properties.restrictOutboundNetworkAccess"),
    same("fqdns", "properties.allowedFqdnList"),
    assigned("endpoint", "properties.endpoint"),
    same("network_acls.bypass", "properties.networkAcls.bypass"),
    same("network_acls.default_action", "properties.networkAcls.defaultAction"),
    same("network_acls.ip_rules[]", "properties.networkAcls.ipRules[].value"),
    same("network_acls.virtual_network_rules[].subnet_id", "properties.networkAcls.virtualNetworkRules[].id"),
    same(
        "network_acls.virtual_network_rules[].ignore_missing_vnet_service_endpoint",
        "properties.networkAcls.virtualNetworkRules[].ignoreMissingVnetServiceEndpoint",
    ),
    same("storage[].storage_account_id", "properties.userOwnedStorage[].resourceId"),
    same("storage[].identity_client_id", "properties.userOwnedStorage[].identityClientId"),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keySource",
        Conversion::IfPresent("Microsoft.KeyVault"),
    ),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keyVaultProperties.keyVaultUri",
        Conversion::KeyVaultUri,
    ),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keyVaultProperties.keyName",
        Conversion::KeyName,
    ),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keyVaultProperties.keyVersion",
        Conversion::KeyVersion,
    ),
    same("customer_managed_key.identity_client_id", "properties.encryption.keyVaultProperties.identityClientId"),
];

pub(super) const TYPES: &[AzurermType] = &[
    AzurermType {
        name: "azurerm_cognitive_account",
        parts: &[Part::whole(ACCOUNT, ACCOUNT_ID).with(&[
            LOCATION,
            IDENTITY,
            SHARED,
            &[
                same("kind", "kind"),
                not("local_auth_enabled", "properties.disableLocalAuth"),
                enabled("public_network_access_enabled", "properties.publicNetworkAccess"),
                same("dynamic_throttling_enabled", "properties.dynamicThrottlingEnabled"),
                same("project_management_enabled", "properties.allowProjectManagement"),
                same("network_injection[].scenario", "properties.networkInjections[].scenario"),
                same("network_injection[].subnet_id", "properties.networkInjections[].subnetArmId"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_ai_services",
        parts: &[Part::whole(ACCOUNT, ACCOUNT_ID).with(&[
            LOCATION,
            IDENTITY,
            SHARED,
            &[
                convert("name", "kind", Conversion::IfPresent("AIServices")),
                not("local_authentication_enabled", "properties.disableLocalAuth"),
                same("public_network_access", "properties.publicNetworkAccess"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_cognitive_account_customer_managed_key",
        parts: &[Part::all_of(ACCOUNT, &["{cognitive_account_id}"], "properties.encryption").with(&[&[
            convert("key_vault_key_id", "properties.encryption.keySource", Conversion::IfPresent("Microsoft.KeyVault")),
            convert(
                "key_vault_key_id",
                "properties.encryption.keyVaultProperties.keyVaultUri",
                Conversion::KeyVaultUri,
            ),
            convert("key_vault_key_id", "properties.encryption.keyVaultProperties.keyName", Conversion::KeyName),
            convert("key_vault_key_id", "properties.encryption.keyVaultProperties.keyVersion", Conversion::KeyVersion),
            same("identity_client_id", "properties.encryption.keyVaultProperties.identityClientId"),
        ]])],
    },
];
