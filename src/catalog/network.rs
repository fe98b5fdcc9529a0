//! Network properties: addresses that Azure reserves, requirements of Bastion, subresource member names of private endpoints.
//!
//! Sources: Azure virtual network FAQ (reserved addresses); "Working with NSG access and Azure Bastion" (rules);
//! Azure Verified Modules end-to-end tests (member names).

use super::fact::{documented, facts, reported};

facts! {
    PRIVATE_NAMES = "The name of a service resolves to the private IP address of its endpoint in networks that are linked to its private DNS zone, or whose DNS server forwards to such a network; elsewhere it resolves to a public IP address",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-dns.md", "2021-01-14", "2026-11-29")];
    OUTBOUND_ACCESS = "Without default outbound access, a subnet reaches public IP addresses only through a NAT gateway, a load balancer with outbound rules, a public IP address or a firewall",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/ip-services/default-outbound-access.md", "2023-08-24", "2026-11-29")];
    VIRTUAL_NETWORK_TAG = "The service tag `VirtualNetwork` contains the address space of the network, of peered networks and of all connected on-premises networks",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2021-04-23", "2026-11-29")];
    PEERS_DO_NOT_OVERLAP = "Virtual networks can be peered only if their address spaces do not overlap",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-manage-peering.md", "2022-11-14", "2026-11-29")];
    RESERVED_NETWORK_RANGES = "A virtual network cannot contain multicast, broadcast, loopback and link-local addresses, nor the address of Azure's own DNS",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-faq.md", "2019-02-12", "2026-11-29")];
    SERVICE_ENDPOINT_REGIONS = "The service endpoint `Microsoft.Storage` covers storage in the region of the network and in its pair, `Microsoft.Storage.Global` storage in every region; service endpoints of the account and of vaults work from any region",
        [
            documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security.md", "2017-10-25", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-service-endpoints-overview.md", "2019-11-08", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-virtual-networks.md", "2025-06-18", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 51330", "2020-03-31", "2026-11-29"),
        ];
    RULES_IN_ORDER = "Rules of a network security group are processed by priority, the lowest number first; the first match decides, and default rules, which allow the tag `VirtualNetwork` inbound, come last",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29")];
    BASTION_DEVELOPER_ADDRESS = "Bastion Developer connects to ports 22 and 3389 of a VM from 168.63.129.16",
        [documented("MicrosoftDocs/azure-docs articles/bastion/quickstart-developer.md", "2025-05-27", "2026-11-29")];
    ENDPOINT_NETWORKS = "A private endpoint is reached from its own virtual network, from networks that are peered with it, and through a VPN or ExpressRoute gateway",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-overview.md", "2020-01-09", "2026-11-29")];
    ENDPOINT_APPROVAL = "Only a private endpoint whose connection is approved carries traffic: it is approved at once if the principal that creates it has `privateEndpointConnectionsApproval/action` on its target; otherwise a manual connection is pending until the owner of the target approves it, who can also reject or remove it later",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-overview.md", "2023-08-02", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/private-link/rbac-permissions.md", "2026-03-30", "2026-11-29"),
        ];
    APPROVAL_REFUSED = "Without that permission, a deployment of an endpoint without a manual connection fails with LinkedAuthorizationFailed",
        [
            reported("MicrosoftDocs/azure-docs issue 96892", "2022-08-09", "2026-11-29"),
            reported("Azure/azure-sdk-for-go issue 14306", "2021-02-16", "2026-11-29"),
        ];
    POLICIES_SKIP_MANUAL = "The policies for private DNS zones write no records for manual connections",
        [
            reported("Azure/Azure-Landing-Zones issue 4123", "2026-04-14", "2026-11-29"),
            reported("Azure/Azure-Landing-Zones issue 4156", "2026-05-05", "2026-11-29"),
        ];
    GATEWAY_NEEDS_ADDRESS = "A NAT gateway provides outbound access only with at least one public IP address or prefix, and if no outbound rule or route prevents it",
        [documented("MicrosoftDocs/azure-docs articles/nat-gateway/troubleshoot-nat.md", "2025-11-04", "2026-11-29")];
    ROUTES_OF_THE_NETWORK = "A gateway adds the routes that it learns to every subnet of its network, and a default route among them takes precedence over a NAT gateway",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/nat-gateway/nat-overview.md", "2022-12-06", "2026-11-29"),
        ];
}

/// IP addresses at the start of every subnet that Azure reserves.
pub const RESERVED_AT_START: u32 = 4;

/// IP addresses at the end of every subnet that Azure reserves.
pub const RESERVED_AT_END: u32 = 1;

/// CIDR ranges that no virtual network can contain, with what they are for: [`RESERVED_NETWORK_RANGES`].
pub const RESERVED_RANGES: &[(&str, &str)] = &[
    ("multicast addresses", "224.0.0.0/4"),
    ("broadcast address", "255.255.255.255/32"),
    ("loopback addresses", "127.0.0.0/8"),
    ("link-local addresses", "169.254.0.0/16"),
    ("Azure's own DNS", "168.63.129.16/32"),
];

/// The service endpoint for storage in the region of the network and in its pair: [`SERVICE_ENDPOINT_REGIONS`].
pub const STORAGE_ENDPOINT: &str = "Microsoft.Storage";

/// The service endpoint for storage in every region: [`SERVICE_ENDPOINT_REGIONS`].
pub const STORAGE_ENDPOINT_OF_EVERY_REGION: &str = "Microsoft.Storage.Global";

/// The required name of the Azure Bastion subnet.
pub const BASTION_SUBNET: &str = "AzureBastionSubnet";

/// The required names of subnets whose only occupants are gateways, firewalls and hosts of Azure itself. Source, beside that
/// of Bastion: Azure/PSRule.Rules.Azure `src/PSRule.Rules.Azure/rules/Azure.VNET.Rule.ps1`, `Azure.VNET.UseNSGs` (read
/// 2026-11-30).
pub const PLATFORM_SUBNETS: &[&str] =
    &[BASTION_SUBNET, "GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"];

/// The longest prefix length of the Azure Bastion subnet: /26 or larger.
pub const BASTION_PREFIX_LENGTH: u8 = 26;

/// SKUs of Azure Bastion, lowest first: an upgrade is a change in place, a downgrade is not. Source: "Upgrade a SKU" of
/// Azure Bastion.
pub(crate) const BASTION_SKUS_ASCENDING: [&str; 4] = ["Developer", "Basic", "Standard", "Premium"];

/// SKUs of Azure Bastion that show no desktop of a Linux VM: `studio::BASTION_AND_LINUX`.
pub(crate) const BASTION_SKUS_WITHOUT_DESKTOP: [&str; 2] = ["Developer", "Basic"];

/// The source IP address of connections from Bastion Developer: [`BASTION_DEVELOPER_ADDRESS`].
pub const BASTION_DEVELOPER_SOURCE: &str = "168.63.129.16";

/// The member names of an account's private endpoint, one IP address each.
pub const ACCOUNT_SUBRESOURCES: &[&str] = &["default"];

/// The member names of the private endpoint of an `AIServices` account, whose hosts are in three private DNS zones.
pub const AI_SERVICES_SUBRESOURCES: &[&str] = &["default", "secondary", "third"];

/// The member names of a vault's private endpoint.
pub const VAULT_SUBRESOURCES: &[&str] = &["default"];

/// The member names of the private endpoint of blob storage.
pub const BLOB_SUBRESOURCES: &[&str] = &["blob"];
