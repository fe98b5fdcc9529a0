//! What a deployment of Bicep or ARM over what exists does.

use serde_json::{Value, json};

use super::live::{GROUP, Live, drift, lines};
use crate::cli::Run;

fn preflight(change: fn(&mut Live), status: i32) -> String {
    let mut live = Live::deployed_with_bicep();
    change(&mut live);
    drift(&live.list(), "--preflight", status)
}

#[test]
fn of_what_is_deployed_nothing_changes() {
    let text = preflight(|_| {}, 0);
    assert!(text.starts_with("A deployment of Bicep or ARM: nothing changes\n"), "{text}");
}

#[test]
fn what_was_opened_is_closed_in_place() {
    let text = preflight(
        |live| {
            live.account()["properties"]["publicNetworkAccess"] = json!("Enabled");
            live.account()["properties"]["networkAcls"]["defaultAction"] = json!("Allow");
        },
        0,
    );
    let line = "Document Intelligence account di-invoices-dev: public network access: enabled to disabled; default action of the firewall: Allow to Deny";
    assert_eq!(lines(&text, "Changed"), [line], "{text}");
    assert!(lines(&text, "Access").contains(&"internet reaches account: allowed to denied"), "{text}");
}

#[test]
fn what_cannot_change_is_refused_with_its_code() {
    let text = preflight(
        |live| {
            let subnet =
                format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-workloads");
            live.find("privateEndpoints/pep-di-invoices-dev")["properties"]["subnet"] = json!({ "id": subnet });
            live.account()["properties"]["customSubDomainName"] = json!("other");
        },
        1,
    );
    let refused = lines(&text, "Refused");
    let endpoint = "private endpoint pep-di-invoices-dev: subnet: snet-workloads to snet-endpoints, refused with CannotChangeSubnetOnExistingPrivateEndpoint";
    assert!(refused.contains(&endpoint), "{text}");
    let account = "Document Intelligence account di-invoices-dev: custom subdomain: other to di-invoices-dev-b41e7f, refused with UpdatingCustomDomainNotAllowed";
    assert!(refused.contains(&account), "{text}");
    assert!(lines(&text, "Changed").is_empty(), "{text}");
    // A role assignment of another name alone.
    drift(&Live::minimal().list(), "--preflight", 1);
    // The key type of queues and tables is set at creation.
    let text = drift(include_str!("../existing/minimal.json"), "--preflight", 1);
    let refused = lines(&text, "Refused");
    let has = |part: &str| refused.iter().any(|line| line.contains(part));
    assert!(has("key type of queues: Service to Account, which cannot change"), "{text}");
    assert!(has("refused with RoleAssignmentExists"), "{text}");
}

#[test]
fn another_redundancy_is_refused_across_zones_only() {
    let of_sku = |sku: &str| {
        let mut live = Live::deployed_with_bicep();
        live.storage()["sku"]["name"] = json!(sku);
        live.list()
    };
    let text = drift(&of_sku("Standard_GZRS"), "--preflight", 1);
    assert!(text.contains("refused with StorageAccountTypeConversionNotAllowed"), "{text}");
    let text = drift(&of_sku("Standard_LRS"), "--preflight", 0);
    let line = "storage account stinvoicesdevb41e7f: redundancy: Standard_LRS to Standard_GRS (unless blobs are in the archive tier)";
    assert_eq!(lines(&text, "Changed"), [line], "{text}");
}

#[test]
fn what_a_change_means_is_said() {
    let text = preflight(
        |live| {
            live.storage()["sku"]["name"] = json!("Standard_RAGRS");
            live.change_subnet("snet-workloads", |subnet| {
                let id = format!("{GROUP}/providers/Microsoft.Network/natGateways/nat");
                subnet["properties"]["natGateway"] = json!({ "id": id });
            });
        },
        0,
    );
    let copy = "storage account stinvoicesdevb41e7f: the copy in the secondary region can no longer be read";
    assert_eq!(lines(&text, "Protects less"), [copy], "{text}");
    let outbound = "subnet snet-workloads: resources in the subnet lose outbound internet access";
    assert_eq!(lines(&text, "Interrupts"), [outbound], "{text}");
    assert!(lines(&text, "Changed").contains(&"subnet snet-workloads: NAT gateway: no longer nat"), "{text}");
}

#[test]
fn a_subnet_is_deleted_and_a_role_assignment_is_left() {
    let text = preflight(
        |live| {
            let properties = json!({ "addressPrefix": "10.20.0.128/26" });
            live.add("Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-other", &properties);
        },
        1,
    );
    assert_eq!(lines(&text, "Deleted"), ["subnet snet-other: the network of the topology does not have it"], "{text}");
    let text = preflight(
        |live| {
            live.add(
                "Microsoft.CognitiveServices/accounts/di-invoices-dev/providers/Microsoft.Authorization/roleAssignments/9",
                &json!({ "principalId": "99999999-0000-0000-0000-000000000000",
                    "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908" }),
            );
        },
        0,
    );
    assert_eq!(lines(&text, "Left").len(), 1, "{text}");
    // It stays, and so does what it allows.
    assert!(lines(&text, "Access").is_empty(), "{text}");
}

#[test]
fn what_would_be_opened_fails() {
    // What exists is more restrictive than the file.
    let file = "name: invoices\naccount: { publicNetworkAccess: selected }\nallow: { addresses: [203.0.113.9] }\n";
    let run = Run::new("drift --existing live.json --preflight --format json").file("di-gen.yaml", file);
    let text = run.file("live.json", Live::deployed_with_bicep().list()).run().ends(1).out();
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["safe"], false);
    let access = json["access"].as_array().expect("access paths");
    let opens = |step: &Value| {
        step["path"].as_str().is_some_and(|path| path.starts_with("address 203.0.113.9 reaches account"))
            && step["opens"] == true
    };
    assert!(access.iter().any(opens), "{json}");
    let steps = json["steps"].as_array().expect("steps");
    let account =
        steps.iter().find(|step| step["type"] == "Microsoft.CognitiveServices/accounts").expect("the account");
    assert_eq!((&account["effect"], &account["opens"]), (&json!("changed"), &json!(true)), "{account}");
    let difference = account["differences"]
        .as_array()
        .expect("differences")
        .iter()
        .find(|one| one["path"] == "properties.publicNetworkAccess");
    let difference = difference.expect("a difference");
    assert_eq!((&difference["declared"], &difference["existing"]), (&json!("Enabled"), &json!("Disabled")));
}
