//! The Document Intelligence account.

use super::encryption::CustomerManagedKey;
use crate::plan::{
    expr::{Expr, ForEach},
    property_tree::record,
};

record!(
    /// A Document Intelligence account.
    CognitiveAccount {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `FormRecognizer`, `CognitiveServices` or `AIServices`.
        #[property(immutable)]
        kind: &'static str,
        /// `F0`, `S0` or `DC0`.
        #[property(cost)]
        sku: &'static str,
        /// Azure's word for the set of identities.
        identity_type: &'static str,
        /// IDs of user-assigned identities.
        user_assigned_identities: Vec<Expr>,
        /// First label of the endpoint.
        #[property(immutable)]
        custom_subdomain: Expr,
        /// Whether anything but private endpoints reaches it.
        #[property(exposure)]
        public_network_access: bool,
        /// Whether account keys work.
        #[property(exposure)]
        local_auth: bool,
        /// Whether it connects only to listed hosts.
        #[property(exposure)]
        outbound_restricted: bool,
        /// The listed hosts.
        #[property(exposure)]
        allowed_fqdns: Option<Expr>,
        /// `Allow` or `Deny`.
        #[property(exposure)]
        default_action: &'static str,
        /// `AzureServices` or `None`, where the kind has it.
        #[property(exposure)]
        bypass: Option<&'static str>,
        /// Addresses let in.
        #[property(exposure)]
        addresses: Option<ForEach>,
        /// Subnets let in.
        #[property(exposure)]
        subnets: Vec<Expr>,
        /// Its key, where that is not Azure's and the resource itself says so.
        encryption: Option<CustomerManagedKey>,
        /// Whether a language that sets keys apart has one to set.
        key_set_apart: bool,
        /// Whether a soft-deleted account is recovered.
        restore: bool,
    }
);
