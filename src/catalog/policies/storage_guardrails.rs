//! Policy definitions for storage accounts: mostly those of the guardrails.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, is_none_of, is_not_like, is_one_of, less, like},
};

/// Allowed Copy scope should be restricted for Storage Accounts.
pub static STORAGE_COPY_SCOPE: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-CopyScope",
    name: "Allowed Copy scope should be restricted for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[absent("allowedCopyScope"), is_none_of("allowedCopyScope", &["AAD"])]),
    }],
    fixes: &[&[("/storage/copyScope", "\"AAD\"")]],
    action: "",
    note: "",
};

/// Encryption for storage services should be enforced for Storage Accounts.
pub static STORAGE_SERVICE_KEYS: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-ServicesEncryption",
    name: "Encryption for storage services should be enforced for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[
            any(&[
                absent("encryption.services.blob.enabled"),
                is_none_of("encryption.services.blob.enabled", &["true"]),
            ]),
            any(&[
                absent("encryption.services.file.enabled"),
                is_none_of("encryption.services.file.enabled", &["true"]),
            ]),
            any(&[
                absent("encryption.services.queue.keyType"),
                is_none_of("encryption.services.queue.keyType", &["Account"]),
            ]),
            any(&[
                absent("encryption.services.table.keyType"),
                is_none_of("encryption.services.table.keyType", &["Account"]),
            ]),
        ]),
    }],
    fixes: &[
        &[("/storage/queueAndTableKeyType", "\"account\"")],
        &[("/encryption/storage/atCreation", "true")],
        &[("/storage/queueAndTableKeyType", "\"account\""), ("/encryption/storage/atCreation", "true")],
    ],
    action: "",
    note: "without a key at creation, azurerm sets this for queues and tables only: otherwise deploy with Bicep or ARM, use an existing storage account, or ask for an exemption",
};

/// Storage Accounts with SFTP enabled should be denied.
pub static STORAGE_SFTP: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-SFTP",
    name: "Storage Accounts with SFTP enabled should be denied",
    file: "",
    checks: &[Check { arm_type: "Microsoft.Storage/storageAccounts", trips: is_one_of("isSftpEnabled", &["true"]) }],
    fixes: &[],
    action: "",
    note: "",
};

/// Network ACL bypass option should be restricted for Storage Accounts.
pub static STORAGE_TRUSTED_SERVICES: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-NetworkAclsBypass",
    name: "Network ACL bypass option should be restricted for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[absent("networkAcls.bypass"), is_none_of("networkAcls.bypass", &["None"])]),
    }],
    fixes: &[&[("/storage/trustedServices", "false")]],
    action: "",
    note: "",
};

/// Resource Access Rules Tenants should be restricted for Storage Accounts.
pub static STORAGE_INSTANCE_TENANT: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-ResourceAccessRulesTenantId",
    name: "Resource Access Rules Tenants should be restricted for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: all(&[
            Condition::Count { array: "networkAcls.resourceAccessRules[*]", matching: &Condition::Always, at_least: 1 },
            is_none_of("networkAcls.resourceAccessRules[*].tenantId", &["[subscription().tenantId]"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Resource Access Rules resource IDs should be restricted for Storage Accounts.
pub static STORAGE_INSTANCE_ID: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-ResourceAccessRulesResourceId",
    name: "Resource Access Rules resource IDs should be restricted for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: all(&[
            Condition::Count { array: "networkAcls.resourceAccessRules[*]", matching: &Condition::Always, at_least: 1 },
            Condition::Count {
                array: "networkAcls.resourceAccessRules[*]",
                matching: &like("networkAcls.resourceAccessRules[*].resourceId", "/subscriptions/\\**"),
                at_least: 1,
            },
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Storage Accounts should use a container delete retention policy.
pub static STORAGE_CONTAINER_RETENTION: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-ContainerDeleteRetentionPolicy",
    name: "Storage Accounts should use a container delete retention policy",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts/blobServices",
        trips: any(&[
            absent("containerDeleteRetentionPolicy.enabled"),
            is_none_of("containerDeleteRetentionPolicy.enabled", &["true"]),
            less("containerDeleteRetentionPolicy.days", 7),
        ]),
    }],
    fixes: &[&[("/storage/softDelete/containerDays", "7")]],
    action: "",
    note: "",
};

/// Storage Accounts should restrict CORS rules.
pub static STORAGE_CORS: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-CorsRules",
    name: "Storage Accounts should restrict CORS rules",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts/blobServices",
        trips: Condition::Count { array: "cors.corsRules[*]", matching: &Condition::Always, at_least: 1 },
    }],
    fixes: &[
        &[("/allow/studio", "\"off\"")],
        &[("/storage/cors", "null")],
        &[("/allow/studio", "\"off\""), ("/storage/cors", "null")],
    ],
    action: "",
    note: "",
};

/// Storage accounts should prevent cross tenant object replication.
pub static STORAGE_CROSS_TENANT: PolicyDefinition = PolicyDefinition {
    id: "92a89a79-6c52-4a7e-a03f-61306fc49312",
    name: "Storage accounts should prevent cross tenant object replication",
    file: "Storage/StorageAccountAllowCrossTenantReplication_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("allowCrossTenantReplication", &["false"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Deploy Defender for Storage (Classic) on storage accounts. Deprecated by Microsoft.
pub static STORAGE_DEFENDER_CLASSIC: PolicyDefinition = PolicyDefinition {
    id: "361c2074-3595-4e5d-8cab-4f21dffc835c",
    name: "[Deprecated]: Deploy Defender for Storage (Classic) on storage accounts",
    file: "Storage/StorageAdvancedThreatProtection_DINE.json",
    checks: &[Check { arm_type: "Microsoft.Storage/storageAccounts", trips: Condition::Always }],
    fixes: &[],
    action: "deploys the classic plan of Defender for Storage",
    note: "",
};

/// Storage accounts should use customer-managed key for encryption.
pub static STORAGE_KEY: PolicyDefinition = PolicyDefinition {
    id: "6fac406b-40ca-413b-bf8e-0bf964659c25",
    name: "Storage accounts should use customer-managed key for encryption",
    file: "Storage/StorageAccountCustomerManagedKeyEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("encryption.keySource", &["Microsoft.Keyvault"]),
    }],
    fixes: &[&[("/encryption/storage", "{}")]],
    action: "",
    note: "",
};

/// Table Storage should use customer-managed key for encryption.
pub static STORAGE_TABLE_KEY: PolicyDefinition = PolicyDefinition {
    id: "7c322315-e26d-4174-a99e-f49d351b4688",
    name: "Table Storage should use customer-managed key for encryption",
    file: "Storage/StorageTableCustomerManagedKeyEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: all(&[
            is_one_of("encryption.keySource", &["Microsoft.Keyvault"]),
            is_none_of("encryption.services.table.keyType", &["Account"]),
        ]),
    }],
    fixes: &[&[("/storage/queueAndTableKeyType", "\"account\"")]],
    action: "",
    note: "",
};

/// Queue Storage should use customer-managed key for encryption.
pub static STORAGE_QUEUE_KEY: PolicyDefinition = PolicyDefinition {
    id: "f0e5abd0-2554-4736-b7c0-4ffef23475ef",
    name: "Queue Storage should use customer-managed key for encryption",
    file: "Storage/StorageQueueCustomerManagedKeyEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: all(&[
            is_one_of("encryption.keySource", &["Microsoft.Keyvault"]),
            is_none_of("encryption.services.queue.keyType", &["Account"]),
        ]),
    }],
    fixes: &[&[("/storage/queueAndTableKeyType", "\"account\"")]],
    action: "",
    note: "",
};

/// Storage Accounts should be Zone Redundant.
pub static STORAGE_ZONES: PolicyDefinition = PolicyDefinition {
    id: "85b005b2-95fc-4953-b9cb-f9ee6427c754",
    name: "[Preview]: Storage Accounts should be Zone Redundant",
    file: "Resilience/Storage_storageAccounts_ZoneRedundant_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[is_not_like("sku.name", "*ZRS"), is_one_of("kind", &["Storage"])]),
    }],
    fixes: &[&[("/storage/redundancy", "\"GZRS\"")], &[("/storage/redundancy", "\"ZRS\"")]],
    action: "",
    note: "",
};
