//! Private endpoints and private DNS zones.

use super::{
    ChangeRule, Consequence, Effect, Heading, Outcome, When,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
};
use crate::catalog::{
    dns::{ANSWERS_NXDOMAIN, ONE_LINK_PER_NETWORK},
    fact::{code, documented, facts, reported},
    network::{ENDPOINT_APPROVAL, PRIVATE_NAMES},
};

facts! {
    ENDPOINTS_IN_PLACE = "A deployment updates the other properties of private endpoints, private DNS zones and their links in place, and so does azurerm",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/private_endpoint_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/privatedns/private_dns_zone_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/privatedns/private_dns_zone_virtual_network_link_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    ENDPOINT_SUBNET_IS_FIXED = "A private endpoint cannot move to another subnet: CannotChangeSubnetOnExistingPrivateEndpoint",
        [
            documented("MicrosoftDocs/azure-databases-docs articles/postgresql/network/how-to-networking-servers-deployed-public-access-add-private-endpoint.md", "2025-03-30", "2026-11-29"),
            reported("pulumi/pulumi-azure-native issue 3883", "2025-01-14", "2026-11-29"),
        ];
    CONNECTION_IS_FIXED = "The connection of a private endpoint, with its target and its subresource, cannot be changed: CannotChangePrivateLinkConnectionOnPrivateEndpoint",
        [
            documented("MicrosoftDocs/azure-databases-docs articles/postgresql/network/how-to-networking-servers-deployed-public-access-add-private-endpoint.md", "2025-03-30", "2026-11-29"),
            reported("Azure/bicep-registry-modules issue 1513", "2024-04-03", "2026-11-29"),
            reported("Azure/bicep-registry-modules issue 7285", "2026-08-18", "2026-11-29"),
        ];
    APPROVAL_KIND = "A connection that is approved automatically and one that is requested are separate lists of a private endpoint, so that a switch changes the connection; which error code answers it is unverified",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/private_endpoint_resource.go", "69697b7fe6", "2026-11-29")];
    REQUEST_MESSAGE_OF_CONNECTION = "azurerm sends another request message to the existing private endpoint; whether the service accepts it is unverified",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/private_endpoint_resource.go", "69697b7fe6", "2026-11-29")];
    SWITCHED_APPROVAL = "Whether Resource Manager accepts a switch between automatic and manual approval of an existing private endpoint, and another request message, is unverified; a connection cannot be changed otherwise",
        [];
    ENDPOINT_ADDRESS_IS_FIXED = "The IP address of a private endpoint cannot be changed after its creation, static or dynamic; which error code answers it is unverified",
        [documented("MicrosoftDocs/azure-databases-docs articles/postgresql/network/how-to-networking-servers-deployed-public-access-add-private-endpoint.md", "2025-03-30", "2026-11-29")];
    ENDPOINT_NIC_NAME = "The network interface of a private endpoint cannot get another name: NameOfExistingPrivateEndpointNicCannotBeChanged",
        [reported("Azure/bicep issue 14470", "2024-07-02", "2026-11-29")];
    ENDPOINT_IN_AZURERM = "azurerm destroys a private endpoint and creates it again for another subnet, target, subresource, network interface name or IP address, and for a switch between automatic and manual approval",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/private_endpoint_resource.go", "69697b7fe6", "2026-11-29")];
    RECORDS_GO_WITH_THE_ENDPOINT = "When a private endpoint is deleted, the DNS records of its private DNS zone group are deleted as well",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-dns-integration.md", "2023-11-15", "2026-11-29")];
    TWO_ENDPOINTS_ONE_ZONE = "A private DNS zone cannot serve two private endpoints of one service: the second one replaces the DNS records of the first",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-dns.md", "2023-11-15", "2026-11-29")];
    NIC_NAME_IS_TAKEN = "A private endpoint whose network interface has the name of an existing one is refused; the error code is unverified",
        [reported("Azure/bicep-types-az issue 2649", "2025-12-22", "2026-11-29")];
    ENDPOINT_ADDRESS_IS_TAKEN = "A private endpoint with a static IP address that another network interface has is refused with PrivateIPAddressIsAllocated",
        [documented("MicrosoftDocs/azure-databases-docs articles/postgresql/network/how-to-networking-servers-deployed-public-access-add-private-endpoint.md", "2025-03-30", "2026-11-29")];
    ONE_ZONE_GROUP = "A private endpoint has at most one private DNS zone group; a second one with another name is refused with MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-dns-integration.md", "2023-11-15", "2026-11-29"),
            reported("pnp/Microsoft365-Analytics-Insights pull request 565", "2026-09-14", "2026-11-29"),
        ];
    ZONE_OF_AN_ENTRY = "Zones can be added to a private DNS zone group and removed from it, but an entry cannot get another zone; azurerm deletes the group and creates it again for that",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/private_endpoint_resource.go", "69697b7fe6", "2026-11-29")];
    LINK_IN_AZURERM = "azurerm destroys a virtual network link and creates it again for another name, zone or network, and changes its resolution policy in place; whether Resource Manager can give an existing link another network is unverified",
        [code("hashicorp/terraform-provider-azurerm internal/services/privatedns/private_dns_zone_virtual_network_link_resource.go", "69697b7fe6", "2026-11-29")];
    LINK_IS_THERE = "A second link of a private DNS zone to the same virtual network, under another name, is refused with Conflict",
        [
            reported("Azure/Azure-Landing-Zones issue 1698", "2024-08-30", "2026-11-29"),
            reported("pnp/Microsoft365-Analytics-Insights pull request 565", "2026-09-14", "2026-11-29"),
        ];
    LINK_OF_ANOTHER_ZONE = "A virtual network cannot be linked to two private DNS zones of the same name: the second link is refused with BadRequest",
        [reported("MicrosoftDocs/azure-aks-docs issue 212", "2025-04-23", "2026-11-29")];
    ZONE_HAS_LINKS = "A private DNS zone with virtual network links cannot be deleted: CannotDeleteResource; links that another team added count as well",
        [
            reported("learntocloud/networking-lab issue 8", "2026-02-22", "2026-11-29"),
            reported("Azure/deployment-stacks issue 227", "2025-08-08", "2026-11-29"),
        ];
    ZONE_IN_AZURERM = "azurerm replaces a private DNS zone for another name or resource group only; its records are deleted with it",
        [code("hashicorp/terraform-provider-azurerm internal/services/privatedns/private_dns_zone_resource.go", "69697b7fe6", "2026-11-29")];
}

const REPLACED_IN_AZURERM: &[Outcome] = &[Outcome::new(When::Always, Effect::Replaced, &ENDPOINT_IN_AZURERM)];

/// The subnet of a private endpoint.
pub const ENDPOINT_SUBNET: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(
        When::Always,
        "CannotChangeSubnetOnExistingPrivateEndpoint",
        &ENDPOINT_SUBNET_IS_FIXED,
    )],
    azurerm: REPLACED_IN_AZURERM,
    consequences: &[],
};

/// The target of a private endpoint, and its subresource.
pub const ENDPOINT_CONNECTION: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(
        When::Always,
        "CannotChangePrivateLinkConnectionOnPrivateEndpoint",
        &CONNECTION_IS_FIXED,
    )],
    azurerm: REPLACED_IN_AZURERM,
    consequences: &[],
};

/// Whether the connection of a private endpoint is requested.
pub const ENDPOINT_APPROVAL_KIND: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &SWITCHED_APPROVAL)],
    azurerm: REPLACED_IN_AZURERM,
    consequences: &[],
};

/// The message to the owner of the target.
pub const REQUEST_MESSAGE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Unknown, &SWITCHED_APPROVAL)],
    azurerm: &[Outcome::new(When::Always, Effect::Unknown, &REQUEST_MESSAGE_OF_CONNECTION)],
    consequences: &[],
};

/// The name of the network interface of a private endpoint.
pub const ENDPOINT_NIC: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(
        When::Always,
        "NameOfExistingPrivateEndpointNicCannotBeChanged",
        &ENDPOINT_NIC_NAME,
    )],
    azurerm: REPLACED_IN_AZURERM,
    consequences: &[],
};

/// The static IP addresses of a private endpoint.
pub const ENDPOINT_ADDRESSES: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &ENDPOINT_ADDRESS_IS_FIXED)],
    azurerm: REPLACED_IN_AZURERM,
    consequences: &[],
};

/// Whether Azure Policy writes the zone group of a private endpoint: no property of the endpoint itself.
pub const ZONES_BY_POLICY: ChangeRule =
    ChangeRule { resource_manager: &[Outcome::unused(&ONE_ZONE_GROUP)], azurerm: &[], consequences: &[] };

/// A zone group of an endpoint for which Azure Policy wrote one.
pub const SECOND_ZONE_GROUP: Outcome =
    Outcome::refused(When::Always, "MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed", &ONE_ZONE_GROUP)
        .on_condition("if Azure Policy wrote a private DNS zone group with another name");

/// The zone of an entry of a zone group.
pub const ZONE_OF_GROUP: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::ToAnother, Effect::Refused, &ZONE_OF_AN_ENTRY)],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::ToAnother,
        Heading::Interrupts,
        "the DNS records of the endpoint move to another zone; names resolve to public addresses in between",
        &ZONE_OF_AN_ENTRY,
    )
    .in_terraform()],
};

/// The network of a virtual network link.
pub const LINK_NETWORK: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Unknown, &LINK_IN_AZURERM)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &LINK_IN_AZURERM)],
    consequences: &[],
};

/// The resolution policy of a virtual network link.
pub const RESOLUTION_POLICY: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::To(&["Default"]),
        Heading::Interrupts,
        "names of other private resources without a record in the zone no longer resolve in the network",
        &ANSWERS_NXDOMAIN,
    )],
};

pub(super) const PRIVATE_DNS_ZONE: Lifecycle = Lifecycle {
    destroyed: &[Meaning::new(
        Heading::Interrupts,
        "its DNS records are deleted, also those of other endpoints: in the linked networks, names resolve to public IP addresses",
        &PRIVATE_NAMES,
    )],
    replaced: &[Meaning::new(
        Heading::Interrupts,
        "its DNS records are deleted, also those of other endpoints: in the linked networks, names resolve to public IP addresses until zone, links and records are created again",
        &PRIVATE_NAMES,
    )],
    deleted_in_use: Some(Outcome::refused(When::Always, "CannotDeleteResource", &ZONE_HAS_LINKS)),
    in_place: Some(&ENDPOINTS_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const VIRTUAL_NETWORK_LINK: Lifecycle = Lifecycle {
    destroyed: &[Meaning::new(
        Heading::Interrupts,
        "in its network, names of the zone resolve to public IP addresses",
        &PRIVATE_NAMES,
    )],
    replaced: &[Meaning::new(
        Heading::Interrupts,
        "in its network, names of the zone resolve to public IP addresses until the link is created again",
        &ONE_LINK_PER_NETWORK,
    )],
    collisions: &[
        Collision {
            parent: ParentMatch::Same,
            fields: &["virtual_network"],
            outcome: Outcome::refused(When::Always, "Conflict", &LINK_IS_THERE),
        },
        Collision {
            parent: ParentMatch::SameName,
            fields: &["virtual_network"],
            outcome: Outcome::refused(When::Always, "BadRequest", &LINK_OF_ANOTHER_ZONE),
        },
    ],
    in_place: Some(&ENDPOINTS_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

const NEW_CONNECTION: Meaning = Meaning::new(
    Heading::Refused,
    "its connection is a new one, which the owner of the target may have to approve",
    &ENDPOINT_APPROVAL,
);

pub(super) const PRIVATE_ENDPOINT: Lifecycle = Lifecycle {
    created: &[NEW_CONNECTION],
    destroyed: &[Meaning::new(
        Heading::Interrupts,
        "the private path to its target is closed, and its DNS records are deleted",
        &RECORDS_GO_WITH_THE_ENDPOINT,
    )],
    replaced: &[
        Meaning::new(
            Heading::Interrupts,
            "the private path to its target is closed until the new endpoint is approved and its DNS records are written; \
             a dynamic IP address may be another one",
            &RECORDS_GO_WITH_THE_ENDPOINT,
        ),
        NEW_CONNECTION,
    ],
    collisions: &[
        Collision {
            parent: ParentMatch::Same,
            fields: &["subnet", "addresses.address"],
            outcome: Outcome::refused(When::Always, "PrivateIPAddressIsAllocated", &ENDPOINT_ADDRESS_IS_TAKEN),
        },
        Collision {
            parent: ParentMatch::Same,
            fields: &["nic_name"],
            outcome: Outcome::new(When::Always, Effect::Refused, &NIC_NAME_IS_TAKEN),
        },
    ],
    in_place: Some(&ENDPOINTS_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const PRIVATE_DNS_ZONE_GROUP: Lifecycle = Lifecycle {
    destroyed: &[Meaning::new(
        Heading::Interrupts,
        "the DNS records of the endpoint are deleted: its names resolve to public IP addresses",
        &RECORDS_GO_WITH_THE_ENDPOINT,
    )],
    collisions: &[Collision {
        parent: ParentMatch::Same,
        fields: &[],
        outcome: Outcome::refused(
            When::Always,
            "MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed",
            &ONE_ZONE_GROUP,
        ),
    }],
    in_place: Some(&ENDPOINTS_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};
