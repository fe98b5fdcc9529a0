//! Virtual networks, subnets, security groups and outbound internet access.

use super::{
    ChangeRule, Consequence, Effect, Engine, Heading, Outcome, When,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
};
use crate::catalog::{
    dns::DNS_SERVERS_OF_THE_NETWORK,
    fact::{code, documented, facts, reported},
    network::{OUTBOUND_ACCESS, PEERS_DO_NOT_OVERLAP},
};

facts! {
    NETWORK_IN_PLACE = "A deployment updates the other properties of networks, subnets, security groups, public IP addresses and NAT gateways in place, and so does azurerm",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_security_group_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/public_ip_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/nat_gateway_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    RULES_OF_THE_LIST = "A deployment of a network security group or virtual network replaces its list of rules or subnets: what the list does not have is removed, also if another team added it",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_security_group_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    DDOS_PLAN_OF_POLICY = "The definition 94de2ad3 with the effect Modify, which `Enable-DDoS-VNET` of Azure landing zones assigns, adds a DDoS protection plan to the request of each new or updated network without one; azurerm does not compute `ddos_protection_plan`, so that without `ignore_changes` each plan of Terraform would remove it",
        [
            code("Azure/azure-policy built-in-policies/policyDefinitions/Network/VirtualNetworkDdosStandard_Audit.json", "f4a50bacae", "2026-11-29"),
            code("Azure/Azure-Landing-Zones-Library platform/alz/policy_assignments/Enable-DDoS-VNET.alz_policy_assignment.json", "faae8ccf85", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    DDOS_PLAN_IS_JOINED = "A network can join the DDoS protection plan of another subscription or region of the tenant; a principal that updates the network needs Microsoft.Network/ddosProtectionPlans/join/action on the plan, also afterwards",
        [documented("MicrosoftDocs/azure-docs articles/ddos-protection/manage-permissions.md", "2023-11-06", "2026-11-29")];
    INLINE_SUBNETS_ARE_UPDATED = "A changed set `subnet` of azurerm_virtual_network updates the network in one request, which has all subnets of the set and no others; azurerm reads each of them first and keeps what the set has no argument for, so that the NAT gateway stays; security group, route table, delegation and service endpoints are those of the set, also where it leaves them out",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
            documented("hashicorp/terraform-provider-azurerm website/docs/r/virtual_network.html.markdown", "5.2.0", "2026-11-29"),
        ];
    INLINE_SUBNET_DEFAULTS = "Arguments that an inline subnet leaves out have their defaults in the request: `default_outbound_access_enabled` and `private_link_service_network_policies_enabled` true, `private_endpoint_network_policies` Disabled",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29")];
    SUBNET_IDS_OF_THE_NETWORK = "The ID of a subnet is built from that of its network: the ID of a changed element of the set is unknown in the plan, which would replace each private endpoint in the subnet; that of the network is unknown only while the network is created or replaced",
        [
            reported("hashicorp/terraform-provider-azurerm issue 27626", "2025-10-28", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 19200", "2024-01-04", "2026-11-29"),
        ];
    DEPENDENTS_LEAVE_FIRST = "Terraform destroys what refers to a network before it updates the network, and updates the network only after it has destroyed a security group to which the network referred, unless the group has `create_before_destroy`: then the group is destroyed afterwards",
        [
            documented("hashicorp/terraform docs/destroying.md", "883c7221ee", "2026-11-29"),
            code("hashicorp/terraform internal/terraform/transform_destroy_edge.go", "883c7221ee", "2026-11-29"),
        ];
    GROUP_IS_CREATED_FIRST = "A network security group that a subnet has as an argument is created before the old one is destroyed; with the same name, azurerm refuses that because a resource with this ID already exists",
        [
            documented("hashicorp/terraform docs/destroying.md", "883c7221ee", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_security_group_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    GROUP_AT_CREATION = "azurerm 5 creates a subnet with the security group of `network_security_group_id_wo`, and assigns another one in an update when `network_security_group_id_wo_version` differs; an association of the same subnet is refused while the subnet has a group, because the association already exists",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_network_security_group_association_resource.go", "69697b7fe6", "2026-11-29"),
            documented("hashicorp/terraform-provider-azurerm website/docs/r/subnet.html.markdown", "5.2.0", "2026-11-29"),
            documented("hashicorp/terraform-provider-azurerm CHANGELOG.md", "5.0.0", "2026-11-29"),
        ];
    GROUP_AFTER_CREATION = "azurerm 4 creates a subnet of an existing network without a security group and associates it afterwards, which a policy refuses that denies subnets without one",
        [
            reported("hashicorp/terraform-provider-azurerm issue 8261", "2020-08-26", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 11187", "2021-04-01", "2026-11-29"),
            code("Azure/Azure-Landing-Zones-Library platform/alz/policy_definitions/Deny-Subnet-Without-Nsg.alz_policy_definition.json", "faae8cc", "2026-11-29"),
        ];
    SUBNETS_OF_THE_LIST = "A deployment of a virtual network with a list of subnets deletes each subnet that is not in the list, also if another team added it; a network without the list keeps its subnets from API version 2023-09-01 on, and peerings stay in any case",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/bicep/scenarios-virtual-networks.md", "2021-11-10", "2026-11-29"),
            reported("Azure/azure-quickstart-templates issue 2786", "2017-03-29", "2026-11-29"),
            reported("Azure/bicep-types-az issue 1687", "2024-03-19", "2026-11-29"),
            reported("Azure/arm-template-whatif issue 439", "2026-09-02", "2026-11-29"),
        ];
    SUBNET_IN_USE = "A subnet that contains resources cannot be deleted: InUseSubnetCannotBeDeleted; this refuses the whole deployment of a network whose list no longer has the subnet, too",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-manage-subnet.md", "2022-06-27", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md", "2024-06-20", "2026-11-29"),
            reported("Azure/bicep issue 12540", "2023-11-23", "2026-11-29"),
        ];
    PREFIX_IN_USE = "The CIDR range of a subnet can be changed only while no resource is in the subnet; otherwise the change is refused with InUsePrefixCannotBeDeleted",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-manage-subnet.md", "2022-06-27", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 11211", "2025-06-06", "2026-11-29"),
        ];
    PREFIX_IN_AZURERM = "azurerm changes the CIDR ranges of subnets and virtual networks in place, and never replaces a subnet or network for that",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    ADDRESS_SPACE_WITH_SUBNETS = "azurerm sends a changed address space and changed subnets of `subnet` in one request, so that Azure refuses it only for what is in the subnets, as for Bicep and ARM",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29")];
    RANGE_CONTAINS_SUBNETS = "The address space of a network can be enlarged, reduced and split as long as its CIDR ranges contain those of the subnets",
        [
            reported("MicrosoftDocs/azure-docs issue 20572", "2019-12-19", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 105743", "2023-02-24", "2026-11-29"),
        ];
    PEERINGS_ARE_SYNCHRONIZED = "After a change of the address space, each peering of the network has to be synchronized before the peered network knows the new CIDR ranges",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/update-virtual-network-peering-address-space.yml", "2023-03-21", "2026-11-29")];
    SUBNET_PUT = "A deployment of a subnet overwrites all of its properties: a NAT gateway, service endpoint, delegation or route table that the template does not have is removed from the subnet",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            reported("Azure/AKS issue 400", "2019-07-22", "2026-11-29"),
        ];
    SUBNET_ASSOCIATIONS = "azurerm links a subnet with its NAT gateway by a resource of its own, and azurerm 4 so links a subnet of an existing network with its network security group; another gateway or group destroys the link and creates it again: in between, the subnet has none",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_network_security_group_association_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_nat_gateway_association_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    ENDPOINT_SWITCHES_ROUTES = "Adding a service endpoint switches the routes of every network interface in the subnet; open TCP connections may be terminated",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-manage-subnet.md", "2022-06-27", "2026-11-29")];
    ENDPOINT_IS_REMOVED = "Enabling and disabling a service endpoint switches the source address of requests from the subnet to the service, and closes open TCP connections",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-service-endpoints-overview.md", "2019-11-08", "2026-11-29")];
    DELEGATION_IN_USE = "The delegation of a subnet cannot be changed while a resource is in the subnet: SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-manage-subnet.md", "2022-06-27", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 39112", "2019-09-18", "2026-11-29"),
        ];
    SUBNETS_DO_NOT_OVERLAP = "A second subnet with an overlapping CIDR range is refused with NetcfgSubnetRangesOverlap",
        [reported("MicrosoftDocs/azure-docs pull request 123869", "2024-07-25", "2026-11-29")];
    SECURITY_GROUP_IN_USE = "A network security group that a subnet or network interface uses cannot be deleted: InUseNetworkSecurityGroupCannotBeDeleted",
        [reported("pulumi/pulumi-azure-native issue 3051", "2024-10-12", "2026-11-29")];
    NETWORK_IN_AZURERM = "azurerm replaces security groups, networks, subnets, public IP addresses and NAT gateways only for another name, resource group or region, a subnet also for another network, and a public IP address also for other zones",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_security_group_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/public_ip_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/nat_gateway_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    ZONES_OF_ADDRESSES = "Availability zones of a public IP address cannot be added, changed or removed, also not by leaving them out: ResourceAvailabilityZonesCannotBeModified",
        [
            reported("Azure/AzOps issue 701", "2022-11-10", "2026-11-29"),
            reported("Azure/azure-cli issue 16653", "2021-01-25", "2026-11-29"),
        ];
    ADDRESS_IS_RELEASED = "A static public IP address is released when its resource is deleted; Azure assigns the next one from its pool",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/ip-services/public-ip-addresses.md", "2021-12-27", "2026-11-29")];
    ADDRESS_IN_USE = "A public IP address belongs to one resource: a second one that refers to it is refused with PublicIPAddressInUse, and its deletion while in use with PublicIPAddressCannotBeDeleted",
        [
            reported("gardener/gardener-extension-provider-azure issue 757", "2023-11-29", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 6052", "2020-06-02", "2026-11-29"),
        ];
    GATEWAY_ADDRESS = "The public IP address of a NAT gateway can be changed; azurerm links both by a resource of its own, which it destroys and creates again",
        [
            reported("MicrosoftDocs/azure-docs pull request 125510", "2025-01-14", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/nat_gateway_public_ip_association_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    GATEWAY_IN_USE = "A NAT gateway that a subnet uses cannot be deleted: CannotDeleteNatGatewayAssociatedToSubnet",
        [reported("Azure-Samples/Copilot-Studio-with-Azure-AI-Search issue 62", "2025-05-08", "2026-11-29")];
}

/// The address space of a network.
pub const ADDRESS_SPACE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::ElementRemoved, "InUsePrefixCannotBeDeleted", &PREFIX_IN_USE)
        .on_condition("while a resource is in a subnet of the removed CIDR range")],
    azurerm: &[Outcome::refused(When::ElementRemoved, "InUsePrefixCannotBeDeleted", &ADDRESS_SPACE_WITH_SUBNETS)
        .on_condition("while a resource is in a subnet of the removed CIDR range")],
    consequences: &[],
};

const UNTIL_THEY_RESTART: &str =
    "machines keep their former DNS servers until they are restarted: names resolve as before, or not at all";

/// The DNS servers of a network.
pub const DNS_SERVERS: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::Always,
        Heading::Interrupts,
        UNTIL_THEY_RESTART,
        &DNS_SERVERS_OF_THE_NETWORK,
    )],
};

/// The `DDoS` protection plan of a network.
pub const DDOS_PLAN: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[Outcome::new(When::Unset, Effect::Ignored, &DDOS_PLAN_OF_POLICY)],
    consequences: &[Consequence {
        engine: Some(Engine::ResourceManager),
        ..Consequence::new(
            When::Unset,
            Heading::ProtectsLess,
            "public IP addresses in the network lose DDoS protection, unless Azure Policy adds the plan again",
            &DDOS_PLAN_OF_POLICY,
        )
    }],
};

/// Whether a plan that Azure Policy sets stays: it is no property of a network.
pub const DDOS_PLAN_BY_POLICY: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::unused(&DDOS_PLAN_OF_POLICY)],
    azurerm: &[Outcome::unused(&DDOS_PLAN_OF_POLICY)],
    consequences: &[],
};

/// The condition of a subnet that cannot change while it is in use.
pub const WHILE_OCCUPIED: &str = "while a resource is in the subnet";

/// The CIDR range of a subnet.
pub const SUBNET_PREFIX: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::refused(When::Always, "InUsePrefixCannotBeDeleted", &PREFIX_IN_USE).on_condition(WHILE_OCCUPIED)
    ],
    azurerm: &[
        Outcome::refused(When::Always, "InUsePrefixCannotBeDeleted", &PREFIX_IN_AZURERM).on_condition(WHILE_OCCUPIED)
    ],
    consequences: &[],
};

/// The condition of a subnet whose network security group azurerm assigns in a request of its own.
pub const IF_ASSOCIATED: &str = "if azurerm 4 associates it with a subnet of an existing network";

const NO_SECURITY_GROUP_IN_BETWEEN: &str =
    "the old network security group is removed before the new one is assigned: in between, none applies";

/// The network security group of a subnet.
pub const SECURITY_GROUP: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(When::Always, Heading::ProtectsLess, NO_SECURITY_GROUP_IN_BETWEEN, &SUBNET_ASSOCIATIONS)
            .on_condition(IF_ASSOCIATED)
            .in_terraform(),
        Consequence::new(
            When::TargetReplaced,
            Heading::ProtectsLess,
            NO_SECURITY_GROUP_IN_BETWEEN,
            &SUBNET_ASSOCIATIONS,
        )
        .on_condition(IF_ASSOCIATED)
        .in_terraform(),
    ],
};

const NO_GATEWAY_IN_BETWEEN: &str =
    "the old NAT gateway is removed before the new one is assigned: in between, there is no outbound internet access";

/// The NAT gateway of a subnet.
pub const SUBNET_GATEWAY: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(
            When::Unset,
            Heading::Interrupts,
            "resources in the subnet lose outbound internet access",
            &OUTBOUND_ACCESS,
        ),
        Consequence::new(When::ToAnother, Heading::Interrupts, NO_GATEWAY_IN_BETWEEN, &SUBNET_ASSOCIATIONS)
            .in_terraform(),
        Consequence::new(When::TargetReplaced, Heading::Interrupts, NO_GATEWAY_IN_BETWEEN, &SUBNET_ASSOCIATIONS)
            .in_terraform(),
    ],
};

const CONNECTIONS_MAY_END: &str = "open TCP connections from the subnet to the service may be terminated";

/// The service endpoints of a subnet.
pub const SERVICE_ENDPOINTS: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(When::ElementAdded, Heading::Interrupts, CONNECTIONS_MAY_END, &ENDPOINT_SWITCHES_ROUTES),
        Consequence::new(When::ElementRemoved, Heading::Interrupts, CONNECTIONS_MAY_END, &ENDPOINT_IS_REMOVED),
    ],
};

/// The delegation of a subnet.
pub const DELEGATION: ChangeRule =
    ChangeRule { resource_manager: DELEGATION_IS_REFUSED, azurerm: DELEGATION_IS_REFUSED, consequences: &[] };

const DELEGATION_IS_REFUSED: &[Outcome] =
    &[Outcome::refused(When::Always, "SubnetDelegationsCannotChangeWhenSubnetUsedByResource", &DELEGATION_IN_USE)
        .on_condition(WHILE_OCCUPIED)];

/// The availability zones of a public IP address.
pub const ADDRESS_ZONES: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(
        When::Always,
        "ResourceAvailabilityZonesCannotBeModified",
        &ZONES_OF_ADDRESSES,
    )],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &NETWORK_IN_AZURERM)],
    consequences: &[],
};

const OTHER_OUTBOUND_ADDRESS: &str =
    "outbound connections come from another public IP address, which allow lists elsewhere may not have";

/// The public IP address of a NAT gateway.
pub const GATEWAY_PUBLIC_ADDRESS: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(When::Always, Heading::Interrupts, OTHER_OUTBOUND_ADDRESS, &GATEWAY_ADDRESS),
        Consequence::new(When::TargetReplaced, Heading::Interrupts, OTHER_OUTBOUND_ADDRESS, &GATEWAY_ADDRESS),
    ],
};

pub(super) const NETWORK_SECURITY_GROUP: Lifecycle = Lifecycle {
    deleted_in_use: Some(Outcome::refused(
        When::Always,
        "InUseNetworkSecurityGroupCannotBeDeleted",
        &SECURITY_GROUP_IN_USE,
    )),
    in_place: Some(&RULES_OF_THE_LIST),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const VIRTUAL_NETWORK: Lifecycle = Lifecycle {
    beside: &[Meaning::new(
        Heading::Interrupts,
        "peerings and links of other teams still belong to the old network; two networks with overlapping address spaces \
         cannot be peered with each other or with the same network",
        &PEERS_DO_NOT_OVERLAP,
    )],
    deleted_in_use: Some(Outcome::refused(When::Always, "InUseSubnetCannotBeDeleted", &SUBNET_IN_USE)),
    in_place: Some(&NETWORK_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

/// A subnet that takes the CIDR range of another one which still has it.
pub const RANGE_IS_TAKEN: Outcome =
    Outcome::refused(When::Always, "NetcfgSubnetRangesOverlap", &SUBNETS_DO_NOT_OVERLAP);

pub(super) const SUBNET: Lifecycle = Lifecycle {
    collisions: &[Collision { parent: ParentMatch::Same, fields: &["prefix"], outcome: RANGE_IS_TAKEN }],
    deleted_in_use: Some(Outcome::refused(When::Always, "InUseSubnetCannotBeDeleted", &SUBNET_IN_USE)),
    in_place: Some(&SUBNET_PUT),
    ..Lifecycle::new(Removal::WithParent)
};

const ADDRESS_IS_LOST: Meaning = Meaning::new(
    Heading::CannotBeUndone,
    "its IP address is released, and a new one has another address",
    &ADDRESS_IS_RELEASED,
);

pub(super) const PUBLIC_IP_ADDRESS: Lifecycle = Lifecycle {
    destroyed: &[ADDRESS_IS_LOST],
    replaced: &[ADDRESS_IS_LOST],
    deleted_in_use: Some(Outcome::refused(When::Always, "PublicIPAddressCannotBeDeleted", &ADDRESS_IN_USE)),
    in_place: Some(&NETWORK_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const NAT_GATEWAY: Lifecycle = Lifecycle {
    destroyed: &[Meaning::new(Heading::Interrupts, "its subnets lose outbound internet access", &OUTBOUND_ACCESS)],
    replaced: &[Meaning::new(
        Heading::Interrupts,
        "its subnets have no outbound internet access until the new one is assigned",
        &SUBNET_ASSOCIATIONS,
    )],
    collisions: &[Collision {
        parent: ParentMatch::Same,
        fields: &["public_ip_address"],
        outcome: Outcome::refused(When::Always, "PublicIPAddressInUse", &ADDRESS_IN_USE),
    }],
    deleted_in_use: Some(Outcome::refused(When::Always, "CannotDeleteNatGatewayAssociatedToSubnet", &GATEWAY_IN_USE)),
    in_place: Some(&NETWORK_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};
