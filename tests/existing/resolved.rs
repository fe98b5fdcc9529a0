//! What the plan of existing resources has of each: the values that the input shows, not those that di-gen writes.

use std::rc::Rc;

use di_gen::{
    existing::{read_resource_list, resolve_accounts},
    plan::{Body, ResolvedTopology},
};
use serde_json::{Value, json};

use super::absence::{minimal, position};

fn plan_of(list: &[Value]) -> ResolvedTopology {
    let text = serde_json::to_string(list).expect("JSON");
    let inventory = read_resource_list(&Rc::from("live.json"), &text).expect("a list of resources");
    resolve_accounts(&inventory).swap_remove(0).plan
}

/// The bodies of a plan, as text: each property with its value.
fn bodies(plan: &ResolvedTopology) -> String {
    plan.resources.iter().map(|resource| format!("{} {:?}\n", resource.symbol.as_str(), resource.body)).collect()
}

/// A property that the input shows: where, with which value, and what the plan has then.
struct Case {
    arm_type: &'static str,
    pointer: &'static str,
    value: Value,
    expected: &'static str,
}

fn case(arm_type: &'static str, pointer: &'static str, value: Value, expected: &'static str) -> Case {
    Case { arm_type, pointer, value, expected }
}

/// Sets the value at a pointer, with the objects on its way.
fn set(target: &mut Value, pointer: &str, value: Value) {
    let mut current = target;
    for name in pointer.split('/').skip(1) {
        if !current.is_object() && !current.is_array() {
            *current = json!({});
        }
        current = match name.parse::<usize>() {
            Ok(index) => &mut current[index],
            Err(_) => &mut current[name],
        };
    }
    *current = value;
}

const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices";
const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const NETWORK: &str = "Microsoft.Network/virtualNetworks";
const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
const LINK: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
const IDENTITY: &str =
    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id";

/// One for each property that the plan compares and the input shows.
fn cases() -> Vec<Case> {
    vec![
        case(
            STORAGE,
            "/properties/encryption/requireInfrastructureEncryption",
            json!(false),
            "infrastructure_encryption: false",
        ),
        case(
            STORAGE,
            "/properties/encryption/services/queue/keyType",
            json!("Account"),
            "queue_and_table_key_type: \"Account and Service\"",
        ),
        case(
            STORAGE,
            "/properties/sasPolicy",
            json!({ "sasExpirationPeriod": "01.00:00:00", "expirationAction": "Block" }),
            "action: \"Block\"",
        ),
        case(STORAGE, "/identity", json!({ "type": "SystemAssigned" }), "identity_type: Some(\"SystemAssigned\")"),
        case(
            STORAGE,
            "/identity",
            json!({ "type": "UserAssigned", "userAssignedIdentities": { IDENTITY: {} } }),
            "userassignedidentities/id",
        ),
        case(STORAGE, "/properties/encryption/keySource", json!("Microsoft.Keyvault"), "key_set_apart: true"),
        case(ACCOUNT, "/properties/encryption/keySource", json!("Microsoft.KeyVault"), "key_set_apart: true"),
        case(ACCOUNT, "/identity/userAssignedIdentities", json!({ IDENTITY: {} }), "userassignedidentities/id"),
        case(BLOBS, "/properties/deleteRetentionPolicy", json!({ "enabled": true, "days": 33 }), "blob_days: Some(33)"),
        case(
            BLOBS,
            "/properties/containerDeleteRetentionPolicy",
            json!({ "enabled": true, "days": 34 }),
            "container_days: Some(34)",
        ),
        case(BLOBS, "/properties/isVersioningEnabled", json!(true), "versioning: true"),
        case(
            NETWORK,
            "/properties/ddosProtectionPlan",
            json!({ "id": "/subscriptions/s/plan" }),
            "/subscriptions/s/plan",
        ),
        case(ENDPOINT, "/properties/customNetworkInterfaceName", json!("nic-other"), "nic-other"),
        case(LINK, "/properties/resolutionPolicy", json!("NxDomainRedirect"), "NxDomainRedirect"),
    ]
}

#[test]
fn the_plan_has_what_the_input_shows() {
    let mut missing = Vec::new();
    for Case { arm_type, pointer, value, expected } in cases() {
        let mut list = minimal();
        let index = position(&list, arm_type, "");
        // What it is without: another value.
        let mut without = list.clone();
        set(&mut without[index], pointer, Value::Null);
        set(&mut list[index], pointer, value);
        let (plan, other) = (bodies(&plan_of(&list)), bodies(&plan_of(&without)));
        if !plan.contains(expected) {
            missing.push(format!("{arm_type} {pointer}: no {expected} in\n{plan}"));
        }
        if pointer != "/properties/encryption/requireInfrastructureEncryption" && plan == other {
            missing.push(format!("{arm_type} {pointer}: the same without it"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// azurerm replaces the account for these two.
#[test]
fn the_encryption_of_storage_is_that_of_the_input() {
    let encryption = |infrastructure: bool, queue: &str, table: &str| {
        let mut list = minimal();
        let index = position(&list, STORAGE, "");
        let own = &mut list[index]["properties"]["encryption"];
        own["requireInfrastructureEncryption"] = json!(infrastructure);
        own["services"] = json!({ "queue": { "keyType": queue }, "table": { "keyType": table } });
        let plan = plan_of(&list);
        match &plan.find(&"storageAccount".into()).expect("storage").body {
            Body::StorageAccount(body) => (body.infrastructure_encryption, body.queue_and_table_key_type),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(encryption(true, "Account", "Account"), (true, "Account"));
    assert_eq!(encryption(false, "Service", "Service"), (false, "Service"));
    assert_eq!(encryption(false, "Account", "Service"), (false, "Account and Service"));
}

/// The connection of an endpoint that another team approves.
#[test]
fn a_requested_connection_is_one() {
    let mut list = minimal();
    let index = position(&list, ENDPOINT, "");
    let properties = &mut list[index]["properties"];
    let mut connections = properties["privateLinkServiceConnections"].take();
    connections[0]["properties"]["requestMessage"] = json!("for invoices");
    properties["manualPrivateLinkServiceConnections"] = connections;
    let plan = bodies(&plan_of(&list));
    assert!(plan.contains("manual: true") && plan.contains("for invoices"), "{plan}");
}

/// A region has a name for programs and one for people.
#[test]
fn a_region_is_the_same_in_both_of_its_spellings() {
    let location = |spelling: &str| {
        let mut list = minimal();
        for item in &mut list {
            item["location"] = json!(spelling);
        }
        let plan = plan_of(&list);
        bodies(&plan)
    };
    assert_eq!(location("West Europe"), location("westeurope"));
}
