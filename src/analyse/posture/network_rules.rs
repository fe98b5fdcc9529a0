//! Rules for networks and their security rules.

use std::ops::RangeInclusive;

use ipnet::Ipv4Net;

use super::rule::{RuleViolation, violation_if};
use crate::{
    analyse::number_set::NumberSet,
    catalog::service_tags::{INTERNET, VIRTUAL_NETWORK},
    plan::{Body, CallerKind, Expr, ResolvedTopology, SecurityRule},
    topology::values::PublicRange,
};

/// A list of on-premises ranges is no allow list while a rule for the service tag allows them all.
pub(super) fn check_on_premises_ranges(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let is_tag = |source: &Option<Expr>| matches!(source, Some(Expr::String(text)) if text == "VirtualNetwork");
    let allows_tag = plan.resources.iter().any(|resource| match &resource.body {
        Body::NetworkSecurityGroup(group) if resource.symbol.as_str() == "endpointsNsg" => {
            group.rules.iter().any(|rule| rule.direction == "Inbound" && rule.access == "Allow" && is_tag(&rule.source))
        }
        _ => false,
    });
    let lists_ranges = plan.callers.iter().any(|caller| matches!(caller.kind, CallerKind::OnPremises(_)));
    violation_if(
        allows_tag && lists_ranges,
        "/network/onPremises",
        "set `network.endpointSources: listed` to allow only these ranges and the subnets of the clients",
    )
}

/// Security rules of the file that allow inbound traffic from public addresses.
pub(super) fn check_open_rules(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let mut violations = Vec::new();
    for resource in &plan.resources {
        let Body::NetworkSecurityGroup(group) = &resource.body else { continue };
        for (rule, pointer) in group.rules_of_file(&resource.origin) {
            let allows = rule.direction == "Inbound" && rule.access == "Allow" && has_public_source(rule);
            if allows && !is_denied_before(rule, &group.rules) {
                let help = "set `sourceAddressPrefixes` to `VirtualNetwork` or to CIDR ranges of clients";
                violations.push(RuleViolation { pointer, help, is_removal: false });
            }
        }
    }
    violations
}

/// Whether a rule has public addresses among its sources. Service tags stand for them, except for the network and the probes
/// of a load balancer.
fn has_public_source(rule: &SecurityRule) -> bool {
    rule.source_prefixes().iter().any(|text| match text.parse() {
        Ok(range) => !PublicRange::is_reserved(range),
        Err(_) => !["VirtualNetwork", "AzureLoadBalancer"].iter().any(|tag| tag.eq_ignore_ascii_case(text)),
    })
}

/// Whether rules that are evaluated before a rule deny all that it allows from public addresses. Together, they can have its
/// sources.
fn is_denied_before(rule: &SecurityRule, rules: &[SecurityRule]) -> bool {
    let ports = |ranges: Vec<RangeInclusive<u16>>| NumberSet::of_ports(ranges);
    let covers = |earlier: &&SecurityRule| {
        earlier.direction == "Inbound"
            && earlier.access == "Deny"
            && earlier.priority < rule.priority
            && [rule.protocol, "*"].contains(&earlier.protocol)
            && ports(rule.destination_port_ranges()).without(&ports(earlier.destination_port_ranges())).is_empty()
            && ports(rule.source_port_ranges()).without(&ports(earlier.source_port_ranges())).is_empty()
            && has_destinations_of(earlier, rule)
    };
    let denied: Vec<&str> = rules.iter().filter(covers).flat_map(SecurityRule::source_prefixes).collect();
    let sources = rule.source_prefixes();
    let has_tag = |text: &&str| denied.iter().any(|other| other.eq_ignore_ascii_case(text));
    if denied.iter().any(|text| *text == "*" || text.eq_ignore_ascii_case(INTERNET)) || sources.iter().all(has_tag) {
        return true;
    }
    let public = NumberSet::public_addresses();
    let wanted = match ranges(&sources) {
        ranges if ranges.len() == sources.len() => public.common(&NumberSet::of_ranges(&ranges)),
        _ => public,
    };
    wanted.without(&NumberSet::of_ranges(&ranges(&denied))).is_empty()
}

/// Whether a rule has all of the destinations of another one: addresses of a subnet.
fn has_destinations_of(rule: &SecurityRule, other: &SecurityRule) -> bool {
    let (all, wanted) = (rule.destination_prefixes(), other.destination_prefixes());
    let has_every = |text: &&str| *text == "*" || text.eq_ignore_ascii_case(VIRTUAL_NETWORK);
    let has_same = |text: &&str| all.iter().any(|one| one.eq_ignore_ascii_case(text));
    let wanted_ranges = ranges(&wanted);
    let is_inside = wanted_ranges.len() == wanted.len()
        && NumberSet::of_ranges(&wanted_ranges).without(&NumberSet::of_ranges(&ranges(&all))).is_empty();
    all.iter().any(has_every) || wanted.iter().all(has_same) || is_inside
}

fn ranges(texts: &[&str]) -> Vec<Ipv4Net> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}
