//! Customer-managed keys: the vault, its firewall and permissions, and the key.

use serde_json::{Value, json};

use super::{super::inputs::GROUP, Mutation, base::*, check_all};

const USES: &str = "storage encryption > uses key";
const VAULT: &str = "Microsoft.KeyVault/vaults";
const KEY: &str = "Microsoft.KeyVault/vaults/keys";
const KEY_IDENTITY: &str = "77777777-7777-7777-7777-777777777777";
const KEY_ROLE: &str = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

const ASSIGN_ROLE: &str = "assign the role Key Vault Crypto Service Encryption User to 77777777-7777-7777-7777-777777777777 (the identity of id-key) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-forms/keys/storage";

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a key that works",
        change: with_key,
        path: USES,
        verdicts: "aaaa",
        decided_by: "uses-key",
        smallest_change: "",
    },
    Mutation {
        name: "key disabled",
        change: |list| {
            with_key(list);
            set(list, KEY, "", "/properties/attributes/enabled", json!(false));
        },
        path: USES,
        verdicts: "dddd",
        decided_by: "storage",
        smallest_change: "set `properties.attributes.enabled` of key storage to `true`",
    },
    Mutation {
        name: "the vault does not allow trusted services",
        change: |list| {
            with_key(list);
            set(list, VAULT, "", "/properties/networkAcls/bypass", json!("None"));
        },
        path: USES,
        verdicts: "dddd",
        decided_by: "kv-forms/properties/networkAcls/bypass",
        smallest_change: "set `properties.networkAcls.bypass` of vault kv-forms to `AzureServices`",
    },
    Mutation {
        name: "the role on the key removed",
        change: |list| {
            with_key(list);
            remove(list, ROLE, "uses-key");
        },
        path: USES,
        verdicts: "cdcc",
        // The setting names the key.
        decided_by: "stinvoicesdevb41e7f/properties/encryption",
        smallest_change: ASSIGN_ROLE,
    },
    Mutation {
        name: "the role on the key is for another principal",
        change: |list| {
            with_key(list);
            set(list, ROLE, "uses-key", "/properties/principalId", json!(OTHER_PRINCIPAL));
        },
        path: USES,
        verdicts: "cdcc",
        // The setting names the key.
        decided_by: "stinvoicesdevb41e7f/properties/encryption",
        smallest_change: ASSIGN_ROLE,
    },
    Mutation {
        name: "access policies, and none for the identity",
        change: |list| {
            with_key(list);
            remove(list, ROLE, "uses-key");
            set(list, VAULT, "", "/properties/enableRbacAuthorization", json!(false));
        },
        path: USES,
        verdicts: "dddd",
        // The setting names the key.
        decided_by: "stinvoicesdevb41e7f/properties/encryption",
        smallest_change: "add `{\"objectId\":\"77777777-7777-7777-7777-777777777777\",\"permissions\":{\"keys\":[\"get\",\"wrapKey\",\"unwrapKey\"]}}` to `properties.accessPolicies` of vault kv-forms",
    },
    Mutation {
        name: "whether the vault uses roles is not known",
        change: |list| {
            with_key(list);
            set(list, VAULT, "", "/properties/enableRbacAuthorization", json!(null));
        },
        path: USES,
        verdicts: "cccc",
        decided_by: "kv-forms",
        smallest_change: "",
    },
];

/// A customer-managed key of storage, in a vault behind a firewall, with an identity that may use it.
fn with_key(list: &mut Vec<Value>) {
    let vault = format!("{GROUP}/providers/{VAULT}/kv-forms");
    let identity = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-key");
    let encryption = json!({
        "keySource": "Microsoft.Keyvault",
        "keyVaultProperties": { "keyName": "storage", "keyVaultUri": "https://kv-forms.vault.azure.net" },
        "identity": { "userAssignedIdentity": identity },
    });
    set(list, STORAGE, "", "/properties/encryption", encryption);
    let key = format!("{vault}/keys/storage");
    list.extend([
        json!({
            "id": vault, "type": VAULT, "name": "kv-forms",
            "properties": {
                "vaultUri": "https://kv-forms.vault.azure.net/", "enableRbacAuthorization": true, "accessPolicies": [],
                "publicNetworkAccess": "Disabled", "sku": { "name": "standard" },
                "networkAcls": { "bypass": "AzureServices", "defaultAction": "Deny" },
            },
        }),
        json!({ "id": key, "type": KEY, "name": "storage", "properties": { "attributes": { "enabled": true } } }),
        json!({
            "id": identity, "type": "Microsoft.ManagedIdentity/userAssignedIdentities", "name": "id-key",
            "properties": { "principalId": KEY_IDENTITY, "clientId": "88888888-8888-8888-8888-888888888888" },
        }),
        role(&key, "uses-key", KEY_IDENTITY, KEY_ROLE),
    ]);
}

#[test]
fn keys_need_the_firewall_the_permission_and_to_be_enabled() {
    check_all(MUTATIONS);
}
