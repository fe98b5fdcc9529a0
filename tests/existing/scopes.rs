//! What is in another subscription than the one that was read, or above all of them: private DNS zones, roles. Expected verdicts were
//! written before the code was asked.

use di_gen::existing::{evaluate_access, find_resource_change, resolve_accounts};
use serde_json::{Value, json};

use super::{absence::minimal, inputs::Kind};

const ZONE: &str = "Microsoft.Network/privateDnsZones";
const ZONE_GROUP: &str = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
const LINK: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";

const REACHES: &str = "subnet snet-workloads reaches account";

/// The verdict of an access path, its reasons, and whether a change is advised.
fn verdict(kind: Kind, list: &[Value], path: &str) -> (String, String, bool) {
    let inventory = kind.read(list);
    let accounts = resolve_accounts(&inventory);
    let access = evaluate_access(&accounts[0], &inventory, None, None, None).expect("a query of everything");
    let found = access.paths.iter().find(|found| found.to_string() == path);
    let found = found.unwrap_or_else(|| panic!("no path {path}"));
    let reasons: Vec<&str> = found.steps.iter().map(|step| step.reason.as_str()).collect();
    let advice = find_resource_change(&accounts[0], &inventory, found);
    (found.verdict().to_string(), reasons.join(". "), advice.is_some())
}

/// The zones and their links are in a subscription that was not read.
fn central_zones() -> Vec<Value> {
    let text = serde_json::to_string(&minimal()).expect("JSON");
    let mut list: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    for group in list.iter_mut().filter(|item| item["type"] == ZONE_GROUP) {
        let id = &mut group["properties"]["privateDnsZoneConfigs"][0]["properties"]["privateDnsZoneId"];
        *id = json!(id.as_str().expect("an ID").replace("00000000-0000-0000-0000-000000000000", "hub"));
    }
    list.retain(|item| item["type"] != ZONE && item["type"] != LINK);
    list
}

#[test]
fn a_private_dns_zone_of_another_subscription_can_be_linked() {
    for kind in [Kind::List, Kind::Live] {
        let (verdict, reasons, is_advised) = verdict(kind, &central_zones(), REACHES);
        assert_eq!((verdict.as_str(), is_advised), ("conditional", false), "{kind:?}: {reasons}");
    }
    // Without a zone group, the record can be written by hand.
    let mut list = central_zones();
    list.retain(|item| item["type"] != ZONE_GROUP);
    let (verdict, reasons, _) = verdict(Kind::Live, &list, REACHES);
    assert_eq!(verdict, "conditional", "{reasons}");
}

/// A role at the root of the tenant applies to every resource, as one on the resource does.
#[test]
fn a_role_at_the_root_applies_everywhere() {
    let path = "account identity reads storage";
    for written in [json!("/"), Value::Null] {
        let mut list = minimal();
        let role =
            list.iter_mut().find(|item| item["type"] == "Microsoft.Authorization/roleAssignments").expect("a role");
        role["id"] = json!("/providers/Microsoft.Authorization/roleAssignments/87b2523a-308e-6641-6a97-0afb1eec22d9");
        role["properties"]["scope"] = written;
        for kind in [Kind::List, Kind::Live] {
            let (verdict, reasons, _) = verdict(kind, &list, path);
            assert_eq!(verdict, "allowed", "{kind:?}: {reasons}");
        }
    }
}

/// The account lists the connection of an endpoint that is in a subscription that was not read.
#[test]
fn an_endpoint_of_another_subscription_is_not_absent() {
    let mut list = minimal();
    let id = "/subscriptions/hub/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe";
    for item in &mut list {
        if item["type"] == "Microsoft.CognitiveServices/accounts" {
            let state = json!({ "status": "Approved" });
            item["properties"]["privateEndpointConnections"] = json!([{ "properties": { "privateEndpoint": { "id": id }, "privateLinkServiceConnectionState": state } }]);
        }
    }
    list.retain(|item| !item["type"].as_str().expect("a type").contains("privateEndpoints"));
    for kind in [Kind::List, Kind::Live] {
        let (verdict, reasons, _) = verdict(kind, &list, "studio browser calls account");
        assert_eq!(verdict, "conditional", "{kind:?}: {reasons}");
    }
}

/// A browser may be in any network, and its endpoint in any of them: one that is pending here denies nothing there.
#[test]
fn a_pending_endpoint_is_not_the_only_one_there_can_be() {
    let mut list = minimal();
    for item in list.iter_mut().filter(|item| item["type"] == "Microsoft.Network/privateEndpoints") {
        let connection = &mut item["properties"]["privateLinkServiceConnections"][0]["properties"];
        connection["privateLinkServiceConnectionState"] = json!({ "status": "Pending" });
    }
    let (verdict, reasons, _) = verdict(Kind::List, &list, "studio browser calls account");
    assert_eq!(verdict, "conditional", "{reasons}");
}
