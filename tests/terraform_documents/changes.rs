//! What plans do: create, update, replace, delete, forget, import, move; drift, deferred changes, modules, azapi.
//!
//! The documents are written by hand in the format that Terraform's "JSON Output Format" documents.

use di_gen::existing::{
    Presence,
    terraform::Action::{self, Create, Delete, Forget, Keep, Replace, Update},
};
use serde_json::{Value as Json, json};

use super::{at, find, ids, read_text, text_at};

const GROUP: &str = "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg";

fn network(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/{name}")
}

/// A change of a resource in the root module.
fn change(address: &str, actions: &[&str], before: &Json, after: &Json, unknown: &Json) -> Json {
    let (terraform_type, name) = address
        .rsplit_once('.')
        .map_or(("", ""), |(before, name)| (before.rsplit('.').next().unwrap_or_default(), name));
    json!({
        "address": address,
        "mode": "managed",
        "type": terraform_type,
        "name": name,
        "change": {
            "actions": actions, "before": before, "after": after,
            "after_unknown": unknown, "before_sensitive": false, "after_sensitive": false,
        },
    })
}

fn plan(changes: &[Json], more: &Json) -> String {
    let mut document = json!({ "format_version": "1.2", "resource_changes": changes, "configuration": {} });
    for (name, value) in more.as_object().expect("an object") {
        document[name] = value.clone();
    }
    document.to_string()
}

fn network_values(name: &str, prefix: &str) -> Json {
    json!({ "id": network(name), "name": name, "resource_group_name": "rg", "address_space": [prefix] })
}

#[test]
fn each_action_leaves_what_it_says() {
    let values = |name: &str| network_values(name, "10.0.0.0/16");
    let later = |name: &str| network_values(name, "10.1.0.0/16");
    let changes = [
        change("azurerm_virtual_network.kept", &["no-op"], &values("kept"), &values("kept"), &json!({})),
        change("azurerm_virtual_network.updated", &["update"], &values("updated"), &later("updated"), &json!({})),
        change("azurerm_virtual_network.replaced", &["delete", "create"], &values("old"), &later("new"), &json!({})),
        change("azurerm_virtual_network.other", &["create", "delete"], &values("one"), &later("two"), &json!({})),
        change("azurerm_virtual_network.deleted", &["delete"], &values("deleted"), &Json::Null, &json!({})),
        change("azurerm_virtual_network.forgotten", &["forget"], &values("forgotten"), &Json::Null, &json!({})),
        change(
            "azurerm_virtual_network.created",
            &["create"],
            &Json::Null,
            &json!({ "name": "created", "resource_group_name": "rg", "address_space": ["10.1.0.0/16"] }),
            &json!({ "id": true, "dns_servers": true }),
        ),
    ];
    let read = read_text(&plan(&changes, &json!({})));
    let names = |inventory| -> Vec<String> {
        ids(inventory).iter().map(|id| id.rsplit('/').next().expect("a name").to_owned()).collect()
    };
    let before = read.before.as_ref().expect("what existed");
    assert_eq!(names(before), ["kept", "updated", "old", "one", "deleted", "forgotten"]);
    assert_eq!(names(&read.resources), ["kept", "updated", "new", "two", "forgotten", "created"]);
    let actions: Vec<Action> = read.changes.iter().map(|change| change.action).collect();
    assert_eq!(actions, [Keep, Update, Replace, Replace, Delete, Forget, Create]);
    let prefix = |inventory, name: &str| text_at(find(inventory, &network(name)), PREFIX).to_owned();
    assert_eq!(prefix(before, "updated"), "10.0.0.0/16");
    assert_eq!(prefix(&read.resources, "updated"), "10.1.0.0/16");
    // What is not configured has Azure's default value: no servers of its own.
    let created = find(&read.resources, &network("created"));
    assert!(at(created, "properties.dhcpOptions").is_none());
    assert_eq!(&*created.origin.pointer, "/resource_changes/6/change/after");
    assert_eq!(read.changes[6].id.as_ref().map(ToString::to_string), Some(network("created")));
}

const PREFIX: &str = "properties.addressSpace.addressPrefixes.0";

#[test]
fn a_resource_that_is_moved_or_imported_exists_before() {
    let values = network_values("a", "10.0.0.0/16");
    let mut moved = change("module.net.azurerm_virtual_network.a", &["no-op"], &values, &values, &json!({}));
    moved["previous_address"] = json!("azurerm_virtual_network.a");
    let mut imported =
        change("azurerm_virtual_network.b", &["update"], &network_values("b", "10.0.0.0/16"), &values, &json!({}));
    imported["change"]["importing"] = json!({ "id": network("b") });
    imported["change"]["after"] = network_values("b", "10.3.0.0/16");
    imported["action_reason"] = json!("read_because_config_unknown");
    let read = read_text(&plan(&[moved, imported], &json!({})));
    assert_eq!(read.changes[0].previous_address.as_deref(), Some("azurerm_virtual_network.a"));
    let before = read.before.as_ref().expect("what existed");
    let address = |resource: &di_gen::existing::ExistingResource| resource.origin.terraform_address.clone();
    assert_eq!(address(find(before, &network("a"))).as_deref(), Some("azurerm_virtual_network.a"));
    let moved = find(&read.resources, &network("a"));
    assert_eq!(address(moved).as_deref(), Some("module.net.azurerm_virtual_network.a"));
    assert!(read.changes[1].is_import && !read.changes[0].is_import);
    assert_eq!(text_at(find(before, &network("b")), PREFIX), "10.0.0.0/16");
    assert_eq!(text_at(find(&read.resources, &network("b")), PREFIX), "10.3.0.0/16");
}

#[test]
fn drift_and_what_the_plan_leaves_out_are_told() {
    let (old, new) = (network_values("a", "10.0.0.0/16"), network_values("a", "10.9.0.0/16"));
    let drift = change("azurerm_virtual_network.a", &["update"], &old, &new, &json!({}));
    let kept = change("azurerm_virtual_network.a", &["no-op"], &new, &new, &json!({}));
    let deferred = json!([{
        "reason": "instance_count_unknown",
        "resource_change": change(
            "azurerm_virtual_network.later", &["create"], &Json::Null,
            &json!({ "name": "later", "resource_group_name": "rg" }), &json!({ "id": true }),
        ),
    }]);
    let untouched = json!({ "values": { "root_module": { "resources": [{
        "address": "azurerm_virtual_network.untargeted", "mode": "managed", "type": "azurerm_virtual_network",
        "values": network_values("untargeted", "10.5.0.0/16"),
    }] } } });
    let more = json!({
        "resource_drift": [drift], "complete": false, "deferred_changes": deferred, "prior_state": untouched,
    });
    let read = read_text(&plan(&[kept], &more));
    assert!(!read.is_complete);
    assert_eq!(read.drift.len(), 1);
    assert_eq!((read.drift[0].action, read.drift[0].pointer.as_str()), (Update, "/resource_drift/0"));
    assert!(matches!(find(&read.resources, &network("later")).presence, Presence::May(_)));
    for inventory in [&read.resources, read.before.as_ref().expect("what existed")] {
        assert_eq!(text_at(find(inventory, &network("untargeted")), PREFIX), "10.5.0.0/16");
    }
}

#[test]
fn references_are_followed_through_modules_and_instances() {
    let created = |address: &str, index: Option<&str>, after: Json, unknown: Json| {
        let name = address.split('[').next().expect("a name");
        let mut change = change(name, &["create"], &Json::Null, &after, &unknown);
        change["address"] = json!(address);
        change["index"] = json!(index);
        change
    };
    let zone = |key: &str| {
        let values = json!({ "name": format!("{key}.example"), "resource_group_name": "rg" });
        created(&format!("module.dns.azurerm_private_dns_zone.z[\"{key}\"]"), Some(key), values, json!({ "id": true }))
    };
    let link = |key: &str| {
        let values = json!({ "name": "link", "registration_enabled": false });
        let unknown = json!({ "id": true, "private_dns_zone_id": true, "virtual_network_id": true });
        let address = format!("module.dns.azurerm_private_dns_zone_virtual_network_link.l[\"{key}\"]");
        created(&address, Some(key), values, unknown)
    };
    let changes = [
        created(
            "azurerm_virtual_network.main",
            None,
            json!({ "name": "vnet", "resource_group_name": "rg" }),
            json!({ "id": true }),
        ),
        zone("blob"),
        zone("account"),
        link("blob"),
        link("account"),
        created(
            "azurerm_subnet.ambiguous",
            None,
            json!({ "name": "a", "resource_group_name": "rg", "virtual_network_name": "vnet" }),
            json!({ "id": true, "network_security_group_id": true }),
        ),
    ];
    let group = |name: &str| {
        let values = json!({ "name": name, "resource_group_name": "rg" });
        created(&format!("azurerm_network_security_group.{name}"), None, values, json!({ "id": true }))
    };
    let changes: Vec<Json> = changes.into_iter().chain([group("a"), group("b")]).collect();
    let module = json!({
        "resources": [
            { "address": "azurerm_private_dns_zone.z", "expressions": { "name": { "references": ["each.value"] } } },
            {
                "address": "azurerm_private_dns_zone_virtual_network_link.l",
                "expressions": {
                    "private_dns_zone_id": { "references": ["azurerm_private_dns_zone.z", "each.key"] },
                    "virtual_network_id": { "references": ["var.network"] },
                },
            },
        ],
    });
    let configuration = json!({
        "provider_config": { "azurerm": { "expressions": {
            "subscription_id": { "constant_value": "44444444-4444-4444-4444-444444444444" },
        } } },
        "root_module": {
            "resources": [
                { "address": "azurerm_virtual_network.main", "expressions": {} },
                { "address": "azurerm_subnet.ambiguous", "expressions": { "network_security_group_id": {
                    "references": ["azurerm_network_security_group.a.id", "azurerm_network_security_group.b.id"],
                } } },
            ],
            "module_calls": { "dns": {
                "expressions": { "network": { "references": ["azurerm_virtual_network.main.id", "azurerm_virtual_network.main"] } },
                "module": module,
            } },
        },
    });
    let read = read_text(&plan(&changes, &json!({ "configuration": configuration })));
    for key in ["blob", "account"] {
        let id = format!("{GROUP}/providers/Microsoft.Network/privateDnsZones/{key}.example/virtualNetworkLinks/link");
        assert_eq!(text_at(find(&read.resources, &id), "properties.virtualNetwork.id"), network("vnet"));
    }
    // Of two candidates, none is taken.
    let subnet = find(&read.resources, &format!("{}/subnets/a", network("vnet")));
    let group = at(subnet, "properties.networkSecurityGroup.id").expect("a group");
    assert!(group.as_unknown().is_some_and(|unknown| unknown.target.is_none()), "{group:?}");
}

#[test]
fn resources_of_azapi_have_their_own_bodies() {
    let body = json!({
        "kind": "FormRecognizer",
        "sku": { "name": "S0" },
        "properties": { "publicNetworkAccess": "Disabled", "NetworkAcls": { "defaultAction": "Deny" }, "apiProperties": { "eventHubConnectionString": "planted" } },
    });
    let values = |body: Json| {
        json!({
            "type": "Microsoft.CognitiveServices/accounts@2025-06-01", "name": "di", "parent_id": GROUP, "body": body,
            "location": "westeurope", "identity": [{ "type": "SystemAssigned", "principal_id": "p", "identity_ids": [] }],
        })
    };
    let subnet = json!({
        "type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01", "name": "s", "parent_id": network("vnet"),
        "body": { "properties": { "addressPrefix": "10.0.0.0/24", "addressPrefixes": ["10.0.0.0/24"] } },
    });
    let other = json!({ "type": "Microsoft.Sql/servers@2023-08-01", "name": "s", "parent_id": GROUP, "body": {} });
    for body in [body.clone(), Json::String(body.to_string())] {
        let changes = [
            change(
                "azapi_resource.account",
                &["create"],
                &Json::Null,
                &values(body),
                &json!({ "id": true, "output": true }),
            ),
            change("azapi_resource.subnet", &["create"], &Json::Null, &subnet, &json!({ "id": true })),
            change("azapi_resource.sql", &["create"], &Json::Null, &other, &json!({ "id": true })),
        ];
        let read = read_text(&plan(&changes, &json!({})));
        let account = find(&read.resources, &format!("{GROUP}/providers/Microsoft.CognitiveServices/accounts/di"));
        assert_eq!(account.api_version.as_deref(), Some("2025-06-01"));
        assert_eq!(text_at(account, "kind"), "FormRecognizer");
        assert_eq!(text_at(account, "properties.networkAcls.defaultAction"), "Deny");
        assert_eq!(text_at(account, "identity.principalId"), "p");
        assert_eq!(text_at(account, "location"), "westeurope");
        assert!(!format!("{read:?}").contains("planted"));
        let subnet = find(&read.resources, &format!("{}/subnets/s", network("vnet")));
        assert_eq!(text_at(subnet, "properties.addressPrefixes.0"), "10.0.0.0/24");
        assert_eq!(read.resources.resources().len(), 2);
        assert_eq!(read.resources.unread["azapi_resource"], 1);
    }
}

#[test]
fn a_resource_is_in_the_subscription_of_its_provider() {
    let zone = |name: &str| {
        let values = json!({ "name": "zone.example", "resource_group_name": "rg" });
        change(&format!("azurerm_private_dns_zone.{name}"), &["create"], &Json::Null, &values, &json!({ "id": true }))
    };
    let configured = |name: &str, provider: &str| json!({ "address": format!("azurerm_private_dns_zone.{name}"), "provider_config_key": provider, "expressions": {} });
    let subscription = |expression: Json| json!({ "expressions": { "subscription_id": expression } });
    let configuration = json!({
        "provider_config": {
            "azurerm": subscription(json!({ "references": ["var.subscription_id"] })),
            "azurerm.hub": subscription(json!({ "constant_value": "55555555-5555-5555-5555-555555555555" })),
            "azurerm.other": subscription(json!({ "references": ["local.x"] })),
        },
        "root_module": { "resources": [
            configured("own", "azurerm"), configured("hub", "azurerm.hub"), configured("other", "azurerm.other"),
        ] },
    });
    let more = json!({
        "configuration": configuration,
        "variables": { "subscription_id": { "value": "44444444-4444-4444-4444-444444444444" } },
    });
    let read = read_text(&plan(&[zone("own"), zone("hub"), zone("other")], &more));
    let found: Vec<_> = read.resources.resources().iter().map(|zone| zone.id.subscription().unwrap_or("")).collect();
    let expected = ["44444444-4444-4444-4444-444444444444", "55555555-5555-5555-5555-555555555555", "{subscription}"];
    assert_eq!(found, expected);
}
