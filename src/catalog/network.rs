//! Network properties: addresses that Azure reserves, requirements of Bastion, subresource member names of private endpoints.
//!
//! Sources: Azure virtual network FAQ (reserved addresses); "Working with NSG access and Azure Bastion" (rules);
//! Azure Verified Modules end-to-end tests (member names).

use super::fact::{documented, facts};

facts! {
    PRIVATE_NAMES = "The name of a service resolves to the private IP address of its endpoint in networks that are linked to its private DNS zone, or whose DNS server forwards to such a network; elsewhere it resolves to a public IP address",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-dns.md", "2021-01-14", "2026-11-29")];
    OUTBOUND_ACCESS = "Without default outbound access, a subnet reaches public IP addresses only through a NAT gateway, a load balancer with outbound rules, a public IP address or a firewall",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/ip-services/default-outbound-access.md", "2023-08-24", "2026-11-29")];
    VIRTUAL_NETWORK_TAG = "The service tag `VirtualNetwork` contains the address space of the network, of peered networks and of all connected on-premises networks",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2021-04-23", "2026-11-29")];
    PEERS_DO_NOT_OVERLAP = "The address spaces of peered virtual networks do not overlap",
        [];
    RULES_IN_ORDER = "Rules of a network security group are processed by priority, the lowest number first; the first match decides, and default rules, which allow the tag `VirtualNetwork` inbound, come last",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29")];
    BASTION_DEVELOPER_ADDRESS = "Bastion Developer connects to ports 22 and 3389 of a VM from 168.63.129.16",
        [documented("MicrosoftDocs/azure-docs articles/bastion/quickstart-developer.md", "2025-05-27", "2026-11-29")];
}

/// IP addresses at the start of every subnet that Azure reserves.
pub const RESERVED_AT_START: u32 = 4;

/// IP addresses at the end of every subnet that Azure reserves.
pub const RESERVED_AT_END: u32 = 1;

/// The required name of the Azure Bastion subnet.
pub const BASTION_SUBNET: &str = "AzureBastionSubnet";

/// The longest prefix length of the Azure Bastion subnet: /26 or larger.
pub const BASTION_PREFIX_LENGTH: u8 = 26;

/// SKUs of Azure Bastion, lowest first: an upgrade is a change in place, a downgrade is not. Source: "Upgrade a SKU" of
/// Azure Bastion.
pub(crate) const BASTION_SKUS_ASCENDING: [&str; 4] = ["Developer", "Basic", "Standard", "Premium"];

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
