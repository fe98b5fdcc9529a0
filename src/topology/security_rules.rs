//! Security rules of subnets: those of the file, and the places of di-gen's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    layout::SubnetUse,
    values::{PortRange, ResourceName, RuleDescription, RulePrefix, keywords},
};

/// A security rule of the network security group of a subnet, with Azure's names of its fields. The rule with the lowest
/// priority that matches traffic decides; rules of di-gen have the priorities 4000, 4010 and 4096.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityRule {
    /// Its name in the network security group.
    pub name: ResourceName,
    /// Its description. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<RuleDescription>,
    /// Its place among the rules of its direction: the lowest number is evaluated first.
    #[schemars(range(min = 100, max = 4096))]
    pub priority: u16,
    /// Direction of the traffic, as seen from the subnet.
    pub direction: RuleDirection,
    /// Whether it allows or denies the traffic.
    pub access: RuleAccess,
    /// Protocol of the traffic.
    pub protocol: RuleProtocol,
    /// Sources: CIDR ranges, or one service tag, or `*`.
    #[schemars(extend("minItems" = 1, "maxItems" = 100, "uniqueItems" = true))]
    pub source_address_prefixes: Vec<RulePrefix>,
    /// Source ports. Default: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 100, "uniqueItems" = true))]
    pub source_port_ranges: Vec<PortRange>,
    /// Destinations: CIDR ranges, or one service tag, or `*`.
    #[schemars(extend("minItems" = 1, "maxItems" = 100, "uniqueItems" = true))]
    pub destination_address_prefixes: Vec<RulePrefix>,
    /// Destination ports.
    #[schemars(extend("minItems" = 1, "maxItems" = 100, "uniqueItems" = true))]
    pub destination_port_ranges: Vec<PortRange>,
}

keywords!(
    /// Direction of the traffic that a security rule applies to.
    pub enum RuleDirection {
        /// To the subnet.
        Inbound = "Inbound" ["in", "ingress"],
        /// From the subnet.
        Outbound = "Outbound" ["out", "egress"],
    }
);

keywords!(
    /// What a security rule does with traffic.
    pub enum RuleAccess {
        /// The traffic is allowed.
        Allow = "Allow" ["permit", "accept"],
        /// The traffic is denied.
        Deny = "Deny" ["block", "drop", "reject"],
    }
);

keywords!(
    /// Protocol that a security rule applies to.
    pub enum RuleProtocol {
        /// TCP.
        Tcp = "Tcp",
        /// UDP.
        Udp = "Udp",
        /// ICMP.
        Icmp = "Icmp" ["icmpv4", "ping"],
        /// ESP, of IPsec.
        Esp = "Esp",
        /// AH, of IPsec.
        Ah = "Ah",
        /// Any protocol.
        Any = "*" ["any", "all"],
    }
);

/// The place of a rule that di-gen writes.
#[derive(Debug)]
pub(crate) struct OwnRule {
    pub(crate) name: &'static str,
    pub(crate) direction: RuleDirection,
    pub(crate) priority: u16,
}

const fn inbound(name: &'static str, priority: u16) -> OwnRule {
    OwnRule { name, direction: RuleDirection::Inbound, priority }
}

const fn outbound(name: &'static str, priority: u16) -> OwnRule {
    OwnRule { name, direction: RuleDirection::Outbound, priority }
}

// They come late, so that rules of the file can be evaluated before them.
pub(crate) const ALLOW_NETWORK: OwnRule = inbound("AllowVirtualNetworkHttpsInbound", 4000);
pub(crate) const ALLOW_CLIENT_SUBNETS: OwnRule = inbound("AllowClientSubnetsHttpsInbound", 4000);
pub(crate) const ALLOW_ON_PREMISES: OwnRule = inbound("AllowOnPremisesHttpsInbound", 4010);
pub(crate) const ALLOW_BASTION: OwnRule = inbound("AllowBastionInbound", 4000);
pub(crate) const DENY_ALL: OwnRule = inbound("DenyAllInbound", 4096);
pub(crate) const DENY_INTERNET: OwnRule = inbound("DenyInternetInbound", 4096);
pub(crate) const DENY_REMOTE_ADMINISTRATION: OwnRule = outbound("DenyRemoteAdministrationOutbound", 4000);

/// Own rules of every subnet that can have rules of the file.
const OWN_RULES: [&OwnRule; 7] = [
    &ALLOW_NETWORK,
    &ALLOW_CLIENT_SUBNETS,
    &ALLOW_ON_PREMISES,
    &ALLOW_BASTION,
    &DENY_ALL,
    &DENY_INTERNET,
    &DENY_REMOTE_ADMINISTRATION,
];

impl OwnRule {
    /// The own rule with a name, in any kind of subnet. Letter case does not matter.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        OWN_RULES.into_iter().find(|rule| rule.name.eq_ignore_ascii_case(name))
    }

    /// The own rules that a subnet has, or gets with another setting of the topology.
    pub(crate) const fn of_subnet(used_for: &SubnetUse) -> &'static [Self] {
        match used_for {
            SubnetUse::Endpoints => {
                const { &[ALLOW_NETWORK, ALLOW_CLIENT_SUBNETS, ALLOW_ON_PREMISES, DENY_ALL, DENY_REMOTE_ADMINISTRATION] }
            }
            SubnetUse::Workload(_) => const { &[DENY_INTERNET, DENY_REMOTE_ADMINISTRATION] },
            SubnetUse::TestMachine => const { &[ALLOW_BASTION, DENY_ALL, DENY_REMOTE_ADMINISTRATION] },
            // The rules that Azure Bastion requires are the only ones of its subnet.
            SubnetUse::Bastion => &[],
        }
    }
}
