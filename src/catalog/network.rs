//! Network facts: what a subnet reserves, what Bastion needs, which members an endpoint has.
//!
//! Sources: Azure virtual network FAQ (reserved addresses); "Working with NSG access and Azure Bastion" (rules);
//! Azure Verified Modules end-to-end tests (members).

/// Addresses at the start of every subnet that Azure keeps.
pub const RESERVED_AT_START: u32 = 4;

/// Addresses at the end of every subnet that Azure keeps.
pub const RESERVED_AT_END: u32 = 1;

/// The name that Bastion's subnet must have.
pub const BASTION_SUBNET: &str = "AzureBastionSubnet";

/// The longest prefix of Bastion's subnet.
pub const BASTION_PREFIX_LENGTH: u8 = 26;

/// SKUs of Bastion from the least: up is a change in place, down is not. Source: "Upgrade a SKU" of Azure Bastion.
pub(crate) const BASTION_SKUS: [&str; 4] = ["Developer", "Basic", "Standard", "Premium"];

/// Where connections of Bastion Developer come from (unverified: from its quickstart; the platform's virtual
/// address).
pub const BASTION_DEVELOPER_SOURCE: &str = "168.63.129.16";

/// The members of an account's private endpoint, one address each.
pub const ACCOUNT_MEMBERS: &[&str] = &["default"];

/// The members of the private endpoint of an `AIServices` account, whose hosts lie in three zones.
pub const AI_SERVICES_MEMBERS: &[&str] = &["default", "secondary", "third"];

/// The members of the private endpoint of a vault.
pub const VAULT_MEMBERS: &[&str] = &["default"];

/// The members of a blob endpoint.
pub const BLOB_MEMBERS: &[&str] = &["blob"];
