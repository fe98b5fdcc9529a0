//! Accounts of Cognitive Services.
//!
//! Source: `generated/cognitiveservices/microsoft.cognitiveservices/2025-06-01/types.md` of Azure/bicep-types-az (b9ac540f,
//! read 2026-11-30) for what is read-only. It says nothing about defaults: a switch that Azure does not report is not compared.

use super::property::{IDENTITY, Property, TRACKED, TypeFacts, at, read_only};

const ACCOUNT: &[Property] = &[
    at("kind", "kind"),
    at("sku.name", "SKU"),
    at("sku.capacity", "capacity").derived(),
    at("sku.family", "SKU family").derived(),
    at("sku.size", "SKU size").derived(),
    at("sku.tier", "SKU tier").derived(),
    at("properties.customSubDomainName", "custom subdomain").nothing(),
    at("properties.publicNetworkAccess", "public network access"),
    at("properties.disableLocalAuth", "key authentication").opposite(),
    at("properties.restrictOutboundNetworkAccess", "outbound restriction"),
    at("properties.allowedFqdnList", "allowed FQDN list").set(),
    at("properties.dynamicThrottlingEnabled", "dynamic throttling"),
    at("properties.networkAcls.defaultAction", "default action of the firewall"),
    at("properties.networkAcls.bypass", "firewall bypass").keywords(),
    at("properties.networkAcls.ipRules", "IP rules").keyed(&["value"]),
    at("properties.networkAcls.ipRules[].value", "IP rule"),
    at("properties.networkAcls.virtualNetworkRules", "virtual network rules").keyed(&["id"]),
    at("properties.networkAcls.virtualNetworkRules[].id", "virtual network rule"),
    at(
        "properties.networkAcls.virtualNetworkRules[].ignoreMissingVnetServiceEndpoint",
        "missing service endpoint ignored",
    ),
    at("properties.networkAcls.virtualNetworkRules[].state", "state").derived(),
    at("properties.encryption.keySource", "encryption key").keyword("Microsoft.CognitiveServices"),
    at("properties.encryption.keyVaultProperties.keyVaultUri", "vault of the encryption key").nothing(),
    at("properties.encryption.keyVaultProperties.keyName", "name of the encryption key").nothing(),
    at("properties.encryption.keyVaultProperties.keyVersion", "version of the encryption key").nothing(),
    at("properties.encryption.keyVaultProperties.identityClientId", "identity of the encryption key").nothing(),
    // Write-only: a deleted account is recovered.
    read_only("properties.restore"),
    at("properties.allowProjectManagement", "project management"),
    at("properties.amlWorkspace", "machine learning workspace").nothing(),
    at("properties.apiProperties", "API properties").nothing(),
    at("properties.associatedProjects", "associated projects").set(),
    at("properties.defaultProject", "default project").nothing(),
    at("properties.locations", "locations"),
    at("properties.migrationToken", "migration token").nothing(),
    at("properties.networkInjections", "network injections").keyed(&["subnetArmId"]),
    at("properties.raiMonitorConfig", "monitoring configuration").nothing(),
    at("properties.storedCompletionsDisabled", "stored completions"),
    at("properties.userOwnedStorage", "user-owned storage").keyed(&["resourceId"]),
    read_only("properties.abusePenalty"),
    read_only("properties.callRateLimit"),
    read_only("properties.capabilities"),
    read_only("properties.commitmentPlanAssociations"),
    read_only("properties.dateCreated"),
    read_only("properties.deletionDate"),
    read_only("properties.endpoint"),
    read_only("properties.endpoints"),
    read_only("properties.internalId"),
    read_only("properties.isMigrated"),
    read_only("properties.privateEndpointConnections"),
    read_only("properties.quotaLimit"),
    read_only("properties.scheduledPurgeDate"),
    read_only("properties.skuChangeInfo"),
];

pub(super) const TYPES: &[TypeFacts] =
    &[TypeFacts { arm_type: "Microsoft.CognitiveServices/accounts", properties: &[TRACKED, IDENTITY, ACCOUNT] }];
