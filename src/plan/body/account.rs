//! The Document Intelligence account.

use super::encryption::CustomerManagedKey;
use crate::{
    catalog::changes,
    plan::{
        expr::{Expr, ForEach},
        property_tree::record,
    },
};

record!(
    /// A Document Intelligence account.
    CognitiveAccount {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `FormRecognizer`, `CognitiveServices` or `AIServices`.
        #[property(on_change(&changes::account::ACCOUNT_KIND))]
        kind: &'static str,
        /// `F0`, `S0` or `DC0`.
        #[property(on_change(&changes::account::ACCOUNT_SKU), cost(&changes::cost::ACCOUNT_SKU), named("SKU"))]
        sku: &'static str,
        /// Azure's keyword for the set of identities.
        #[property(on_change(&changes::account::ACCOUNT_IDENTITY))]
        identity_type: &'static str,
        /// IDs of user-assigned identities.
        #[property(named("user-assigned identities"))]
        user_assigned_identities: Vec<Expr>,
        /// First label of the endpoint.
        #[property(on_change(&changes::account::CUSTOM_SUBDOMAIN))]
        custom_subdomain: Expr,
        /// Whether public network access is enabled.
        #[property(exposure)]
        public_network_access: bool,
        /// Whether key authentication is enabled.
        #[property(on_change(&changes::account::LOCAL_AUTH), exposure, named("key authentication"))]
        local_auth: bool,
        /// Whether outbound access is restricted to the allowed FQDN list.
        #[property(on_change(&changes::account::OUTBOUND_RESTRICTED), exposure, named("outbound restriction"))]
        outbound_restricted: bool,
        /// The allowed FQDN list.
        #[property(exposure, named("allowed FQDN list"))]
        allowed_fqdns: Option<Expr>,
        /// Default action of the firewall: `Allow` or `Deny`.
        #[property(exposure)]
        default_action: &'static str,
        /// Trusted Azure services: `AzureServices` or `None`, where the kind supports it.
        #[property(exposure)]
        bypass: Option<&'static str>,
        /// IP rules.
        #[property(exposure, named("IP rules"))]
        addresses: Option<ForEach>,
        /// Virtual network rules.
        #[property(exposure, named("virtual network rules"))]
        subnets: Vec<Expr>,
        /// The customer-managed key, where it is set in the resource itself.
        #[property(on_change(&changes::account::ACCOUNT_ENCRYPTION))]
        encryption: Option<CustomerManagedKey>,
        /// Whether azurerm has a customer-managed key to set, in a resource of its own or in a block.
        #[property(on_change(&changes::account::ACCOUNT_KEY_PLACE), named("customer-managed key"))]
        key_set_apart: bool,
        /// Whether a soft-deleted account is recovered.
        #[property(on_change(&changes::account::RESTORE), named("recovery of a soft-deleted account"))]
        restore: bool,
    }
);
