//! Warnings about the address ranges of delegated subnets: the topology deploys, and the service cannot be created in it.

use ipnet::Ipv4Net;

use super::builder::PlanBuilder;
use crate::{
    catalog::delegations::{DelegatedRange, delegated_range},
    diagnostic::{Code, Diagnostic},
    source::join_pointer,
};

pub(super) fn warn_about_delegated_ranges(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_none()) {
        let service = subnet.workload().and_then(|workload| workload.delegation.as_ref());
        let Some(range) = service.and_then(|service| delegated_range(service.as_str())) else { continue };
        let Some(prefix) = subnet.prefix else { continue };
        for (problem, label, help) in problems(range, prefix.0) {
            let message = format!("{prefix} is {problem} for {}", range.service);
            // The address range may be a default.
            let is_set = subnet.workload().is_some_and(|workload| workload.prefix.is_some());
            let key = if is_set { "prefix" } else { "delegation" };
            let warning = Diagnostic::warning(Code::DELEGATED_RANGE, message)
                .at_value(join_pointer(&subnet.pointer, key))
                .label(label)
                .help(help);
            b.add_note(None, warning);
        }
    }
}

/// What is wrong with an address range, with its label and its help.
fn problems(range: &DelegatedRange, prefix: Ipv4Net) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    let suggest = |length: u8| {
        let suggested = Ipv4Net::new(prefix.network(), length).map(|net| net.trunc());
        suggested.map_or_else(|_| "use another range".to_owned(), |net| format!("set `{net}`, if that range is free"))
    };
    let length = prefix.prefix_len();
    if length > range.longest {
        let label = format!("/{} or larger is required", range.longest);
        found.push(("too small", label, suggest(range.longest)));
    }
    if length < range.shortest {
        let label = format!("/{} or smaller is required", range.shortest);
        found.push(("too large", label, suggest(range.shortest)));
    }
    let overlaps = |reserved: &Ipv4Net| reserved.contains(&prefix) || prefix.contains(reserved);
    let reserved = range.reserved.iter().filter_map(|text| text.parse::<Ipv4Net>().ok()).find(overlaps);
    if let Some(reserved) = reserved {
        let label = format!("overlaps {reserved}, which the service reserves");
        found.push(("not available", label, "use another range".to_owned()));
    }
    found
}
