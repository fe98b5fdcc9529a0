//! azurerm's network resources as ARM bodies.

use serde_json::{Value, json};

use super::azure_functions::{items, truth};
use super::azurerm::{placed, reference, with_tags, word};
use super::hcl::Block;

pub(super) fn security_group(block: &mut Block) -> Value {
    let rules = block.each("security_rule", |rule| {
        let mut properties = json!({});
        for (argument, property) in [
            ("access", "access"),
            ("description", "description"),
            ("direction", "direction"),
            ("priority", "priority"),
            ("protocol", "protocol"),
            ("source_address_prefix", "sourceAddressPrefix"),
            ("source_address_prefixes", "sourceAddressPrefixes"),
            ("source_port_range", "sourcePortRange"),
            ("source_port_ranges", "sourcePortRanges"),
            ("destination_address_prefix", "destinationAddressPrefix"),
            ("destination_address_prefixes", "destinationAddressPrefixes"),
            ("destination_port_range", "destinationPortRange"),
            ("destination_port_ranges", "destinationPortRanges"),
        ] {
            properties[property] = rule.take(argument);
        }
        json!({ "name": rule.take("name"), "properties": properties })
    });
    placed(block, json!({ "properties": { "securityRules": rules } }))
}

pub(super) fn route_table(block: &mut Block) -> Value {
    let mut routes = block.each("route", |route| {
        json!({ "name": route.take("name"), "properties": {
            "addressPrefix": route.take("address_prefix"),
            "nextHopType": route.take("next_hop_type"),
            "nextHopIpAddress": route.take("next_hop_in_ip_address"),
        } })
    });
    if routes.is_empty() {
        // An empty list is an argument, and no block.
        assert_eq!(block.take("route"), json!([]), "without a list, azurerm keeps the routes of before");
        routes = Vec::new();
    }
    let propagation = block.or("bgp_route_propagation_enabled", true);
    placed(block, json!({ "properties": { "disableBgpRoutePropagation": !truth(&propagation), "routes": routes } }))
}

pub(super) fn virtual_network(block: &mut Block) -> Value {
    let plan = block.only("ddos_protection_plan", |it| json!({ "id": it.take("id"), "enable": it.take("enable") }));
    let properties = json!({
        "enableDdosProtection": plan["enable"] == true,
        "ddosProtectionPlan": reference(plan["id"].clone()),
        "addressSpace": { "addressPrefixes": block.take("address_space") },
        "dhcpOptions": { "dnsServers": block.or("dns_servers", json!([])) },
        "encryption": block.only("encryption", |it| json!({ "enabled": true, "enforcement": it.take("enforcement") })),
    });
    placed(block, json!({ "properties": properties }))
}

/// The subnets inside a network, by name. Read before the network: they are resources of their own in Azure.
pub(super) fn inner_subnets(block: &mut Block) -> Vec<(String, Value)> {
    let subnets = block.each("subnet", |it| {
        let name = it.take("name");
        // In a separate subnet, that is the association or a write-only argument.
        let group = reference(it.take("security_group"));
        let table = reference(it.take("route_table_id"));
        let mut body = subnet_body(it);
        if !table.is_null() {
            body["properties"]["routeTable"] = table;
        }
        body["properties"]["networkSecurityGroup"] = group;
        json!([name, body])
    });
    let named =
        subnets.into_iter().map(|pair| (pair[0].as_str().expect("a subnet has a name").to_owned(), pair[1].clone()));
    named.collect()
}

pub(super) fn subnet(block: &mut Block) -> Value {
    block.take("virtual_network_name");
    let group = reference(block.take("network_security_group_id_wo"));
    block.take("network_security_group_id_wo_version");
    let table = reference(block.take("route_table_id_wo"));
    block.take("route_table_id_wo_version");
    let mut body = subnet_body(block);
    if !table.is_null() {
        body["properties"]["routeTable"] = table;
    }
    if !group.is_null() {
        body["properties"]["networkSecurityGroup"] = group;
    }
    body
}

fn subnet_body(block: &mut Block) -> Value {
    let listed = block.or("service_endpoints", json!([]));
    let mut endpoints: Vec<Value> = items(&listed).iter().map(|service| json!({ "service": service })).collect();
    endpoints.extend(block.each("service_endpoint", |it| json!({ "service": it.take("service") })));
    let delegations = block.each("delegation", |it| {
        let service = it.only("service_delegation", |it| {
            it.take("actions");
            it.take("name")
        });
        json!({ "name": it.take("name"), "properties": { "serviceName": service } })
    });
    let link_policies = block.or("private_link_service_network_policies_enabled", true);
    json!({ "properties": {
        "addressPrefixes": block.take("address_prefixes"),
        "defaultOutboundAccess": block.or("default_outbound_access_enabled", true),
        "delegations": delegations,
        "privateEndpointNetworkPolicies": block.or("private_endpoint_network_policies", "Disabled"),
        "privateLinkServiceNetworkPolicies": word(&link_policies, "Enabled", "Disabled"),
        "serviceEndpoints": endpoints,
    } })
}

/// The properties that an association adds to its resource.
pub(super) fn association(kind: &str, block: &mut Block) -> Value {
    for owner in ["subnet_id", "nat_gateway_id", "network_interface_id"] {
        if kind != "azurerm_subnet_nat_gateway_association" || owner == "subnet_id" {
            block.take(owner);
        }
    }
    let properties = match kind {
        "azurerm_subnet_network_security_group_association"
        | "azurerm_network_interface_security_group_association" => {
            json!({ "networkSecurityGroup": reference(block.take("network_security_group_id")) })
        }
        "azurerm_subnet_route_table_association" => {
            json!({ "routeTable": reference(block.take("route_table_id")) })
        }
        "azurerm_subnet_nat_gateway_association" => {
            json!({ "natGateway": reference(block.take("nat_gateway_id")) })
        }
        "azurerm_nat_gateway_public_ip_association" => {
            json!({ "publicIpAddresses": [reference(block.take("public_ip_address_id"))] })
        }
        _ => panic!("the resource type `{kind}` has no body here"),
    };
    json!({ "properties": properties })
}

pub(super) fn public_ip(block: &mut Block) -> Value {
    let body = json!({
        "sku": { "name": block.or("sku", "Standard"), "tier": block.or("sku_tier", "Regional") },
        "zones": block.or("zones", json!([])),
        "properties": {
            "publicIPAllocationMethod": block.take("allocation_method"),
            "publicIPAddressVersion": block.or("ip_version", "IPv4"),
            "idleTimeoutInMinutes": block.or("idle_timeout_in_minutes", 4),
        },
    });
    placed(block, body)
}

pub(super) fn nat_gateway(block: &mut Block) -> Value {
    let body = json!({
        "sku": { "name": block.or("sku_name", "Standard") },
        "zones": block.or("zones", json!([])),
        "properties": {
            "idleTimeoutInMinutes": block.or("idle_timeout_in_minutes", 4),
            "publicIpAddresses": [],
        },
    });
    placed(block, body)
}

pub(super) fn zone_link(block: &mut Block) -> Value {
    for zone in ["private_dns_zone_id", "private_dns_zone_name"] {
        block.take(zone);
    }
    let body = json!({ "location": "global", "properties": {
        "registrationEnabled": block.or("registration_enabled", false),
        "resolutionPolicy": block.or("resolution_policy", "Default"),
        "virtualNetwork": reference(block.take("virtual_network_id")),
    } });
    with_tags(block, body)
}

pub(super) fn private_endpoint(block: &mut Block) -> Value {
    let connections = block.each("private_service_connection", |it| {
        let manual = it.take("is_manual_connection");
        let connection = json!({ "name": it.take("name"), "properties": {
            "groupIds": it.or("subresource_names", json!([])),
            "privateLinkServiceId": it.take("private_connection_resource_id"),
            "requestMessage": it.take("request_message"),
        } });
        json!([manual, connection])
    });
    let (manual, automatic): (Vec<_>, Vec<_>) = connections.into_iter().partition(|pair| truth(&pair[0]));
    let addresses = block.each("ip_configuration", |it| {
        let service = it.take("subresource_name");
        let member = it.or("member_name", service.clone());
        json!({ "name": it.take("name"), "properties": {
            "groupId": service,
            "memberName": member,
            "privateIPAddress": it.take("private_ip_address"),
        } })
    });
    let only_connections = |pairs: Vec<Value>| pairs.into_iter().map(|pair| pair[1].clone()).collect::<Value>();
    let properties = json!({
        "subnet": reference(block.take("subnet_id")),
        "customNetworkInterfaceName": block.take("custom_network_interface_name"),
        "ipConfigurations": addresses,
        "privateLinkServiceConnections": only_connections(automatic),
        "manualPrivateLinkServiceConnections": only_connections(manual),
    });
    placed(block, json!({ "properties": properties }))
}

/// The zone groups of an endpoint by name. Terraform lists the zones without naming the entries.
pub(super) fn zone_groups(block: &mut Block) -> Vec<(String, Value)> {
    let groups = block.each("private_dns_zone_group", |it| {
        let zones = it.take("private_dns_zone_ids");
        let configs = items(&zones).iter().map(|zone| json!({ "properties": { "privateDnsZoneId": zone } }));
        let body = json!({ "properties": { "privateDnsZoneConfigs": configs.collect::<Value>() } });
        json!([it.take("name"), body])
    });
    let named =
        groups.into_iter().map(|pair| (pair[0].as_str().expect("a group has a name").to_owned(), pair[1].clone()));
    named.collect()
}

pub(super) fn bastion(block: &mut Block) -> Value {
    let copy_paste = block.or("copy_paste_enabled", true);
    let addresses = block.each("ip_configuration", |it| {
        json!({ "name": it.take("name"), "properties": {
            "subnet": reference(it.take("subnet_id")),
            "publicIPAddress": reference(it.take("public_ip_address_id")),
        } })
    });
    let body = json!({
        "sku": { "name": block.or("sku", "Basic") },
        "zones": block.or("zones", json!([])),
        "properties": {
            "disableCopyPaste": !truth(&copy_paste),
            "enableFileCopy": block.or("file_copy_enabled", false),
            "enableIpConnect": block.or("ip_connect_enabled", false),
            "enableKerberos": block.or("kerberos_enabled", false),
            "enableSessionRecording": block.or("session_recording_enabled", false),
            "enableShareableLink": block.or("shareable_link_enabled", false),
            "enableTunneling": block.or("tunneling_enabled", false),
            "ipConfigurations": addresses,
            "scaleUnits": block.or("scale_units", 2),
            "virtualNetwork": reference(block.take("virtual_network_id")),
        },
    });
    placed(block, body)
}

pub(super) fn interface(block: &mut Block) -> Value {
    let addresses = block.each("ip_configuration", |it| {
        it.take("primary");
        json!({ "name": it.take("name"), "properties": {
            "subnet": reference(it.take("subnet_id")),
            "privateIPAllocationMethod": it.take("private_ip_address_allocation"),
            "privateIPAddress": it.take("private_ip_address"),
            "privateIPAddressVersion": it.or("private_ip_address_version", "IPv4"),
            "publicIPAddress": reference(it.take("public_ip_address_id")),
        } })
    });
    let properties = json!({
        "dnsSettings": { "dnsServers": block.or("dns_servers", json!([])) },
        "enableAcceleratedNetworking": block.or("accelerated_networking_enabled", false),
        "enableIPForwarding": block.or("ip_forwarding_enabled", false),
        "ipConfigurations": addresses,
    });
    placed(block, json!({ "properties": properties }))
}
