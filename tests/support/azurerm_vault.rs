//! azurerm's vaults, secrets and access policies as ARM bodies.

use serde_json::{Value, json};

use super::azure_functions::{items, text};
use super::azurerm::{placed, word};
use super::hcl::Block;

pub(super) fn key_vault(block: &mut Block) -> Value {
    let public = block.or("public_network_access_enabled", true);
    let policies = block.each("access_policy", policy_of);
    // Terraform alone needs whoever runs it on the list.
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
    let mut secrets: Vec<String> =
        items(&it.or("secret_permissions", json!([]))).iter().map(|word| text(word).to_lowercase()).collect();
    secrets.sort();
    json!({
        "tenantId": it.take("tenant_id"),
        "objectId": it.take("object_id"),
        "permissions": { "secrets": secrets },
    })
}

pub(super) fn policy(block: &mut Block) -> Value {
    block.take("key_vault_id");
    json!({ "properties": { "accessPolicies": [policy_of(block)] } })
}

/// The secret itself is told apart only by where it comes from.
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
