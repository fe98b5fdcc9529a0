//! Policy definitions for storage accounts: network, keys and encryption.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, is_none_of, is_one_of, like, not, unless},
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
pub static STORAGE_PUBLIC_NETWORK: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_ANONYMOUS_ACCESS: PolicyDefinition = PolicyDefinition {
    id: "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
    name: "Storage account public access should be disallowed",
    file: "Storage/ASC_Storage_DisallowPublicBlobAccess_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: all(&[
            unless(&all(&[
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
pub static STORAGE_SECURE_TRANSFER: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_TLS: PolicyDefinition = PolicyDefinition {
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

/// Virtual network rules should be restricted for Storage Accounts.
pub static STORAGE_SUBNET_RULES: PolicyDefinition = PolicyDefinition {
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

/// Storage accounts should prevent shared key access.
pub static STORAGE_SHARED_KEYS: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_DOUBLE_ENCRYPTION: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_DEFAULT_ACTION: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_SUBNET_RULES_ONLY: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_SUBNET_RULES_ONLY_WITHOUT_DATABRICKS: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_SHARED_KEYS_WITHOUT_DATABRICKS: PolicyDefinition = PolicyDefinition {
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

/// Configure your Storage account public access to be disallowed.
pub static STORAGE_ANONYMOUS_ACCESS_MODIFY: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_PUBLIC_NETWORK_MODIFY: PolicyDefinition = PolicyDefinition {
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

/// Storage accounts should use private link.
pub static STORAGE_PRIVATE_LINK: PolicyDefinition = PolicyDefinition {
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
pub static STORAGE_PRIVATE_LINK_WITHOUT_DATABRICKS: PolicyDefinition = PolicyDefinition {
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
