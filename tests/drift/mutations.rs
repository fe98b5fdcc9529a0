//! One change of what exists gives its line, and no other one.

use serde_json::{Value, json};

use super::live::{GROUP, Live, drift, lines};

/// Changes the document, and expects one line below a title.
struct Mutation {
    name: &'static str,
    change: fn(&mut Live),
    title: &'static str,
    line: &'static str,
}

const ACCOUNT: &str = "Document Intelligence account di-invoices-dev: ";
const STORAGE: &str = "storage account stinvoicesdevb41e7f: ";

fn changed(name: &'static str, change: fn(&mut Live), line: &'static str) -> Mutation {
    Mutation { name, change, title: "Changed", line }
}

fn extra(name: &'static str, change: fn(&mut Live), line: &'static str) -> Mutation {
    Mutation { name, change, title: "Extra", line }
}

fn push(list: &mut Value, item: Value) {
    list.as_array_mut().expect("a list").push(item);
}

fn of_services() -> Vec<Mutation> {
    vec![
        changed(
            "public access of the account",
            |live| live.account()["properties"]["publicNetworkAccess"] = json!("Enabled"),
            "ACCOUNT public network access: disabled to enabled",
        ),
        changed(
            "keys of the account",
            |live| live.account()["properties"]["disableLocalAuth"] = json!(false),
            "ACCOUNT key authentication: disabled to enabled",
        ),
        changed(
            "another host on the allowed list",
            |live| push(&mut live.account()["properties"]["allowedFqdnList"], json!("other.example.com")),
            "ACCOUNT allowed FQDN list: stinvoicesdevb41e7f.blob.core.windows.net to stinvoicesdevb41e7f.blob.core.windows.net, other.example.com",
        ),
        changed("another SKU", |live| live.account()["sku"]["name"] = json!("F0"), "ACCOUNT SKU: S0 to F0"),
        changed(
            "an IP rule",
            |live| {
                let rule = json!({ "value": "203.0.113.9", "action": "Allow" });
                push(&mut live.storage()["properties"]["networkAcls"]["ipRules"], rule);
            },
            "STORAGE IP rules: added 203.0.113.9",
        ),
        changed(
            "no instance rule",
            |live| live.storage()["properties"]["networkAcls"]["resourceAccessRules"] = json!([]),
            "STORAGE resource instance rules: removed di-invoices-dev",
        ),
        changed(
            "an instance rule for another account",
            |live| {
                let id = format!("{GROUP}/providers/Microsoft.CognitiveServices/accounts/other");
                let rules = &mut live.storage()["properties"]["networkAcls"]["resourceAccessRules"];
                push(rules, json!({ "resourceId": id, "tenantId": "11111111-1111-1111-1111-111111111111" }));
            },
            "STORAGE resource instance rules: added other",
        ),
        changed(
            "a lower TLS version",
            |live| live.storage()["properties"]["minimumTlsVersion"] = json!("TLS1_0"),
            "STORAGE minimum TLS version: TLS1_2 to TLS1_0",
        ),
        changed(
            "shared keys, by their absence",
            |live| {
                live.storage()["properties"].as_object_mut().expect("an object").remove("allowSharedKeyAccess");
            },
            "STORAGE shared key access: disabled to enabled",
        ),
        changed(
            "SFTP, which the file does not set",
            |live| live.storage()["properties"]["isSftpEnabled"] = json!(true),
            "STORAGE SFTP: enabled, which is not set in the file (a deployment of Bicep or ARM resets it)",
        ),
        changed("a tag", |live| live.storage()["tags"] = json!({ "owner": "someone" }), "STORAGE tags: added owner"),
        changed(
            "another retention",
            |live| live.find("blobServices/default")["properties"]["deleteRetentionPolicy"]["days"] = json!(7),
            "blob service default of stinvoicesdevb41e7f: soft delete of blobs in days: 14 to 7",
        ),
        changed(
            "a public container",
            |live| live.find("containers/training")["properties"]["publicAccess"] = json!("Blob"),
            "blob container training: anonymous access: None to Blob",
        ),
    ]
}

fn of_networks() -> Vec<Mutation> {
    vec![
        changed(
            "another rule",
            |live| {
                let group = live.find("networkSecurityGroups/nsg-workloads-invoices-dev");
                let rule = json!({ "name": "AllowSsh", "properties": { "access": "Allow", "priority": 100 } });
                push(&mut group["properties"]["securityRules"], rule);
            },
            "network security group nsg-workloads-invoices-dev: rule AllowSsh is added",
        ),
        changed(
            "a rule less",
            |live| {
                let group = live.find("networkSecurityGroups/nsg-endpoints-invoices-dev");
                let rules = group["properties"]["securityRules"].as_array_mut().expect("rules");
                rules.retain(|rule| rule["name"] != "DenyAllInbound");
            },
            "network security group nsg-endpoints-invoices-dev: rule DenyAllInbound is removed",
        ),
        changed(
            "a rule that denies",
            |live| {
                let rule = live.rule("nsg-endpoints-invoices-dev", "AllowVirtualNetworkHttpsInbound");
                rule["properties"]["access"] = json!("Deny");
            },
            "network security group nsg-endpoints-invoices-dev: rule AllowVirtualNetworkHttpsInbound access: Allow to Deny",
        ),
        changed(
            "a port more",
            |live| {
                let rule = live.rule("nsg-workloads-invoices-dev", "DenyRemoteAdministrationOutbound");
                rule["properties"]["destinationPortRanges"] = json!(["3389"]);
            },
            "network security group nsg-workloads-invoices-dev: rule DenyRemoteAdministrationOutbound port: 22, 3389 to 3389",
        ),
        changed(
            "a subnet without its group",
            |live| {
                live.change_subnet("snet-workloads", |subnet| {
                    subnet["properties"].as_object_mut().expect("an object").remove("networkSecurityGroup");
                });
            },
            "subnet snet-workloads: network security group: no longer nsg-workloads-invoices-dev",
        ),
        changed(
            "a NAT gateway",
            |live| {
                live.change_subnet("snet-workloads", |subnet| {
                    let id = format!("{GROUP}/providers/Microsoft.Network/natGateways/nat");
                    subnet["properties"]["natGateway"] = json!({ "id": id });
                });
            },
            "subnet snet-workloads: NAT gateway: nat, which is not set in the file (a deployment of Bicep or ARM resets it)",
        ),
        changed(
            "DNS servers",
            |live| {
                live.find("virtualNetworks/vnet-invoices-dev")["properties"]["dhcpOptions"]["dnsServers"] =
                    json!(["10.20.0.4"]);
            },
            "virtual network vnet-invoices-dev: DNS servers: none to 10.20.0.4",
        ),
        changed(
            "a link that registers",
            |live| {
                let link = live.find("privatelink.blob.core.windows.net/virtualNetworkLinks/link-vnet-invoices-dev");
                link["properties"]["registrationEnabled"] = json!(true);
            },
            "virtual network link link-vnet-invoices-dev of privatelink.blob.core.windows.net: registration of VM names: disabled to enabled",
        ),
        changed(
            "an endpoint in another subnet",
            |live| {
                let id = format!(
                    "{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-workloads"
                );
                live.find("privateEndpoints/pep-di-invoices-dev")["properties"]["subnet"] = json!({ "id": id });
            },
            "private endpoint pep-di-invoices-dev: subnet: snet-endpoints to snet-workloads",
        ),
        changed(
            "no zone of an endpoint",
            |live| {
                live.find("pep-di-invoices-dev/privateDnsZoneGroups/default")["properties"]["privateDnsZoneConfigs"] =
                    json!([]);
            },
            "private DNS zone group default of pep-di-invoices-dev: zone configuration privatelink.cognitiveservices.azure.com is removed",
        ),
    ]
}

fn on_own_resources() -> Vec<Mutation> {
    vec![
        extra(
            "a subnet",
            |live| {
                live.add(
                    "Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-other",
                    &json!({ "addressPrefix": "10.20.0.128/26" }),
                );
            },
            "subnet snet-other",
        ),
        extra(
            "a role assignment",
            |live| {
                live.add(
                    "Microsoft.CognitiveServices/accounts/di-invoices-dev/providers/Microsoft.Authorization/roleAssignments/9",
                    &json!({ "principalId": "99999999-0000-0000-0000-000000000000", "principalType": "User",
                        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908" }),
                );
            },
            "role assignment: user 99999999-0000-0000-0000-000000000000 has Cognitive Services User on di-invoices-dev",
        ),
        extra(
            "a private endpoint in another network",
            |live| {
                let target = format!("{GROUP}/providers/Microsoft.CognitiveServices/accounts/di-invoices-dev");
                live.add(
                    "Microsoft.Network/privateEndpoints/pep-other",
                    &json!({ "privateLinkServiceConnections": [{ "name": "a", "properties": { "privateLinkServiceId": target } }] }),
                );
            },
            "private endpoint pep-other",
        ),
        extra(
            "a link to another network",
            |live| {
                live.add(
                    "Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net/virtualNetworkLinks/link-other",
                    &json!({ "registrationEnabled": false }),
                );
            },
            "virtual network link link-other of privatelink.blob.core.windows.net",
        ),
        extra(
            "a lock",
            |live| {
                live.add(
                    "Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f/providers/Microsoft.Authorization/locks/keep",
                    &json!({ "level": "CanNotDelete" }),
                );
            },
            "management lock keep of stinvoicesdevb41e7f",
        ),
    ]
}

#[test]
fn each_change_gives_its_line() {
    let mut failures = Vec::new();
    for Mutation { name, change, title, line } in
        of_services().into_iter().chain(of_networks()).chain(on_own_resources())
    {
        let mut live = Live::minimal();
        change(&mut live);
        let text = drift(&live.list(), "", 1);
        let expected = line.replace("ACCOUNT ", ACCOUNT).replace("STORAGE ", STORAGE);
        let found: Vec<&str> = ["Missing", "Extra", "Changed"].iter().flat_map(|title| lines(&text, title)).collect();
        if lines(&text, title) != [expected.as_str()] || found.len() != 1 {
            failures.push(format!("{name}: expected {expected}\n{text}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn what_it_means_for_access_is_said() {
    let access = |change: fn(&mut Live)| {
        let mut live = Live::minimal();
        change(&mut live);
        let text = drift(&live.list(), "", 1);
        lines(&text, "Access").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    // The account is a trusted service: without its instance rule, it still reads storage.
    let without_rule = |live: &mut Live| live.storage()["properties"]["networkAcls"]["resourceAccessRules"] = json!([]);
    assert!(access(without_rule).is_empty());
    let found = access(|live| {
        live.storage()["properties"]["networkAcls"]["resourceAccessRules"] = json!([]);
        live.storage()["properties"]["networkAcls"]["bypass"] = json!("None");
    });
    assert!(found.contains(&"account identity reads storage: allowed to denied".to_owned()), "{found:?}");
    // Public access with a firewall that denies opens nothing.
    assert!(access(|live| live.account()["properties"]["publicNetworkAccess"] = json!("Enabled")).is_empty());
    // Without the firewall, it does.
    let found = access(|live| {
        live.account()["properties"]["publicNetworkAccess"] = json!("Enabled");
        live.account()["properties"]["networkAcls"]["defaultAction"] = json!("Allow");
    });
    assert!(found.contains(&"internet reaches account: denied to allowed".to_owned()), "{found:?}");
    // A new client.
    let found = access(|live| {
        live.add(
            "Microsoft.CognitiveServices/accounts/di-invoices-dev/providers/Microsoft.Authorization/roleAssignments/9",
            &json!({ "principalId": "99999999-0000-0000-0000-000000000000",
                "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908" }),
        );
    });
    assert_eq!(found, ["client 99999999-0000-0000-0000-000000000000 calls account: new, conditional"]);
}
