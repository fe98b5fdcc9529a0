//! Security rules of the file that allow more than before, or deny less.

use super::{effects::Comparison, findings::Finding, security_rules::describe_rule};
use crate::{
    catalog::{changes::Heading, network::RULES_IN_ORDER},
    plan::{NetworkSecurityGroup, ResolvedTopology, SecurityRule},
};

/// A rule that allows traffic and is new or has changed, and a rule that no longer denies what it denied.
pub(super) fn weaker_rules(
    comparison: &Comparison<'_>,
    former: &NetworkSecurityGroup,
    group: &NetworkSecurityGroup,
) -> Vec<Finding> {
    let Comparison { old, new, .. } = *comparison;
    let find = |rules: &'_ [SecurityRule], name| rules.iter().position(|other| other.name == name);
    let text = |plan: &ResolvedTopology, rule: &SecurityRule| describe_rule(plan, rule);
    let mut findings = Vec::new();
    let mut add = |text: String| findings.push(Finding::new(Heading::ProtectsLess, text, &RULES_IN_ORDER));
    for rule in group.rules.iter().filter(|rule| rule.is_of_file() && rule.access == "Allow") {
        let before = find(&former.rules, rule.name.clone()).and_then(|index| former.rules.get(index));
        if before.is_none_or(|before| text(old, before) != text(new, rule)) {
            add(format!("rule {} allows {}", new.display_text(&rule.name), text(new, rule)));
        }
    }
    for rule in former.rules.iter().filter(|rule| rule.is_of_file() && rule.access == "Deny") {
        let after = find(&group.rules, rule.name.clone()).and_then(|index| group.rules.get(index));
        let denied = text(old, rule);
        if after.is_none_or(|after| text(new, after) != denied) {
            let denied = denied.strip_prefix("deny ").unwrap_or(&denied).to_owned();
            add(format!("rule {} no longer denies {denied}", old.display_text(&rule.name)));
        }
    }
    findings
}
