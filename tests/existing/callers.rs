//! Resources that send requests are clients where a role or the network says so.

use std::rc::Rc;

use di_gen::existing::{evaluate_access, read_existing, resolve_accounts};
use serde_json::{Value, json};

use super::{
    absence::{minimal, position},
    inputs::GROUP,
};

const PRINCIPAL: &str = "aaaaaaaa-0000-0000-0000-00000000000a";

fn id_of(list: &[Value], part: &str) -> String {
    let item = list.iter().find(|item| item["id"].as_str().is_some_and(|id| id.ends_with(part)));
    item.unwrap_or_else(|| panic!("{part}"))["id"].as_str().expect("an ID").to_owned()
}

/// The least topology with these resources, and a role of the principal on the account.
fn list_with(added: &[Value], has_role: bool) -> Vec<Value> {
    let mut list = minimal();
    let account = list[position(&list, "Microsoft.CognitiveServices/accounts", "")]["id"].clone();
    let account = account.as_str().expect("an ID");
    if has_role {
        list.push(json!({
            "id": format!("{account}/providers/Microsoft.Authorization/roleAssignments/calls"),
            "type": "Microsoft.Authorization/roleAssignments",
            "properties": {
                "principalId": PRINCIPAL, "principalType": "ServicePrincipal", "scope": account,
                "roleDefinitionId": "/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908",
            },
        }));
    }
    list.extend(added.iter().cloned());
    list
}

/// The access paths with their verdicts, and the callers with subnet and client.
fn evaluate(list: &[Value]) -> (Vec<String>, Vec<String>) {
    let inventory = read_existing(&Rc::from("live.json"), &json!(list).to_string()).expect("a list");
    let accounts = resolve_accounts(&inventory);
    let access = evaluate_access(&accounts[0], &inventory, None, None, None).expect("a query of everything");
    let callers = accounts[0].callers.iter().map(|caller| {
        format!("{} in {}: {}", caller.id.name(), caller.subnet, caller.client.as_deref().unwrap_or("-"))
    });
    (access.paths.iter().map(|path| format!("{path}: {}", path.verdict())).collect(), callers.collect())
}

fn caller(arm_type: &str, name: &str, properties: &Value, identity: bool) -> Value {
    let identity = if identity { json!({"type": "SystemAssigned", "principalId": PRINCIPAL}) } else { json!(null) };
    json!({
        "id": format!("{GROUP}/providers/{arm_type}/{name}"), "type": arm_type, "name": name, "identity": identity,
        "properties": properties,
    })
}

#[test]
fn each_kind_of_caller_is_a_client_in_its_subnet() {
    let subnet = id_of(&minimal(), "/subnets/snet-workloads");
    let environment = format!("{GROUP}/providers/Microsoft.App/managedEnvironments/env");
    let interface = format!("{GROUP}/providers/Microsoft.Network/networkInterfaces/nic");
    let in_environment = caller(
        "Microsoft.App/managedEnvironments",
        "env",
        &json!({"vnetConfiguration": {"infrastructureSubnetId": subnet}}),
        false,
    );
    let in_interface = caller(
        "Microsoft.Network/networkInterfaces",
        "nic",
        &json!({"ipConfigurations": [{"properties": {"subnet": {"id": subnet}}}]}),
        false,
    );
    let callers = [
        ("Microsoft.Web/sites", json!({"virtualNetworkSubnetId": subnet})),
        ("Microsoft.ApiManagement/service", json!({"virtualNetworkConfiguration": {"subnetResourceId": subnet}})),
        ("Microsoft.App/containerApps", json!({"environmentId": environment})),
        ("Microsoft.App/containerApps", json!({"managedEnvironmentId": environment})),
        ("Microsoft.Compute/virtualMachines", json!({"networkProfile": {"networkInterfaces": [{"id": interface}]}})),
    ];
    for (arm_type, properties) in callers {
        let own = caller(arm_type, "app", &properties, true);
        let (paths, callers) = evaluate(&list_with(&[in_environment.clone(), in_interface.clone(), own], true));
        assert_eq!(callers, ["app in snet-workloads: app"], "{arm_type}");
        let calls = "client app from subnet snet-workloads calls account: allowed".to_owned();
        assert!(paths.contains(&calls), "{arm_type}: {paths:#?}");
    }
}

#[test]
fn a_user_assigned_identity_is_where_the_resources_with_it_are() {
    let subnet = id_of(&minimal(), "/subnets/snet-workloads");
    let identity = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app");
    let mut site = caller("Microsoft.Web/sites", "site", &json!({"virtualNetworkSubnetId": subnet}), false);
    site["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {(identity.to_uppercase()): {}}});
    let own = json!({
        "id": identity, "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "properties": {"principalId": PRINCIPAL.to_uppercase()},
    });
    let (paths, callers) = evaluate(&list_with(&[site, own], true));
    assert_eq!(callers, ["site in snet-workloads: id-app"]);
    let calls = "client id-app from subnet snet-workloads calls account: allowed".to_owned();
    assert!(paths.contains(&calls), "{paths:#?}");
}

#[test]
fn without_a_role_the_network_alone_makes_it_a_caller() {
    let subnet = id_of(&minimal(), "/subnets/snet-workloads");
    let site = caller("Microsoft.Web/sites", "site", &json!({"virtualNetworkSubnetId": subnet}), true);
    let (paths, callers) = evaluate(&list_with(&[site], false));
    assert_eq!(callers, ["site in snet-workloads: -"]);
    assert!(!paths.iter().any(|path| path.starts_with("client")), "{paths:#?}");
    // In another network, it has nothing to do with the account.
    let elsewhere = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/other/subnets/s");
    let site = caller("Microsoft.Web/sites", "site", &json!({"virtualNetworkSubnetId": elsewhere}), true);
    assert!(evaluate(&list_with(std::slice::from_ref(&site), false)).1.is_empty());
    // With a role it has, and its network is a place of clients.
    let (paths, _) = evaluate(&list_with(&[site], true));
    assert!(paths.iter().any(|path| path.starts_with("client site calls account: ")), "{paths:#?}");
}

#[test]
fn rules_at_the_interface_of_a_machine_are_named() {
    let subnet = id_of(&minimal(), "/subnets/snet-workloads");
    let interface = format!("{GROUP}/providers/Microsoft.Network/networkInterfaces/nic");
    let mut properties = json!({"ipConfigurations": [{"properties": {"subnet": {"id": subnet}}}]});
    properties["networkSecurityGroup"] =
        json!({"id": format!("{GROUP}/providers/Microsoft.Network/networkSecurityGroups/own")});
    let nic = caller("Microsoft.Network/networkInterfaces", "nic", &properties, false);
    let machine = json!({"networkProfile": {"networkInterfaces": [{"id": interface}]}});
    let machine = caller("Microsoft.Compute/virtualMachines", "vm", &machine, true);
    let (paths, _) = evaluate(&list_with(&[nic, machine], true));
    let calls = "client vm from subnet snet-workloads calls account: conditional".to_owned();
    assert!(paths.contains(&calls), "{paths:#?}");
}
