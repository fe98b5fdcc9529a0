//! Who may come in from outside, written once for the account and for storage.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{PublicRange, SubnetName};

/// The allow-lists. They need `publicNetworkAccess: selected`: a private resource would void them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Allow {
    /// Public addresses and ranges of clients, people's browsers among them.
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub addresses: Vec<PublicRange>,
    /// Subnets of the topology that come in through service endpoints: `workloads` subnets by name, or
    /// `testMachine`.
    #[schemars(extend("maxItems" = 50, "uniqueItems" = true))]
    pub subnets: Vec<SubnetName>,
    /// Document Intelligence Studio.
    pub studio: Studio,
}

/// What Document Intelligence Studio may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Studio {
    /// Nothing: no CORS rule.
    #[default]
    Off,
    /// A browser that reaches both resources may run it: CORS alone.
    Browser,
    /// CORS, and Studio's own service address is let in (auto-labelling and similar).
    Service,
}
