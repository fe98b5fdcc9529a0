//! The virtual network and its subnets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Prefix, ResourceName, SecurityGroupId, SubnetId, SubnetName, VirtualNetworkId};

/// The virtual network: a new one, or an existing one by its ID.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Network {
    /// Resource ID of an existing network. New subnets are added to it; subnets that exist are named by ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<VirtualNetworkId>,
    /// Name of a new network. Default: `vnet-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ResourceName>,
    /// Address space. Default of a new network: `10.20.0.0/24`. The first /24 of it is cut into four /26 for
    /// subnets that state no prefix: endpoints, Bastion, test machine, workloads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20))]
    pub address_space: Vec<Prefix>,
    /// The subnets.
    pub subnets: Subnets,
    /// Resource IDs of further networks whose clients resolve the private names: the zones are linked to them.
    /// Peering is theirs to have.
    #[schemars(extend("maxItems" = 50, "uniqueItems" = true))]
    pub linked_networks: Vec<VirtualNetworkId>,
    /// Ranges behind a VPN or `ExpressRoute` gateway that may call the private endpoints.
    #[schemars(extend("maxItems" = 50, "uniqueItems" = true))]
    pub on_premises: Vec<Prefix>,
}

/// The subnets by their use.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Subnets {
    /// Holds the private endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Subnet>,
    /// Hold the clients. Default of a new network: one, named `snet-workloads`, which `allow.subnets` calls
    /// `workloads`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxItems" = 20))]
    pub workloads: Option<Vec<WorkloadSubnet>>,
    /// Holds Bastion; always named `AzureBastionSubnet`. Only with a test machine behind Bastion Basic or
    /// Standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bastion: Option<Subnet>,
    /// Holds the test machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_machine: Option<Subnet>,
}

/// A subnet: a new one by its prefix, or an existing one by its ID.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Subnet {
    /// Resource ID of an existing subnet of the existing network. Its network security group stays its owner's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<SubnetId>,
    /// Name of a new subnet. Default: `snet-` and its use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<SubnetName>,
    /// Address range. With `existing`, for the check of static addresses, and of Bastion's subnet for the rule that
    /// lets Bastion reach the test machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// Name of its network security group. Default: `nsg-<use>-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsg_name: Option<ResourceName>,
    /// Resource ID of a network security group that exists; its rules stay its owner's. Instead of `nsgName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_nsg: Option<SecurityGroupId>,
}

/// A subnet for clients.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkloadSubnet {
    /// Its name in Azure, by which `allow.subnets` refers to it.
    pub name: SubnetName,
    /// Resource ID of an existing subnet of the existing network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing: Option<SubnetId>,
    /// Address range of a new subnet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// Name of its network security group. Default: `nsg-<subnet>-<name>-<environment>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsg_name: Option<ResourceName>,
    /// Resource ID of a network security group that exists; its rules stay its owner's. Instead of `nsgName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_nsg: Option<SecurityGroupId>,
}
