//! Policy definitions for logs and identities.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{any, is_none_of, is_one_of, not},
};

/// Log Analytics workspaces should block log ingestion and querying from public networks.
pub static WORKSPACE_PUBLIC_NETWORK: PolicyDefinition = PolicyDefinition {
    id: "6c53d030-cc64-46f0-906d-2bc061cd1334",
    name: "Log Analytics workspaces should block log ingestion and querying from public networks",
    file: "Monitoring/LogAnalyticsWorkspaces_NetworkAccessEnabled_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.OperationalInsights/workspaces",
        trips: any(&[
            is_none_of("publicNetworkAccessForIngestion", &["disabled"]),
            is_none_of("publicNetworkAccessForQuery", &["disabled"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Saved-queries in Azure Monitor should be saved in customer storage account for logs encryption.
pub static WORKSPACE_SAVED_QUERIES: PolicyDefinition = PolicyDefinition {
    id: "fa298e57-9444-42ba-bf04-86e8470e32c7",
    name: "Saved-queries in Azure Monitor should be saved in customer storage account for logs encryption",
    file: "Monitoring/LogAnalyticsWorkspaces_CMKBYOSQueryEnabled_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.OperationalInsights/workspaces",
        trips: is_none_of("forceCmkForQuery", &["true"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// What a file can say about settings that a policy writes.
const LEAVE_LOGS: &str = "`monitoring.diagnosticSettings: policy` leaves the settings to the policy; audit logs alone, in the workspace of the assignment, satisfy it";

/// Enable logging by category group for Cognitive Services (microsoft.cognitiveservices/accounts) to Log Analytics.
pub static ACCOUNT_LOGS_DEPLOY: PolicyDefinition = PolicyDefinition {
    id: "55d1f543-d1b0-4811-9663-d6d0dbc6326d",
    name: "Enable logging by category group for Cognitive Services (microsoft.cognitiveservices/accounts) to Log Analytics",
    file: "Monitoring/DS_LA_cognitiveservices-accounts_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: any(&[
            not(&Condition::Related {
                arm_type: "Microsoft.Insights/diagnosticSettings",
                matching: &is_one_of("logs[*].categoryGroup", &["audit"]),
            }),
            Condition::Depends("whether the workspace of its diagnostic setting is the one of the assignment"),
        ]),
    }],
    fixes: &[],
    action: "writes a diagnostic setting for the workspace of the platform team",
    note: LEAVE_LOGS,
};

/// Enable logging by category group for Key vaults (microsoft.keyvault/vaults) to Log Analytics.
pub static VAULT_LOGS_DEPLOY: PolicyDefinition = PolicyDefinition {
    id: "6b359d8f-f88d-4052-aa7c-32015963ecc1",
    name: "Enable logging by category group for Key vaults (microsoft.keyvault/vaults) to Log Analytics",
    file: "Monitoring/DS_LA_keyvault-vaults_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: any(&[
            not(&Condition::Related {
                arm_type: "Microsoft.Insights/diagnosticSettings",
                matching: &is_one_of("logs[*].categoryGroup", &["audit"]),
            }),
            Condition::Depends("whether the workspace of its diagnostic setting is the one of the assignment"),
        ]),
    }],
    fixes: &[],
    action: "writes a diagnostic setting for the workspace of the platform team",
    note: LEAVE_LOGS,
};

/// Enable logging by category group for Bastions (microsoft.network/bastionhosts) to Log Analytics.
pub static BASTION_LOGS_DEPLOY: PolicyDefinition = PolicyDefinition {
    id: "f8352124-56fa-4f94-9441-425109cdc14b",
    name: "Enable logging by category group for Bastions (microsoft.network/bastionhosts) to Log Analytics",
    file: "Monitoring/DS_LA_network-bastionhosts_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/bastionHosts",
        trips: any(&[
            not(&Condition::Related {
                arm_type: "Microsoft.Insights/diagnosticSettings",
                matching: &is_one_of("logs[*].categoryGroup", &["audit"]),
            }),
            Condition::Depends("whether the workspace of its diagnostic setting is the one of the assignment"),
        ]),
    }],
    fixes: &[],
    action: "writes a diagnostic setting for the workspace of the platform team",
    note: LEAVE_LOGS,
};

/// Enable logging by category group for Public IP addresses (microsoft.network/publicipaddresses) to Log Analytics.
pub static PUBLIC_IP_LOGS_DEPLOY: PolicyDefinition = PolicyDefinition {
    id: "1513498c-3091-461a-b321-e9b433218d28",
    name: "Enable logging by category group for Public IP addresses (microsoft.network/publicipaddresses) to Log Analytics",
    file: "Monitoring/DS_LA_network-publicipaddresses_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/publicIPAddresses",
        trips: any(&[
            not(&Condition::Related {
                arm_type: "Microsoft.Insights/diagnosticSettings",
                matching: &is_one_of("logs[*].categoryGroup", &["audit"]),
            }),
            Condition::Depends("whether the workspace of its diagnostic setting is the one of the assignment"),
        ]),
    }],
    fixes: &[],
    action: "writes a diagnostic setting for the workspace of the platform team",
    note: LEAVE_LOGS,
};

/// Enable logging by category group for Log Analytics workspaces (microsoft.operationalinsights/workspaces) to Log Analytics.
pub static WORKSPACE_LOGS_DEPLOY: PolicyDefinition = PolicyDefinition {
    id: "818719e5-1338-4776-9a9d-3c31e4df5986",
    name: "Enable logging by category group for Log Analytics workspaces (microsoft.operationalinsights/workspaces) to Log Analytics",
    file: "Monitoring/DS_LA_operationalinsights-workspaces_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.OperationalInsights/workspaces",
        trips: any(&[
            not(&Condition::Related {
                arm_type: "Microsoft.Insights/diagnosticSettings",
                matching: &is_one_of("logs[*].categoryGroup", &["audit"]),
            }),
            Condition::Depends("whether the workspace of its diagnostic setting is the one of the assignment"),
        ]),
    }],
    fixes: &[],
    action: "writes a diagnostic setting for the workspace of the platform team",
    note: LEAVE_LOGS,
};

/// The definitions that write a diagnostic setting.
pub static LOG_DEPLOYMENTS: [&PolicyDefinition; 5] =
    [&ACCOUNT_LOGS_DEPLOY, &VAULT_LOGS_DEPLOY, &BASTION_LOGS_DEPLOY, &PUBLIC_IP_LOGS_DEPLOY, &WORKSPACE_LOGS_DEPLOY];

/// Managed Identity Federated Credentials should be from allowed issuer types.
pub static FEDERATION_ISSUERS: PolicyDefinition = PolicyDefinition {
    id: "2571b7c3-3056-4a61-b00a-9bc5232234f5",
    name: "[Preview]: [Preview]: Managed Identity Federated Credentials should be from allowed issuer types",
    file: "Managed Identity/FIC_LimitToWellknownIssuers.json",
    checks: &[Check {
        arm_type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        trips: Condition::Always,
    }],
    fixes: &[],
    action: "",
    note: "",
};
