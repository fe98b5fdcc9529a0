//! Policy definitions for vaults, keys and secrets.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, exists, greater, is_none_of, is_one_of, less, not, unless},
};

/// The vault is private.
const PRIVATE_VAULT: &[&[(&str, &str)]] = &[
    &[("/keyVault/publicNetworkAccess", "\"private\"")],
    &[("/keyVault/publicNetworkAccess", "\"private\""), ("/keyVault/deployerAddresses", "null")],
    super::account::PRIVATE_ALL[1],
];

/// An expiration date that its owner has to choose: after any deployment.
pub const PLACEHOLDER_DATE: &str = "2999-12-31";
const LATER_DATE: &str = "\"2999-12-31\"";

/// Keys have an expiration date.
const KEYS_WITH_DATES: &[&[(&str, &str)]] = &[
    &[("/encryption/account/expires", LATER_DATE)],
    &[("/encryption/storage/expires", LATER_DATE)],
    &[("/encryption/account/expires", LATER_DATE), ("/encryption/storage/expires", LATER_DATE)],
];

/// A new version of a key comes less than 30 days after the last one.
const ROTATION_EACH_MONTH: &str = "{ \"expireAfterDays\": 40, \"rotateBeforeDays\": 15 }";

/// Azure Key Vault should disable public network access.
pub static VAULT_PUBLIC_NETWORK: PolicyDefinition = PolicyDefinition {
    id: "405c5871-3e91-4644-8a63-58e19d68ff5b",
    name: "Azure Key Vault should disable public network access",
    file: "Key Vault/PublicNetworkAccess_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: all(&[unless(&is_one_of("createMode", &["recover"])), is_none_of("publicNetworkAccess", &["Disabled"])]),
    }],
    fixes: PRIVATE_VAULT,
    action: "",
    note: "",
};

/// Key vaults should have soft delete enabled.
pub static VAULT_SOFT_DELETE: PolicyDefinition = PolicyDefinition {
    id: "1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d",
    name: "Key vaults should have soft delete enabled",
    file: "Key Vault/SoftDeleteMustBeEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: all(&[
            unless(&is_one_of("createMode", &["recover"])),
            any(&[is_one_of("enableSoftDelete", &["false"]), absent("enableSoftDelete")]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Key vaults should have deletion protection enabled.
pub static VAULT_PURGE_PROTECTION: PolicyDefinition = PolicyDefinition {
    id: "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53",
    name: "Key vaults should have deletion protection enabled",
    file: "Key Vault/Recoverable_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: all(&[
            unless(&is_one_of("createMode", &["recover"])),
            any(&[
                is_one_of("enableSoftDelete", &["false"]),
                absent("enablePurgeProtection"),
                is_one_of("enablePurgeProtection", &["false"]),
            ]),
        ]),
    }],
    fixes: &[&[("/keyVault/purgeProtection", "true")]],
    action: "",
    note: "",
};

/// Azure Key Vault should use RBAC permission model.
pub static VAULT_ROLES: PolicyDefinition = PolicyDefinition {
    id: "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5",
    name: "Azure Key Vault should use RBAC permission model",
    file: "Key Vault/Should_Use_RBAC.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: all(&[
            unless(&is_one_of("createMode", &["recover"])),
            any(&[absent("enableRbacAuthorization"), is_one_of("enableRbacAuthorization", &["false"])]),
        ]),
    }],
    fixes: &[&[("/keyVault/authorization", "\"rbac\"")]],
    action: "",
    note: "",
};

/// Azure Key Vault should have firewall enabled or public network access disabled.
pub static VAULT_NETWORK_RULES: PolicyDefinition = PolicyDefinition {
    id: "55615ac9-af46-4a59-874e-391cc3dfb490",
    name: "Azure Key Vault should have firewall enabled or public network access disabled",
    file: "Key Vault/FirewallEnabled_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: all(&[
            unless(&is_one_of("createMode", &["recover"])),
            is_none_of("networkAcls.defaultAction", &["Deny"]),
            is_none_of("publicNetworkAccess", &["Disabled"]),
        ]),
    }],
    fixes: PRIVATE_VAULT,
    action: "",
    note: "",
};

/// Configure key vaults to enable firewall.
pub static VAULT_NETWORK_RULES_MODIFY: PolicyDefinition = PolicyDefinition {
    id: "ac673a9a-f77d-4846-b2d8-a57f8e1c01dc",
    name: "Configure key vaults to enable firewall",
    file: "Key Vault/FirewallEnabled_Modify.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: is_none_of("networkAcls.defaultAction", &["Deny"]),
    }],
    fixes: &[],
    action: "sets the default action of the vault firewall to Deny",
    note: "",
};

/// Azure Key Vaults should use private link.
pub static VAULT_PRIVATE_LINK: PolicyDefinition = PolicyDefinition {
    id: "a6abeaec-4d90-4a02-805f-6b26c4d3fbe9",
    name: "Azure Key Vaults should use private link",
    file: "Key Vault/Should_Use_PrivateEndpoint_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: not(&Condition::Count {
            array: "privateEndpointConnections[*]",
            matching: &is_one_of(
                "privateEndpointConnections[*].privateLinkServiceConnectionState.status",
                &["Approved"],
            ),
            at_least: 1,
        }),
    }],
    fixes: &[&[("/privateEndpoints/vault/enabled", "true")]],
    action: "",
    note: "",
};

/// Resource logs in Key Vault should be enabled.
pub static VAULT_LOGS: PolicyDefinition = PolicyDefinition {
    id: "cf820ca0-f99e-4f3e-84fb-66e913812d21",
    name: "Resource logs in Key Vault should be enabled",
    file: "Key Vault/AuditDiagnosticLog_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault/vaults",
        trips: not(&Condition::Related {
            arm_type: "Microsoft.Insights/diagnosticSettings",
            matching: &Condition::Count {
                array: "logs[*]",
                matching: &is_one_of("logs[*].enabled", &["true"]),
                at_least: 1,
            },
        }),
    }],
    fixes: &[&[("/monitoring", "{}")]],
    action: "",
    note: "",
};

/// Secrets should have the specified maximum validity period.
pub static SECRET_VALIDITY_90: PolicyDefinition = PolicyDefinition {
    id: "342e8053-e12e-4c44-be01-c3c2f318400f",
    name: "Secrets should have the specified maximum validity period",
    file: "Key Vault/Secrets_ValidityPeriod.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/secrets",
        trips: any(&[absent("attributes.expiresOn"), Condition::ExpiresAfterDays("attributes.expiresOn", 90)]),
    }],
    fixes: super::account::WITHOUT_KEYS,
    action: "",
    note: "or set `keys.expires` to at most 90 days after the deployment",
};

/// Secrets should have the specified maximum validity period.
pub static SECRET_VALIDITY_730: PolicyDefinition = PolicyDefinition {
    id: "342e8053-e12e-4c44-be01-c3c2f318400f",
    name: "Secrets should have the specified maximum validity period",
    file: "Key Vault/Secrets_ValidityPeriod.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/secrets",
        trips: any(&[absent("attributes.expiresOn"), Condition::ExpiresAfterDays("attributes.expiresOn", 730)]),
    }],
    fixes: super::account::WITHOUT_KEYS,
    action: "",
    note: "or set `keys.expires` to at most 730 days after the deployment",
};

/// Key Vault secrets should have an expiration date.
pub static SECRET_EXPIRATION: PolicyDefinition = PolicyDefinition {
    id: "98728c90-32c7-4049-8429-847dc0f4fe37",
    name: "Key Vault secrets should have an expiration date",
    file: "Key Vault/Secrets_ExpirationSet.json",
    checks: &[Check { arm_type: "Microsoft.KeyVault.Data/vaults/secrets", trips: absent("attributes.expiresOn") }],
    fixes: super::account::WITHOUT_KEYS,
    action: "",
    note: "",
};

/// Secrets should have more than the specified number of days before expiration.
pub static SECRET_EXPIRES_SOON: PolicyDefinition = PolicyDefinition {
    id: "b0eb591a-5e70-4534-a8bf-04b9c489584a",
    name: "Secrets should have more than the specified number of days before expiration",
    file: "Key Vault/Secrets_Expiry_ByDays.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/secrets",
        trips: all(&[exists("attributes.expiresOn"), Condition::ExpiresWithinDays("attributes.expiresOn", 90)]),
    }],
    fixes: super::account::WITHOUT_KEYS,
    action: "",
    note: "",
};

/// Secrets should have content type set.
pub static SECRET_CONTENT_TYPE: PolicyDefinition = PolicyDefinition {
    id: "75262d3e-ba4a-4f43-85f8-9f72c090e5e3",
    name: "Secrets should have content type set",
    file: "Key Vault/Secrets_ContentTypeSet.json",
    checks: &[Check { arm_type: "Microsoft.KeyVault.Data/vaults/secrets", trips: absent("contentType") }],
    fixes: &[],
    action: "",
    note: "",
};

/// Keys should be the specified cryptographic type RSA or EC.
pub static KEY_TYPE: PolicyDefinition = PolicyDefinition {
    id: "75c4f823-d65c-4f29-a733-01d0077fdbcb",
    name: "Keys should be the specified cryptographic type RSA or EC",
    file: "Key Vault/Keys_AllowedKeyTypes.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/keys",
        trips: is_none_of("keyType", &["RSA", "RSA-HSM", "EC", "EC-HSM"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Keys using RSA cryptography should have a specified minimum key size.
pub static KEY_SIZE: PolicyDefinition = PolicyDefinition {
    id: "82067dbb-e53b-4e06-b631-546d197452d9",
    name: "Keys using RSA cryptography should have a specified minimum key size",
    file: "Key Vault/Keys_RSA_MinimumKeySize.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/keys",
        trips: all(&[is_one_of("keyType", &["RSA", "RSA-HSM"]), less("keySize", 2048)]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Key Vault keys should have an expiration date.
pub static KEY_EXPIRATION: PolicyDefinition = PolicyDefinition {
    id: "152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0",
    name: "Key Vault keys should have an expiration date",
    file: "Key Vault/Keys_ExpirationSet.json",
    checks: &[Check { arm_type: "Microsoft.KeyVault.Data/vaults/keys", trips: absent("attributes.expiresOn") }],
    fixes: KEYS_WITH_DATES,
    action: "",
    note: "",
};

/// Keys should have more than the specified number of days before expiration.
pub static KEY_EXPIRES_SOON: PolicyDefinition = PolicyDefinition {
    id: "5ff38825-c5d8-47c5-b70e-069a21955146",
    name: "Keys should have more than the specified number of days before expiration",
    file: "Key Vault/Keys_Expiry_ByDays.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/keys",
        trips: all(&[exists("attributes.expiresOn"), Condition::ExpiresWithinDays("attributes.expiresOn", 90)]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Keys should have the specified maximum validity period.
pub static KEY_VALIDITY_730: PolicyDefinition = PolicyDefinition {
    id: "49a22571-d204-4c91-a7b6-09b1a586fbc9",
    name: "Keys should have the specified maximum validity period",
    file: "Key Vault/Keys_ValidityPeriod.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/keys",
        trips: any(&[absent("attributes.expiresOn"), Condition::ExpiresAfterDays("attributes.expiresOn", 730)]),
    }],
    fixes: &[],
    action: "",
    note: "set `encryption.account.expires` and `encryption.storage.expires` to at most 730 days after the deployment",
};

/// Keys should have a rotation policy ensuring that their rotation is scheduled within the specified number of days after creation.
pub static KEY_ROTATION_30: PolicyDefinition = PolicyDefinition {
    id: "d8cf8476-a2ec-4916-896e-992351803c44",
    name: "Keys should have a rotation policy ensuring that their rotation is scheduled within the specified number of days after creation.",
    file: "Key Vault/Keys_KeyRotationPolicy_MaximumDaysToRotate.json",
    checks: &[Check {
        arm_type: "Microsoft.KeyVault.Data/vaults/keys",
        trips: any(&[absent("scheduledRotationDate"), greater("scheduledRotationDate", 30)]),
    }],
    fixes: &[
        &[("/encryption/account/rotation", ROTATION_EACH_MONTH)],
        &[("/encryption/storage/rotation", ROTATION_EACH_MONTH)],
        &[("/encryption/account/rotation", ROTATION_EACH_MONTH), ("/encryption/storage/rotation", ROTATION_EACH_MONTH)],
    ],
    action: "",
    note: "",
};
