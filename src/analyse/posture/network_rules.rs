//! Rules for networks and their security rules.

use super::rule::{RuleViolation, violation_if};
use crate::{
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
            if rule.direction == "Inbound" && rule.access == "Allow" && has_public_source(rule) {
                let help = "set `sourceAddressPrefixes` to `VirtualNetwork` or to CIDR ranges of clients";
                violations.push(RuleViolation { pointer, help });
            }
        }
    }
    violations
}

/// Whether a rule has public addresses among its sources. Service tags stand for them, except for the network and the probes
/// of a load balancer.
fn has_public_source(rule: &SecurityRule) -> bool {
    let list = match &rule.sources {
        Some(Expr::List(items)) => items.as_slice(),
        _ => &[],
    };
    rule.source.iter().chain(list).any(|source| match source {
        Expr::String(text) => match text.parse() {
            Ok(range) => !PublicRange::is_reserved(range),
            Err(_) => !["VirtualNetwork", "AzureLoadBalancer"].iter().any(|tag| tag.eq_ignore_ascii_case(text)),
        },
        _ => false,
    })
}
