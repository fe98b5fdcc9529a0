//! Private endpoints, their zone groups, private DNS zones and virtual network links.
//!
//! Sources: `generated/network/microsoft.network` of Azure/bicep-types-az (1f896de2) for what is read-only;
//! avm/res/network/private-dns-zone of Azure/bicep-registry-modules (read 2026-11-30) for the resolution policy.

use super::property::{Property, TRACKED, TypeFacts, UNTRACKED, at, read_only};

/// A connection is known by what it leads to.
const BY_TARGET: &[&str] = &["properties.privateLinkServiceId"];

macro_rules! connections {
    ($list:literal, $label:literal) => {
        &[
            at($list, $label).keyed(BY_TARGET),
            at(concat!($list, "[].name"), "name").exact(),
            read_only(concat!($list, "[].id")),
            read_only(concat!($list, "[].type")),
            read_only(concat!($list, "[].etag")),
            at(concat!($list, "[].properties.privateLinkServiceId"), "target"),
            at(concat!($list, "[].properties.groupIds"), "subresource").set(),
            at(concat!($list, "[].properties.requestMessage"), "request message").derived(),
            // The owning team approves it.
            read_only(concat!($list, "[].properties.privateLinkServiceConnectionState")),
            read_only(concat!($list, "[].properties.provisioningState")),
        ]
    };
}

const CONNECTIONS: &[Property] = connections!("properties.privateLinkServiceConnections", "connections");
const MANUAL_CONNECTIONS: &[Property] =
    connections!("properties.manualPrivateLinkServiceConnections", "requested connections");

const ENDPOINT: &[Property] = &[
    at("extendedLocation", "extended location").nothing(),
    at("properties.subnet.id", "subnet"),
    at("properties.customNetworkInterfaceName", "name of the network interface"),
    at("properties.ipConfigurations", "static IP address of").keyed(&["properties.memberName"]),
    read_only("properties.ipConfigurations[].name"),
    read_only("properties.ipConfigurations[].type"),
    read_only("properties.ipConfigurations[].etag"),
    at("properties.ipConfigurations[].properties.groupId", "subresource"),
    at("properties.ipConfigurations[].properties.memberName", "member"),
    at("properties.ipConfigurations[].properties.privateIPAddress", "IP address"),
    at("properties.applicationSecurityGroups", "application security groups").keyed(&["id"]),
    at("properties.billingSku", "billing").derived(),
    at("properties.customDnsConfigs", "DNS configurations").derived(),
    at("properties.ipVersionType", "IP version").derived(),
    read_only("properties.networkInterfaces"),
];

const ZONE_GROUP: &[Property] = &[
    at("properties.privateDnsZoneConfigs", "zone configuration").keyed(&["properties.privateDnsZoneId"]),
    // Bicep and Terraform name it in their own ways.
    read_only("properties.privateDnsZoneConfigs[].name"),
    read_only("properties.privateDnsZoneConfigs[].id"),
    read_only("properties.privateDnsZoneConfigs[].type"),
    read_only("properties.privateDnsZoneConfigs[].etag"),
    at("properties.privateDnsZoneConfigs[].properties.privateDnsZoneId", "private DNS zone"),
    read_only("properties.privateDnsZoneConfigs[].properties.provisioningState"),
    read_only("properties.privateDnsZoneConfigs[].properties.recordSets"),
];

const ZONE: &[Property] = &[
    read_only("properties.internalId"),
    read_only("properties.maxNumberOfRecordSets"),
    read_only("properties.maxNumberOfVirtualNetworkLinks"),
    read_only("properties.maxNumberOfVirtualNetworkLinksWithRegistration"),
    read_only("properties.numberOfRecordSets"),
    read_only("properties.numberOfVirtualNetworkLinks"),
    read_only("properties.numberOfVirtualNetworkLinksWithRegistration"),
];

const LINK: &[Property] = &[
    at("properties.virtualNetwork.id", "virtual network"),
    at("properties.registrationEnabled", "registration of VM names").switch(false),
    at("properties.resolutionPolicy", "resolution policy").keyword("Default"),
    read_only("properties.virtualNetworkLinkState"),
];

pub(super) const TYPES: &[TypeFacts] = &[
    TypeFacts {
        arm_type: "Microsoft.Network/privateEndpoints",
        properties: &[TRACKED, CONNECTIONS, MANUAL_CONNECTIONS, ENDPOINT],
    },
    TypeFacts {
        arm_type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        properties: &[UNTRACKED, ZONE_GROUP],
    },
    TypeFacts { arm_type: "Microsoft.Network/privateDnsZones", properties: &[TRACKED, ZONE] },
    TypeFacts { arm_type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks", properties: &[TRACKED, LINK] },
];
