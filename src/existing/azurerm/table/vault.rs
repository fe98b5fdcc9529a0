//! Key vaults, their access policies, and the attributes of keys and secrets.

use crate::existing::azurerm::{
    definition::{AzurermType, Conversion, Part, assigned, convert, enabled, same},
    table::common::LOCATION,
};

const VAULT: &str = "Microsoft.KeyVault/vaults";

/// The block `automatic` has one of two times.
const ROTATES: Conversion = Conversion::IfPresent("rotate");

pub(super) const TYPES: &[AzurermType] = &[
    AzurermType {
        name: "azurerm_key_vault",
        parts: &[Part::whole(VAULT, &["{id}", "{group}/providers/Microsoft.KeyVault/vaults/{name}"]).with(&[
            LOCATION,
            &[
                same("tenant_id", "properties.tenantId"),
                same("sku_name", "properties.sku.name"),
                same("enable_rbac_authorization", "properties.enableRbacAuthorization").only_in(4),
                same("rbac_authorization_enabled", "properties.enableRbacAuthorization"),
                same("purge_protection_enabled", "properties.enablePurgeProtection"),
                same("soft_delete_retention_days", "properties.softDeleteRetentionInDays"),
                same("enabled_for_deployment", "properties.enabledForDeployment"),
                same("enabled_for_disk_encryption", "properties.enabledForDiskEncryption"),
                same("enabled_for_template_deployment", "properties.enabledForTemplateDeployment"),
                enabled("public_network_access_enabled", "properties.publicNetworkAccess"),
                assigned("vault_uri", "properties.vaultUri"),
                same("network_acls.bypass", "properties.networkAcls.bypass"),
                same("network_acls.default_action", "properties.networkAcls.defaultAction"),
                same("network_acls.ip_rules[]", "properties.networkAcls.ipRules[].value"),
                same("network_acls.virtual_network_subnet_ids[]", "properties.networkAcls.virtualNetworkRules[].id"),
                same("access_policy[].tenant_id", "properties.accessPolicies[].tenantId"),
                same("access_policy[].object_id", "properties.accessPolicies[].objectId"),
                same("access_policy[].application_id", "properties.accessPolicies[].applicationId"),
                same("access_policy[].key_permissions", "properties.accessPolicies[].permissions.keys"),
                same("access_policy[].secret_permissions", "properties.accessPolicies[].permissions.secrets"),
                same("access_policy[].certificate_permissions", "properties.accessPolicies[].permissions.certificates"),
                same("access_policy[].storage_permissions", "properties.accessPolicies[].permissions.storage"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_key_vault_access_policy",
        parts: &[Part::some(VAULT, &["{key_vault_id}"]).with(&[&[
            same("tenant_id", "properties.accessPolicies[].tenantId"),
            same("object_id", "properties.accessPolicies[].objectId"),
            same("application_id", "properties.accessPolicies[].applicationId"),
            same("key_permissions", "properties.accessPolicies[].permissions.keys"),
            same("secret_permissions", "properties.accessPolicies[].permissions.secrets"),
            same("certificate_permissions", "properties.accessPolicies[].permissions.certificates"),
            same("storage_permissions", "properties.accessPolicies[].permissions.storage"),
        ]])],
    },
    AzurermType {
        name: "azurerm_key_vault_key",
        parts: &[Part::whole(
            "Microsoft.KeyVault/vaults/keys",
            &["{resource_versionless_id}", "{key_vault_id}/keys/{name}"],
        )
        .with(&[&[
            same("key_type", "properties.kty"),
            same("key_size", "properties.keySize"),
            same("curve", "properties.curveName"),
            same("key_opts", "properties.keyOps"),
            assigned("versionless_id", "properties.keyUri"),
            assigned("id", "properties.keyUriWithVersion"),
            convert("expiration_date", "properties.attributes.exp", Conversion::Seconds),
            convert("not_before_date", "properties.attributes.nbf", Conversion::Seconds),
            same("rotation_policy.expire_after", "properties.rotationPolicy.attributes.expiryTime"),
            convert(
                "rotation_policy.automatic.time_after_creation",
                "properties.rotationPolicy.lifetimeActions[].action.type",
                ROTATES,
            ),
            convert(
                "rotation_policy.automatic.time_before_expiry",
                "properties.rotationPolicy.lifetimeActions[].action.type",
                ROTATES,
            ),
            same(
                "rotation_policy.automatic.time_after_creation",
                "properties.rotationPolicy.lifetimeActions[].trigger.timeAfterCreate",
            ),
            same(
                "rotation_policy.automatic.time_before_expiry",
                "properties.rotationPolicy.lifetimeActions[].trigger.timeBeforeExpiry",
            ),
        ]])],
    },
    AzurermType {
        name: "azurerm_key_vault_secret",
        parts: &[Part::whole(
            "Microsoft.KeyVault/vaults/secrets",
            &["{resource_versionless_id}", "{key_vault_id}/secrets/{name}"],
        )
        .with(&[&[
            same("content_type", "properties.contentType"),
            assigned("versionless_id", "properties.secretUri"),
            assigned("id", "properties.secretUriWithVersion"),
            convert("expiration_date", "properties.attributes.exp", Conversion::Seconds),
            convert("not_before_date", "properties.attributes.nbf", Conversion::Seconds),
        ]])],
    },
];
