//! Key vaults, their access policies, keys and secrets.
//!
//! Source: `generated/keyvault/microsoft.keyvault/2023-07-01/types.md` of Azure/bicep-types-az (326b3589, read 2026-11-30) for what is
//! read-only and for the firewall bypass; a vault is enabled for nothing that it is not set to be enabled for.

use super::property::{Property, TRACKED, TypeFacts, UNTRACKED, at, read_only};

const POLICIES: &[Property] = &[
    at("properties.accessPolicies", "access policies").keyed(&["objectId", "applicationId"]),
    at("properties.accessPolicies[].objectId", "principal"),
    at("properties.accessPolicies[].applicationId", "application").nothing(),
    at("properties.accessPolicies[].tenantId", "tenant"),
    at("properties.accessPolicies[].permissions.keys", "rights to keys").set(),
    at("properties.accessPolicies[].permissions.secrets", "rights to secrets").set(),
    at("properties.accessPolicies[].permissions.certificates", "rights to certificates").set(),
    at("properties.accessPolicies[].permissions.storage", "rights to storage").set(),
];

const VAULT: &[Property] = &[
    at("properties.tenantId", "tenant"),
    at("properties.sku.family", "SKU family").derived(),
    at("properties.sku.name", "SKU"),
    at("properties.enableRbacAuthorization", "role-based access"),
    at("properties.enableSoftDelete", "soft delete").switch(true),
    at("properties.softDeleteRetentionInDays", "soft delete in days"),
    at("properties.enablePurgeProtection", "purge protection").switch(false),
    at("properties.enabledForDeployment", "access for deployments of VMs").switch(false),
    at("properties.enabledForDiskEncryption", "access for disk encryption").switch(false),
    at("properties.enabledForTemplateDeployment", "access for template deployments").switch(false),
    at("properties.publicNetworkAccess", "public network access"),
    at("properties.networkAcls.defaultAction", "default action of the firewall"),
    at("properties.networkAcls.bypass", "firewall bypass").keyword("AzureServices").keywords(),
    at("properties.networkAcls.ipRules", "IP rules").keyed(&["value"]),
    at("properties.networkAcls.ipRules[].value", "IP rule"),
    at("properties.networkAcls.virtualNetworkRules", "virtual network rules").keyed(&["id"]),
    at("properties.networkAcls.virtualNetworkRules[].id", "virtual network rule"),
    at(
        "properties.networkAcls.virtualNetworkRules[].ignoreMissingVnetServiceEndpoint",
        "missing service endpoint ignored",
    )
    .derived(),
    // Write-only: a deleted vault is recovered.
    read_only("properties.createMode"),
    at("properties.vaultUri", "vault URI").derived(),
    read_only("properties.hsmPoolResourceId"),
    read_only("properties.privateEndpointConnections"),
];

const KEY: &[Property] = &[
    at("tags", "tags").names(),
    at("tags.*", "tags").nothing().exact(),
    at("properties.kty", "key type"),
    at("properties.keySize", "key size"),
    at("properties.curveName", "curve").nothing(),
    at("properties.keyOps", "key operations").unordered(),
    at("properties.attributes.enabled", "key").switch(true),
    at("properties.attributes.exp", "expiration").nothing(),
    at("properties.attributes.nbf", "start").nothing(),
    at("properties.attributes.exportable", "export").switch(false),
    read_only("properties.attributes.created"),
    read_only("properties.attributes.recoveryLevel"),
    read_only("properties.attributes.updated"),
    // Not in the lists that are read: a part of the key itself.
    at("properties.rotationPolicy", "rotation"),
    at("properties.release_policy", "release policy").nothing(),
    read_only("properties.keyUri"),
    read_only("properties.keyUriWithVersion"),
];

const SECRET: &[Property] = &[
    at("tags", "tags").names(),
    at("tags.*", "tags").nothing().exact(),
    // Nothing reads it.
    read_only("properties.value"),
    at("properties.contentType", "content type").nothing(),
    at("properties.attributes.enabled", "secret").switch(true),
    at("properties.attributes.exp", "expiration").nothing(),
    at("properties.attributes.nbf", "start").nothing(),
    read_only("properties.attributes.created"),
    read_only("properties.attributes.updated"),
    read_only("properties.secretUri"),
    read_only("properties.secretUriWithVersion"),
];

pub(super) const TYPES: &[TypeFacts] = &[
    TypeFacts { arm_type: "Microsoft.KeyVault/vaults", properties: &[TRACKED, VAULT, POLICIES] },
    TypeFacts { arm_type: "Microsoft.KeyVault/vaults/accessPolicies", properties: &[UNTRACKED, POLICIES] },
    TypeFacts { arm_type: "Microsoft.KeyVault/vaults/keys", properties: &[UNTRACKED, KEY] },
    TypeFacts { arm_type: "Microsoft.KeyVault/vaults/secrets", properties: &[UNTRACKED, SECRET] },
];
