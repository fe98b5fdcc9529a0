//! Access from outside the network, specified once for the account and for storage.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{PublicRange, SubnetName, keywords};

/// IP and virtual network rules. They need `publicNetworkAccess: selected`; a private resource ignores them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Allow {
    /// Public IP addresses and CIDR ranges of clients, including browsers.
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub addresses: Vec<PublicRange>,
    /// Subnets of the topology that are allowed through service endpoints: `workloads` subnets by name, or
    /// `testMachine`.
    #[schemars(extend("maxItems" = 50, "uniqueItems" = true))]
    pub subnets: Vec<SubnetName>,
    /// Document Intelligence Studio.
    pub studio: Studio,
}

keywords!(
    /// Access for Document Intelligence Studio.
    #[derive(Default)]
    pub enum Studio {
        /// None: no CORS rule.
        #[default]
        Off = "off" ["Disabled", "false", "none"],
        /// CORS only, for browsers that can reach both resources.
        Browser = "browser" ["page", "web page"],
        /// CORS, and access from the Studio service's IP address (auto-labelling and similar).
        Service = "service",
    }
);
