//! One change of a list that works, and the verdict that it must have: what is shown decides, and what is not shown is
//! conditional. Expected verdicts were written before the code was asked.

use std::rc::Rc;

use di_gen::{
    analyse::access::{AccessStep, Aspect, Verdict},
    existing::{Inventory, Presence, evaluate_access, read_resource_list, resolve_accounts},
};
use serde_json::{Value, json};

/// The verdict of an access path, with the reasons that decide it.
pub(super) fn verdict(list: &[Value], path: &str) -> (String, String) {
    let text = serde_json::to_string(list).expect("JSON");
    let inventory = read_resource_list(&Rc::from("live.json"), &text).expect("a list of resources");
    let accounts = resolve_accounts(&inventory);
    let access = evaluate_access(&accounts[0], &inventory, None, None, None).expect("a query of everything");
    let found = access.paths.iter().find(|found| found.to_string() == path);
    let found = found.unwrap_or_else(|| panic!("no path {path}"));
    // What the network denies, it does not allow: of a key, the role and its state are two steps.
    let is_network = |step: &&AccessStep| step.aspect == Aspect::Network;
    for denied in found.steps.iter().filter(|step| step.outcome == Verdict::Denied).filter(is_network) {
        let contradicts =
            |step: &&AccessStep| is_network(step) && step.outcome == Verdict::Allowed && !step.is_prerequisite;
        let other = found.steps.iter().find(contradicts).map(|step| &step.reason);
        assert_eq!(other, None, "{path}: {}", denied.reason);
    }
    let reasons: Vec<&str> = found.steps.iter().map(|step| step.reason.as_str()).collect();
    (found.verdict().to_string(), reasons.join(". "))
}

/// The list of the least topology.
pub(super) fn minimal() -> Vec<Value> {
    serde_json::from_str(include_str!("minimal.json")).expect("JSON")
}

/// The resources of a type whose ID contains a text, in any case.
pub(super) fn position(list: &[Value], arm_type: &str, part: &str) -> usize {
    let matches = |item: &Value| {
        let text = |name: &str| item[name].as_str().unwrap_or_default().to_lowercase();
        text("type") == arm_type.to_lowercase() && text("id").contains(&part.to_lowercase())
    };
    list.iter().position(matches).unwrap_or_else(|| panic!("no {arm_type} with {part}"))
}

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const ROLE: &str = "Microsoft.Authorization/roleAssignments";
const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
const ZONE_GROUP: &str = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
const LINK: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
const NETWORK: &str = "Microsoft.Network/virtualNetworks";
const GROUP: &str = "Microsoft.Network/networkSecurityGroups";

const REACHES: &str = "subnet snet-workloads reaches account";
const READS: &str = "account identity reads storage";

/// Checks the verdict after a change, and that its reasons contain a text.
fn check(change: impl FnOnce(&mut Vec<Value>), path: &str, expected: &str, reason: &str) {
    let mut list = minimal();
    change(&mut list);
    let (verdict, reasons) = verdict(&list, path);
    assert_eq!(verdict, expected, "{path}: {reasons}");
    assert!(reasons.contains(reason), "{path}: {reasons}");
}

fn remove(arm_type: &'static str, part: &'static str) -> impl FnOnce(&mut Vec<Value>) {
    move |list| {
        let position = position(list, arm_type, part);
        list.remove(position);
    }
}

fn set(arm_type: &'static str, pointer: &'static str, value: Value) -> impl FnOnce(&mut Vec<Value>) {
    move |list| {
        let position = position(list, arm_type, "");
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        list[position].pointer_mut(parent).expect("a parent")[name] = value;
    }
}

#[test]
fn what_was_not_seen_makes_a_denial_conditional() {
    check(remove(ROLE, ""), READS, "conditional", "unless a role assignment exists outside this input");
    check(remove(ENDPOINT, "pep-di"), REACHES, "conditional", "unless a private endpoint exists outside this input");
    check(remove(ZONE_GROUP, "pep-di"), REACHES, "conditional", "No private DNS zone group");
    check(
        remove(LINK, "privatelink.cognitiveservices"),
        REACHES,
        "conditional",
        "shows no virtual network link of the private DNS zone",
    );
    check(remove(GROUP, "nsg-workloads"), REACHES, "conditional", "network security group");
    let wrong_zone = |list: &mut Vec<Value>| {
        let zone = list[position(list, "Microsoft.Network/privateDnsZones", "privatelink.blob")]["id"].clone();
        let group = position(list, ZONE_GROUP, "pep-di");
        list[group]["properties"]["privateDnsZoneConfigs"][0]["properties"]["privateDnsZoneId"] = zone;
    };
    check(wrong_zone, REACHES, "conditional", "No private DNS zone group");
    let other = json!("99999999-9999-9999-9999-999999999999");
    check(set(ROLE, "/properties/principalId", other), READS, "conditional", "unless a role assignment exists");
}

#[test]
fn a_service_that_lists_its_connections_shows_that_there_is_no_other_endpoint() {
    let change = |list: &mut Vec<Value>| {
        remove(ENDPOINT, "pep-di")(list);
        set(ACCOUNT, "/properties/privateEndpointConnections", json!([]))(list);
        set(STORAGE, "/properties/privateEndpointConnections", json!([]))(list);
    };
    check(change, REACHES, "denied", "Public network access to the account is disabled");
}

#[test]
fn what_is_seen_decides() {
    let public = |list: &mut Vec<Value>| {
        set(ACCOUNT, "/properties/publicNetworkAccess", json!("Enabled"))(list);
        set(ACCOUNT, "/properties/networkAcls/defaultAction", json!("Allow"))(list);
    };
    check(public, "internet reaches account", "allowed", "allows access from all networks");
    let firewall = set(ACCOUNT, "/properties/publicNetworkAccess", json!("Enabled"));
    check(firewall, "internet reaches account", "denied", "only from networks that have a rule");
    let without = |list: &mut Vec<Value>| {
        let position = position(list, ACCOUNT, "");
        let properties = list[position]["properties"].as_object_mut().expect("an object");
        properties.remove("publicNetworkAccess");
        properties.remove("networkAcls");
    };
    check(without, "internet reaches account", "allowed", "allows access from all networks");
    check(set(ACCOUNT, "/identity", json!({"type": "None"})), READS, "denied", "no system-assigned identity");
    check(set(ACCOUNT, "/properties/allowedFqdnList", json!([])), READS, "denied", "does not contain the blob host");
    let state = "/properties/privateLinkServiceConnections/0/properties/privateLinkServiceConnectionState/status";
    check(set(ENDPOINT, state, json!("Pending")), REACHES, "denied", "its state is Pending");
    let deny = |list: &mut Vec<Value>| {
        let position = position(list, GROUP, "nsg-endpoints");
        list[position]["properties"]["securityRules"][1]["properties"]["access"] = json!("Deny");
    };
    check(deny, REACHES, "denied", "denies inbound HTTPS");
}

#[test]
fn the_storage_firewall_decides_about_the_identity_of_the_account() {
    let other = |list: &mut Vec<Value>, bypass: &str| {
        let position = position(list, STORAGE, "");
        let rules = &mut list[position]["properties"]["networkAcls"];
        rules["resourceAccessRules"][0]["resourceId"] =
            json!("/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other");
        rules["bypass"] = json!(bypass);
    };
    check(|list| other(list, "Logging, Metrics"), READS, "denied", "neither trusted Azure services nor the account");
    check(|list| other(list, "Logging, AzureServices"), READS, "allowed", "allows trusted Azure services");
    let open = |list: &mut Vec<Value>| {
        other(list, "None");
        set(STORAGE, "/properties/publicNetworkAccess", json!("Enabled"))(list);
        set(STORAGE, "/properties/networkAcls/defaultAction", json!("Allow"))(list);
    };
    check(open, READS, "allowed", "The storage firewall allows all networks");
    check(open, "internet reaches storage", "allowed", "allows access from all networks");
}

#[test]
fn a_setting_that_is_not_known_is_conditional() {
    let perimeter = set(ACCOUNT, "/properties/publicNetworkAccess", json!("SecuredByPerimeter"));
    check(perimeter, "internet reaches account", "conditional", "not known from this input");
    for properties in [json!(null), json!({}), json!("a")] {
        let reason = "not known from this input";
        let account = |list: &mut Vec<Value>| {
            let position = position(list, ACCOUNT, "");
            list[position]["properties"] = properties.clone();
        };
        check(account, "internet reaches account", "conditional", reason);
        let storage = |list: &mut Vec<Value>| {
            let position = position(list, STORAGE, "");
            list[position]["properties"] = properties.clone();
        };
        check(storage, "internet reaches storage", "conditional", reason);
    }
    let text = |list: &mut Vec<Value>| {
        set(ACCOUNT, "/properties/publicNetworkAccess", json!("Enabled"))(list);
        set(ACCOUNT, "/properties/networkAcls", json!("Deny"))(list);
    };
    check(text, "internet reaches account", "conditional", "not known from this input");
    let groups = |list: &mut Vec<Value>| {
        let position = position(list, GROUP, "nsg-endpoints");
        list[position]["properties"]["securityRules"][1]["properties"]["sourceApplicationSecurityGroups"] =
            json!([{"id": "a"}]);
    };
    check(groups, REACHES, "conditional", "network security group");
    check(set(NETWORK, "/properties/dhcpOptions/dnsServers", json!(["10.0.0.4"])), REACHES, "conditional", "forward");
    let azure = set(NETWORK, "/properties/dhcpOptions/dnsServers", json!(["168.63.129.16"]));
    check(azure, REACHES, "allowed", "The private DNS zone is linked to the network");
}

#[test]
fn role_assignments_apply_at_their_scope_and_below() {
    let at = |scope: &'static str| {
        move |list: &mut Vec<Value>| {
            let position = position(list, ROLE, "");
            let role = &mut list[position];
            role["properties"]["scope"] = json!(scope);
            role["id"] = json!(format!("{scope}/providers/{ROLE}/1"));
        }
    };
    let subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
    check(at("/subscriptions/00000000-0000-0000-0000-000000000000/RESOURCEGROUPS/RG"), READS, "allowed", "Reader");
    check(at(subscription), READS, "allowed", "Reader");
    check(
        at("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg2"),
        READS,
        "conditional",
        "unless a role",
    );
    check(at("/providers/Microsoft.Management/managementGroups/mg"), READS, "conditional", "unknown");
    check(set(ROLE, "/properties/condition", json!("@Resource[a] StringEquals 'b'")), READS, "conditional", "unknown");
}

#[test]
fn a_route_to_nowhere_denies_the_endpoint() {
    let change = |list: &mut Vec<Value>| {
        let table = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt";
        let range = list[position(list, NETWORK, "")]["properties"]["addressSpace"]["addressPrefixes"][0].clone();
        let route = json!({"name": "drop", "properties": {"addressPrefix": range, "nextHopType": "none"}});
        list.push(json!({"id": table.to_uppercase(), "type": "Microsoft.Network/routeTables", "properties": {"routes": [route]}}));
        for item in list.iter_mut() {
            let inline = item["properties"]["subnets"].as_array().cloned().unwrap_or_default();
            for (index, subnet) in inline.iter().enumerate() {
                if subnet["name"] == "snet-workloads" {
                    item["properties"]["subnets"][index]["properties"]["routeTable"] = json!({"id": table});
                }
            }
        }
    };
    check(change, REACHES, "denied", "Route `drop` drops traffic");
}

/// Copies the endpoint of the account with everything that hangs on it into another network, whose subnet is `spoke`.
fn copy_into_a_spoke(list: &mut Vec<Value>) {
    let endpoint = list[position(list, ENDPOINT, "pep-di")].clone();
    let group = list[position(list, ZONE_GROUP, "pep-di")].clone();
    let zone = list[position(list, "Microsoft.Network/privateDnsZones", "privatelink.cognitiveservices")].clone();
    let link = list[position(list, LINK, "privatelink.cognitiveservices")].clone();
    let base = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/spoke/providers/Microsoft.Network";
    let network = format!("{base}/virtualNetworks/vnet-spoke");
    list.push(json!({"id": network, "type": NETWORK, "properties": {
        "addressSpace": {"addressPrefixes": ["10.99.0.0/16"]},
        "subnets": [{"name": "spoke", "properties": {"addressPrefix": "10.99.0.0/24"}}],
    }}));
    for mut item in [endpoint, group, zone, link] {
        let id = item["id"].as_str().expect("an ID").replace("/resourceGroups/rg/", "/resourceGroups/spoke/");
        item["id"] = json!(id);
        let properties = &mut item["properties"];
        if properties["subnet"].is_object() {
            properties["subnet"]["id"] = json!(format!("{network}/subnets/spoke"));
        }
        if properties["virtualNetwork"].is_object() {
            properties["virtualNetwork"]["id"] = json!(network);
        }
        if let Some(zones) = properties["privateDnsZoneConfigs"].as_array_mut() {
            let own = format!("{base}/privateDnsZones/privatelink.cognitiveservices.azure.com");
            zones[0]["properties"]["privateDnsZoneId"] = json!(own);
        }
        list.insert(0, item);
    }
}

#[test]
fn the_endpoint_of_the_own_network_decides_where_there_are_several() {
    check(copy_into_a_spoke, REACHES, "allowed", "through the private endpoint");
    check(copy_into_a_spoke, "subnet spoke reaches account", "allowed", "through the private endpoint");
    check(copy_into_a_spoke, "subnet spoke reaches storage", "conditional", "private DNS zone");
    // Both zones linked to one network, and one endpoint without an approved connection.
    let pending = |list: &mut Vec<Value>| {
        let mut second = list[position(list, ENDPOINT, "pep-di")].clone();
        let mut group = list[position(list, ZONE_GROUP, "pep-di")].clone();
        for item in [&mut second, &mut group] {
            item["id"] = json!(item["id"].as_str().expect("an ID").replace("pep-di", "pep2-di"));
        }
        second["properties"]["privateLinkServiceConnections"][0]["properties"]["privateLinkServiceConnectionState"]["status"] =
            json!("Pending");
        list.extend([second, group]);
    };
    check(pending, REACHES, "conditional", "one of several private endpoints");
}

#[test]
fn a_network_that_is_only_linked_is_one_client_which_needs_peering() {
    let link = |list: &mut Vec<Value>| {
        let mut second = list[position(list, LINK, "privatelink.cognitiveservices")].clone();
        second["id"] = json!(format!("{}2", second["id"].as_str().expect("an ID")));
        second["properties"]["virtualNetwork"]["id"] =
            json!("/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/vnet-hub");
        list.push(second);
    };
    check(link, "network vnet-hub reaches account", "conditional", "Requires peering with this network");
    check(link, REACHES, "allowed", "through the private endpoint");
}

#[test]
fn a_resource_that_may_not_exist_makes_what_it_decides_conditional() {
    let text = include_str!("minimal.json");
    let read = read_resource_list(&Rc::from("live.json"), text).expect("a list of resources");
    let verdicts = |uncertain: &str| {
        let mut inventory = Inventory::default();
        for resource in read.resources() {
            let mut resource = resource.clone();
            if resource.resource_type.eq_ignore_ascii_case(uncertain) {
                resource.presence = Presence::May("its condition is not known".into());
            }
            inventory.add(resource);
        }
        let accounts = resolve_accounts(&inventory);
        let access = evaluate_access(&accounts[0], &inventory, None, None, None).expect("a query of everything");
        let find = |path: &str| {
            let found = access.paths.iter().find(|found| found.to_string() == path).expect("a path");
            let reasons: Vec<&str> = found.steps.iter().map(|step| step.reason.as_str()).collect();
            (found.verdict().to_string(), reasons.join(". "))
        };
        [find(READS), find(REACHES), find("internet reaches account")]
    };
    let [reads, reaches, internet] = verdicts(ROLE);
    assert_eq!([&*reads.0, &*reaches.0, &*internet.0], ["conditional", "allowed", "denied"]);
    assert!(reads.1.contains("its condition is not known"), "{}", reads.1);
    let [reads, reaches, internet] = verdicts(ENDPOINT);
    assert_eq!([&*reads.0, &*reaches.0, &*internet.0], ["allowed", "conditional", "denied"]);
}
