//! Security rules as text.

use crate::plan::{Expr, ResolvedTopology, SecurityRule};

/// `inbound, TCP 443 from 192.168.0.0/20, priority 110`.
pub(super) fn describe_rule(plan: &ResolvedTopology, rule: &SecurityRule) -> String {
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
