//! Security rules, routes, peerings and virtual network rules.

use serde_json::{Value, json};

use super::{super::inputs::GROUP, Mutation, base::*, check_all};

const REACHES: &str = "subnet snet-workloads > reaches account";

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "inbound HTTPS denied at the endpoint",
        change: |list| rule(list, "nsg-endpoints", "Inbound", "Deny", 90 + 100, "10.20.0.192/26"),
        path: REACHES,
        // The rule for HTTPS in the network has the priority 100, before it.
        verdicts: "aaaa",
        decided_by: "nsg-endpoints-invoices-dev/properties/securityRules/1",
        smallest_change: "",
    },
    Mutation {
        name: "inbound HTTPS at the endpoint allowed no more",
        change: |list| {
            set(list, SECURITY_GROUP, "nsg-endpoints", "/properties/securityRules/1/properties/access", json!("Deny"));
        },
        path: REACHES,
        verdicts: "dddd",
        decided_by: "nsg-endpoints-invoices-dev/properties/securityRules/1",
        // No priority is left before the first rule.
        smallest_change: "",
    },
    Mutation {
        name: "the rule that allows HTTPS removed",
        change: |list| {
            let rules = &mut item(list, SECURITY_GROUP, "nsg-endpoints")["properties"]["securityRules"];
            rules.as_array_mut().expect("rules").remove(1);
        },
        path: REACHES,
        verdicts: "dddd",
        decided_by: "nsg-endpoints-invoices-dev/properties/securityRules/1",
        smallest_change: "add `{\"name\":\"AllowHttpsInbound\",\"properties\":{\"access\":\"Allow\",\"direction\":\"Inbound\",\"priority\":4095,\"protocol\":\"Tcp\",\"sourceAddressPrefix\":\"10.20.0.192/26\",\"sourcePortRange\":\"*\",\"destinationAddressPrefix\":\"VirtualNetwork\",\"destinationPortRange\":\"443\"}}` to `properties.securityRules` of network security group nsg-endpoints-invoices-dev",
    },
    Mutation {
        name: "outbound HTTPS denied in the subnet of clients",
        change: |list| rule(list, "nsg-workloads", "Outbound", "Deny", 200, "*"),
        path: REACHES,
        verdicts: "dddd",
        decided_by: "nsg-workloads-invoices-dev/properties/securityRules/2",
        smallest_change: "add `{\"name\":\"AllowHttpsOutbound\",\"properties\":{\"access\":\"Allow\",\"direction\":\"Outbound\",\"priority\":199,\"protocol\":\"Tcp\",\"sourceAddressPrefix\":\"10.20.0.192/26\",\"sourcePortRange\":\"*\",\"destinationAddressPrefix\":\"VirtualNetwork\",\"destinationPortRange\":\"443\"}}` to `properties.securityRules` of network security group nsg-workloads-invoices-dev",
    },
    Mutation {
        name: "outbound HTTPS denied for a part of the subnet",
        change: |list| rule(list, "nsg-workloads", "Outbound", "Deny", 200, "10.20.0.192/28"),
        path: REACHES,
        verdicts: "cccc",
        decided_by: "nsg-workloads-invoices-dev/properties/securityRules/2",
        smallest_change: "",
    },
    Mutation {
        name: "the security group was not seen",
        change: |list| remove(list, SECURITY_GROUP, "nsg-workloads"),
        path: REACHES,
        verdicts: "cccc",
        decided_by: "snet-workloads",
        smallest_change: "",
    },
    Mutation {
        name: "a route to an appliance",
        change: |list| route(list, "10.20.0.0/26", "VirtualAppliance"),
        path: REACHES,
        verdicts: "cccc",
        decided_by: "rt/properties/routes/0",
        smallest_change: "",
    },
    Mutation {
        name: "a route that drops traffic to the endpoint",
        change: |list| route(list, "10.20.0.0/26", "None"),
        path: REACHES,
        verdicts: "dddd",
        decided_by: "rt/properties/routes/0",
        smallest_change: "remove `to-endpoints` from `properties.routes` of route table rt",
    },
    Mutation {
        name: "a default route that drops traffic leaves the endpoint alone",
        change: |list| route(list, "0.0.0.0/0", "None"),
        path: REACHES,
        verdicts: "aaaa",
        decided_by: "nsg-endpoints-invoices-dev/properties/securityRules/1",
        smallest_change: "",
    },
    Mutation {
        name: "the route table was not seen",
        change: |list| {
            subnet(list, "snet-workloads")["routeTable"] =
                json!({ "id": format!("{GROUP}/providers/Microsoft.Network/routeTables/rt") });
        },
        path: REACHES,
        verdicts: "cccc",
        decided_by: "snet-workloads",
        smallest_change: "",
    },
    Mutation {
        name: "a virtual network rule",
        change: |list| network_rule(list, "Microsoft.Storage"),
        path: "subnet snet-workloads > reaches storage",
        verdicts: "aaaa",
        decided_by: "stinvoicesdevb41e7f/properties/networkAcls/virtualNetworkRules",
        smallest_change: "",
    },
    Mutation {
        name: "a virtual network rule, and a service endpoint for another region",
        change: |list| {
            network_rule(list, "Microsoft.Storage");
            set(list, STORAGE, "", "/location", json!("westus"));
        },
        path: "subnet snet-workloads > reaches storage",
        verdicts: "cccc",
        decided_by: "snet-workloads",
        smallest_change: "",
    },
    Mutation {
        name: "a virtual network rule, and a service endpoint for every region",
        change: |list| {
            network_rule(list, "Microsoft.Storage.Global");
            set(list, STORAGE, "", "/location", json!("westus"));
        },
        path: "subnet snet-workloads > reaches storage",
        verdicts: "aaaa",
        decided_by: "stinvoicesdevb41e7f/properties/networkAcls/virtualNetworkRules",
        smallest_change: "",
    },
    Mutation {
        name: "security admin rule that denies HTTPS",
        change: |list| admin_rule(list, "443"),
        path: REACHES,
        verdicts: "cc-c",
        decided_by: "deny-https",
        smallest_change: "",
    },
    Mutation {
        name: "security admin rule that denies SSH",
        change: |list| admin_rule(list, "22"),
        path: REACHES,
        verdicts: "aa-a",
        decided_by: "nsg-endpoints-invoices-dev/properties/securityRules/1",
        smallest_change: "",
    },
    Mutation {
        name: "a linked network with a peering that connects",
        change: |list| spoke(list, "Connected"),
        path: "network spoke > reaches account",
        verdicts: "aaaa",
        decided_by: "to-hub",
        smallest_change: "",
    },
    Mutation {
        name: "a linked network with a peering that does not connect",
        change: |list| spoke(list, "Disconnected"),
        path: "network spoke > reaches account",
        verdicts: "dddd",
        decided_by: "to-hub",
        smallest_change: "delete and recreate /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/spoke/virtualNetworkPeerings/to-hub and the peering in the other network",
    },
    Mutation {
        name: "a linked network without a peering",
        change: |list| {
            spoke(list, "Connected");
            item(list, NETWORK, "/spoke")["properties"]["virtualNetworkPeerings"] = json!([]);
        },
        path: "network spoke > reaches account",
        verdicts: "cccc",
        decided_by: "link-spoke",
        smallest_change: "",
    },
    Mutation {
        name: "a peering that allows no access",
        change: |list| {
            spoke(list, "Connected");
            let peerings = &mut item(list, NETWORK, "/spoke")["properties"]["virtualNetworkPeerings"];
            peerings[0]["properties"]["allowVirtualNetworkAccess"] = json!(false);
        },
        path: "network spoke > reaches account",
        verdicts: "dddd",
        decided_by: "to-hub",
        smallest_change: "set `properties.allowVirtualNetworkAccess` of /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/spoke/virtualNetworkPeerings/to-hub to `true`",
    },
];

fn rule(list: &mut [Value], group: &str, direction: &str, access: &str, priority: i64, source: &str) {
    let rule = json!({ "name": "own", "properties": {
        "access": access, "direction": direction, "priority": priority, "protocol": "Tcp", "sourceAddressPrefix": source,
        "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443",
    }});
    let rules = &mut item(list, SECURITY_GROUP, group)["properties"]["securityRules"];
    rules.as_array_mut().expect("rules").push(rule);
}

/// Storage without a private endpoint, and with a rule for the subnet.
fn network_rule(list: &mut Vec<Value>, endpoint: &str) {
    remove(list, ENDPOINT, "pep-st");
    remove(list, ZONE_GROUP, "pep-st");
    set(list, STORAGE, "", "/properties/publicNetworkAccess", json!("Enabled"));
    let subnet_id = format!("{}/subnets/snet-workloads", id(list, NETWORK, "vnet-invoices-dev"));
    set(
        list,
        STORAGE,
        "",
        "/properties/networkAcls/virtualNetworkRules",
        json!([{ "id": subnet_id, "action": "Allow" }]),
    );
    subnet(list, "snet-workloads")["serviceEndpoints"] = json!([{ "service": endpoint }]);
}

fn route(list: &mut Vec<Value>, prefix: &str, hop: &str) {
    let table = format!("{GROUP}/providers/Microsoft.Network/routeTables/rt");
    let mut route = json!({ "addressPrefix": prefix, "nextHopType": hop });
    if hop == "VirtualAppliance" {
        route["nextHopIpAddress"] = json!("10.9.0.4");
    }
    subnet(list, "snet-workloads")["routeTable"] = json!({ "id": table });
    list.push(json!({
        "id": table, "type": "Microsoft.Network/routeTables", "name": "rt",
        "properties": { "routes": [{ "name": "to-endpoints", "properties": route }] },
    }));
}

fn admin_rule(list: &mut Vec<Value>, port: &str) {
    let base = format!("{GROUP}/providers/Microsoft.Network/networkManagers/m/securityAdminConfigurations/c");
    list.push(json!({
        "id": format!("{base}/ruleCollections/r/rules/deny-https"),
        "type": "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
        "name": "deny-https",
        "properties": {
            "access": "Deny", "direction": "Outbound", "priority": 10, "protocol": "Tcp", "destinationPortRanges": [port],
        },
    }));
}

/// A network with a peering, to which the zone of the account is linked.
fn spoke(list: &mut Vec<Value>, state: &str) {
    let network = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/spoke");
    let hub = id(list, NETWORK, "vnet-invoices-dev");
    let mut link = item(list, LINK, "privatelink.cognitiveservices").clone();
    let zone = id(list, ZONE, "privatelink.cognitiveservices");
    link["id"] = json!(format!("{zone}/virtualNetworkLinks/link-spoke"));
    link["name"] = json!("link-spoke");
    link["properties"]["virtualNetwork"]["id"] = json!(network);
    list.push(link);
    list.push(json!({
        "id": network, "type": NETWORK, "name": "spoke",
        "properties": {
            "addressSpace": { "addressPrefixes": ["10.30.0.0/24"] }, "dhcpOptions": { "dnsServers": [] }, "subnets": [],
            "virtualNetworkPeerings": [{ "name": "to-hub", "properties": {
                "peeringState": state, "remoteVirtualNetwork": { "id": hub }, "allowVirtualNetworkAccess": true,
            }}],
        },
    }));
}

#[test]
fn networks_decide_by_rules_routes_and_peerings() {
    check_all(MUTATIONS);
}
