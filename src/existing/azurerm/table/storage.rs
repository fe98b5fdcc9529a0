//! Storage accounts, their blob service and containers.

use crate::existing::azurerm::{
    definition::{AzurermType, Conversion, Field, Part, assigned, convert, enabled, same},
    table::common::{IDENTITY, LOCATION},
};

const ACCOUNT: &str = "Microsoft.Storage/storageAccounts";
const KEY_PROPERTIES: &str = "Microsoft.Keyvault";

const SETTINGS: &[Field] = &[
    same("account_kind", "kind"),
    convert("account_replication_type", "sku.name", Conversion::Composed("{account_tier}_{account_replication_type}")),
    same("account_tier", "sku.tier"),
    same("access_tier", "properties.accessTier"),
    same("allow_nested_items_to_be_public", "properties.allowBlobPublicAccess"),
    same("shared_access_key_enabled", "properties.allowSharedKeyAccess"),
    same("default_to_oauth_authentication", "properties.defaultToOAuthAuthentication"),
    same("cross_tenant_replication_enabled", "properties.allowCrossTenantReplication"),
    same("allowed_copy_scope", "properties.allowedCopyScope"),
    enabled("public_network_access_enabled", "properties.publicNetworkAccess"),
    same("https_traffic_only_enabled", "properties.supportsHttpsTrafficOnly"),
    same("min_tls_version", "properties.minimumTlsVersion"),
    same("is_hns_enabled", "properties.isHnsEnabled"),
    same("local_user_enabled", "properties.isLocalUserEnabled"),
    same("nfsv3_enabled", "properties.isNfsV3Enabled"),
    same("sftp_enabled", "properties.isSftpEnabled"),
    same("dns_endpoint_type", "properties.dnsEndpointType"),
    same("sas_policy.expiration_period", "properties.sasPolicy.sasExpirationPeriod"),
    same("sas_policy.expiration_action", "properties.sasPolicy.expirationAction"),
    assigned("primary_blob_endpoint", "properties.primaryEndpoints.blob"),
];

const FIREWALL: &[Field] = &[
    convert("network_rules.bypass", "properties.networkAcls.bypass", Conversion::Listed),
    same("network_rules.default_action", "properties.networkAcls.defaultAction"),
    same("network_rules.ip_rules[]", "properties.networkAcls.ipRules[].value"),
    same("network_rules.virtual_network_subnet_ids[]", "properties.networkAcls.virtualNetworkRules[].id"),
    same(
        "network_rules.private_link_access[].endpoint_resource_id",
        "properties.networkAcls.resourceAccessRules[].resourceId",
    ),
    same(
        "network_rules.private_link_access[].endpoint_tenant_id",
        "properties.networkAcls.resourceAccessRules[].tenantId",
    ),
];

const ENCRYPTION: &[Field] = &[
    same("infrastructure_encryption_enabled", "properties.encryption.requireInfrastructureEncryption"),
    same("queue_encryption_key_type", "properties.encryption.services.queue.keyType"),
    same("table_encryption_key_type", "properties.encryption.services.table.keyType"),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keySource",
        Conversion::IfPresent(KEY_PROPERTIES),
    ),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keyvaultproperties.keyvaulturi",
        Conversion::KeyVaultUri,
    ),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keyvaultproperties.keyname",
        Conversion::KeyName,
    ),
    convert(
        "customer_managed_key.key_vault_key_id",
        "properties.encryption.keyvaultproperties.keyversion",
        Conversion::KeyVersion,
    ),
    convert(
        "customer_managed_key.managed_hsm_key_id",
        "properties.encryption.keySource",
        Conversion::IfPresent(KEY_PROPERTIES),
    )
    .only_in(4),
    same("customer_managed_key.user_assigned_identity_id", "properties.encryption.identity.userAssignedIdentity"),
];

const BLOB_SERVICE: &[Field] = &[
    same("blob_properties.versioning_enabled", "properties.isVersioningEnabled"),
    same("blob_properties.change_feed_enabled", "properties.changeFeed.enabled"),
    convert(
        "blob_properties.change_feed_retention_in_days",
        "properties.changeFeed.retentionInDays",
        Conversion::Positive,
    ),
    same("blob_properties.last_access_time_enabled", "properties.lastAccessTimeTrackingPolicy.enable"),
    convert(
        "blob_properties.delete_retention_policy",
        "properties.deleteRetentionPolicy.enabled",
        Conversion::IsPresent,
    ),
    same("blob_properties.delete_retention_policy.days", "properties.deleteRetentionPolicy.days"),
    same(
        "blob_properties.delete_retention_policy.permanent_delete_enabled",
        "properties.deleteRetentionPolicy.allowPermanentDelete",
    ),
    convert(
        "blob_properties.container_delete_retention_policy",
        "properties.containerDeleteRetentionPolicy.enabled",
        Conversion::IsPresent,
    ),
    same("blob_properties.container_delete_retention_policy.days", "properties.containerDeleteRetentionPolicy.days"),
    convert("blob_properties.restore_policy", "properties.restorePolicy.enabled", Conversion::IsPresent),
    same("blob_properties.restore_policy.days", "properties.restorePolicy.days"),
    same("blob_properties.cors_rule[].allowed_headers", "properties.cors.corsRules[].allowedHeaders"),
    same("blob_properties.cors_rule[].allowed_methods", "properties.cors.corsRules[].allowedMethods"),
    same("blob_properties.cors_rule[].allowed_origins", "properties.cors.corsRules[].allowedOrigins"),
    same("blob_properties.cors_rule[].exposed_headers", "properties.cors.corsRules[].exposedHeaders"),
    same("blob_properties.cors_rule[].max_age_in_seconds", "properties.cors.corsRules[].maxAgeInSeconds"),
];

pub(super) const TYPES: &[AzurermType] = &[
    AzurermType {
        name: "azurerm_storage_account",
        parts: &[
            Part::whole(ACCOUNT, &["{id}", "{group}/providers/Microsoft.Storage/storageAccounts/{name}"])
                .with(&[LOCATION, IDENTITY, SETTINGS, FIREWALL, ENCRYPTION]),
            Part::child("Microsoft.Storage/storageAccounts/blobServices", &["{self}/blobServices/default"])
                .with(&[BLOB_SERVICE]),
        ],
    },
    AzurermType {
        name: "azurerm_storage_account_network_rules",
        parts: &[Part::all_of(ACCOUNT, &["{storage_account_id}"], "properties.networkAcls").with(&[&[
            convert("bypass", "properties.networkAcls.bypass", Conversion::Listed),
            same("default_action", "properties.networkAcls.defaultAction"),
            same("ip_rules[]", "properties.networkAcls.ipRules[].value"),
            same("virtual_network_subnet_ids[]", "properties.networkAcls.virtualNetworkRules[].id"),
            same(
                "private_link_access[].endpoint_resource_id",
                "properties.networkAcls.resourceAccessRules[].resourceId",
            ),
            same("private_link_access[].endpoint_tenant_id", "properties.networkAcls.resourceAccessRules[].tenantId"),
        ]])],
    },
    AzurermType {
        name: "azurerm_storage_account_customer_managed_key",
        parts: &[Part::some(ACCOUNT, &["{storage_account_id}"]).with(&[&[
            convert("key_vault_key_id", "properties.encryption.keySource", Conversion::IfPresent(KEY_PROPERTIES)),
            convert(
                "key_vault_key_id",
                "properties.encryption.keyvaultproperties.keyvaulturi",
                Conversion::KeyVaultUri,
            ),
            convert("key_vault_key_id", "properties.encryption.keyvaultproperties.keyname", Conversion::KeyName),
            convert("key_vault_key_id", "properties.encryption.keyvaultproperties.keyversion", Conversion::KeyVersion),
            convert("key_name", "properties.encryption.keySource", Conversion::IfPresent(KEY_PROPERTIES)).only_in(4),
            convert("managed_hsm_key_id", "properties.encryption.keySource", Conversion::IfPresent(KEY_PROPERTIES))
                .only_in(4),
            same("key_name", "properties.encryption.keyvaultproperties.keyname").only_in(4),
            same("key_version", "properties.encryption.keyvaultproperties.keyversion").only_in(4),
            same("key_vault_uri", "properties.encryption.keyvaultproperties.keyvaulturi").only_in(4),
            same("user_assigned_identity_id", "properties.encryption.identity.userAssignedIdentity"),
            same("federated_identity_client_id", "properties.encryption.identity.federatedIdentityClientId"),
        ]])],
    },
    AzurermType {
        name: "azurerm_storage_container",
        parts: &[Part::whole(
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            // The ID of azurerm 4 is an address of the data plane where the account is given by name.
            &["{id}", "{resource_manager_id}", "{storage_account_id}/blobServices/default/containers/{name}"],
        )
        .with(&[&[convert(
            "container_access_type",
            "properties.publicAccess",
            Conversion::Keywords(&[("private", "None"), ("blob", "Blob"), ("container", "Container")]),
        )]])],
    },
];
