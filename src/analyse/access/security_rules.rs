//! Which rule of a network security group applies to traffic, inbound and outbound.

use ipnet::Ipv4Net;

use super::{
    rule_coverage::{Undecided, coverage},
    services::referenced_symbol,
    traffic::{PartOf, Traffic, literal_text, prefix_of},
};
use crate::{
    catalog::service_tags::VIRTUAL_NETWORK,
    order,
    plan::{Body, ResolvedTopology, Resource, SecurityRule, Subnet, Symbol},
};

/// A rule that decides about traffic.
pub(super) struct DecidingRule<'a> {
    pub(super) rule: &'a SecurityRule,
    /// The key of the file; none for a rule of di-gen.
    pub(super) key: Option<String>,
}

/// What decides about traffic.
pub(super) enum RuleDecision<'a> {
    /// Azure's default rules, which allow it.
    Default,
    /// This rule.
    Certain(DecidingRule<'a>),
    /// This rule, for a part of the traffic.
    Partial(DecidingRule<'a>, PartOf),
}

impl DecidingRule<'_> {
    pub(super) fn name(&self) -> &str {
        literal_text(&self.rule.name).unwrap_or_default()
    }

    pub(super) fn allows(&self) -> bool {
        self.rule.access == "Allow"
    }

    /// The key of the file, or another one for a rule of di-gen.
    pub(super) fn key_or(&self, other: &str) -> String {
        self.key.clone().unwrap_or_else(|| other.to_owned())
    }

    /// `allows` or `denies`.
    pub(super) fn verb(&self) -> &'static str {
        if self.allows() { "allows" } else { "denies" }
    }
}

/// The rules of the network security group of a subnet that this topology creates.
pub(super) fn rules_of_subnet<'a>(plan: &'a ResolvedTopology, subnet: &Subnet) -> Option<&'a [SecurityRule]> {
    let group = referenced_symbol(&subnet.network_security_group).and_then(|group| plan.find(group))?;
    match &group.body {
        Body::NetworkSecurityGroup(group) => Some(&group.rules),
        _ => None,
    }
}

/// The prefix of a subnet that this topology creates.
pub(super) fn known_prefix(plan: &ResolvedTopology, subnet: &Symbol) -> Option<Ipv4Net> {
    prefix_of(&plan.find(subnet)?.body)
}

/// The rule of a subnet's group that decides about traffic, by priority.
pub(super) fn deciding_rule<'a>(
    plan: &ResolvedTopology,
    subnet: &Resource,
    rules: &'a [SecurityRule],
    traffic: &Traffic,
) -> RuleDecision<'a> {
    let matched = |(index, rule): (usize, &'a SecurityRule)| Some((index, rule, coverage(plan, rule, traffic)?));
    let mut matching: Vec<_> = rules.iter().enumerate().filter_map(matched).collect();
    order::sort_by_key(&mut matching, |(_, rule, _)| rule.priority);
    // A rule decides about what the rules before it leave.
    let mut undecided = Undecided::all_of(plan, traffic);
    matching.retain(|(_, _, coverage)| {
        let applies = undecided.may_match(coverage);
        undecided.remove(coverage);
        applies
    });
    let decided = if undecided.is_empty() { matching.pop() } else { None };
    let access = decided.as_ref().map_or("Allow", |(_, rule, _)| rule.access);
    // Rules of the file come first in the list; what exists has no others.
    let deciding = |index: usize, rule: &'a SecurityRule| DecidingRule {
        rule,
        key: (rule.is_of_file() || plan.observed().is_some()).then(|| format!("{}/rules/{index}", subnet.origin)),
    };
    // What is decided for all of the traffic is not made uncertain by a rule with the same access.
    for (index, rule, coverage) in &matching {
        if let Some(part) = coverage.part
            && rule.access != access
        {
            return RuleDecision::Partial(deciding(*index, rule), part);
        }
    }
    decided.map_or(RuleDecision::Default, |(index, rule, _)| RuleDecision::Certain(deciding(index, rule)))
}

/// Whether di-gen's rule for the service tag allows inbound traffic from all connected networks.
pub(super) fn allows_network_tag(rules: &[SecurityRule]) -> bool {
    rules.iter().any(|rule| {
        rule.direction == "Inbound"
            && rule.access == "Allow"
            && rule.source.as_ref().and_then(literal_text) == Some(VIRTUAL_NETWORK)
    })
}
