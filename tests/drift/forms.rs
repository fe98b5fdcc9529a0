//! The same is written in several ways, and no drift.

use serde_json::{Value, json};

use super::live::{Live, drift};

/// A name, and what it changes.
type Form = (&'static str, fn(&mut Live));

#[test]
fn other_forms_of_the_same_are_no_drift() {
    let forms: [Form; 11] = [
        ("IDs in upper case", |live| {
            for resource in &mut live.resources {
                resource["id"] = json!(resource["id"].as_str().expect("an ID").to_uppercase());
            }
        }),
        ("references in lower case", |live| {
            let endpoint = live.find("privateEndpoints/pep-di-invoices-dev");
            let id = endpoint["properties"]["subnet"]["id"].as_str().expect("an ID").to_lowercase();
            endpoint["properties"]["subnet"]["id"] = json!(id);
        }),
        ("keywords in another case", |live| {
            live.account()["properties"]["publicNetworkAccess"] = json!("disabled");
            live.storage()["properties"]["networkAcls"]["bypass"] = json!("azureservices");
        }),
        ("rules in another order", |live| {
            let group = live.find("networkSecurityGroups/nsg-endpoints-invoices-dev");
            group["properties"]["securityRules"].as_array_mut().expect("rules").reverse();
        }),
        ("ports in another order", |live| {
            let rule = live.rule("nsg-workloads-invoices-dev", "DenyRemoteAdministrationOutbound");
            rule["properties"]["destinationPortRanges"] = json!(["3389", "22"]);
        }),
        ("one prefix instead of a list", |live| {
            live.change_subnet("snet-endpoints", |subnet| {
                let properties = subnet["properties"].as_object_mut().expect("an object");
                let prefixes = properties.remove("addressPrefixes").expect("prefixes");
                properties.insert("addressPrefix".to_owned(), prefixes[0].clone());
            });
        }),
        ("a list of one port", |live| {
            let rule = live.rule("nsg-endpoints-invoices-dev", "AllowVirtualNetworkHttpsInbound");
            rule["properties"]["destinationPortRange"] = json!("");
            rule["properties"]["destinationPortRanges"] = json!(["443"]);
        }),
        ("no lists", |live| {
            let properties = live.account()["properties"]["networkAcls"].as_object_mut().expect("an object");
            properties.remove("ipRules");
            properties["virtualNetworkRules"] = Value::Null;
        }),
        ("what Azure determines", |live| {
            let account = live.account();
            account["properties"]["dateCreated"] = json!("2026-11-30");
            account["properties"]["capabilities"] = json!([{ "name": "a" }]);
            account["etag"] = json!("\"a\"");
            account["systemData"] = json!({ "createdBy": "a" });
            account["sku"]["tier"] = json!("Standard");
            live.storage()["properties"]["creationTime"] = json!("2026-11-30");
        }),
        ("a default that is written", |live| {
            live.storage()["properties"]["isSftpEnabled"] = json!(false);
            live.find("containers/training")["properties"]["denyEncryptionScopeOverride"] = json!(false);
        }),
        ("a default that is not written", |live| {
            let properties = live.find("blobServices/default")["properties"].as_object_mut().expect("an object");
            properties.remove("changeFeed");
            live.storage()["properties"].as_object_mut().expect("an object").remove("allowBlobPublicAccess");
        }),
    ];
    for (name, change) in forms {
        let mut live = Live::minimal();
        change(&mut live);
        let text = drift(&live.list(), "", 0);
        assert!(text.starts_with("No drift\n"), "{name}: {text}");
    }
}

#[test]
fn what_is_elsewhere_is_no_drift() {
    let mut live = Live::minimal();
    live.add("Microsoft.CognitiveServices/accounts/other", &json!({ "publicNetworkAccess": "Enabled" }));
    live.add("Microsoft.Network/virtualNetworks/other/subnets/a", &json!({ "addressPrefix": "10.0.0.0/24" }));
    live.add(
        "Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f/blobServices/default/containers/more",
        &json!({ "publicAccess": "None" }),
    );
    // Of the group, which is not the topology's own.
    live.add("Microsoft.Authorization/roleAssignments/9", &json!({ "principalId": "a", "roleDefinitionId": "/b/c" }));
    let text = drift(&live.list(), "", 0);
    assert!(text.starts_with("No drift\n"), "{text}");
}
