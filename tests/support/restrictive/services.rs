//! The account, storage, the vault and logs.

use super::Expected::{Anything, Is, IsNot, IsOrUnset, Set, Unset};
use super::{AZURE_FALSE, AZURERM_FALSE, Key, Setting, setting};

const TRUE: super::Expected = Is("true");
const FALSE: super::Expected = Is("false");
const ENABLED: super::Expected = Is(r#""Enabled""#);
const DISABLED: super::Expected = Is(r#""Disabled""#);
const DENY: super::Expected = Is(r#""Deny""#);

const fn account(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.CognitiveServices/accounts", &["azurerm_cognitive_account"], path, value)
}

const ACCOUNT_PUBLIC: Key = ("account.publicNetworkAccess: selected or open", |file| file.account_is_public());
const ACCOUNT_OPEN: Key = ("account.publicNetworkAccess: open", |file| file.account_is_open());
const ACCOUNT_KEYS: Key = ("account.localAuth: true", |file| file.is("/account/localAuth", "true"));
const ACCOUNT_OUTBOUND: Key =
    ("account.outbound.restricted: false", |file| file.is("/account/outbound/restricted", "false"));
const ACCOUNT_TRUSTED: Key = ("account.trustedServices: true", |file| file.is("/account/trustedServices", "true"));
const ADDRESSES: Key = ("allow.addresses, allow.studio: service or keyVault.deployerAddresses", |file| {
    file.has_items("/allow/addresses")
        || file.has_items("/keyVault/deployerAddresses")
        || file.is("/allow/studio", r#""service""#)
});
const SUBNETS: Key = ("allow.subnets", |file| file.has_items("/allow/subnets"));
const AI_SERVICES: (&str, super::Expected) = ("kind", Is(r#""AIServices""#));
const OTHER_KINDS: (&str, super::Expected) = ("kind", IsNot(r#""AIServices""#));

pub(super) const ACCOUNT: &[Setting] = &[
    account("properties.publicNetworkAccess", DISABLED).azurerm("public_network_access_enabled", FALSE).opened_by(
        ACCOUNT_PUBLIC,
        ENABLED,
        TRUE,
    ),
    account("properties.networkAcls.defaultAction", DENY).azurerm("network_acls.default_action", DENY).opened_by(
        ACCOUNT_OPEN,
        Is(r#""Allow""#),
        Is(r#""Allow""#),
    ),
    account("properties.networkAcls.bypass", Is(r#""None""#))
        .azurerm("network_acls.bypass", Is(r#""None""#))
        .only(AI_SERVICES, AI_SERVICES)
        .opened_by(ACCOUNT_TRUSTED, Is(r#""AzureServices""#), Is(r#""AzureServices""#)),
    // Other kinds return 400 NetworkAclsBypassNotSupported.
    account("properties.networkAcls.bypass", Unset)
        .azurerm("network_acls.bypass", Unset)
        .only(OTHER_KINDS, OTHER_KINDS),
    account("properties.networkAcls.ipRules", Unset)
        .azurerm("network_acls.ip_rules", Unset)
        .opened_by(ADDRESSES, Anything, Anything),
    account("properties.networkAcls.virtualNetworkRules", Unset)
        .azurerm("network_acls.virtual_network_rules", Unset)
        .opened_by(SUBNETS, Anything, Anything),
    account("properties.disableLocalAuth", TRUE).azurerm("local_auth_enabled", FALSE).opened_by(
        ACCOUNT_KEYS,
        FALSE,
        TRUE,
    ),
    account("properties.restrictOutboundNetworkAccess", TRUE)
        .azurerm("outbound_network_access_restricted", TRUE)
        .opened_by(ACCOUNT_OUTBOUND, FALSE, FALSE),
    account("properties.allowedFqdnList", Set).azurerm("fqdns", Set).opened_by(ACCOUNT_OUTBOUND, Unset, Unset),
    // Required for tokens, network rules and private endpoints.
    account("properties.customSubDomainName", Set).azurerm("custom_subdomain_name", Set),
    account("properties.allowProjectManagement", IsOrUnset("false", AZURE_FALSE))
        .azurerm("project_management_enabled", IsOrUnset("false", AZURERM_FALSE)),
];

const fn storage(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Storage/storageAccounts", &["azurerm_storage_account"], path, value)
}

const fn blobs(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Storage/storageAccounts/blobServices", &["azurerm_storage_account"], path, value)
}

const STORAGE_PUBLIC: Key = ("storage.publicNetworkAccess: selected, or the account's", |file| {
    file.follows_the_account("/storage/publicNetworkAccess")
});
const SHARED_KEYS: Key = ("storage.sharedKeys: true", |file| file.is("/storage/sharedKeys", "true"));
const STORAGE_TRUSTED: Key =
    ("storage.trustedServices (on unless false)", |file| !file.is("/storage/trustedServices", "false"));
const ONE_LAYER: Key =
    ("storage.infrastructureEncryption: false", |file| file.is("/storage/infrastructureEncryption", "false"));
const SERVICE_KEYS: Key =
    ("storage.queueAndTableKeyType: service", |file| file.is("/storage/queueAndTableKeyType", r#""service""#));
const SAS_LOGGED: Key =
    ("storage.sasPolicy.expirationAction: log", |file| file.is("/storage/sasPolicy/expirationAction", r#""log""#));
const ANY_SOURCE: Key = ("storage.copyScope (unset unless it is set)", |file| file.at("/storage/copyScope").is_none());
const BLOBS_GO: Key = ("storage.softDelete.blobDays: 0", |file| file.is_number("/storage/softDelete/blobDays", 0));
const CONTAINERS_GO: Key =
    ("storage.softDelete.containerDays: 0", |file| file.is_number("/storage/softDelete/containerDays", 0));
const ONE_VERSION: Key = ("storage.versioning: false", |file| file.is("/storage/versioning", "false"));
const PAGES: Key = ("storage.cors.origins or allow.studio", |file| {
    file.has_items("/storage/cors/origins")
        || file.is("/allow/studio", r#""browser""#)
        || file.is("/allow/studio", r#""service""#)
});

pub(super) const STORAGE: &[Setting] = &[
    storage("properties.minimumTlsVersion", Is(r#""TLS1_2""#)).azurerm("min_tls_version", Is(r#""TLS1_2""#)),
    storage("properties.supportsHttpsTrafficOnly", TRUE).azurerm("https_traffic_only_enabled", TRUE),
    // azurerm 4 defaults to true, 5 to false.
    storage("properties.allowBlobPublicAccess", FALSE).azurerm("allow_nested_items_to_be_public", FALSE),
    storage("properties.allowSharedKeyAccess", FALSE).azurerm("shared_access_key_enabled", FALSE).opened_by(
        SHARED_KEYS,
        TRUE,
        TRUE,
    ),
    storage("properties.defaultToOAuthAuthentication", TRUE).azurerm("default_to_oauth_authentication", TRUE),
    storage("properties.isLocalUserEnabled", FALSE).azurerm("local_user_enabled", FALSE),
    storage("properties.isSftpEnabled", IsOrUnset("false", AZURE_FALSE))
        .azurerm("sftp_enabled", IsOrUnset("false", AZURERM_FALSE)),
    storage("properties.isNfsV3Enabled", IsOrUnset("false", AZURE_FALSE))
        .azurerm("nfsv3_enabled", IsOrUnset("false", AZURERM_FALSE)),
    storage("properties.allowCrossTenantReplication", FALSE).azurerm("cross_tenant_replication_enabled", FALSE),
    storage("properties.publicNetworkAccess", DISABLED).azurerm("public_network_access_enabled", FALSE).opened_by(
        STORAGE_PUBLIC,
        ENABLED,
        TRUE,
    ),
    storage("properties.networkAcls.defaultAction", DENY).azurerm("network_rules.default_action", DENY),
    storage("properties.networkAcls.bypass", Is(r#""None""#))
        .azurerm("network_rules.bypass", Is(r#"["None"]"#))
        .opened_by(STORAGE_TRUSTED, Is(r#""AzureServices""#), Is(r#"["AzureServices"]"#)),
    storage("properties.networkAcls.ipRules", Unset)
        .azurerm("network_rules.ip_rules", Unset)
        .opened_by(ADDRESSES, Anything, Anything),
    storage("properties.networkAcls.virtualNetworkRules", Unset)
        .azurerm("network_rules.virtual_network_subnet_ids", Unset)
        .opened_by(SUBNETS, Anything, Anything),
    storage("properties.encryption.requireInfrastructureEncryption", TRUE)
        .azurerm("infrastructure_encryption_enabled", TRUE)
        .opened_by(ONE_LAYER, FALSE, FALSE),
    storage("properties.encryption.services.blob.enabled", TRUE).azurerm_nowhere("azurerm encrypts blobs always"),
    storage("properties.encryption.services.file.enabled", TRUE).azurerm_nowhere("azurerm encrypts files always"),
    // https://learn.microsoft.com/azure/storage/common/account-encryption-key-create
    storage("properties.encryption.services.queue.keyType", Is(r#""Account""#))
        .azurerm("queue_encryption_key_type", Is(r#""Account""#))
        .opened_by(SERVICE_KEYS, Unset, Is(r#""Service""#)),
    storage("properties.encryption.services.table.keyType", Is(r#""Account""#))
        .azurerm("table_encryption_key_type", Is(r#""Account""#))
        .opened_by(SERVICE_KEYS, Unset, Is(r#""Service""#)),
    // No SAS can be signed with an account key unless shared keys are on.
    storage("properties.sasPolicy", Unset).azurerm("sas_policy", Unset).opened_by(SHARED_KEYS, Anything, Anything),
    storage("properties.sasPolicy.expirationAction", IsNot(r#""Log""#))
        .azurerm("sas_policy.expiration_action", IsNot(r#""Log""#))
        .opened_by(SAS_LOGGED, Is(r#""Log""#), Is(r#""Log""#)),
    // https://learn.microsoft.com/azure/storage/common/security-restrict-copy-operations; a preview, so any account may
    // be the source of a copy unless the file has a scope.
    storage("properties.allowedCopyScope", Set).azurerm("allowed_copy_scope", Set).opened_by(ANY_SOURCE, Unset, Unset),
    blobs("properties.deleteRetentionPolicy.enabled", TRUE)
        .azurerm("blob_properties.delete_retention_policy.days", Set)
        .opened_by(BLOBS_GO, FALSE, Unset),
    blobs("properties.deleteRetentionPolicy.allowPermanentDelete", IsOrUnset("false", AZURE_FALSE))
        .azurerm("blob_properties.delete_retention_policy.permanent_delete_enabled", IsOrUnset("false", AZURERM_FALSE)),
    blobs("properties.containerDeleteRetentionPolicy.enabled", TRUE)
        .azurerm("blob_properties.container_delete_retention_policy.days", Set)
        .opened_by(CONTAINERS_GO, FALSE, Unset),
    blobs("properties.isVersioningEnabled", TRUE).azurerm("blob_properties.versioning_enabled", TRUE).opened_by(
        ONE_VERSION,
        FALSE,
        FALSE,
    ),
    blobs("properties.cors.corsRules", Unset).azurerm("blob_properties.cors_rule", Unset).opened_by(PAGES, Set, Set),
    setting(
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        &["azurerm_storage_container"],
        "properties.publicAccess",
        Is(r#""None""#),
    )
    .azurerm("container_access_type", Is(r#""private""#)),
];

const fn vault(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.KeyVault/vaults", &["azurerm_key_vault"], path, value)
}

const fn key(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.KeyVault/vaults/keys", &["azurerm_key_vault_key"], path, value)
}

const VAULT_PUBLIC: Key = (
    "keyVault.publicNetworkAccess: selected, or a role of a client on the vault beside a public account, or keyVault.deployerAddresses",
    |file| file.vault_is_public(),
);
const OWN_LIST: Key =
    ("keyVault.authorization: accessPolicies", |file| file.is("/keyVault/authorization", r#""accessPolicies""#));
const PURGE: Key = ("keyVault.purgeProtection: false", |file| file.is("/keyVault/purgeProtection", "false"));
const VAULT_TRUSTED: Key =
    ("keyVault.trustedServices (on unless false)", |file| !file.is("/keyVault/trustedServices", "false"));
const SOFTWARE_KEYS: Key = ("encryption.account.type or encryption.storage.type: RSA", |file| {
    ["account", "storage"].iter().any(|what| file.is(&format!("/encryption/{what}/type"), r#""RSA""#))
});
const NO_ROTATION: Key = ("encryption.account or encryption.storage, rotation.enabled: false", |file| {
    ["account", "storage"].iter().any(|what| file.is(&format!("/encryption/{what}/rotation/enabled"), "false"))
});

pub(super) const VAULT: &[Setting] = &[
    vault("properties.enableSoftDelete", TRUE).azurerm_nowhere("azurerm always sends true"),
    vault("properties.softDeleteRetentionInDays", Set).azurerm("soft_delete_retention_days", Set),
    // Azure rejects false: a disabled setting is omitted.
    vault("properties.enablePurgeProtection", TRUE)
        .azurerm("purge_protection_enabled", TRUE)
        .opened_by(PURGE, Unset, FALSE),
    vault("properties.enableRbacAuthorization", TRUE)
        .azurerm("rbac_authorization_enabled", TRUE)
        .opened_by(OWN_LIST, FALSE, FALSE),
    vault("properties.accessPolicies", Unset).azurerm("access_policy", Unset).opened_by(OWN_LIST, Anything, Anything),
    vault("properties.publicNetworkAccess", DISABLED).azurerm("public_network_access_enabled", FALSE).opened_by(
        VAULT_PUBLIC,
        ENABLED,
        TRUE,
    ),
    vault("properties.networkAcls.defaultAction", DENY).azurerm("network_acls.default_action", DENY),
    vault("properties.networkAcls.bypass", Is(r#""None""#)).azurerm("network_acls.bypass", Is(r#""None""#)).opened_by(
        VAULT_TRUSTED,
        Is(r#""AzureServices""#),
        Is(r#""AzureServices""#),
    ),
    vault("properties.networkAcls.ipRules", Unset)
        .azurerm("network_acls.ip_rules", Unset)
        .opened_by(ADDRESSES, Anything, Anything),
    vault("properties.networkAcls.virtualNetworkRules", Unset)
        .azurerm("network_acls.virtual_network_subnet_ids", Unset)
        .opened_by(SUBNETS, Anything, Anything),
    vault("properties.enabledForDeployment", IsOrUnset("false", AZURE_FALSE))
        .azurerm("enabled_for_deployment", IsOrUnset("false", AZURERM_FALSE)),
    vault("properties.enabledForDiskEncryption", IsOrUnset("false", AZURE_FALSE))
        .azurerm("enabled_for_disk_encryption", IsOrUnset("false", AZURERM_FALSE)),
    vault("properties.enabledForTemplateDeployment", IsOrUnset("false", AZURE_FALSE))
        .azurerm("enabled_for_template_deployment", IsOrUnset("false", AZURERM_FALSE)),
    key("properties.keyOps", Is(r#"["unwrapKey","wrapKey"]"#)).azurerm("key_opts", Is(r#"["unwrapKey","wrapKey"]"#)),
    key("properties.kty", Is(r#""RSA-HSM""#)).azurerm("key_type", Is(r#""RSA-HSM""#)).opened_by(
        SOFTWARE_KEYS,
        Anything,
        Anything,
    ),
    key("properties.rotationPolicy.lifetimeActions.action.type", Is(r#""rotate""#))
        .azurerm("rotation_policy.automatic", Set)
        .opened_by(NO_ROTATION, Anything, Anything),
    key("properties.attributes.exportable", IsOrUnset("false", AZURE_FALSE))
        .azurerm_nowhere("azurerm makes no exportable keys"),
    setting("Microsoft.KeyVault/vaults/secrets", &["azurerm_key_vault_secret"], "properties.contentType", Set)
        .azurerm("content_type", Set),
    // Terraform would store it in its state.
    setting("Microsoft.KeyVault/vaults/secrets", &["azurerm_key_vault_secret"], "properties.value", Set)
        .azurerm("value", Unset),
];

const fn logs(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Insights/diagnosticSettings", &["azurerm_monitor_diagnostic_setting"], path, value)
}

const fn workspace(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.OperationalInsights/workspaces", &["azurerm_log_analytics_workspace"], path, value)
}

const AUDIT: Key = ("monitoring.logs: audit", |file| file.is("/monitoring/logs", r#""audit""#));
const WORKSPACE_LEFT: &str = "without a private link scope nobody could read the logs, and no service could write them";

pub(super) const LOGS: &[Setting] = &[
    logs("properties.logs.enabled", TRUE).azurerm("enabled_log.category_group", Set),
    logs("properties.logs.categoryGroup", Is(r#""allLogs""#))
        .azurerm("enabled_log.category_group", Is(r#""allLogs""#))
        .opened_by(AUDIT, Anything, Anything),
    logs("properties.metrics.enabled", IsOrUnset("true", "network security groups have no metrics"))
        .azurerm("enabled_metric.category", IsOrUnset(r#""AllMetrics""#, "network security groups have no metrics")),
    logs("properties.workspaceId", Set).azurerm("log_analytics_workspace_id", Set),
    workspace("properties.features.disableLocalAuth", TRUE).azurerm("local_authentication_enabled", FALSE),
    workspace("properties.publicNetworkAccessForIngestion", Unset)
        .azurerm("internet_ingestion_access_type", Unset)
        .azurerm4("internet_ingestion_enabled", Unset)
        .left_permissive(WORKSPACE_LEFT),
    workspace("properties.publicNetworkAccessForQuery", Unset)
        .azurerm("internet_query_access_type", Unset)
        .azurerm4("internet_query_enabled", Unset)
        .left_permissive(WORKSPACE_LEFT),
    setting("Microsoft.Authorization/locks", &["azurerm_management_lock"], "properties.level", Is(r#""CanNotDelete""#))
        .azurerm("lock_level", Is(r#""CanNotDelete""#)),
];
