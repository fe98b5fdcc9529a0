//! Private endpoints and private DNS.

use crate::existing::azurerm::{
    definition::{AzurermType, Part, same},
    table::common::LOCATION,
};

const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
const IS_MANUAL: &str = "private_service_connection.is_manual_connection";

macro_rules! connection {
    ($list:literal) => {
        &[&[
            same("private_service_connection.name", concat!("properties.", $list, "[].name")),
            same(
                "private_service_connection.private_connection_resource_id",
                concat!("properties.", $list, "[].properties.privateLinkServiceId"),
            ),
            same(
                "private_service_connection.private_connection_resource_alias",
                concat!("properties.", $list, "[].properties.privateLinkServiceId"),
            ),
            same(
                "private_service_connection.subresource_names",
                concat!("properties.", $list, "[].properties.groupIds"),
            ),
            same(
                "private_service_connection.request_message",
                concat!("properties.", $list, "[].properties.requestMessage"),
            ),
        ]]
    };
}

pub(super) const TYPES: &[AzurermType] = &[
    AzurermType {
        name: "azurerm_private_endpoint",
        parts: &[
            Part::whole(ENDPOINT, &["{id}", "{group}/providers/Microsoft.Network/privateEndpoints/{name}"]).with(&[
                LOCATION,
                &[
                    same("subnet_id", "properties.subnet.id"),
                    same("custom_network_interface_name", "properties.customNetworkInterfaceName"),
                    same("custom_dns_configs[].fqdn", "properties.customDnsConfigs[].fqdn"),
                    same("custom_dns_configs[].ip_addresses", "properties.customDnsConfigs[].ipAddresses"),
                    same("ip_configuration[].name", "properties.ipConfigurations[].name"),
                    same(
                        "ip_configuration[].private_ip_address",
                        "properties.ipConfigurations[].properties.privateIPAddress",
                    ),
                    same("ip_configuration[].subresource_name", "properties.ipConfigurations[].properties.groupId"),
                    same("ip_configuration[].member_name", "properties.ipConfigurations[].properties.memberName"),
                ],
            ]),
            Part::some(ENDPOINT, &["{self}"])
                .only_if(IS_MANUAL, false)
                .with(connection!("privateLinkServiceConnections")),
            Part::some(ENDPOINT, &["{self}"])
                .only_if(IS_MANUAL, true)
                .with(connection!("manualPrivateLinkServiceConnections")),
            Part::child(
                "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                &["{self}/privateDnsZoneGroups/{name}"],
            )
            .for_each("private_dns_zone_group")
            .with(&[&[same(
                "private_dns_zone_ids[]",
                "properties.privateDnsZoneConfigs[].properties.privateDnsZoneId",
            )]]),
        ],
    },
    AzurermType {
        name: "azurerm_private_dns_zone",
        parts: &[Part::whole(
            "Microsoft.Network/privateDnsZones",
            &["{id}", "{group}/providers/Microsoft.Network/privateDnsZones/{name}"],
        )
        .with(&[&[same("tags", "tags")]])],
    },
    AzurermType {
        name: "azurerm_private_dns_zone_virtual_network_link",
        parts: &[Part::whole(
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
            &[
                "{id}",
                "{private_dns_zone_id}/virtualNetworkLinks/{name}",
                "{group}/providers/Microsoft.Network/privateDnsZones/{private_dns_zone_name}/virtualNetworkLinks/{name}",
            ],
        )
        .with(&[&[
            same("tags", "tags"),
            same("virtual_network_id", "properties.virtualNetwork.id"),
            same("registration_enabled", "properties.registrationEnabled"),
            same("resolution_policy", "properties.resolutionPolicy"),
        ]])],
    },
    AzurermType {
        name: "azurerm_private_dns_a_record",
        parts: &[Part::whole(
            "Microsoft.Network/privateDnsZones/A",
            &[
                "{id}",
                "{private_dns_zone_id}/A/{name}",
                "{group}/providers/Microsoft.Network/privateDnsZones/{zone_name}/A/{name}",
            ],
        )
        .with(&[&[
            same("records[]", "properties.aRecords[].ipv4Address"),
            same("ttl", "properties.ttl"),
        ]])],
    },
];
