//! Security rules as text.

use crate::plan::{Expr, ResolvedTopology, SecurityRule};

/// `inbound, TCP 443 from 192.168.0.0/20, priority 110`.
pub(crate) fn describe_rule(plan: &ResolvedTopology, rule: &SecurityRule) -> String {
    let text = |one: &Option<Expr>, several: &Option<Expr>| {
        one.as_ref().or(several.as_ref()).map(|expr| plan.display_text(expr)).unwrap_or_default()
    };
    let ports = text(&rule.port, &rule.ports);
    let (source, source_ports) = (text(&rule.source, &rule.sources), text(&rule.source_port, &rule.source_ports));
    let destination = text(&rule.destination, &rule.destinations);
    let protocol = if rule.protocol == "*" { "any protocol".to_owned() } else { rule.protocol.to_ascii_uppercase() };
    let ports = if ports == "*" { "any port" } else { ports.as_str() };
    let source = match (source.as_str(), source_ports.as_str()) {
        ("*", "*") => String::new(),
        (_, "*") => format!(" from {source}"),
        ("*", _) => format!(" from any source, port {source_ports}"),
        _ => format!(" from {source}, port {source_ports}"),
    };
    let destination = if destination == "*" { String::new() } else { format!(" to {destination}") };
    let access = if rule.access == "Allow" { "" } else { "deny " };
    let direction = rule.direction.to_lowercase();
    format!("{access}{direction}, {protocol} {ports}{source}{destination}, priority {}", rule.priority)
}
