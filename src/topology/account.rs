//! The Document Intelligence account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{AccountId, AccountName, Fqdn, IdentityId, IdentityName, ObjectId, Subdomain, keywords};
use crate::catalog::network::{ACCOUNT_SUBRESOURCES, AI_SERVICES_SUBRESOURCES};

/// The account that callers talk to.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Account {
    /// Resource ID of an existing account, of which `kind` and `subdomain` say what it is. It gets the private endpoint,
    /// and the roles of its callers; its firewall, keys and identities stay its owner's, and di-gen says what they need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<AccountId>,
    /// Object ID of the system-assigned identity of the existing account, which gets the role on storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<ObjectId>,
    /// Name of the resource. Default: `di-<name>-<environment>` (`ais-` and `aif-` for the multi-service kinds).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<AccountName>,
    /// First label of the endpoint, unique in Azure. Default: the resource name and a short hash. Of an existing account,
    /// the one that it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<Subdomain>,
    /// `FormRecognizer` is Document Intelligence alone and what callers with Entra tokens need;
    /// `CognitiveServices` and `AIServices` are multi-service accounts.
    pub kind: AccountKind,
    /// `S0`, or for `FormRecognizer` also `F0` (free: one per subscription, small limits) and `DC0`
    /// (disconnected containers, on approval). Cost-relevant.
    pub sku: AccountSku,
    /// The identities of the account.
    pub identity: Identity,
    /// Who can reach the account over the network.
    pub public_network_access: PublicNetworkAccess,
    /// Whether the two account keys work. Off: callers need Entra tokens.
    pub local_auth: bool,
    /// Where the account itself may connect to.
    pub outbound: Outbound,
    /// Lets trusted Azure services past the firewall; only the kind `AIServices` has this.
    pub trusted_services: bool,
    /// Recovers the soft-deleted account of this name instead of making a new one. Bicep and ARM only.
    pub restore: bool,
}

keywords!(
    /// The kind of account.
    #[derive(Default)]
    pub enum AccountKind {
        /// Document Intelligence alone.
        #[default]
        FormRecognizer = "FormRecognizer",
        /// The classic multi-service account.
        CognitiveServices = "CognitiveServices",
        /// The Foundry multi-service account; three DNS zones.
        AiServices = "AIServices",
    }
);

impl AccountKind {
    /// The members of the private endpoint, one address each.
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
        F0 = "F0",
        /// Standard.
        #[default]
        S0 = "S0",
        /// Commitment for disconnected containers.
        DC0 = "DC0",
    }
);

/// The identities of the account.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Identity {
    /// The identity that reads storage. Document Intelligence uses no other one for that.
    pub system_assigned: bool,
    /// Further identities, for customer-managed keys or client applications.
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

/// Who can reach a resource over the network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PublicNetworkAccess {
    /// Private endpoints only.
    #[default]
    Private,
    /// The addresses and subnets under `allow`, besides private endpoints.
    Selected,
    /// Everybody who has a token (or a key, where keys are on).
    Open,
}

/// Where the account itself may connect to.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Outbound {
    /// Lets the account connect only to the blob host of the topology's storage and to `allowedFqdns`. An
    /// analysis by URL of any other host then fails.
    pub restricted: bool,
    /// Further hosts the account may read documents from.
    #[schemars(extend("maxItems" = 100, "uniqueItems" = true))]
    pub allowed_fqdns: Vec<Fqdn>,
}

impl Default for Outbound {
    fn default() -> Self {
        Self { restricted: true, allowed_fqdns: Vec::new() }
    }
}
