//! A warning about a rule of the file that denies sessions of Azure Bastion to the test VM before di-gen's rule allows them.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{
    builder::PlanBuilder,
    security_rules::{bastion_source, remote_administration_port},
};
use crate::{
    catalog::service_tags::VIRTUAL_NETWORK,
    diagnostic::{Code, Diagnostic},
    order,
    topology::{
        RuleAccess, RuleDirection, RuleProtocol, SecurityRule, SubnetUse,
        own_rules::ALLOW_BASTION,
        values::{PortRange, RulePrefix},
    },
};

pub(super) fn warn_about_bastion_rules(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone().filter(|_| b.topology.test_machine.is_some()) else { return };
    let Some(subnet) = layout.subnet_for(&SubnetUse::TestMachine) else { return };
    let Some((source, text)) = bastion_source(b).and_then(|text| Some((range_of(&text)?, text))) else { return };
    let port = remote_administration_port(b);
    let is_inbound = |rule: &SecurityRule| {
        rule.direction == RuleDirection::Inbound
            && rule.priority < ALLOW_BASTION.priority
            && matches!(rule.protocol, RuleProtocol::Any | RuleProtocol::Tcp)
            && rule.destination_port_ranges.iter().any(|ports| has_port(ports, port))
            && overlaps(&rule.source_address_prefixes, source)
    };
    let mut rules: Vec<_> = subnet.rules().iter().enumerate().filter(|(_, rule)| is_inbound(rule)).collect();
    order::sort_by_key(&mut rules, |(_, rule)| rule.priority);
    for (index, rule) in rules {
        let is_complete = contains(&rule.source_address_prefixes, source)
            && subnet.prefix.is_some_and(|prefix| contains(&rule.destination_address_prefixes, prefix.0))
            && rule.source_port_ranges.iter().all(|ports| ports.as_str() == "*");
        match rule.access {
            // It may allow the sessions; what a rule behind it denies is not known.
            RuleAccess::Allow => return,
            RuleAccess::Deny if is_complete => {
                let message = format!("rule `{}` denies sessions of Azure Bastion to the test VM", rule.name);
                let warning = Diagnostic::warning(Code::BASTION_RULE, message)
                    .at_value(format!("{}/rules/{index}/priority", subnet.pointer))
                    .label(format!(
                        "evaluated before `{}`, with priority {}",
                        ALLOW_BASTION.name, ALLOW_BASTION.priority
                    ))
                    .help(format!("set a priority from {} to 4095", ALLOW_BASTION.priority + 1))
                    .help(format!("or allow TCP port {port} from {text} with a lower priority"));
                b.add_note(None, warning);
                return;
            }
            RuleAccess::Deny => {}
        }
    }
}

fn range_of(text: &str) -> Option<Ipv4Net> {
    text.parse().ok().or_else(|| text.parse::<Ipv4Addr>().ok().map(Ipv4Net::from))
}

fn has_port(ports: &PortRange, port: u16) -> bool {
    PortRange::ports_of(ports.as_str()).is_some_and(|ports| ports.contains(&port))
}

/// Whether a list has all addresses of a range in the network, or in one that is connected to it. Without elements, it has all.
fn contains(prefixes: &[RulePrefix], range: Ipv4Net) -> bool {
    prefixes.is_empty()
        || prefixes.iter().any(|prefix| match prefix {
            RulePrefix::Any => true,
            RulePrefix::Range(listed) => listed.contains(&range),
            RulePrefix::ServiceTag(tag) => tag.eq_ignore_ascii_case(VIRTUAL_NETWORK),
        })
}

fn overlaps(prefixes: &[RulePrefix], range: Ipv4Net) -> bool {
    let has_part = |prefix: &RulePrefix| matches!(prefix, RulePrefix::Range(listed) if range.contains(listed));
    contains(prefixes, range) || prefixes.iter().any(has_part)
}
