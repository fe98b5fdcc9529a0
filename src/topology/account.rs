//! The Document Intelligence account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{AccountId, AccountName, Fqdn, IdentityId, IdentityName, Location, ObjectId, Subdomain, keywords};
use crate::catalog::network::{ACCOUNT_SUBRESOURCES, AI_SERVICES_SUBRESOURCES};

/// The account that clients send requests to.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Account {
    /// Resource ID of an existing account; `kind` and `subdomain` describe it. It gets the private endpoint and the
    /// clients' roles. Firewall, keys and identities are managed outside this topology; di-gen lists required steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<AccountId>,
    /// Region of an existing account. Its ID does not contain the region, and storage has to be in the same one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Object ID of the existing account's system-assigned identity, which is assigned the role on storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<ObjectId>,
    /// Name of the resource. Default: `di-<name>-<environment>` (`ais-` and `aif-` for the multi-service kinds).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<AccountName>,
    /// First label of the endpoint, globally unique. Default: the resource name and a short hash. For an existing
    /// account, its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<Subdomain>,
    /// `FormRecognizer` is Document Intelligence alone and sufficient for clients with Entra ID tokens;
    /// `CognitiveServices` and `AIServices` are multi-service accounts.
    pub kind: AccountKind,
    /// `S0`, or for `FormRecognizer` also `F0` (free: one per subscription, small limits) and `DC0`
    /// (disconnected containers, on approval). Cost-relevant.
    pub sku: AccountSku,
    /// The identities of the account.
    pub identity: Identity,
    /// Network access to the account.
    pub public_network_access: PublicNetworkAccess,
    /// Enables key authentication. If disabled, clients need Entra ID tokens.
    pub local_auth: bool,
    /// Outbound access of the account itself.
    pub outbound: Outbound,
    /// Allows trusted Azure services through the firewall; only for kind `AIServices`.
    pub trusted_services: bool,
    /// Recovers the soft-deleted account of this name instead of creating one. Bicep and ARM only. Remove it after the
    /// deployment.
    pub restore: bool,
}

keywords!(
    /// The kind of account.
    #[derive(Default)]
    pub enum AccountKind {
        /// Document Intelligence alone.
        #[default]
        FormRecognizer = "FormRecognizer" ["DocumentIntelligence", "Azure AI Document Intelligence", "Document Intelligence (Form Recognizer)"],
        /// The classic multi-service account.
        CognitiveServices = "CognitiveServices",
        /// The Foundry multi-service account; three private DNS zones.
        AiServices = "AIServices" ["Foundry", "Azure AI Foundry", "Microsoft Foundry"],
    }
);

impl AccountKind {
    /// The subresources (group IDs) of the private endpoint, one IP address each.
    pub(crate) const fn endpoint_subresources(self) -> &'static [&'static str] {
        match self {
            Self::AiServices => AI_SERVICES_SUBRESOURCES,
            Self::FormRecognizer | Self::CognitiveServices => ACCOUNT_SUBRESOURCES,
        }
    }
}

keywords!(
    /// The SKU of the account.
    #[derive(Default)]
    pub enum AccountSku {
        /// Free.
        F0 = "F0" ["Free", "Free F0"],
        /// Standard.
        #[default]
        S0 = "S0" ["Standard", "Standard S0"],
        /// Commitment for disconnected containers.
        DC0 = "DC0" ["Commitment tier disconnected containers DC0"],
    }
);

/// The identities of the account.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Identity {
    /// The identity that reads storage. Document Intelligence uses no other for that.
    pub system_assigned: bool,
    /// Additional identities, for customer-managed keys or client applications.
    #[schemars(extend("maxItems" = 20))]
    pub user_assigned: Vec<UserAssignedIdentity>,
}

impl Default for Identity {
    fn default() -> Self {
        Self { system_assigned: true, user_assigned: Vec::new() }
    }
}

/// A user-assigned identity: a new one by `name`, or an existing one by `existing`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserAssignedIdentity {
    /// Name of a new identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<IdentityName>,
    /// Resource ID of an existing identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing: Option<IdentityId>,
}

keywords!(
    /// Network access to a resource.
    #[derive(Default)]
    pub enum PublicNetworkAccess {
        /// Private endpoints only.
        #[default]
        Private = "private" ["Disabled", "Disable", "false", "off"],
        /// Private endpoints, and the IP addresses and subnets under `allow`.
        Selected = "selected" ["Selected networks", "Selected Networks and Private Endpoints"],
        /// Any client with a token (or a key, if key authentication is enabled).
        Open = "open" ["All networks", "Enabled from all networks"],
    }
);

/// Outbound access of the account itself.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Outbound {
    /// Restricts the account to the blob host of the topology's storage and to `allowedFqdns`. Analysis by URL of
    /// any other host then fails.
    pub restricted: bool,
    /// Additional hosts from which the account may read documents.
    #[schemars(extend("maxItems" = 100, "uniqueItems" = true))]
    pub allowed_fqdns: Vec<Fqdn>,
}

impl Default for Outbound {
    fn default() -> Self {
        Self { restricted: true, allowed_fqdns: Vec::new() }
    }
}
