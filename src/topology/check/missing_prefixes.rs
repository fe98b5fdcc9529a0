//! Subnets of a new network without a prefix.

use super::{
    context::CheckContext,
    free_ranges::{prefix_helps, suggest_prefixes},
    network::missing_prefix,
};
use crate::diagnostic::Diagnostic;

/// Subnets of a new network without a prefix. Each diagnostic has the line to write. A subnet that was the only one of its
/// workloads keeps its prefix: another one would replace it.
pub(super) fn check_missing_prefixes(c: &mut CheckContext<'_>) {
    let Some(layout) = c.layout.clone().filter(|layout| layout.existing.is_none()) else { return };
    let suggestion = suggest_prefixes(&layout);
    let several = suggestion.prefixes.iter().filter(|(subnet, _)| subnet.workload().is_some()).count() > 1;
    for (subnet, prefix) in suggestion.prefixes {
        let diagnostic = missing_prefix(subnet);
        let Some(prefix) = prefix else {
            c.report(diagnostic.help(
                "set `prefix`; its default needs an address space that starts with a full /24, and a single workload subnet",
            ));
            continue;
        };
        let (line, space) = prefix_helps(c.topology, &layout, subnet, (prefix, &suggestion.address_space));
        let diagnostic = diagnostic.help(match suggestion.single_workload {
            Some(single) if prefix == single => {
                format!("{line}, which this subnet has while it is the only workload subnet")
            }
            Some(single) if several && subnet.workload().is_some() => format!(
                "{line}, or {single} if it was deployed as the only workload subnet: another prefix would replace it"
            ),
            _ => format!("{line}, which is free"),
        });
        c.report(space.into_iter().fold(diagnostic, Diagnostic::help));
    }
}
