//! Subnets of a new network without a prefix.

use super::{context::CheckContext, free_ranges::suggest_prefixes, network::missing_prefix};
use crate::{
    source::key_path,
    topology::{NamingConvention, SubnetUse},
};

/// Subnets of a new network without a prefix. Each diagnostic has the line to write. A subnet that was the only one of its
/// workloads keeps its prefix: another one would replace it.
pub(super) fn check_missing_prefixes(c: &mut CheckContext<'_>) {
    let Some(layout) = c.layout.clone().filter(|layout| layout.existing.is_none()) else { return };
    let suggestion = suggest_prefixes(&layout);
    let more_space = suggestion.added_space.then(|| {
        let ranges: Vec<String> = suggestion.address_space.iter().map(ToString::to_string).collect();
        format!("set `network.addressSpace: [{}]`, since the address space has no free range", ranges.join(", "))
    });
    let several = suggestion.prefixes.iter().filter(|(subnet, _)| subnet.workload().is_some()).count() > 1;
    for (subnet, prefix) in suggestion.prefixes {
        let Some(prefix) = prefix else {
            c.report(missing_prefix(subnet).help(
                "set `prefix`; its default needs an address space that starts with a full /24, and a single workload subnet",
            ));
            continue;
        };
        let line = match &subnet.used_for {
            SubnetUse::Workload(_) if subnet.workload().is_some() => {
                format!("add `prefix: {prefix}` to `{}`", key_path(&subnet.pointer))
            }
            SubnetUse::Workload(_) => {
                let name = NamingConvention::new(c.topology).subnet_name(subnet);
                format!("set `network.subnets.workloads: [{{ name: {name}, prefix: {prefix} }}]`")
            }
            _ => format!("set `{}.prefix: {prefix}`", key_path(&subnet.pointer)),
        };
        let diagnostic = missing_prefix(subnet);
        c.report(match suggestion.single_workload {
            Some(single) if prefix == single => {
                diagnostic.help(format!("{line}, which this subnet has while it is the only workload subnet"))
            }
            Some(single) if several && subnet.workload().is_some() => diagnostic.help(format!(
                "{line}, or {single} if it was deployed as the only workload subnet: another prefix would replace it"
            )),
            _ => diagnostic.help(format!("{line}, which is free")),
        });
        if let (Some(help), Some(last)) = (&more_space, c.diagnostics.last_mut())
            && !layout.address_space.iter().any(|range| range.contains(&prefix))
        {
            last.help.push(help.clone());
        }
    }
}
