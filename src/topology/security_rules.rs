//! Security rules of subnets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{PortRange, ResourceName, RuleDescription, RulePrefix, keywords};

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
        /// ESP.
        Esp = "Esp",
        /// AH.
        Ah = "Ah",
        /// Any protocol.
        Any = "*" ["any", "all"],
    }
);
