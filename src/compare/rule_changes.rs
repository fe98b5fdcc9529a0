//! Security rules of the file that allow more than before, or deny less.

use super::{
    effects::Comparison,
    findings::Finding,
    rule_traffic::{RuleTraffic, Share},
    security_rules::describe_rule,
};
use crate::{
    analyse::access::own_ranges,
    catalog::{changes::Heading, network::RULES_IN_ORDER},
    plan::{NetworkSecurityGroup, ResolvedTopology, SecurityRule},
};

/// A rule that allows what was denied before, and a rule of whose denied traffic something is allowed now.
pub(super) fn weaker_rules(
    comparison: &Comparison<'_>,
    former: &NetworkSecurityGroup,
    group: &NetworkSecurityGroup,
) -> Vec<Finding> {
    let Comparison { old, new, .. } = *comparison;
    let has_own = |rules: &[SecurityRule]| rules.iter().any(SecurityRule::is_of_file);
    if former.rules == group.rules || !(has_own(&former.rules) || has_own(&group.rules)) {
        return Vec::new();
    }
    let ranges = [own_ranges(old), own_ranges(new)].concat();
    let text = |plan: &ResolvedTopology, rule: &SecurityRule| describe_rule(plan, rule);
    let is_in = |plan, rules: &[SecurityRule], described: &str| rules.iter().any(|rule| text(plan, rule) == described);
    let finding = |text: String| Finding::new(Heading::ProtectsLess, text, &RULES_IN_ORDER);
    let (mut allowing, mut denying) = (Vec::new(), Vec::new());
    for direction in ["Inbound", "Outbound"] {
        let traffic = RuleTraffic::new(direction, &former.rules, &group.rules, &ranges);
        let of_file = |rule: &&SecurityRule| rule.is_of_file() && rule.direction == direction;
        for rule in group.rules.iter().filter(of_file).filter(|rule| rule.access == "Allow") {
            let allowed = text(new, rule);
            // What an equal rule allows now, another one denied: that is reported.
            let is_more = !is_in(old, &former.rules, &allowed)
                && traffic.as_ref().is_none_or(|traffic| traffic.newly_allowed(rule) != Share::Nothing);
            allowing
                .extend(is_more.then(|| finding(format!("rule {} allows {allowed}", new.display_text(&rule.name)))));
        }
        for rule in former.rules.iter().filter(of_file).filter(|rule| rule.access == "Deny") {
            let denied = text(old, rule);
            let share = match &traffic {
                Some(traffic) => traffic.no_longer_denied(rule),
                None if is_in(new, &group.rules, &denied) => Share::Nothing,
                None => Share::Part,
            };
            let part = match share {
                Share::Nothing => continue,
                Share::Part => "a part of ",
                Share::Everything => "",
            };
            let denied = denied.strip_prefix("deny ").unwrap_or(&denied);
            denying.push(finding(format!("rule {} no longer denies {part}{denied}", old.display_text(&rule.name))));
        }
    }
    allowing.into_iter().chain(denying).collect()
}
