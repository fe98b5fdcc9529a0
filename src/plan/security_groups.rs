//! How azurerm assigns a network security group and a route table to a subnet, which decides whether the subnet is ever
//! without them.

use std::ops::RangeInclusive;

use super::{Body, Expr, LanguageFamily, NetworkSecurityGroup, ResolvedTopology, Resource, SecurityRule, Symbol};
use crate::topology::{AzurermMajor, own_rules::OwnRule, values::PortRange};

/// How azurerm assigns the network security group of a subnet that the topology creates, and its route table in the same
/// way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityGroupAssignment {
    /// In the request for the network, which contains the subnet.
    InNetwork,
    /// In the request for the subnet, by a write-only argument.
    InSubnet,
    /// In a request of its own, after the subnet exists.
    ByAssociation,
}

impl ResolvedTopology {
    /// How azurerm assigns the network security group of a subnet; `None` for other resources and existing subnets.
    #[must_use]
    pub fn security_group_assignment(&self, subnet: &Resource) -> Option<SecurityGroupAssignment> {
        if subnet.existing.is_some() || !matches!(subnet.body, Body::Subnet(_)) {
            return None;
        }
        Some(match self.azurerm {
            _ if subnet.nesting.is_inside_parent(LanguageFamily::Terraform) => SecurityGroupAssignment::InNetwork,
            AzurermMajor::V5 => SecurityGroupAssignment::InSubnet,
            AzurermMajor::V4 => SecurityGroupAssignment::ByAssociation,
        })
    }

    /// Whether Terraform has to change what uses a network security group or route table before it deletes it: a subnet
    /// that has it as an argument. An association is destroyed before by itself.
    #[must_use]
    pub fn is_argument_of_subnet(&self, target: &Symbol) -> bool {
        let id = Expr::id(target);
        self.resources.iter().any(|resource| {
            let Body::Subnet(subnet) = &resource.body else { return false };
            let assignment = self.security_group_assignment(resource);
            (subnet.network_security_group == id || subnet.route_table.as_ref() == Some(&id))
                && assignment.is_some_and(|assignment| assignment != SecurityGroupAssignment::ByAssociation)
        })
    }
}

impl SecurityRule {
    /// Whether the file has the rule, and not di-gen.
    pub(crate) fn is_of_file(&self) -> bool {
        matches!(&self.name, Expr::String(name) if OwnRule::named(name).is_none())
    }

    /// Its sources: CIDR ranges, a service tag or `*`.
    pub(crate) fn source_prefixes(&self) -> Vec<&str> {
        texts(self.source.as_ref(), self.sources.as_ref())
    }

    /// Its destinations: CIDR ranges, a service tag or `*`.
    pub(crate) fn destination_prefixes(&self) -> Vec<&str> {
        texts(self.destination.as_ref(), self.destinations.as_ref())
    }

    /// The ports of its sources.
    pub(crate) fn source_port_ranges(&self) -> Vec<RangeInclusive<u16>> {
        port_ranges(self.source_port.as_ref(), self.source_ports.as_ref())
    }

    /// The ports of its destinations.
    pub(crate) fn destination_port_ranges(&self) -> Vec<RangeInclusive<u16>> {
        port_ranges(self.port.as_ref(), self.ports.as_ref())
    }
}

/// The values of a singular and a plural property of a rule.
pub(crate) fn texts<'a>(one: Option<&'a Expr>, several: Option<&'a Expr>) -> Vec<&'a str> {
    let list = match several {
        Some(Expr::List(items)) => items.as_slice(),
        _ => &[],
    };
    let text = |expr: &'a Expr| if let Expr::String(text) = expr { Some(text.as_str()) } else { None };
    one.into_iter().chain(list).filter_map(text).collect()
}

fn port_ranges(one: Option<&Expr>, several: Option<&Expr>) -> Vec<RangeInclusive<u16>> {
    texts(one, several).into_iter().filter_map(PortRange::ports_of).collect()
}

impl NetworkSecurityGroup {
    /// The rules of the file, each with its key. `origin` is the key of the subnet. The subnet of Azure Bastion has none.
    pub(crate) fn rules_of_file<'a>(&'a self, origin: &'a str) -> impl Iterator<Item = (&'a SecurityRule, String)> {
        let keys = (0..).map(move |index| format!("{origin}/rules/{index}"));
        // They come first in the list.
        let is_bastion = origin == "/network/subnets/bastion";
        self.rules.iter().take_while(move |rule| !is_bastion && rule.is_of_file()).zip(keys)
    }
}
