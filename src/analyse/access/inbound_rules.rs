//! Which rule of a network security group applies to inbound HTTPS.

use ipnet::Ipv4Net;

use crate::plan::{Body, Expr, ResolvedTopology, SecurityRule, Symbol};

/// Whether the sources of a rule contain an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleMatch {
    /// They contain all of it.
    Whole,
    /// The IP addresses of the origin, or a part of them, are not known to be in the sources.
    Unknown,
}

/// The prefix of a subnet that this topology creates.
pub(super) fn known_prefix(plan: &ResolvedTopology, subnet: &Symbol) -> Option<Ipv4Net> {
    prefix_of(&plan.find(subnet)?.body)
}

fn prefix_of(body: &Body) -> Option<Ipv4Net> {
    match body {
        Body::Subnet(body) => literal_text(&body.prefix)?.parse().ok(),
        _ => None,
    }
}

/// The inbound rule that applies to HTTPS from an origin, by priority. Without a range, the IP addresses of the origin
/// are managed outside this topology.
pub(super) fn matching_inbound_rule<'a>(
    plan: &ResolvedTopology,
    range: Option<Ipv4Net>,
    rules: &'a [SecurityRule],
) -> Option<(&'a SecurityRule, RuleMatch)> {
    // CIDR ranges of connected networks do not overlap.
    let is_own_subnet = |net: &Ipv4Net| {
        plan.resources.iter().any(|resource| prefix_of(&resource.body).is_some_and(|prefix| prefix == *net))
    };
    let match_source = |source: &Expr| match literal_text(source)? {
        // The service tag covers the network, its peers and the on-premises ranges behind its gateways.
        "*" | "VirtualNetwork" => Some(RuleMatch::Whole),
        text => {
            let net = text.parse::<Ipv4Net>().ok()?;
            match range {
                Some(range) if net.contains(&range) => Some(RuleMatch::Whole),
                Some(range) => range.contains(&net).then_some(RuleMatch::Unknown),
                None => (!is_own_subnet(&net)).then_some(RuleMatch::Unknown),
            }
        }
    };
    let match_rule = |rule: &SecurityRule| {
        let list = match &rule.sources {
            Some(Expr::List(items)) => items.as_slice(),
            _ => &[],
        };
        let matches: Vec<RuleMatch> = rule.source.iter().chain(list).filter_map(match_source).collect();
        if matches.contains(&RuleMatch::Whole) { Some(RuleMatch::Whole) } else { matches.first().copied() }
    };
    let is_https = |expr: &Expr| literal_text(expr) == Some("443");
    let has_port = |rule: &SecurityRule| match (&rule.port, &rule.ports) {
        (Some(port), _) => matches!(*port, "443" | "*"),
        (_, Some(Expr::List(ports))) => ports.iter().any(is_https),
        _ => false,
    };
    let mut matching: Vec<(&SecurityRule, RuleMatch)> = rules
        .iter()
        .filter(|rule| rule.direction == "Inbound" && matches!(rule.protocol, "Tcp" | "*") && has_port(rule))
        .filter_map(|rule| match_rule(rule).map(|matched| (rule, matched)))
        .collect();
    // What is allowed for certain is not made uncertain by a rule that may allow it as well.
    matching.sort_by_key(|(rule, _)| rule.priority);
    let certain = matching.iter().position(|(_, matched)| *matched == RuleMatch::Whole);
    let same_access = |end: usize| matching[..end].iter().all(|(rule, _)| rule.access == matching[end].0.access);
    match certain {
        Some(end) if same_access(end) => matching.get(end).copied(),
        _ => matching.first().copied(),
    }
}

/// Whether a rule for the service tag allows inbound traffic from all connected networks.
pub(super) fn allows_network_tag(rules: &[SecurityRule]) -> bool {
    rules.iter().any(|rule| {
        rule.direction == "Inbound"
            && rule.access == "Allow"
            && rule.source.as_ref().and_then(literal_text) == Some("VirtualNetwork")
    })
}

pub(super) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String(text) => Some(text),
        _ => None,
    }
}
