//! The network layout: its subnets, with prefixes from the file or allocated from the address space.

use std::borrow::Cow;

use super::{
    BastionSubnet, Network, RouteTable, SecurityRule, Subnet, TopologyFile, WorkloadSubnet,
    values::{Prefix, ResourceName, SecurityGroupId, SubnetId, SubnetName, VirtualNetworkId},
};

/// The use of a subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SubnetUse {
    Endpoints,
    Workload(String),
    Bastion,
    TestMachine,
}

/// The settings of a subnet in the file. All kinds have the same settings, except for those that only some have.
#[derive(Debug, Clone, Copy)]
enum SubnetSettings<'a> {
    /// None: the subnet exists by default.
    Default,
    Named(&'a Subnet),
    Bastion(&'a BastionSubnet),
    Workload(&'a WorkloadSubnet),
}

/// A subnet with its settings and its prefix.
#[derive(Debug, Clone)]
pub(crate) struct SubnetLayout<'a> {
    pub(crate) used_for: SubnetUse,
    /// The prefix in the file, or one allocated from the address space.
    pub(crate) prefix: Option<Prefix>,
    /// JSON pointer to the subnet in the file.
    pub(crate) pointer: String,
    settings: SubnetSettings<'a>,
}

/// A setting that subnets of every kind have.
macro_rules! setting {
    ($(#[$doc:meta])* $name:ident: $type:ty) => {
        $(#[$doc])*
        pub(crate) fn $name(&self) -> Option<&'a $type> {
            match self.settings {
                SubnetSettings::Default => None,
                SubnetSettings::Named(subnet) => subnet.$name.as_ref(),
                SubnetSettings::Bastion(subnet) => subnet.$name.as_ref(),
                SubnetSettings::Workload(subnet) => subnet.$name.as_ref(),
            }
        }
    };
}

impl<'a> SubnetLayout<'a> {
    setting! {
        /// The resource ID of an existing subnet.
        existing: SubnetId
    }
    setting! {
        /// The name of a new network security group, if it is set in the file.
        nsg_name: ResourceName
    }
    setting! {
        /// The resource ID of an existing network security group.
        existing_nsg: SecurityGroupId
    }

    /// Its route table.
    pub(crate) fn route_table(&self) -> Option<&'a RouteTable> {
        match self.settings {
            SubnetSettings::Default | SubnetSettings::Bastion(_) => None,
            SubnetSettings::Named(subnet) => subnet.route_table.as_ref(),
            SubnetSettings::Workload(subnet) => subnet.route_table.as_ref(),
        }
    }

    /// The rules of the file for its network security group.
    pub(crate) fn rules(&self) -> &'a [SecurityRule] {
        match self.settings {
            SubnetSettings::Default | SubnetSettings::Bastion(_) => &[],
            SubnetSettings::Named(subnet) => &subnet.rules,
            SubnetSettings::Workload(subnet) => &subnet.rules,
        }
    }

    /// The name, if it is set in the file.
    pub(crate) fn name(&self) -> Option<&'a SubnetName> {
        match self.settings {
            SubnetSettings::Default => None,
            SubnetSettings::Named(subnet) => subnet.name.as_ref(),
            SubnetSettings::Bastion(subnet) => subnet.name.as_ref(),
            SubnetSettings::Workload(subnet) => Some(&subnet.name),
        }
    }

    /// What the file sets for a workload subnet.
    pub(crate) fn workload(&self) -> Option<&'a WorkloadSubnet> {
        match self.settings {
            SubnetSettings::Default | SubnetSettings::Named(_) | SubnetSettings::Bastion(_) => None,
            SubnetSettings::Workload(subnet) => Some(subnet),
        }
    }

    /// Its name in `allow.subnets`; only client subnets can be allowed.
    pub(crate) fn client_name(&self) -> Option<&str> {
        match &self.used_for {
            SubnetUse::Workload(name) => Some(name),
            SubnetUse::TestMachine => Some("testMachine"),
            SubnetUse::Endpoints | SubnetUse::Bastion => None,
        }
    }
}

/// The network with its address space and subnets.
#[derive(Debug, Clone)]
pub(crate) struct NetworkLayout<'a> {
    pub(crate) network: Cow<'a, Network>,
    pub(crate) existing: Option<&'a VirtualNetworkId>,
    pub(crate) address_space: Vec<Prefix>,
    pub(crate) subnets: Vec<SubnetLayout<'a>>,
}

impl<'a> NetworkLayout<'a> {
    /// The prefix that a workload subnet has by default while it is the only one.
    pub(crate) fn single_workload_prefix(&self) -> Option<Prefix> {
        quarter_of(&self.address_space, LAST_QUARTER).filter(|_| self.existing.is_none())
    }

    /// The prefixes that Bastion and the test VM have by default.
    pub(crate) fn machine_prefixes(&self) -> impl Iterator<Item = Prefix> {
        (1..LAST_QUARTER).filter_map(|quarter| quarter_of(&self.address_space, quarter))
    }

    pub(crate) fn subnet_for(&self, used_for: &SubnetUse) -> Option<&SubnetLayout<'a>> {
        self.subnets.iter().find(|s| s.used_for == *used_for)
    }
}

impl SubnetSettings<'_> {
    const fn prefix(self) -> Option<Prefix> {
        match self {
            Self::Default => None,
            Self::Named(subnet) => subnet.prefix,
            Self::Bastion(subnet) => subnet.prefix,
            Self::Workload(subnet) => subnet.prefix,
        }
    }
}

/// Index of the quarter of the first /24 that a workload subnet gets.
const LAST_QUARTER: usize = 3;

/// A quarter of the first /24: a rule that can be documented in one sentence.
fn quarter_of(address_space: &[Prefix], quarter: usize) -> Option<Prefix> {
    let first = address_space.first()?;
    let block = ipnet::Ipv4Net::new(first.0.network(), 24).ok().filter(|block| first.0.contains(block))?;
    block.subnets(26).ok()?.nth(quarter).map(Prefix)
}

/// The default address space.
const DEFAULT_ADDRESS_SPACE: &str = "10.20.0.0/24";

impl TopologyFile {
    /// The network layout, if the topology has a network.
    pub(crate) fn network_layout<'a>(&'a self) -> Option<NetworkLayout<'a>> {
        if !self.has_network() {
            return None;
        }
        let configured = self.network.as_ref();
        let existing = configured.and_then(|network| network.existing.as_ref());
        let network = configured.map_or_else(|| Cow::Owned(Network::default()), Cow::Borrowed);
        let address_space = match (existing, network.address_space.as_slice()) {
            (None, []) => DEFAULT_ADDRESS_SPACE.parse().into_iter().collect(),
            (_, space) => space.to_vec(),
        };
        let allocate = |quarter: usize| quarter_of(&address_space, quarter).filter(|_| existing.is_none());
        let mut subnets = Vec::new();
        let mut add = |used_for: SubnetUse, pointer: String, settings: SubnetSettings<'a>, quarter: usize| {
            let mut subnet = SubnetLayout { used_for, prefix: settings.prefix(), pointer, settings };
            if subnet.prefix.is_none() && subnet.existing().is_none() {
                subnet.prefix = allocate(quarter);
            }
            subnets.push(subnet);
        };
        let named = configured.map(|network| &network.subnets);
        let endpoints = self.has_account_endpoint() || self.has_blob_endpoint() || self.has_vault_endpoint();
        let endpoint_settings = named.and_then(|all| all.endpoints.as_ref()).map(SubnetSettings::Named);
        let bastion_settings = named.and_then(|all| all.bastion.as_ref()).map(SubnetSettings::Bastion);
        let machine_settings = named.and_then(|all| all.test_machine.as_ref()).map(SubnetSettings::Named);
        let single = [
            (SubnetUse::Endpoints, "endpoints", endpoint_settings, endpoints),
            (SubnetUse::Bastion, "bastion", bastion_settings, self.bastion_has_subnet()),
            (SubnetUse::TestMachine, "testMachine", machine_settings, self.test_machine.is_some()),
        ];
        for (quarter, (used_for, key, settings, required)) in single.into_iter().enumerate() {
            if required || settings.is_some() {
                let settings = settings.unwrap_or(SubnetSettings::Default);
                add(used_for, format!("/network/subnets/{key}"), settings, quarter);
            }
        }
        match named.and_then(|all| all.workloads.as_ref()) {
            None if existing.is_none() => {
                let used_for = SubnetUse::Workload("workloads".to_owned());
                add(used_for, "/network/subnets".to_owned(), SubnetSettings::Default, LAST_QUARTER);
            }
            None => {}
            Some(workloads) => {
                // Only a single workload subnet can have the last quarter.
                let quarter = if workloads.len() == 1 { LAST_QUARTER } else { usize::MAX };
                for (at, workload) in workloads.iter().enumerate() {
                    let used_for = SubnetUse::Workload(workload.name.to_string());
                    let pointer = format!("/network/subnets/workloads/{at}");
                    add(used_for, pointer, SubnetSettings::Workload(workload), quarter);
                }
            }
        }
        Some(NetworkLayout { network, existing, address_space, subnets })
    }
}
