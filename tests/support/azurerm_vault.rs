//! azurerm's vaults, secrets and access policies as ARM bodies.

use serde_json::{Value, json};

use super::azure_functions::{items, text};
use super::azurerm::{placed, word};
use super::hcl::Block;

pub(super) fn key_vault(block: &mut Block) -> Value {
    let public = block.or("public_network_access_enabled", true);
    let policies = block.each("access_policy", policy_of);
    // Without a policy, the argument is an empty list: azurerm would keep what it has.
    let none = block.or("access_policy", json!([]));
    assert!(items(&none).is_empty(), "access policies are blocks");
    // Only Terraform needs an access policy for the identity that runs it.
    let policies: Vec<Value> =
        items(&json!(policies)).iter().filter(|p| p["objectId"] != "prop:deployer:objectId").cloned().collect();
    let rules = block.only("network_acls", |it| {
        let addresses = it.or("ip_rules", json!([]));
        let subnets = it.or("virtual_network_subnet_ids", json!([]));
        json!({
            "defaultAction": it.take("default_action"),
            "bypass": it.take("bypass"),
            "ipRules": items(&addresses).iter().map(|value| json!({ "value": value })).collect::<Value>(),
            "virtualNetworkRules": items(&subnets).iter().map(|id| json!({ "id": id })).collect::<Value>(),
        })
    });
    let body = json!({ "properties": {
        "tenantId": block.take("tenant_id"),
        "sku": { "family": "A", "name": block.take("sku_name") },
        "enableRbacAuthorization": block.take("rbac_authorization_enabled"),
        "accessPolicies": policies,
        "enableSoftDelete": true,
        "softDeleteRetentionInDays": block.or("soft_delete_retention_days", 90),
        "enablePurgeProtection": block.or("purge_protection_enabled", false),
        "publicNetworkAccess": word(&public, "Enabled", "Disabled"),
        "networkAcls": rules,
    } });
    placed(block, body)
}

fn policy_of(it: &mut Block) -> Value {
    let mut permissions = serde_json::Map::new();
    for (what, argument) in [("keys", "key_permissions"), ("secrets", "secret_permissions")] {
        let words = it.or(argument, json!([]));
        let words: Vec<Value> = items(&words).iter().map(|word| json!(lower_first(text(word)))).collect();
        if !words.is_empty() {
            permissions.insert(what.to_owned(), json!(words));
        }
    }
    json!({ "tenantId": it.take("tenant_id"), "objectId": it.take("object_id"), "permissions": permissions })
}

/// azurerm spells `WrapKey`, Azure `wrapKey`.
fn lower_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

pub(super) fn key(block: &mut Block) -> Value {
    block.take("key_vault_id");
    let rotation = block.only("rotation_policy", |it| {
        let trigger = it.only("automatic", |it| {
            json!({ "timeBeforeExpiry": it.take("time_before_expiry"), "timeAfterCreate": it.take("time_after_creation") })
        });
        // Only Terraform sets a notification in the rotation policy.
        it.take("notify_before_expiry");
        json!({
            "attributes": { "expiryTime": it.take("expire_after") },
            "lifetimeActions": [{ "trigger": trigger, "action": { "type": "rotate" } }],
        })
    });
    json!({ "properties": {
        "kty": block.take("key_type"),
        "keySize": block.take("key_size"),
        "keyOps": block.take("key_opts"),
        "attributes": { "enabled": true, "exp": seconds(&block.take("expiration_date")) },
        "rotationPolicy": rotation,
    } })
}

/// The vault URI, name and version of a key, from its URI in the data plane.
fn key_parts(address: &str) -> (Value, Value, Value) {
    // The URI of an existing key is literal; that of a new one is known only as a property of the key.
    if let Some(rest) = address.strip_prefix("https://") {
        let parts: Vec<&str> = rest.split('/').collect();
        let version = parts.get(3).map_or(Value::Null, |version| json!(version));
        return (json!(format!("https://{}/", parts[0])), json!(parts[2]), version);
    }
    let (key, path) = address.strip_prefix("prop:").and_then(|rest| rest.rsplit_once(':')).expect("a key's address");
    let (vault, names) = key.split_once("/keys/").expect("a key of a vault");
    let (vault_name, name) = names.split_once('/').expect("a vault and a key");
    let vault = format!("prop:{vault}/{vault_name}:properties.vaultUri");
    let version = if path.ends_with("WithVersion") { json!(format!("{name}:{path}")) } else { Value::Null };
    (json!(vault), json!(name), version)
}

pub(super) fn account_encryption(block: &mut Block) -> Value {
    block.take("cognitive_account_id");
    let key = block.take("key_vault_key_id");
    let (vault, name, version) = key_parts(text(&key));
    json!({ "properties": { "encryption": {
        "keySource": "Microsoft.KeyVault",
        "keyVaultProperties": {
            "keyVaultUri": vault,
            "keyName": name,
            "keyVersion": version,
            "identityClientId": block.take("identity_client_id"),
        },
    } } })
}

pub(super) fn storage_encryption(block: &mut Block) -> Value {
    block.take("storage_account_id");
    let key = block.take("key_vault_key_id");
    let (vault, name, version) = key_parts(text(&key));
    json!({ "properties": { "encryption": {
        "keySource": "Microsoft.Keyvault",
        "keyvaultproperties": { "keyvaulturi": vault, "keyname": name, "keyversion": version },
        "identity": { "userAssignedIdentity": block.take("user_assigned_identity_id") },
    } } })
}

pub(super) fn policy(block: &mut Block) -> Value {
    block.take("key_vault_id");
    json!({ "properties": { "accessPolicies": [policy_of(block)] } })
}

/// The value of a secret is represented only by its origin.
pub(super) fn secret(block: &mut Block) -> Value {
    block.take("key_vault_id");
    block.take("value_wo_version");
    let value = block.take("value_wo");
    json!({ "properties": {
        "value": value,
        "contentType": block.take("content_type"),
        "attributes": { "enabled": true, "exp": seconds(&block.take("expiration_date")) },
    } })
}

/// `2027-06-30T00:00:00Z` in seconds since 1970.
fn seconds(date: &Value) -> Value {
    let Some(date) = date.as_str() else { return Value::Null };
    let day = date.strip_suffix("T00:00:00Z").unwrap_or_else(|| panic!("{date} is not the start of a day"));
    let parts: Vec<i32> = day.split('-').map(|part| part.parse().expect("a number")).collect();
    let month = time::Month::try_from(u8::try_from(parts[1]).expect("a month")).expect("a month");
    let date = time::Date::from_calendar_date(parts[0], month, u8::try_from(parts[2]).expect("a day"));
    json!(date.expect("a date").midnight().assume_utc().unix_timestamp())
}
