//! The network as it will be: its subnets, with prefixes cut from the address space.

use std::borrow::Cow;

use super::{
    Network, Subnet, Topology,
    values::{Prefix, SecurityGroupId, SubnetId, VirtualNetworkId},
};

/// What a subnet is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Use {
    Endpoints,
    Workload(String),
    Bastion,
    TestMachine,
}

/// A subnet with everything known about it.
#[derive(Debug, Clone)]
pub(crate) struct SubnetLayout {
    pub(crate) used_for: Use,
    /// The name written in the file, if one is.
    pub(crate) name: Option<String>,
    pub(crate) existing: Option<SubnetId>,
    pub(crate) prefix: Option<Prefix>,
    pub(crate) nsg_name: Option<String>,
    /// The network security group, where it exists already.
    pub(crate) existing_nsg: Option<SecurityGroupId>,
    /// Where the file speaks of it.
    pub(crate) pointer: String,
}

impl SubnetLayout {
    /// What `allow.subnets` calls it; only subnets of clients can be allowed.
    pub(crate) fn client_name(&self) -> Option<&str> {
        match &self.used_for {
            Use::Workload(name) => Some(name),
            Use::TestMachine => Some("testMachine"),
            Use::Endpoints | Use::Bastion => None,
        }
    }
}

/// The network with everything known about it.
#[derive(Debug, Clone)]
pub(crate) struct NetworkLayout<'a> {
    pub(crate) network: Cow<'a, Network>,
    pub(crate) existing: Option<VirtualNetworkId>,
    pub(crate) address_space: Vec<Prefix>,
    pub(crate) subnets: Vec<SubnetLayout>,
}

impl NetworkLayout<'_> {
    pub(crate) fn subnet(&self, used_for: &Use) -> Option<&SubnetLayout> {
        self.subnets.iter().find(|s| s.used_for == *used_for)
    }
}

/// The default address space.
const DEFAULT_SPACE: &str = "10.20.0.0/24";

impl Topology {
    /// The network as it will be.
    pub(crate) fn layout(&self) -> Option<NetworkLayout<'_>> {
        if !self.has_network() {
            return None;
        }
        let network = self.network.as_ref().map_or_else(|| Cow::Owned(Network::default()), Cow::Borrowed);
        let existing = network.existing.clone();
        let address_space = match (&existing, network.address_space.as_slice()) {
            (None, []) => DEFAULT_SPACE.parse().into_iter().collect(),
            (_, space) => space.to_vec(),
        };
        // The first /24 in four: a rule that can be said in one sentence.
        let cut = |at: usize| -> Option<Prefix> {
            let first = address_space.first().filter(|_| existing.is_none())?;
            let block = ipnet::Ipv4Net::new(first.0.network(), 24).ok().filter(|block| first.0.contains(block))?;
            block.subnets(26).ok()?.nth(at).map(Prefix)
        };
        let mut subnets = Vec::new();
        let mut add = |used_for: Use, pointer: &str, subnet: Option<&Subnet>, at: usize, wanted: bool| {
            if !wanted && subnet.is_none() {
                return;
            }
            let subnet = subnet.cloned().unwrap_or_default();
            let prefix = subnet.prefix.or_else(|| if subnet.existing.is_none() { cut(at) } else { None });
            subnets.push(SubnetLayout {
                used_for,
                name: subnet.name.as_ref().map(ToString::to_string),
                existing: subnet.existing,
                prefix,
                nsg_name: subnet.nsg_name.as_ref().map(ToString::to_string),
                existing_nsg: subnet.existing_nsg,
                pointer: pointer.to_owned(),
            });
        };
        let named = &network.subnets;
        let endpoints = self.has_account_endpoint() || self.has_blob_endpoint() || self.has_vault_endpoint();
        add(Use::Endpoints, "/network/subnets/endpoints", named.endpoints.as_ref(), 0, endpoints);
        let bastion = self.bastion_has_subnet();
        add(Use::Bastion, "/network/subnets/bastion", named.bastion.as_ref(), 1, bastion);
        let machine = self.test_machine.is_some();
        add(Use::TestMachine, "/network/subnets/testMachine", named.test_machine.as_ref(), 2, machine);
        match &named.workloads {
            None if existing.is_none() => {
                add(Use::Workload("workloads".to_owned()), "/network/subnets", None, 3, true);
            }
            None => {}
            Some(workloads) => {
                for (at, workload) in workloads.iter().enumerate() {
                    let subnet = Subnet {
                        existing: workload.existing.clone(),
                        name: Some(workload.name.clone()),
                        prefix: workload.prefix,
                        nsg_name: workload.nsg_name.clone(),
                        existing_nsg: workload.existing_nsg.clone(),
                    };
                    // Only a single workload subnet can have the last quarter.
                    let quarter = if workloads.len() == 1 { 3 } else { usize::MAX };
                    add(
                        Use::Workload(workload.name.to_string()),
                        &format!("/network/subnets/workloads/{at}"),
                        Some(&subnet),
                        quarter,
                        true,
                    );
                }
            }
        }
        Some(NetworkLayout { network, existing, address_space, subnets })
    }
}
