//! Policy definitions for the account of Azure AI services.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, exists, is_none_of, is_one_of, not, unless},
};

/// Changes of the file: keys with values as JSON; null removes a key.
type Fixes = &'static [&'static [(&'static str, &'static str)]];

/// Everything is private.
pub const PRIVATE_ALL: Fixes = &[
    &[
        ("/account/publicNetworkAccess", "\"private\""),
        ("/storage/publicNetworkAccess", "\"private\""),
        ("/allow", "null"),
    ],
    &[
        ("/account/publicNetworkAccess", "\"private\""),
        ("/storage/publicNetworkAccess", "\"private\""),
        ("/keyVault/publicNetworkAccess", "\"private\""),
        ("/keyVault/deployerAddresses", "null"),
        ("/allow", "null"),
    ],
];

/// The account is private.
pub const PRIVATE_ACCOUNT: Fixes = &[
    &[("/account/publicNetworkAccess", "\"private\"")],
    &[("/account/publicNetworkAccess", "\"private\""), ("/allow", "null")],
    PRIVATE_ALL[0],
    PRIVATE_ALL[1],
];

/// Key authentication is disabled.
pub const WITHOUT_KEYS: Fixes =
    &[&[("/account/localAuth", "false")], &[("/account/localAuth", "false"), ("/keys", "null")]];

/// Cognitive Services accounts should disable public network access. Deprecated by Microsoft.
pub static ACCOUNT_PUBLIC_NETWORK: PolicyDefinition = PolicyDefinition {
    id: "0725b4dd-7e76-479c-a735-68e7ee23d5ca",
    name: "[Deprecated]: Cognitive Services accounts should disable public network access",
    file: "Cognitive Services/DisablePublicNetworkAccess_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("publicNetworkAccess", &["Disabled"]),
    }],
    fixes: PRIVATE_ACCOUNT,
    action: "",
    note: "",
};

/// Azure AI Services resources should restrict network access.
pub static ACCOUNT_NETWORK_RULES: PolicyDefinition = PolicyDefinition {
    id: "037eea7a-bd0a-46c5-9a66-03aea78705d3",
    name: "Azure AI Services resources should restrict network access",
    file: "Azure Ai Services/NetworkAcls_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: all(&[
            is_none_of("publicNetworkAccess", &["Disabled"]),
            is_none_of("networkAcls.defaultAction", &["Deny"]),
        ]),
    }],
    fixes: &[&[("/account/publicNetworkAccess", "\"private\"")], &[("/account/publicNetworkAccess", "\"selected\"")]],
    action: "",
    note: "",
};

/// Azure AI Services resources should have key access disabled (disable local authentication).
pub static ACCOUNT_KEYS: PolicyDefinition = PolicyDefinition {
    id: "71ef260a-8f18-47b7-abcb-62d0673d94dc",
    name: "Azure AI Services resources should have key access disabled (disable local authentication)",
    file: "Azure Ai Services/DisableLocalAuth_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("disableLocalAuth", &["true"]),
    }],
    fixes: WITHOUT_KEYS,
    action: "",
    note: "",
};

/// Cognitive Services accounts should use a managed identity.
pub static ACCOUNT_IDENTITY: PolicyDefinition = PolicyDefinition {
    id: "fe3fd216-4f83-4fc1-8984-2bbec80a3418",
    name: "Cognitive Services accounts should use a managed identity",
    file: "Cognitive Services/ManagedIdentity_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: any(&[absent("identity.type"), is_one_of("identity.type", &["None"])]),
    }],
    fixes: &[&[("/account/identity/systemAssigned", "true")]],
    action: "",
    note: "",
};

/// Cognitive Services accounts should use customer owned storage.
pub static ACCOUNT_OWN_STORAGE: PolicyDefinition = PolicyDefinition {
    id: "46aa9b05-0e60-4eae-a88b-1e9d374fa515",
    name: "Cognitive Services accounts should use customer owned storage",
    file: "Cognitive Services/UserOwnedStorage_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: all(&[
            not(&Condition::Count { array: "userOwnedStorage[*]", matching: &Condition::Always, at_least: 1 }),
            Condition::Count {
                array: "capabilities[*]",
                matching: &is_one_of("capabilities[*].name", &["CustomerManagedStorage"]),
                at_least: 1,
            },
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK).
pub static ACCOUNT_KEY: PolicyDefinition = PolicyDefinition {
    id: "67121cc7-ff39-4ab8-b7e3-95b84dab487d",
    name: "Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK)",
    file: "Cognitive Services/CustomerManagedKey_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: all(&[
            is_none_of("encryption.keySource", &["Microsoft.KeyVault"]),
            unless(&is_one_of(
                "kind",
                &[
                    "CognitiveServices",
                    "ContentSafety",
                    "ImmersiveReader",
                    "HealthInsights",
                    "LUIS.Authoring",
                    "LUIS",
                    "QnAMaker",
                    "QnAMaker.V2",
                    "AIServices",
                    "MetricsAdvisor",
                    "SpeechTranslation",
                    "Internal.AllInOne",
                    "ConversationalLanguageUnderstanding",
                    "knowledge",
                    "TranscriptionIntelligence",
                    "HealthDecisionSupport",
                ],
            )),
        ]),
    }],
    fixes: &[&[("/encryption/account", "{}")], &[("/encryption/account/atCreation", "true")]],
    action: "",
    note: "",
};

/// Outbound network access should be restricted for Cognitive Services.
pub static ACCOUNT_OUTBOUND: PolicyDefinition = PolicyDefinition {
    id: "Deny-CognitiveServices-RestrictOutboundNetworkAccess",
    name: "Outbound network access should be restricted for Cognitive Services",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: any(&[absent("restrictOutboundNetworkAccess"), is_none_of("restrictOutboundNetworkAccess", &["true"])]),
    }],
    fixes: &[&[("/account/outbound/restricted", "true")]],
    action: "",
    note: "",
};

/// Network ACLs should be restricted for Cognitive Services.
pub static ACCOUNT_RULE_LISTS: PolicyDefinition = PolicyDefinition {
    id: "Deny-CognitiveServices-NetworkAcls",
    name: "Network ACLs should be restricted for Cognitive Services",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: any(&[
            Condition::Count { array: "networkAcls.ipRules[*]", matching: &Condition::Always, at_least: 1 },
            Condition::Count { array: "networkAcls.virtualNetworkRules[*]", matching: &Condition::Always, at_least: 1 },
        ]),
    }],
    fixes: PRIVATE_ACCOUNT,
    action: "",
    note: "",
};

/// Configure Cognitive Services accounts to disable public network access.
pub static ACCOUNT_PUBLIC_NETWORK_MODIFY: PolicyDefinition = PolicyDefinition {
    id: "47ba1dd7-28d9-4b07-a8d5-9813bed64e0c",
    name: "Configure Cognitive Services accounts to disable public network access",
    file: "Cognitive Services/DisablePublicNetworkAccess_Modify.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("publicNetworkAccess", &["Disabled"]),
    }],
    fixes: PRIVATE_ACCOUNT,
    action: "sets publicNetworkAccess to Disabled",
    note: "",
};

/// Configure Cognitive Services accounts to disable local authentication methods.
pub static ACCOUNT_KEYS_MODIFY: PolicyDefinition = PolicyDefinition {
    id: "14de9e63-1b31-492e-a5a3-c3f7fd57f555",
    name: "Configure Cognitive Services accounts to disable local authentication methods",
    file: "Cognitive Services/DisableLocalAuth_Modify.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("disableLocalAuth", &["true"]),
    }],
    fixes: WITHOUT_KEYS,
    action: "sets disableLocalAuth to true",
    note: "",
};

/// Configure Azure AI Services resources to disable local key access (disable local authentication).
pub static ACCOUNT_KEYS_DEPLOY: PolicyDefinition = PolicyDefinition {
    id: "55eff01b-f2bd-4c32-9203-db285f709d30",
    name: "Configure Azure AI Services resources to disable local key access (disable local authentication)",
    file: "Azure Ai Services/DisableLocalAuth_CognitiveServices_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: is_none_of("disableLocalAuth", &["true"]),
    }],
    fixes: WITHOUT_KEYS,
    action: "sets disableLocalAuth to true, publicNetworkAccess to Disabled and customSubDomainName to the name of the account after the deployment; whether Azure accepts that with another custom subdomain is unverified",
    note: "",
};

/// Azure AI Services resources should use Azure Private Link.
pub static ACCOUNT_PRIVATE_LINK: PolicyDefinition = PolicyDefinition {
    id: "d6759c02-b87f-42b7-892e-71b3f471d782",
    name: "Azure AI Services resources should use Azure Private Link",
    file: "Azure Ai Services/EnablePrivateEndpoints_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: not(&Condition::Count {
            array: "privateEndpointConnections[*]",
            matching: &is_one_of(
                "privateEndpointConnections[*].privateLinkServiceConnectionState.status",
                &["Approved"],
            ),
            at_least: 1,
        }),
    }],
    fixes: &[&[("/privateEndpoints/account/enabled", "true")]],
    action: "",
    note: "",
};

/// Diagnostic logs in Azure AI services resources should be enabled.
pub static ACCOUNT_LOGS: PolicyDefinition = PolicyDefinition {
    id: "1b4d1c4e-934c-4703-944c-27c82c06bebb",
    name: "Diagnostic logs in Azure AI services resources should be enabled",
    file: "Azure Ai Services/DiagnosticLogs_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.CognitiveServices/accounts",
        trips: not(&Condition::Related {
            arm_type: "Microsoft.Insights/diagnosticSettings",
            matching: &exists("logs"),
        }),
    }],
    fixes: &[&[("/monitoring", "{}")]],
    action: "",
    note: "",
};
