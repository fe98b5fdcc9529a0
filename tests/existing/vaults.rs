//! Customer-managed keys of existing resources: the vault, its firewall and permissions, and the key.

use serde_json::{Value, json};

use super::absence::{minimal, position, verdict};

const BASE: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers";
const PRINCIPAL: &str = "77777777-7777-7777-7777-777777777777";
const USES: &str = "storage encryption uses key";

/// The least topology with a customer-managed key of storage. `change` gets the vault, the key, the identity and its role.
fn list_with_key(change: impl FnOnce(&mut [Value; 4])) -> Vec<Value> {
    let mut list = minimal();
    let storage = position(&list, "Microsoft.Storage/storageAccounts", "");
    let vault = format!("{BASE}/Microsoft.KeyVault/vaults/kv-forms");
    let identity = format!("{BASE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key");
    list[storage]["properties"]["encryption"] = json!({
        "keySource": "Microsoft.Keyvault",
        "keyvaultproperties": {"keyname": "storage", "keyvaulturi": "https://KV-forms.vault.azure.net"},
        "identity": {"userAssignedIdentity": identity.to_uppercase()},
    });
    let role = "/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6";
    let mut added = [
        json!({"id": vault, "type": "Microsoft.KeyVault/vaults", "properties": {
            "vaultUri": "https://kv-forms.vault.azure.net/", "enableRbacAuthorization": true, "accessPolicies": [],
            "publicNetworkAccess": "Disabled", "sku": {"name": "Standard"},
            "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"},
        }}),
        json!({"id": format!("{vault}/keys/storage"), "type": "Microsoft.KeyVault/vaults/keys",
            "properties": {"attributes": {"enabled": true}}}),
        json!({"id": identity, "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
            "properties": {"principalId": PRINCIPAL.to_uppercase(), "clientId": "88888888-8888-8888-8888-888888888888"}}),
        json!({"id": format!("{vault}/keys/storage/providers/Microsoft.Authorization/roleAssignments/9"),
            "type": "Microsoft.Authorization/roleAssignments",
            "properties": {"principalId": PRINCIPAL, "roleDefinitionId": role}}),
    ];
    change(&mut added);
    list.extend(added.into_iter().filter(|item| !item.is_null()));
    list
}

#[track_caller]
fn check(change: impl FnOnce(&mut [Value; 4]), expected: &str, reason: &str) {
    let (verdict, reasons) = verdict(&list_with_key(change), USES);
    assert_eq!(verdict, expected, "{reasons}");
    assert!(reasons.contains(reason), "{reasons}");
}

#[test]
fn the_identity_needs_the_firewall_the_role_and_a_key_that_is_enabled() {
    check(|_| {}, "allowed", "Key Vault Crypto Service Encryption User");
    check(|[_, _, _, role]| *role = Value::Null, "conditional", "unless a role assignment exists outside this input");
    check(|[_, _, identity, _]| *identity = Value::Null, "conditional", "unless a role assignment exists");
    let deny = |[vault, ..]: &mut [Value; 4]| vault["properties"]["networkAcls"]["bypass"] = json!("None");
    check(deny, "denied", "does not allow trusted Azure services");
    let disabled = |[_, key, ..]: &mut [Value; 4]| key["properties"]["attributes"]["enabled"] = json!(false);
    check(disabled, "denied", "The key is disabled");
    // The role says everything about the key, which is named by the storage account.
    check(|[_, key, ..]| *key = Value::Null, "allowed", "Key Vault Crypto Service Encryption User");
    let open = |[vault, ..]: &mut [Value; 4]| {
        vault["properties"]["networkAcls"] = json!({"bypass": "None", "defaultAction": "Allow"});
        vault["properties"]["publicNetworkAccess"] = json!("Enabled");
    };
    check(open, "allowed", "The vault firewall allows all networks");
}

#[test]
fn access_policies_are_all_in_the_vault() {
    let policies = |permissions: Value| {
        move |[vault, _, _, role]: &mut [Value; 4]| {
            *role = Value::Null;
            vault["properties"]["enableRbacAuthorization"] = json!(false);
            vault["properties"]["accessPolicies"] = json!([{"objectId": PRINCIPAL, "permissions": permissions}]);
        }
    };
    check(policies(json!({"keys": ["Get", "WrapKey", "UnwrapKey"]})), "allowed", "access policy");
    check(policies(json!({"keys": ["all"]})), "allowed", "access policy");
    check(policies(json!({"keys": ["get"], "secrets": ["get"]})), "denied", "no access policy");
    let unknown = |[vault, ..]: &mut [Value; 4]| {
        vault["properties"].as_object_mut().expect("an object").remove("enableRbacAuthorization");
    };
    check(unknown, "conditional", "not known from this input");
}

#[test]
fn the_vault_has_access_paths_of_its_own() {
    let list = list_with_key(|_| {});
    assert_eq!(verdict(&list, "internet reaches vault").0, "denied");
    let (reaches, reasons) = verdict(&list, "subnet snet-workloads reaches vault");
    assert_eq!(reaches, "conditional", "{reasons}");
    assert!(reasons.contains("unless a private endpoint exists outside this input"), "{reasons}");
}
