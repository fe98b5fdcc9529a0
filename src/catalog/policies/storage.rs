//! Policy definitions for storage accounts.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, is_none_of, is_not_like, is_one_of, less, like, not},
};

/// Storage is private.
const PRIVATE_STORAGE: &[&[(&str, &str)]] = &[
    &[("/storage/publicNetworkAccess", "\"private\"")],
    &[("/storage/publicNetworkAccess", "\"private\""), ("/allow/studio", "\"off\"")],
    &[("/storage/publicNetworkAccess", "\"private\""), ("/allow", "null")],
    super::account::PRIVATE_ALL[0],
    super::account::PRIVATE_ALL[1],
];

/// Storage accounts should disable public network access.
pub const STORAGE_PUBLIC_NETWORK: PolicyDefinition = PolicyDefinition {
    id: "b2982f36-99f2-4db5-8eff-283140c09693",
    name: "Storage accounts should disable public network access",
    file: "Storage/StoragePublicNetworkAccess_AuditDeny.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("publicNetworkAccess", &["Disabled"]),
    }],
    fixes: PRIVATE_STORAGE,
    action: "",
    note: "",
};

/// Storage account public access should be disallowed.
pub const STORAGE_ANONYMOUS_ACCESS: PolicyDefinition = PolicyDefinition {
    id: "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
    name: "Storage account public access should be disallowed",
    file: "Storage/ASC_Storage_DisallowPublicBlobAccess_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: all(&[
            not(&all(&[
                like("id", "*/resourceGroups/aro-*"),
                any(&[like("name", "cluster*"), like("name", "imageregistry*")]),
            ])),
            is_none_of("allowBlobPublicAccess", &["false"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Secure transfer to storage accounts should be enabled.
pub const STORAGE_SECURE_TRANSFER: PolicyDefinition = PolicyDefinition {
    id: "404c3081-a854-4457-ae30-26a93ef643f9",
    name: "Secure transfer to storage accounts should be enabled",
    file: "Storage/Storage_AuditForHTTPSEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_one_of("supportsHttpsTrafficOnly", &["false"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Storage accounts should have the specified minimum TLS version.
pub const STORAGE_TLS: PolicyDefinition = PolicyDefinition {
    id: "fe83a0eb-a853-422d-aac2-1bffd182c5d0",
    name: "Storage accounts should have the specified minimum TLS version",
    file: "Storage/StorageAccountMinimumTLSVersion_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[is_none_of("minimumTlsVersion", &["TLS1_2"]), absent("minimumTlsVersion")]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Allowed Copy scope should be restricted for Storage Accounts.
pub const STORAGE_COPY_SCOPE: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-CopyScope",
    name: "Allowed Copy scope should be restricted for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[absent("allowedCopyScope"), is_none_of("allowedCopyScope", &["AAD"])]),
    }],
    fixes: &[
        &[("/storage/copyScope", "\"AAD\"")],
        &[
            ("/extra/storageAccount/azure/properties/allowedCopyScope", "\"AAD\""),
            ("/extra/storageAccount/terraform/allowed_copy_scope", "\"AAD\""),
        ],
    ],
    action: "",
    note: "",
};

/// Encryption for storage services should be enforced for Storage Accounts.
pub const STORAGE_SERVICE_KEYS: PolicyDefinition = PolicyDefinition {
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
    fixes: &[&[
        ("/extra/storageAccount/azure/properties/encryption/services/queue/keyType", "\"Account\""),
        ("/extra/storageAccount/azure/properties/encryption/services/table/keyType", "\"Account\""),
        ("/extra/storageAccount/terraform/queue_encryption_key_type", "\"Account\""),
        ("/extra/storageAccount/terraform/table_encryption_key_type", "\"Account\""),
    ]],
    action: "",
    note: "Azure sets this when the account is created: a later change replaces the account",
};

/// Storage Accounts with SFTP enabled should be denied.
pub const STORAGE_SFTP: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-SFTP",
    name: "Storage Accounts with SFTP enabled should be denied",
    file: "",
    checks: &[Check { arm_type: "Microsoft.Storage/storageAccounts", trips: is_one_of("isSftpEnabled", &["true"]) }],
    fixes: &[],
    action: "",
    note: "",
};

/// Network ACL bypass option should be restricted for Storage Accounts.
pub const STORAGE_TRUSTED_SERVICES: PolicyDefinition = PolicyDefinition {
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
pub const STORAGE_INSTANCE_TENANT: PolicyDefinition = PolicyDefinition {
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
pub const STORAGE_INSTANCE_ID: PolicyDefinition = PolicyDefinition {
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

/// Virtual network rules should be restricted for Storage Accounts.
pub const STORAGE_SUBNET_RULES: PolicyDefinition = PolicyDefinition {
    id: "Deny-Storage-NetworkAclsVirtualNetworkRules",
    name: "Virtual network rules should be restricted for Storage Accounts",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: Condition::Count {
            array: "networkAcls.virtualNetworkRules[*]",
            matching: &Condition::Always,
            at_least: 1,
        },
    }],
    fixes: PRIVATE_STORAGE,
    action: "",
    note: "",
};

/// Storage Accounts should use a container delete retention policy.
pub const STORAGE_CONTAINER_RETENTION: PolicyDefinition = PolicyDefinition {
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
pub const STORAGE_CORS: PolicyDefinition = PolicyDefinition {
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
pub const STORAGE_CROSS_TENANT: PolicyDefinition = PolicyDefinition {
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

/// Storage accounts should prevent shared key access.
pub const STORAGE_SHARED_KEYS: PolicyDefinition = PolicyDefinition {
    id: "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
    name: "Storage accounts should prevent shared key access",
    file: "Storage/StorageAccountAllowSharedKeyAccess_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[
            any(&[absent("allowSharedKeyAccess"), absent("allowSharedKeyAccess")]),
            is_one_of("allowSharedKeyAccess", &["true"]),
        ]),
    }],
    fixes: &[&[("/storage/sharedKeys", "false")]],
    action: "",
    note: "",
};

/// Storage accounts should have infrastructure encryption.
pub const STORAGE_DOUBLE_ENCRYPTION: PolicyDefinition = PolicyDefinition {
    id: "4733ea7b-a883-42fe-8cac-97454c2a9e4a",
    name: "Storage accounts should have infrastructure encryption",
    file: "Storage/StorageAccountInfrastructureEncryptionEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("encryption.requireInfrastructureEncryption", &["true"]),
    }],
    fixes: &[&[("/storage/infrastructureEncryption", "true")]],
    action: "",
    note: "",
};

/// Storage accounts should restrict network access.
pub const STORAGE_DEFAULT_ACTION: PolicyDefinition = PolicyDefinition {
    id: "34c877ad-507e-4c82-993e-3452a6e0ad3c",
    name: "Storage accounts should restrict network access",
    file: "Storage/Storage_NetworkAcls_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("networkAcls.defaultAction", &["Deny"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Storage accounts should restrict network access using virtual network rules.
pub const STORAGE_SUBNET_RULES_ONLY: PolicyDefinition = PolicyDefinition {
    id: "2a1a9cdf-e04d-429a-8416-3bfb72a1b26f",
    name: "Storage accounts should restrict network access using virtual network rules",
    file: "Storage/StorageAccountOnlyVnetRulesEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[
            is_none_of("networkAcls.defaultAction", &["Deny"]),
            Condition::Count { array: "networkAcls.ipRules[*]", matching: &Condition::Always, at_least: 1 },
        ]),
    }],
    fixes: PRIVATE_STORAGE,
    action: "",
    note: "",
};

/// Storage accounts should restrict network access using virtual network rules (excluding storage accounts created by Databricks).
pub const STORAGE_SUBNET_RULES_ONLY_WITHOUT_DATABRICKS: PolicyDefinition = PolicyDefinition {
    id: "db4f9b05-5ffd-4b34-b714-3c710dbb3fd6",
    name: "Storage accounts should restrict network access using virtual network rules (excluding storage accounts created by Databricks)",
    file: "Storage/StorageAccountOnlyVnetRulesEnabledWithDatabricksExcluded_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[
            is_none_of("networkAcls.defaultAction", &["Deny"]),
            Condition::Count { array: "networkAcls.ipRules[*]", matching: &Condition::Always, at_least: 1 },
        ]),
    }],
    fixes: PRIVATE_STORAGE,
    action: "",
    note: "",
};

/// Storage accounts should prevent shared key access (excluding storage accounts created by Databricks).
pub const STORAGE_SHARED_KEYS_WITHOUT_DATABRICKS: PolicyDefinition = PolicyDefinition {
    id: "fd9903f1-38c2-4d36-8e44-5c1c20c561e8",
    name: "Storage accounts should prevent shared key access (excluding storage accounts created by Databricks)",
    file: "Storage/StorageAccountAllowSharedKeyAccessWithDatabricksExcluded_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: any(&[
            any(&[absent("allowSharedKeyAccess"), absent("allowSharedKeyAccess")]),
            is_one_of("allowSharedKeyAccess", &["true"]),
        ]),
    }],
    fixes: &[&[("/storage/sharedKeys", "false")]],
    action: "",
    note: "",
};

/// [Deprecated]: Deploy Defender for Storage (Classic) on storage accounts.
pub const STORAGE_DEFENDER_CLASSIC: PolicyDefinition = PolicyDefinition {
    id: "361c2074-3595-4e5d-8cab-4f21dffc835c",
    name: "[Deprecated]: Deploy Defender for Storage (Classic) on storage accounts",
    file: "Storage/StorageAdvancedThreatProtection_DINE.json",
    checks: &[Check { arm_type: "Microsoft.Storage/storageAccounts", trips: Condition::Always }],
    fixes: &[],
    action: "deploys the classic plan of Defender for Storage",
    note: "",
};

/// Configure your Storage account public access to be disallowed.
pub const STORAGE_ANONYMOUS_ACCESS_MODIFY: PolicyDefinition = PolicyDefinition {
    id: "13502221-8df0-4414-9937-de9c5c4e396b",
    name: "Configure your Storage account public access to be disallowed",
    file: "Storage/StorageAccountDisablePublicBlobAccess_Modify.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_one_of("allowBlobPublicAccess", &["true"]),
    }],
    fixes: &[],
    action: "sets allowBlobPublicAccess to false",
    note: "",
};

/// Configure storage accounts to disable public network access.
pub const STORAGE_PUBLIC_NETWORK_MODIFY: PolicyDefinition = PolicyDefinition {
    id: "a06d0189-92e8-4dba-b0c4-08d7669fce7d",
    name: "Configure storage accounts to disable public network access",
    file: "Storage/StoragePublicNetworkAccess_Modify.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("publicNetworkAccess", &["Disabled"]),
    }],
    fixes: PRIVATE_STORAGE,
    action: "sets publicNetworkAccess to Disabled",
    note: "",
};

/// Storage accounts should use customer-managed key for encryption.
pub const STORAGE_KEY: PolicyDefinition = PolicyDefinition {
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
pub const STORAGE_TABLE_KEY: PolicyDefinition = PolicyDefinition {
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
    fixes: &[&[
        ("/extra/storageAccount/azure/properties/encryption/services/queue/keyType", "\"Account\""),
        ("/extra/storageAccount/azure/properties/encryption/services/table/keyType", "\"Account\""),
        ("/extra/storageAccount/terraform/queue_encryption_key_type", "\"Account\""),
        ("/extra/storageAccount/terraform/table_encryption_key_type", "\"Account\""),
    ]],
    action: "",
    note: "",
};

/// Queue Storage should use customer-managed key for encryption.
pub const STORAGE_QUEUE_KEY: PolicyDefinition = PolicyDefinition {
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
    fixes: &[&[
        ("/extra/storageAccount/azure/properties/encryption/services/queue/keyType", "\"Account\""),
        ("/extra/storageAccount/azure/properties/encryption/services/table/keyType", "\"Account\""),
        ("/extra/storageAccount/terraform/queue_encryption_key_type", "\"Account\""),
        ("/extra/storageAccount/terraform/table_encryption_key_type", "\"Account\""),
    ]],
    action: "",
    note: "",
};

/// Storage Accounts should be Zone Redundant.
pub const STORAGE_ZONES: PolicyDefinition = PolicyDefinition {
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

/// Storage accounts should use private link.
pub const STORAGE_PRIVATE_LINK: PolicyDefinition = PolicyDefinition {
    id: "6edd7eda-6dd8-40f7-810d-67160c639cd9",
    name: "Storage accounts should use private link",
    file: "Storage/StorageAccountPrivateEndpointEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: not(&Condition::Count {
            array: "privateEndpointConnections[*]",
            matching: &is_one_of(
                "privateEndpointConnections[*].privateLinkServiceConnectionState.status",
                &["Approved"],
            ),
            at_least: 1,
        }),
    }],
    fixes: &[&[("/privateEndpoints/blob/enabled", "true")]],
    action: "",
    note: "",
};

/// Storage accounts should use private link (excluding storage accounts created by Databricks).
pub const STORAGE_PRIVATE_LINK_WITHOUT_DATABRICKS: PolicyDefinition = PolicyDefinition {
    id: "1604f626-4d8d-4124-8bb8-b1e5f95562de",
    name: "Storage accounts should use private link (excluding storage accounts created by Databricks)",
    file: "Storage/StorageAccountPrivateEndpointEnabledWithDatabricksExcluded_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: not(&Condition::Count {
            array: "privateEndpointConnections[*]",
            matching: &is_one_of(
                "privateEndpointConnections[*].privateLinkServiceConnectionState.status",
                &["Approved"],
            ),
            at_least: 1,
        }),
    }],
    fixes: &[&[("/privateEndpoints/blob/enabled", "true")]],
    action: "",
    note: "",
};
