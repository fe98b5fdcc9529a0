//! Free ranges of an address space, for subnets of a new network that have no prefix.

use ipnet::Ipv4Net;

use crate::{
    source::key_path,
    topology::{NamingConvention, NetworkLayout, SubnetLayout, SubnetUse, TopologyFile, values::Prefix},
};

/// Prefixes for the subnets that have none.
pub(super) struct PrefixSuggestion<'l, 'a> {
    /// These subnets, each with its prefix, if there is a free one.
    pub(super) prefixes: Vec<(&'l SubnetLayout<'a>, Option<Prefix>)>,
    /// The prefix that a workload subnet had while it was the only one, if one of these subnets may be that one.
    pub(super) single_workload: Option<Prefix>,
    /// The address space that contains them.
    pub(super) address_space: Vec<Prefix>,
}

/// Suggests a prefix for each subnet without one. All of them are free and do not overlap.
pub(super) fn suggest_prefixes<'l, 'a>(layout: &'l NetworkLayout<'a>) -> PrefixSuggestion<'l, 'a> {
    let missing: Vec<&SubnetLayout<'a>> =
        layout.subnets.iter().filter(|subnet| subnet.prefix.is_none() && subnet.existing().is_none()).collect();
    let mut taken: Vec<Prefix> = layout.subnets.iter().filter_map(|subnet| subnet.prefix).collect();
    let is_free = |prefix: &Prefix, taken: &[Prefix]| !taken.iter().any(|other| other.overlaps(prefix));
    // The first in the list is most likely the one that was there before.
    let first = missing.iter().position(|subnet| subnet.workload().is_some());
    let single_workload = layout.single_workload_prefix().filter(|prefix| first.is_some() && is_free(prefix, &taken));
    taken.extend(single_workload);
    let mut rest: Vec<&SubnetLayout<'a>> = missing.clone();
    if let (Some(at), Some(_)) = (first, single_workload) {
        rest.remove(at);
    }
    let (found, address_space) = find_ranges(layout, &rest, &taken).unwrap_or_default();
    let mut found = found.into_iter();
    let prefixes = missing.iter().enumerate().map(|(at, subnet)| match single_workload {
        Some(prefix) if first == Some(at) => (*subnet, Some(prefix)),
        _ => (*subnet, found.next()),
    });
    PrefixSuggestion { prefixes: prefixes.collect(), single_workload, address_space }
}

/// A free prefix for one subnet, whether it has one or not, and the address space with it.
pub(super) fn suggest_prefix(layout: &NetworkLayout<'_>, subnet: &SubnetLayout<'_>) -> Option<(Prefix, Vec<Prefix>)> {
    let others = layout.subnets.iter().filter(|other| other.pointer != subnet.pointer);
    let taken: Vec<Prefix> = others.filter_map(|other| other.prefix).collect();
    let (found, address_space) = find_ranges(layout, &[subnet], &taken)?;
    Some((*found.first()?, address_space))
}

/// The help that sets a prefix, and the one for an address space that has to grow.
pub(super) fn prefix_helps(
    topology: &TopologyFile,
    layout: &NetworkLayout<'_>,
    subnet: &SubnetLayout<'_>,
    (prefix, address_space): (Prefix, &[Prefix]),
) -> (String, Option<String>) {
    let line = match &subnet.used_for {
        SubnetUse::Workload(_) if subnet.workload().is_some() => {
            format!("set `prefix: {prefix}` in `{}`", key_path(&subnet.pointer))
        }
        SubnetUse::Workload(_) => {
            let name = NamingConvention::new(topology).subnet_name(subnet);
            format!("set `network.subnets.workloads: [{{ name: {name}, prefix: {prefix} }}]`")
        }
        _ => format!("set `{}.prefix: {prefix}`", key_path(&subnet.pointer)),
    };
    let grows = !layout.address_space.iter().any(|range| range.contains(&prefix));
    let space = grows.then(|| {
        let ranges: Vec<String> = address_space.iter().map(ToString::to_string).collect();
        format!("set `network.addressSpace: [{}]`, since the address space has no free range", ranges.join(", "))
    });
    (line, space)
}

/// Free ranges for subnets, and the address space that contains them.
fn find_ranges(
    layout: &NetworkLayout<'_>,
    subnets: &[&SubnetLayout<'_>],
    taken: &[Prefix],
) -> Option<(Vec<Prefix>, Vec<Prefix>)> {
    let mut address_space = layout.address_space.clone();
    // Ranges that Bastion and the test VM would have by default are used last.
    let with_defaults: Vec<Prefix> = taken.iter().copied().chain(layout.machine_prefixes()).collect();
    let within = allocate(subnets, 26, &address_space, &with_defaults)
        .or_else(|| (26..=28).find_map(|length| allocate(subnets, length, &address_space, taken)));
    if let Some(found) = within {
        return Some((found, address_space));
    }
    for _ in 0..MAX_ADDED_RANGES {
        address_space.push(next_range(&address_space, &layout.network.on_premises)?);
        if let Some(found) = allocate(subnets, 26, &address_space, taken) {
            return Some((found, address_space));
        }
    }
    None
}

/// The maximum number of ranges that a suggestion adds to an address space.
const MAX_ADDED_RANGES: usize = 16;

/// A free range for each subnet, all of the same length except for Bastion's, or nothing if they do not fit.
fn allocate(
    subnets: &[&SubnetLayout<'_>],
    length: u8,
    address_space: &[Prefix],
    taken: &[Prefix],
) -> Option<Vec<Prefix>> {
    let mut taken = taken.to_vec();
    let mut next = |length: u8| {
        let ranges = address_space.iter().filter(|range| range.0.prefix_len() <= length);
        let mut blocks = ranges.filter_map(|range| range.0.subnets(length).ok()).flatten().map(Prefix);
        let found = blocks.find(|block| !taken.iter().any(|other| other.overlaps(block)))?;
        taken.push(found);
        Some(found)
    };
    subnets
        .iter()
        .map(|subnet| next(if subnet.used_for == SubnetUse::Bastion { length.min(26) } else { length }))
        .collect()
}

/// The next /24 after the last range of an address space that is private and not used on premises.
fn next_range(address_space: &[Prefix], on_premises: &[Prefix]) -> Option<Prefix> {
    let last = address_space.iter().max_by_key(|range| range.0.broadcast())?;
    let start = u32::from(last.0.broadcast()).checked_add(1)?;
    let ranges = (0..256_u32).filter_map(|step| {
        let network = start.checked_add(step << 8)? & !0xff;
        Some(Prefix(Ipv4Net::new(network.into(), 24).ok()?))
    });
    let is_free = |range: &Prefix| {
        let used = address_space.iter().chain(on_premises).any(|other| other.overlaps(range));
        range.0.network().is_private() && u32::from(range.0.network()) >= start && !used
    };
    ranges.into_iter().find(is_free)
}
