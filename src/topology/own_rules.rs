//! The names and places of the security rules that di-gen writes.

use super::{RuleDirection, layout::SubnetUse};

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
