//! Rows of the table for services, virtual machines and logs.

use super::rows::{Change, Changed, Ignored, Refused, Row, Unknown, always};

/// The page: MicrosoftDocs/azure-docs articles/storage/common/redundancy-migration.md (2023-09-21). Geo-redundancy and
/// read access are an update; redundancy between zones is a conversion, which a template cannot ask for.
pub(super) fn is_a_conversion(old: &str, new: &str) -> bool {
    let has_zones = |sku: &str| ["Standard_ZRS", "Standard_GZRS", "Standard_RAGZRS"].contains(&sku);
    has_zones(old) != has_zones(new)
}

fn converts(change: &Change<'_>) -> bool {
    let (old, new) = change.texts("/sku/name");
    is_a_conversion(old, new)
}

fn is_foundry(change: &Change<'_>) -> bool {
    change.texts("/kind") == ("AIServices", "AIServices")
}

/// Whether the new body does not have the property any more.
fn ends(change: &Change<'_>) -> bool {
    change.new.pointer(&format!("/{}", change.path)).is_none()
}

const KEY_MISMATCH: &str = "KeyCreationParametersDidNotMatchExistingKey";
const KEY_THREAD: &str = "reported: Azure/bicep issue 8283 (2022-09-07)";
const VM: &str = "Microsoft.Compute/virtualMachines";
const PROPERTY_CHANGE: &str = "PropertyChangeNotAllowed";

pub(super) const SERVICES: &[Row] = &[
    Row {
        kind: "Microsoft.Storage/storageAccounts",
        path: "sku/name",
        when: converts,
        outcome: Refused(Some("StorageAccountTypeConversionNotAllowed")),
        source: "MicrosoftDocs/azure-docs articles/storage/common/redundancy-migration.md (2023-09-21); the code is \
                 reported: Azure/bicep issue 10734 (2023-05-17)",
        example: (r#"{ "sku": { "name": "Standard_LRS" } }"#, r#"{ "sku": { "name": "Standard_ZRS" } }"#),
    },
    Row {
        kind: "Microsoft.Storage/storageAccounts",
        path: "properties/encryption/requireInfrastructureEncryption",
        when: always,
        outcome: Unknown("only at creation; whether a later PUT is refused or ignored"),
        source: "reported: Azure/missionlz issue 773 (2023-06-13)",
        example: (
            r#"{ "properties": { "encryption": { "requireInfrastructureEncryption": false } } }"#,
            r#"{ "properties": { "encryption": { "requireInfrastructureEncryption": true } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Storage/storageAccounts",
        path: "properties/encryption/services",
        when: always,
        outcome: Unknown("only at creation; whether a later PUT is refused or ignored"),
        source: "MicrosoftDocs/azure-docs articles/storage/common/account-encryption-key-create.md (2021-06-09)",
        example: (
            r#"{ "properties": { "encryption": { "services": { "blob": { "keyType": "Account" } } } } }"#,
            r#"{ "properties": { "encryption": { "services": { "blob": { "keyType": "Account" }, "queue": { "keyType": "Account" } } } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Storage/storageAccounts",
        path: "properties/sasPolicy",
        when: ends,
        outcome: Ignored,
        source: "reported: Azure/azure-rest-api-specs issue 31949 (2024-12-23)",
        example: (
            r#"{ "properties": { "sasPolicy": { "expirationAction": "Log", "sasExpirationPeriod": "1.15:5:05" } } }"#,
            r#"{ "properties": {} }"#,
        ),
    },
    Row {
        kind: "Microsoft.Storage/storageAccounts",
        path: "properties/allowedCopyScope",
        when: ends,
        outcome: Unknown("whether a PUT without it unsets it"),
        source: "none; hashicorp/terraform-provider-azurerm pull request 19906 (2023-01-09) says that a PATCH cannot",
        example: (r#"{ "properties": { "allowedCopyScope": "AAD" } }"#, r#"{ "properties": {} }"#),
    },
    Row {
        kind: "Microsoft.CognitiveServices/accounts",
        path: "kind",
        when: always,
        outcome: Refused(Some("UpdateKindNotAllowed")),
        source: "reported: Azure/bicep issue 15446 (2024-10-30), and Azure/azure-rest-api-specs issue 27777 (2024-02-14); \
                 hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_resource.go, commit \
                 69697b7fe6, allows only OpenAI and AIServices",
        example: (r#"{ "kind": "FormRecognizer" }"#, r#"{ "kind": "AIServices" }"#),
    },
    Row {
        kind: "Microsoft.CognitiveServices/accounts",
        path: "properties/customSubDomainName",
        when: always,
        outcome: Refused(Some("UpdatingCustomDomainNotAllowed")),
        source: "reported: Azure-Samples/azure-search-openai-demo pull request 1818 (2024-07-16)",
        example: (
            r#"{ "properties": { "customSubDomainName": "a" } }"#,
            r#"{ "properties": { "customSubDomainName": "b" } }"#,
        ),
    },
    Row {
        kind: "Microsoft.CognitiveServices/accounts",
        path: "sku/name",
        when: |change| change.texts("/sku/name") == ("S0", "F0"),
        outcome: Unknown("whether a paid account may become a free one"),
        source: "none",
        example: (r#"{ "sku": { "name": "S0" } }"#, r#"{ "sku": { "name": "F0" } }"#),
    },
    Row {
        kind: "Microsoft.CognitiveServices/accounts",
        path: "sku/name",
        when: |change| {
            let (old, new) = change.texts("/sku/name");
            old == "DC0" || new == "DC0"
        },
        outcome: Unknown("whether an account may get or lose the SKU for disconnected containers"),
        source: "none",
        example: (r#"{ "sku": { "name": "S0" } }"#, r#"{ "sku": { "name": "DC0" } }"#),
    },
    Row {
        kind: "Microsoft.CognitiveServices/accounts",
        path: "properties/restore",
        when: always,
        outcome: Unknown("whether an account that exists, and is not deleted, accepts its recovery"),
        source: "reported, for an account that does not exist: microsoft/OpenAIWorkshop issue 50 (2023-03-24)",
        example: (r#"{ "properties": {} }"#, r#"{ "properties": { "restore": true } }"#),
    },
    Row {
        kind: "Microsoft.CognitiveServices/accounts",
        path: "properties/encryption",
        when: is_foundry,
        outcome: Unknown("what a Foundry resource does with another key, or without one"),
        source: "none; pages disagree (docs/facts.md, Encryption with customer-managed keys)",
        example: (
            r#"{ "kind": "AIServices", "properties": { "encryption": { "keySource": "Microsoft.KeyVault" } } }"#,
            r#"{ "kind": "AIServices", "properties": {} }"#,
        ),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults",
        path: "properties/sku/name",
        when: |change| change.texts("/properties/sku/name") == ("premium", "standard"),
        outcome: Unknown("whether a vault may return to Standard"),
        source: "none (azurerm sends the SKU as an update in both directions, and its test goes only from Standard to \
                 Premium: internal/services/keyvault/key_vault_resource_test.go, commit 69697b7fe6)",
        example: (
            r#"{ "properties": { "sku": { "name": "premium" } } }"#,
            r#"{ "properties": { "sku": { "name": "standard" } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults",
        path: "properties/softDeleteRetentionInDays",
        when: always,
        outcome: Refused(Some("BadRequest")),
        source: "MicrosoftDocs/azure-security-docs articles/key-vault/general/soft-delete-overview.md (2026-04-10); the \
                 code is in hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_resource.go, \
                 commit 69697b7fe6",
        example: (
            r#"{ "properties": { "softDeleteRetentionInDays": 7 } }"#,
            r#"{ "properties": { "softDeleteRetentionInDays": 90 } }"#,
        ),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults",
        path: "properties/enablePurgeProtection",
        when: ends,
        outcome: Ignored,
        source: "MicrosoftDocs/azure-security-docs articles/key-vault/general/key-vault-recovery.md (2026-04-10): once \
                 enabled, it cannot be disabled; that only `false` is an error is reported: Azure/ai-hub issue 241 \
                 (2024-05-28)",
        example: (r#"{ "properties": { "enablePurgeProtection": true } }"#, r#"{ "properties": {} }"#),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults",
        path: "properties/enablePurgeProtection",
        when: |change| change.new["properties"]["enablePurgeProtection"] == false,
        outcome: Refused(Some("BadRequest")),
        source: "reported: Azure/ai-hub issue 241 (2024-05-28)",
        example: (
            r#"{ "properties": { "enablePurgeProtection": true } }"#,
            r#"{ "properties": { "enablePurgeProtection": false } }"#,
        ),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/keys",
        path: "properties/rotationPolicy",
        when: always,
        outcome: Ignored,
        source: "learn.microsoft.com/en-us/javascript/api/@azure/arm-keyvault/keysoperations (no date): an existing key \
                 is not updated",
        example: (
            r#"{ "properties": { "rotationPolicy": { "attributes": { "expiryTime": "P180D" } } } }"#,
            r#"{ "properties": { "rotationPolicy": { "attributes": { "expiryTime": "P365D" } } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/keys",
        path: "properties/keyOps",
        when: always,
        outcome: Unknown("whether the operations are among the parameters that are compared"),
        source: KEY_THREAD,
        example: (r#"{ "properties": { "keyOps": ["a"] } }"#, r#"{ "properties": { "keyOps": ["b"] } }"#),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/keys",
        path: "properties/attributes/exp",
        when: |change| {
            change.new.pointer("/properties/attributes/exp").is_some()
                && change.old.pointer("/properties/attributes/exp").is_some()
        },
        outcome: Refused(Some(KEY_MISMATCH)),
        source: KEY_THREAD,
        example: (
            r#"{ "properties": { "attributes": { "exp": 1 } } }"#,
            r#"{ "properties": { "attributes": { "exp": 2 } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/keys",
        path: "properties/attributes/exp",
        when: always,
        outcome: Unknown("ignored on a page, refused in a thread about another date"),
        source: KEY_THREAD,
        example: (r#"{ "properties": { "attributes": { "exp": 1 } } }"#, r#"{ "properties": { "attributes": {} } }"#),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/keys",
        path: "properties/kty",
        when: always,
        outcome: Unknown("ignored on a page, refused in a thread about another parameter"),
        source: KEY_THREAD,
        example: (r#"{ "properties": { "kty": "RSA" } }"#, r#"{ "properties": { "kty": "RSA-HSM" } }"#),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/keys",
        path: "properties/keySize",
        when: always,
        outcome: Unknown("ignored on a page, refused in a thread about another parameter"),
        source: KEY_THREAD,
        example: (r#"{ "properties": { "keySize": 2048 } }"#, r#"{ "properties": { "keySize": 4096 } }"#),
    },
    Row {
        kind: "Microsoft.KeyVault/vaults/accessPolicies",
        path: "properties/accessPolicies",
        when: always,
        outcome: Unknown("whether `add` changes and keeps the policies that the vault has"),
        source: "none",
        example: (
            r#"{ "properties": { "accessPolicies": ["a"] } }"#,
            r#"{ "properties": { "accessPolicies": ["b"] } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/osProfile/computerName",
        when: always,
        outcome: Refused(Some(PROPERTY_CHANGE)),
        source: "reported: MicrosoftDocs/azure-docs issue 12602 (2018-07-30)",
        example: (
            r#"{ "properties": { "osProfile": { "computerName": "a" } } }"#,
            r#"{ "properties": { "osProfile": { "computerName": "b" } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/osProfile/adminUsername",
        when: always,
        outcome: Refused(Some(PROPERTY_CHANGE)),
        source: "reported: Azure/azure-quickstart-templates issue 4121 (2017-12-04)",
        example: (
            r#"{ "properties": { "osProfile": { "adminUsername": "a" } } }"#,
            r#"{ "properties": { "osProfile": { "adminUsername": "b" } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/osProfile/allowExtensionOperations",
        when: |change| change.new["properties"]["osProfile"]["allowExtensionOperations"] == false,
        outcome: Unknown("whether the machine has an extension"),
        source: "Azure/bicep-registry-modules avm/res/compute/virtual-machine/main.bicep (9f9ea1a182): only while no extension is present",
        example: (
            r#"{ "properties": { "osProfile": { "allowExtensionOperations": true } } }"#,
            r#"{ "properties": { "osProfile": { "allowExtensionOperations": false } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/osProfile/allowExtensionOperations",
        when: |change| change.new["properties"]["osProfile"]["allowExtensionOperations"] == true,
        outcome: Changed,
        source: "reported: hashicorp/terraform-provider-azurerm pull request 7749 (2020-07-14)",
        example: (
            r#"{ "properties": { "osProfile": { "allowExtensionOperations": false } } }"#,
            r#"{ "properties": { "osProfile": { "allowExtensionOperations": true } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/osProfile",
        when: always,
        outcome: Refused(Some(PROPERTY_CHANGE)),
        source: "reported: MicrosoftDocs/azure-docs issue 12602 (2018-07-30), and issue 39709 (2019-09-27)",
        example: (
            r#"{ "properties": { "osProfile": { "linuxConfiguration": { "a": 1 } } } }"#,
            r#"{ "properties": { "osProfile": { "linuxConfiguration": { "a": 2 } } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/storageProfile/imageReference",
        when: always,
        outcome: Refused(Some(PROPERTY_CHANGE)),
        source: "reported: mspnp/template-building-blocks issue 345 (2017-11-21)",
        example: (
            r#"{ "properties": { "storageProfile": { "imageReference": { "sku": "a" } } } }"#,
            r#"{ "properties": { "storageProfile": { "imageReference": { "sku": "b" } } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/storageProfile/osDisk",
        when: always,
        outcome: Unknown("whether the machine runs, and whether its disk can be changed meanwhile"),
        source: "reported: MicrosoftDocs/azure-docs pull request 111328 (2023-06-23), and issue 91804 (2022-04-20)",
        example: (
            r#"{ "properties": { "storageProfile": { "osDisk": { "diskSizeGB": 150 } } } }"#,
            r#"{ "properties": { "storageProfile": { "osDisk": { "diskSizeGB": 256 } } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "zones",
        when: always,
        outcome: Refused(Some(PROPERTY_CHANGE)),
        source: "reported: hashicorp/terraform-provider-azurerm issue 3277 (2019-04-18); ansible-collections/azure issue 522 (2021-05-04)",
        example: (r#"{ "zones": ["1"] }"#, r#"{ "zones": ["2"] }"#),
    },
    Row {
        kind: VM,
        path: "properties/networkProfile",
        when: always,
        outcome: Unknown("whether the machine runs"),
        source: "none",
        example: (
            r#"{ "properties": { "networkProfile": { "networkInterfaces": ["a"] } } }"#,
            r#"{ "properties": { "networkProfile": { "networkInterfaces": ["b"] } } }"#,
        ),
    },
    Row {
        kind: VM,
        path: "properties/securityProfile",
        when: always,
        outcome: Unknown("whether the machine runs"),
        source: "none",
        example: (
            r#"{ "properties": { "securityProfile": { "encryptionAtHost": false } } }"#,
            r#"{ "properties": { "securityProfile": { "encryptionAtHost": true } } }"#,
        ),
    },
];
