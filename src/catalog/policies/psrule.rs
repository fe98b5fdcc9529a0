//! Rules of `PSRule` for Azure about resources that a topology can contain, from the baseline of March 2026. Rules
//! about the text of a template are not in the list.

use super::{
    Check, Condition, PolicyDefinition, PolicyEffect,
    condition::{absent, all, any, is_none_of, is_one_of, not},
    psrule_groups::{ANY_INBOUND, DENY_ALL_INBOUND, LATERAL_TRAVERSAL},
};

/// The rules, each reported.
pub static RULES: &[(PolicyEffect, &PolicyDefinition)] = &[
    (PolicyEffect::Audit, &USE_TAGS),
    (PolicyEffect::Audit, &AI_LOCAL_AUTH),
    (PolicyEffect::Audit, &AI_PRIVATE_ENDPOINTS),
    (PolicyEffect::Audit, &AI_PUBLIC_ACCESS),
    (PolicyEffect::Audit, &STORAGE_REPLICATION),
    (PolicyEffect::Audit, &STORAGE_SOFT_DELETE),
    (PolicyEffect::Audit, &STORAGE_FIREWALL),
    (PolicyEffect::Audit, &STORAGE_TLS),
    (PolicyEffect::Audit, &STORAGE_SECURE_TRANSFER),
    (PolicyEffect::Audit, &STORAGE_BLOB_ACCESS),
    (PolicyEffect::Audit, &VAULT_SOFT_DELETE),
    (PolicyEffect::Audit, &VAULT_PURGE),
    (PolicyEffect::Audit, &VAULT_LOGS),
    (PolicyEffect::Audit, &KEY_ROTATION),
    (PolicyEffect::Audit, &SINGLE_DNS),
    (PolicyEffect::Audit, &LATERAL_TRAVERSAL),
    (PolicyEffect::Audit, &ANY_INBOUND),
    (PolicyEffect::Audit, &DENY_ALL_INBOUND),
    (PolicyEffect::Audit, &VM_AGENT),
    (PolicyEffect::Audit, &VM_MAINTENANCE),
    (PolicyEffect::Audit, &LOG_REPLICATION),
];

/// Resources should have tags.
static USE_TAGS: PolicyDefinition = PolicyDefinition {
    id: "Azure.Resource.UseTags",
    name: "Resources should have tags",
    file: "Azure.Common.Rule.ps1 (89ee47b713)",
    checks: &[
        Check { arm_type: "Microsoft.ManagedIdentity/userAssignedIdentities", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/networkSecurityGroups", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/virtualNetworks", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/publicIPAddresses", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/natGateways", trips: absent("tags") },
        Check { arm_type: "Microsoft.CognitiveServices/accounts", trips: absent("tags") },
        Check { arm_type: "Microsoft.Storage/storageAccounts", trips: absent("tags") },
        Check { arm_type: "Microsoft.KeyVault/vaults", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/privateDnsZones", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/privateEndpoints", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/bastionHosts", trips: absent("tags") },
        Check { arm_type: "Microsoft.Network/networkInterfaces", trips: absent("tags") },
        Check { arm_type: "Microsoft.Compute/virtualMachines", trips: absent("tags") },
        Check { arm_type: "Microsoft.DevTestLab/schedules", trips: absent("tags") },
        Check { arm_type: "Microsoft.OperationalInsights/workspaces", trips: absent("tags") },
    ],
    fixes: &[],
    action: "",
    note: "set `tags` with at least one tag",
};

/// AI services should use Entra ID instead of keys.
static AI_LOCAL_AUTH: PolicyDefinition = PolicyDefinition {
    id: "Azure.AI.DisableLocalAuth",
    name: "AI services should use Entra ID instead of keys",
    file: "Azure.AI.Rule.yaml (0df3c66959)",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("disableLocalAuth", &["true"]),
    }],
    fixes: super::account::WITHOUT_KEYS,
    action: "",
    note: "",
};

/// AI services should disable public network access.
static AI_PRIVATE_ENDPOINTS: PolicyDefinition = PolicyDefinition {
    id: "Azure.AI.PrivateEndpoints",
    name: "AI services should disable public network access",
    file: "Azure.AI.Rule.yaml (0df3c66959)",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("publicNetworkAccess", &["Disabled"]),
    }],
    fixes: super::account::PRIVATE_ACCOUNT,
    action: "",
    note: "",
};

/// AI services should restrict network access.
static AI_PUBLIC_ACCESS: PolicyDefinition = PolicyDefinition {
    id: "Azure.AI.PublicAccess",
    name: "AI services should restrict network access",
    file: "Azure.AI.Rule.yaml (0df3c66959)",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: all(&[
            is_none_of("publicNetworkAccess", &["Disabled"]),
            is_none_of("networkAcls.defaultAction", &["Deny"]),
        ]),
    }],
    fixes: super::account::PRIVATE_ACCOUNT,
    action: "",
    note: "",
};

/// Storage should be replicated to another region.
static STORAGE_REPLICATION: PolicyDefinition = PolicyDefinition {
    id: "Azure.Storage.UseReplication",
    name: "Storage should be replicated to another region",
    file: "Azure.Storage.Rule.ps1 (0440d4e3fd)",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("sku.name", &["Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS"]),
    }],
    fixes: &[&[("/storage/redundancy", "\"GRS\"")]],
    action: "",
    note: "",
};

/// Soft delete of blobs should be enabled.
static STORAGE_SOFT_DELETE: PolicyDefinition = PolicyDefinition {
    id: "Azure.Storage.SoftDelete",
    name: "Soft delete of blobs should be enabled",
    file: "Azure.Storage.Rule.ps1 (0440d4e3fd)",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts/blobServices",
        trips: is_none_of("deleteRetentionPolicy.enabled", &["true"]),
    }],
    fixes: &[&[("/storage/softDelete/blobDays", "7")]],
    action: "",
    note: "",
};

/// The storage firewall should deny by default.
static STORAGE_FIREWALL: PolicyDefinition = PolicyDefinition {
    id: "Azure.Storage.Firewall",
    name: "The storage firewall should deny by default",
    file: "Azure.Storage.Rule.yaml (0e826beb36)",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("networkAcls.defaultAction", &["Deny"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Storage should require TLS 1.2.
static STORAGE_TLS: PolicyDefinition = PolicyDefinition {
    id: "Azure.Storage.MinTLS",
    name: "Storage should require TLS 1.2",
    file: "Azure.Storage.Rule.yaml (0e826beb36)",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("minimumTlsVersion", &["TLS1_2"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Storage should require encrypted connections.
static STORAGE_SECURE_TRANSFER: PolicyDefinition = PolicyDefinition {
    id: "Azure.Storage.SecureTransfer",
    name: "Storage should require encrypted connections",
    file: "Azure.Storage.Rule.yaml (0e826beb36)",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("supportsHttpsTrafficOnly", &["true"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Anonymous access to blobs should be disabled.
static STORAGE_BLOB_ACCESS: PolicyDefinition = PolicyDefinition {
    id: "Azure.Storage.BlobPublicAccess",
    name: "Anonymous access to blobs should be disabled",
    file: "Azure.Storage.Rule.yaml (0e826beb36)",
    checks: &[Check {
        arm_type: "Microsoft.Storage/storageAccounts",
        trips: is_none_of("allowBlobPublicAccess", &["false"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Soft delete of vaults should be enabled.
static VAULT_SOFT_DELETE: PolicyDefinition = PolicyDefinition {
    id: "Azure.KeyVault.SoftDelete",
    name: "Soft delete of vaults should be enabled",
    file: "Azure.KeyVault.Rule.yaml (3517314fef)",
    checks: &[Check { arm_type: "Microsoft.KeyVault/vaults", trips: is_none_of("enableSoftDelete", &["true"]) }],
    fixes: &[],
    action: "",
    note: "",
};

/// Purge protection of vaults should be enabled.
static VAULT_PURGE: PolicyDefinition = PolicyDefinition {
    id: "Azure.KeyVault.PurgeProtect",
    name: "Purge protection of vaults should be enabled",
    file: "Azure.KeyVault.Rule.yaml (3517314fef)",
    checks: &[Check { arm_type: "Microsoft.KeyVault/vaults", trips: is_none_of("enablePurgeProtection", &["true"]) }],
    fixes: &[&[("/keyVault/purgeProtection", "true")]],
    action: "",
    note: "",
};

/// Audit logs of vaults should be collected.
static VAULT_LOGS: PolicyDefinition = PolicyDefinition {
    id: "Azure.KeyVault.Logs",
    name: "Audit logs of vaults should be collected",
    file: "Azure.KeyVault.Rule.ps1 (01aba36250)",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: not(&Condition::Related {
            arm_type: "Microsoft.Insights/diagnosticSettings",
            matching: &Condition::Count {
                array: "logs[*]",
                matching: &all(&[
                    is_one_of("logs[*].categoryGroup", &["audit", "allLogs"]),
                    is_one_of("logs[*].enabled", &["true"]),
                ]),
                at_least: 1,
            },
        }),
    }],
    fixes: &[&[("/monitoring", "{}")]],
    action: "",
    note: "",
};

/// Keys should rotate automatically.
static KEY_ROTATION: PolicyDefinition = PolicyDefinition {
    id: "Azure.KeyVault.AutoRotationPolicy",
    name: "Keys should rotate automatically",
    file: "Azure.KeyVault.Rule.ps1 (01aba36250)",
    checks: &[Check { arm_type: "Microsoft.KeyVault.Data/vaults/keys", trips: absent("scheduledRotationDays") }],
    fixes: &[],
    action: "",
    note: "",
};

/// A virtual network should have more than one DNS server, unless it uses Azure DNS.
static SINGLE_DNS: PolicyDefinition = PolicyDefinition {
    id: "Azure.VNET.SingleDNS",
    name: "Virtual networks should have at least two DNS servers",
    file: "Azure.VNET.Rule.ps1 (04320dbc74)",
    checks: &[Check {
        arm_type: "Microsoft.Network/virtualNetworks",
        trips: all(&[
            Condition::Count { array: "dhcpOptions.dnsServers[*]", matching: &Condition::Always, at_least: 1 },
            not(&Condition::Count { array: "dhcpOptions.dnsServers[*]", matching: &Condition::Always, at_least: 2 }),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "list a second server under `network.dnsServers`",
};

/// VMs should have the Azure Monitor agent.
static VM_AGENT: PolicyDefinition = PolicyDefinition {
    id: "Azure.VM.AMA",
    name: "VMs should have the Azure Monitor agent",
    file: "Azure.VM.Rule.ps1 (641437c422)",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: not(&Condition::Related {
            arm_type: "Microsoft.Compute/virtualMachines/extensions",
            matching: &any(&[
                is_one_of("publisher", &["Microsoft.Azure.Monitor"]),
                is_one_of("type", &["AzureMonitorWindowsAgent", "AzureMonitorLinuxAgent"]),
            ]),
        }),
    }],
    fixes: &[&[("/testMachine/extensions", "[\"AzureMonitorAgent\"]")]],
    action: "",
    note: "",
};

/// VMs should have a maintenance configuration.
static VM_MAINTENANCE: PolicyDefinition = PolicyDefinition {
    id: "Azure.VM.MaintenanceConfig",
    name: "VMs should have a maintenance configuration",
    file: "Azure.VM.Rule.ps1 (641437c422)",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: Condition::Always }],
    fixes: &[],
    action: "",
    note: "",
};

/// Workspaces should be replicated.
static LOG_REPLICATION: PolicyDefinition = PolicyDefinition {
    id: "Azure.Log.Replication",
    name: "Workspaces should be replicated",
    file: "Azure.Log.Rule.yaml (2bd00a60ba)",
    checks: &[Check {
        arm_type: "Microsoft.OperationalInsights/workspaces",
        trips: any(&[is_none_of("replication.enabled", &["true"]), absent("replication.location")]),
    }],
    fixes: &[],
    action: "",
    note: "`extra` of the workspace can set `replication`",
};
