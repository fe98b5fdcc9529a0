//! Route tables of subnets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{PrivateAddress, ResourceName, RoutePrefix, RouteTableId, keywords};

/// The route table of a subnet: a new one with its routes, or an existing one by its ID.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RouteTable {
    /// Resource ID of an existing route table, whose routes are managed outside this topology. Instead of the other
    /// settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<RouteTableId>,
    /// Name of a new route table. Default: `rt-<use>-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ResourceName>,
    /// Keeps the routes that a VPN or `ExpressRoute` gateway learns out of the subnet, so that the routes of this table
    /// apply. Azure's default is `false`.
    pub disable_bgp_route_propagation: bool,
    /// Its routes. Traffic to other destinations follows Azure's default routes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200))]
    pub routes: Vec<Route>,
}

impl Default for RouteTable {
    fn default() -> Self {
        Self { existing: None, name: None, disable_bgp_route_propagation: true, routes: Vec::new() }
    }
}

/// A route, with Azure's names of its fields.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Route {
    /// Its name in the table.
    pub name: ResourceName,
    /// Destination: a CIDR range, or a service tag such as `AzureActiveDirectory`.
    pub address_prefix: RoutePrefix,
    /// Next hop of traffic to the destination.
    pub next_hop_type: NextHopType,
    /// Private IP address of the virtual appliance; only with `VirtualAppliance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_hop_ip_address: Option<PrivateAddress>,
}

keywords!(
    /// Next hop of a route.
    pub enum NextHopType {
        /// A firewall or another appliance, which forwards the traffic or drops it.
        VirtualAppliance = "VirtualAppliance" ["appliance", "nva", "firewall"],
        /// The VPN gateway of the network.
        VirtualNetworkGateway = "VirtualNetworkGateway" ["gateway", "vpn gateway"],
        /// The address ranges of the virtual network.
        VnetLocal = "VnetLocal" ["virtual network"],
        /// Public addresses, which a subnet reaches only through a NAT gateway.
        Internet = "Internet",
        /// None: the traffic is dropped.
        None = "None" ["drop", "blackhole"],
    }
);
