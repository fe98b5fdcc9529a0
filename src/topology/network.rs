//! The virtual network and its subnets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{
    DdosPlanId, DnsServer, Location, Prefix, ResourceName, SecurityGroupId, ServiceName, SubnetId, SubnetName,
    VirtualNetworkId, keywords,
};
use super::{routes::RouteTable, security_rules::SecurityRule};

/// The virtual network: a new one, or an existing one by its ID.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Network {
    /// Resource ID of an existing network. New subnets are added to it; existing subnets are specified by ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<VirtualNetworkId>,
    /// Region of an existing network, in which its private endpoints, network security groups, VM and Bastion have to be.
    /// Its ID does not contain the region. Default: the region of the topology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Name of a new network. Default: `vnet-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ResourceName>,
    /// Address space. Default for a new network, also in place of an empty list: `10.20.0.0/24`. The first /24 is split
    /// into four /26 for subnets without a prefix: endpoints, Bastion, test VM, workloads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20))]
    pub address_space: Vec<Prefix>,
    /// IP addresses of the DNS servers of a new network, in their order. They have to forward names to Azure DNS
    /// (168.63.129.16), or private endpoints are not found. Default: Azure DNS.
    #[schemars(extend("maxItems" = 20, "uniqueItems" = true))]
    pub dns_servers: Vec<DnsServer>,
    /// Resource ID of an existing `DDoS` protection plan, which a new network joins. Cost-relevant: the plan is billed by
    /// the month, and for public IP addresses above 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ddos_plan: Option<DdosPlanId>,
    /// The subnets.
    pub subnets: Subnets,
    /// Resource IDs of more networks to link the private DNS zones to, for name resolution. Peering is managed
    /// outside this topology.
    #[schemars(extend("maxItems" = 50, "uniqueItems" = true))]
    pub linked_networks: Vec<VirtualNetworkId>,
    /// CIDR ranges behind a VPN or `ExpressRoute` gateway with access to the private endpoints. An allow list only with
    /// `endpointSources: listed`.
    #[schemars(extend("maxItems" = 50, "uniqueItems" = true))]
    pub on_premises: Vec<Prefix>,
    /// Sources with access to the subnet of the private endpoints.
    pub endpoint_sources: EndpointSources,
}

keywords!(
    /// Sources with access to the subnet of the private endpoints.
    #[derive(Default)]
    pub enum EndpointSources {
        /// The service tag `VirtualNetwork`: the network, peered networks, and all connected on-premises ranges.
        #[default]
        VirtualNetwork = "virtualNetwork" ["vnet"],
        /// The subnets of the workloads and of the test VM, and the CIDR ranges under `onPremises`.
        Listed = "listed" ["list", "allow list"],
    }
);

/// The subnets by their use.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Subnets {
    /// Subnet of the private endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Subnet>,
    /// Subnets of the clients. Default for a new network: one, named `snet-workloads` (`workloads` in
    /// `allow.subnets`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxItems" = 20))]
    pub workloads: Option<Vec<WorkloadSubnet>>,
    /// Subnet of Bastion; always named `AzureBastionSubnet`. Only with a test VM behind Bastion Basic or
    /// Standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bastion: Option<BastionSubnet>,
    /// Subnet of the test VM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_machine: Option<Subnet>,
}

/// A subnet: a new one by its prefix, or an existing one by its ID.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Subnet {
    /// Resource ID of an existing subnet of the existing network. Its network security group is managed outside this
    /// topology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<SubnetId>,
    /// Name of a new subnet. Default: `snet-` and its use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<SubnetName>,
    /// CIDR range. With `existing`, for the check of static IP addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// Name of its network security group. Default: `nsg-<use>-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsg_name: Option<ResourceName>,
    /// Resource ID of an existing network security group, whose rules are managed outside this topology. Instead of
    /// `nsgName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_nsg: Option<SecurityGroupId>,
    /// Further rules of its new network security group. Default: none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 100))]
    pub rules: Vec<SecurityRule>,
    /// Route table of a new subnet. Default: none, so that Azure's default routes apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_table: Option<RouteTable>,
}

/// The subnet of Bastion: a new one by its prefix, or an existing one by its ID. Azure accepts no route table for it, and its
/// network security group has the rules that Azure Bastion requires, and no others.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BastionSubnet {
    /// Resource ID of an existing subnet of the existing network. Its network security group is managed outside this
    /// topology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<SubnetId>,
    /// Always `AzureBastionSubnet`, which is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<SubnetName>,
    /// CIDR range. With `existing`, for the rule that allows Bastion to reach the test VM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// Name of its network security group. Default: `nsg-bastion-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsg_name: Option<ResourceName>,
    /// Resource ID of an existing network security group, whose rules are managed outside this topology. Instead of
    /// `nsgName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_nsg: Option<SecurityGroupId>,
}

/// A subnet for clients.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkloadSubnet {
    /// Its name in Azure and in `allow.subnets`.
    pub name: SubnetName,
    /// Resource ID of an existing subnet of the existing network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing: Option<SubnetId>,
    /// CIDR range. With `existing`, for `endpointSources: listed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// Name of its network security group. Default: `nsg-<subnet>-<name>-<environment>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsg_name: Option<ResourceName>,
    /// Resource ID of an existing network security group, whose rules are managed outside this topology. Instead of
    /// `nsgName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_nsg: Option<SecurityGroupId>,
    /// Further rules of its new network security group. Default: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 100))]
    pub rules: Vec<SecurityRule>,
    /// Route table of a new subnet. Default: none, so that Azure's default routes apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_table: Option<RouteTable>,
    /// Delegates a new subnet to a service, which then deploys its own resources into it: `Microsoft.App/environments`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<ServiceName>,
}
