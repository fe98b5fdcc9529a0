//! Each row of the table is deployed: its first body, then its second one.

use serde_json::{Value, json};

use super::{
    Azure, DeploymentResult,
    rows::{Outcome, all},
    rows_services::is_a_conversion,
    template,
};

/// Deploys two bodies of one resource, one after the other.
pub(super) fn redeployed(kind: &str, old: &Value, new: &Value) -> (String, Azure, DeploymentResult) {
    let names = "/one".repeat(kind.split('/').count() - 1);
    let key = format!("target/{kind}{names}");
    let mut azure = Azure::default();
    let first = azure.deploy(&template(&json!({ key.clone(): old })));
    assert!(first.created.contains(&key), "{key}");
    let result = azure.deploy(&template(&json!({ key.clone(): new })));
    (key, azure, result)
}

fn shown(key: &str, result: &DeploymentResult) -> Outcome {
    if let Some(code) = result.refused.get(key) {
        return Outcome::Refused(*code);
    }
    if let Some(why) = result.unknown.get(key) {
        return Outcome::Unknown(why);
    }
    if result.ignored.contains(key) {
        return Outcome::Ignored;
    }
    assert!(result.changed.contains(key), "{key}: {result:?}");
    Outcome::Changed
}

#[test]
fn each_row_of_the_table_decides_its_example() {
    let mut count = 0;
    for row in all() {
        let kind = if row.kind == "*" { "Microsoft.Storage/storageAccounts" } else { row.kind };
        let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let (old, new): (Value, Value) = (read(row.example.0), read(row.example.1));
        let (key, azure, result) = redeployed(kind, &old, &new);
        assert_eq!(shown(&key, &result), row.outcome, "{} {}", row.kind, row.path);
        let kept = matches!(row.outcome, Outcome::Refused(_) | Outcome::Ignored);
        assert_eq!(azure.resources()[&key], if kept { old } else { new }, "{} {}", row.kind, row.path);
        let settled = row.source != "none" && row.source.contains('(');
        assert!(settled || matches!(row.outcome, Outcome::Unknown(_)), "{} {}: no source", row.kind, row.path);
        count += 1;
    }
    assert!(count > 35, "{count}");
}

#[test]
fn what_no_row_names_is_changed() {
    for (kind, old, new) in [
        // The key of a customer may end, and the identity, too.
        (
            "Microsoft.Storage/storageAccounts",
            json!({ "properties": { "encryption": { "keySource": "Microsoft.Keyvault" } } }),
            json!({ "properties": { "encryption": { "keySource": "Microsoft.Storage" } } }),
        ),
        ("Microsoft.CognitiveServices/accounts", json!({ "identity": { "type": "SystemAssigned" } }), json!({})),
        (
            "Microsoft.CognitiveServices/accounts",
            json!({ "sku": { "name": "F0" } }),
            json!({ "sku": { "name": "S0" } }),
        ),
        // Rules of a network security group are one list.
        (
            "Microsoft.Network/networkSecurityGroups",
            json!({ "properties": { "securityRules": ["a", "b"] } }),
            json!({ "properties": { "securityRules": ["a"] } }),
        ),
        (
            "Microsoft.Network/bastionHosts",
            json!({ "sku": { "name": "Developer" }, "properties": { "virtualNetwork": { "id": "id:a" } } }),
            json!({ "sku": { "name": "Basic" }, "properties": { "ipConfigurations": ["a"] } }),
        ),
        (
            "Microsoft.Network/networkInterfaces",
            json!({ "properties": { "ipConfigurations": [{ "properties": { "subnet": { "id": "id:a/one" } } }] } }),
            json!({ "properties": { "ipConfigurations": [{ "properties": { "subnet": { "id": "id:a/two" } } }] } }),
        ),
        (
            "Microsoft.KeyVault/vaults",
            json!({ "properties": {} }),
            json!({ "properties": { "enablePurgeProtection": true } }),
        ),
        (
            "Microsoft.KeyVault/vaults/secrets",
            json!({ "properties": { "value": "a" } }),
            json!({ "properties": { "value": "b" } }),
        ),
        (
            "Microsoft.OperationalInsights/workspaces",
            json!({ "properties": { "retentionInDays": 90 } }),
            json!({ "properties": { "retentionInDays": 30 } }),
        ),
        (
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
            json!({ "properties": { "subject": "a" } }),
            json!({ "properties": { "subject": "b" } }),
        ),
        ("Microsoft.Network/privateDnsZones", json!({ "tags": {} }), json!({ "tags": { "a": "b" } })),
        (
            "Microsoft.Compute/virtualMachines",
            json!({ "properties": { "hardwareProfile": { "vmSize": "a" } } }),
            json!({ "properties": { "hardwareProfile": { "vmSize": "b" } } }),
        ),
    ] {
        let (key, azure, result) = redeployed(kind, &old, &new);
        assert_eq!(shown(&key, &result), Outcome::Changed, "{kind}");
        assert_eq!(azure.resources()[&key], new, "{kind}");
    }
}

/// All 30 ordered pairs, from the table of the page.
#[test]
fn redundancy_between_zones_is_a_conversion() {
    let table = [
        // From, and what is an update of it; everything else needs a conversion, alone or as a second step.
        ("LRS", ["GRS", "RAGRS"]),
        ("GRS", ["LRS", "RAGRS"]),
        ("RAGRS", ["LRS", "GRS"]),
        ("ZRS", ["GZRS", "RAGZRS"]),
        ("GZRS", ["ZRS", "RAGZRS"]),
        ("RAGZRS", ["ZRS", "GZRS"]),
    ];
    let (mut updates, mut conversions) = (0, 0);
    for (from, in_place) in table {
        for (to, _) in table.iter().filter(|(to, _)| *to != from) {
            let (old, new) = (format!("Standard_{from}"), format!("Standard_{to}"));
            let is_update = in_place.contains(to);
            assert_eq!(is_a_conversion(&old, &new), !is_update, "{from} to {to}");
            let body = |sku: &str| json!({ "sku": { "name": sku } });
            let (key, _, result) = redeployed("Microsoft.Storage/storageAccounts", &body(&old), &body(&new));
            assert_eq!(result.changed.contains(&key), is_update, "{from} to {to}");
            if is_update { updates += 1 } else { conversions += 1 }
        }
    }
    assert_eq!((updates, conversions), (12, 18));
}
