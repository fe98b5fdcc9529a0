//! A security rule that is added or removed is one change, and not one for each of its fields.

use super::properties::PropertyChange;
use crate::plan::{Body, Expr, ResolvedTopology, Resource, SecurityRule};

/// Replaces the changes of the fields of rules that only one of two network security groups has by one change for each
/// rule.
pub(super) fn join_rule_changes(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
    properties: &mut Vec<PropertyChange>,
) {
    let (Body::NetworkSecurityGroup(old_group), Body::NetworkSecurityGroup(new_group)) = (&before.body, &after.body)
    else {
        return;
    };
    let only_in = |rules: &[SecurityRule], others: &[SecurityRule]| -> Vec<SecurityRule> {
        rules.iter().filter(|rule| !others.iter().any(|other| other.name == rule.name)).cloned().collect()
    };
    let added = only_in(&new_group.rules, &old_group.rules);
    let removed = only_in(&old_group.rules, &new_group.rules);
    let mut changes: Vec<PropertyChange> = Vec::new();
    for (rule, plan, is_added) in
        added.iter().map(|rule| (rule, new, true)).chain(removed.iter().map(|rule| (rule, old, false)))
    {
        let prefix = format!("security rules {}", rule.name);
        properties.retain(|change| change.property != prefix && !change.property.starts_with(&format!("{prefix} ")));
        let text = describe_rule(plan, rule);
        let (before, after) = if is_added { (String::new(), text) } else { (text, String::new()) };
        let property = format!("rule {}", rule.name);
        changes.push(PropertyChange { property, before, after, cost: None, exposure: true });
    }
    properties.extend(changes);
}

/// `inbound, TCP 443 from 192.168.0.0/20, priority 110`.
fn describe_rule(plan: &ResolvedTopology, rule: &SecurityRule) -> String {
    let text = |expr: &Option<Expr>| expr.as_ref().map(|expr| plan.display_text(expr));
    let ports = rule.port.map(ToOwned::to_owned).or_else(|| text(&rule.ports)).unwrap_or_default();
    let source = text(&rule.source).or_else(|| text(&rule.sources)).unwrap_or_default();
    let protocol = if rule.protocol == "*" { "any protocol".to_owned() } else { rule.protocol.to_ascii_uppercase() };
    let ports = if ports == "*" { "any port" } else { ports.as_str() };
    let source = if source == "*" { String::new() } else { format!(" from {source}") };
    let destination = if rule.destination == "*" { String::new() } else { format!(" to {}", rule.destination) };
    let access = if rule.access == "Allow" { "" } else { "deny " };
    let direction = rule.direction.to_lowercase();
    format!("{access}{direction}, {protocol} {ports}{source}{destination}, priority {}", rule.priority)
}
