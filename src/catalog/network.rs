//! Network properties: addresses that Azure reserves, requirements of Bastion, subresource member names of private endpoints.
//!
//! Sources: Azure virtual network FAQ (reserved addresses); "Working with NSG access and Azure Bastion" (rules);
//! Azure Verified Modules end-to-end tests (member names).

use super::fact::{documented, facts};

facts! {
    RESERVED_ADDRESSES = "Azure reserves the first four addresses and the last address of each subnet",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-faq.md", "", "2026-11-29")];
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
