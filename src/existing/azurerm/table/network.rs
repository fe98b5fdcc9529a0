//! Virtual networks, subnets, security groups, route tables, peerings, network interfaces.

use crate::existing::azurerm::{
    definition::{AzurermType, Field, Part, not, same},
    table::common::{LOCATION, SUBNET},
};

const NETWORK: &str = "Microsoft.Network/virtualNetworks";
const SUBNETS: &str = "Microsoft.Network/virtualNetworks/subnets";
const SECURITY_GROUP: &str = "Microsoft.Network/networkSecurityGroups";
const ROUTE_TABLE: &str = "Microsoft.Network/routeTables";

macro_rules! security_rule {
    ($block:literal) => {
        &[
            same(concat!($block, "name"), "properties.securityRules[].name"),
            same(concat!($block, "description"), "properties.securityRules[].properties.description"),
            same(concat!($block, "access"), "properties.securityRules[].properties.access"),
            same(concat!($block, "direction"), "properties.securityRules[].properties.direction"),
            same(concat!($block, "priority"), "properties.securityRules[].properties.priority"),
            same(concat!($block, "protocol"), "properties.securityRules[].properties.protocol"),
            same(concat!($block, "source_address_prefix"), "properties.securityRules[].properties.sourceAddressPrefix"),
            same(
                concat!($block, "source_address_prefixes"),
                "properties.securityRules[].properties.sourceAddressPrefixes",
            ),
            same(concat!($block, "source_port_range"), "properties.securityRules[].properties.sourcePortRange"),
            same(concat!($block, "source_port_ranges"), "properties.securityRules[].properties.sourcePortRanges"),
            same(
                concat!($block, "source_application_security_group_ids[]"),
                "properties.securityRules[].properties.sourceApplicationSecurityGroups[].id",
            ),
            same(
                concat!($block, "destination_address_prefix"),
                "properties.securityRules[].properties.destinationAddressPrefix",
            ),
            same(
                concat!($block, "destination_address_prefixes"),
                "properties.securityRules[].properties.destinationAddressPrefixes",
            ),
            same(
                concat!($block, "destination_port_range"),
                "properties.securityRules[].properties.destinationPortRange",
            ),
            same(
                concat!($block, "destination_port_ranges"),
                "properties.securityRules[].properties.destinationPortRanges",
            ),
            same(
                concat!($block, "destination_application_security_group_ids[]"),
                "properties.securityRules[].properties.destinationApplicationSecurityGroups[].id",
            ),
        ]
    };
}

const SECURITY_RULES: &[Field] = security_rule!("security_rule[].");
const SECURITY_RULE: &[Field] = security_rule!("");

pub(super) const TYPES: &[AzurermType] = &[
    AzurermType {
        name: "azurerm_virtual_network",
        parts: &[
            Part::whole(NETWORK, &["{id}", "{group}/providers/Microsoft.Network/virtualNetworks/{name}"]).with(&[
                LOCATION,
                &[
                    same("address_space", "properties.addressSpace.addressPrefixes"),
                    same("dns_servers", "properties.dhcpOptions.dnsServers"),
                    same("encryption.enforcement", "properties.encryption.enforcement"),
                    same("ddos_protection_plan.id", "properties.ddosProtectionPlan.id"),
                    same("private_endpoint_vnet_policies", "properties.privateEndpointVNetPolicies"),
                ],
            ]),
            Part::child(SUBNETS, &["{self}/subnets/{name}"]).for_each("subnet").with(&[
                SUBNET,
                &[
                    same("security_group", "properties.networkSecurityGroup.id"),
                    same("route_table_id", "properties.routeTable.id"),
                ],
            ]),
        ],
    },
    AzurermType {
        name: "azurerm_subnet",
        parts: &[Part::whole(
            SUBNETS,
            &[
                "{id}",
                "{group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
            ],
        )
        .with(&[
            SUBNET,
            &[
                same("network_security_group_id", "properties.networkSecurityGroup.id").only_in(5),
                same("route_table_id", "properties.routeTable.id").only_in(5),
                same("sharing_scope", "properties.sharingScope"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_subnet_network_security_group_association",
        parts: &[Part::some(SUBNETS, &["{subnet_id}"])
            .with(&[&[same("network_security_group_id", "properties.networkSecurityGroup.id")]])],
    },
    AzurermType {
        name: "azurerm_subnet_route_table_association",
        parts: &[Part::some(SUBNETS, &["{subnet_id}"])
            .with(&[&[same("route_table_id", "properties.routeTable.id")]])],
    },
    AzurermType {
        name: "azurerm_subnet_nat_gateway_association",
        parts: &[Part::some(SUBNETS, &["{subnet_id}"])
            .with(&[&[same("nat_gateway_id", "properties.natGateway.id")]])],
    },
    AzurermType {
        name: "azurerm_network_security_group",
        parts: &[Part::whole(
            SECURITY_GROUP,
            &["{id}", "{group}/providers/Microsoft.Network/networkSecurityGroups/{name}"],
        )
        .with(&[LOCATION, SECURITY_RULES])],
    },
    AzurermType {
        name: "azurerm_network_security_rule",
        parts: &[Part::some(
            SECURITY_GROUP,
            &["{group}/providers/Microsoft.Network/networkSecurityGroups/{network_security_group_name}"],
        )
        .with(&[SECURITY_RULE])],
    },
    AzurermType {
        name: "azurerm_route_table",
        parts: &[Part::whole(ROUTE_TABLE, &["{id}", "{group}/providers/Microsoft.Network/routeTables/{name}"]).with(&[
            LOCATION,
            &[
                not("bgp_route_propagation_enabled", "properties.disableBgpRoutePropagation"),
                same("route[].name", "properties.routes[].name"),
                same("route[].address_prefix", "properties.routes[].properties.addressPrefix"),
                same("route[].next_hop_type", "properties.routes[].properties.nextHopType"),
                same("route[].next_hop_in_ip_address", "properties.routes[].properties.nextHopIpAddress"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_route",
        parts: &[Part::some(ROUTE_TABLE, &["{group}/providers/Microsoft.Network/routeTables/{route_table_name}"])
            .with(&[&[
                same("name", "properties.routes[].name"),
                same("address_prefix", "properties.routes[].properties.addressPrefix"),
                same("next_hop_type", "properties.routes[].properties.nextHopType"),
                same("next_hop_in_ip_address", "properties.routes[].properties.nextHopIpAddress"),
            ]])],
    },
    AzurermType {
        name: "azurerm_virtual_network_peering",
        parts: &[Part::whole(
            "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
            &[
                "{id}",
                "{group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/virtualNetworkPeerings/{name}",
            ],
        )
        .with(&[&[
            same("remote_virtual_network_id", "properties.remoteVirtualNetwork.id"),
            same("allow_virtual_network_access", "properties.allowVirtualNetworkAccess"),
            same("allow_forwarded_traffic", "properties.allowForwardedTraffic"),
            same("allow_gateway_transit", "properties.allowGatewayTransit"),
            same("use_remote_gateways", "properties.useRemoteGateways"),
        ]])],
    },
    AzurermType {
        name: "azurerm_virtual_network_dns_servers",
        parts: &[Part::all_of(NETWORK, &["{virtual_network_id}"], "properties.dhcpOptions")
            .with(&[&[same("dns_servers", "properties.dhcpOptions.dnsServers")]])],
    },
    AzurermType {
        name: "azurerm_network_interface_security_group_association",
        parts: &[Part::some("Microsoft.Network/networkInterfaces", &["{network_interface_id}"])
            .with(&[&[same("network_security_group_id", "properties.networkSecurityGroup.id")]])],
    },
    AzurermType {
        name: "azurerm_network_interface",
        parts: &[Part::whole(
            "Microsoft.Network/networkInterfaces",
            &["{id}", "{group}/providers/Microsoft.Network/networkInterfaces/{name}"],
        )
        .with(&[
            LOCATION,
            &[
                same("ip_configuration[].name", "properties.ipConfigurations[].name"),
                same("ip_configuration[].subnet_id", "properties.ipConfigurations[].properties.subnet.id"),
                same(
                    "ip_configuration[].private_ip_address",
                    "properties.ipConfigurations[].properties.privateIPAddress",
                ),
                same(
                    "ip_configuration[].public_ip_address_id",
                    "properties.ipConfigurations[].properties.publicIPAddress.id",
                ),
            ],
        ])],
    },
];
