//! Free ranges of an address space, for subnets of a new network that have no prefix.

use ipnet::Ipv4Net;

use crate::topology::{NetworkLayout, SubnetLayout, SubnetUse, values::Prefix};

/// Prefixes for the subnets that have none.
pub(super) struct PrefixSuggestion<'l, 'a> {
    /// These subnets, each with its prefix, if there is a free one.
    pub(super) prefixes: Vec<(&'l SubnetLayout<'a>, Option<Prefix>)>,
    /// The prefix that a workload subnet had while it was the only one, if one of these subnets may be that one.
    pub(super) single_workload: Option<Prefix>,
    /// The address space that contains them.
    pub(super) address_space: Vec<Prefix>,
    /// Whether the address space had to grow.
    pub(super) added_space: bool,
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
    let mut address_space = layout.address_space.clone();
    // Ranges that Bastion and the test VM would have by default are used last.
    let with_defaults: Vec<Prefix> = taken.iter().copied().chain(layout.machine_prefixes()).collect();
    let within = allocate(&rest, 26, &address_space, &with_defaults)
        .or_else(|| (26..=28).find_map(|length| allocate(&rest, length, &address_space, &taken)));
    let found = within.or_else(|| {
        // A network can hold as many subnets as there are /24 ranges to try.
        (0..MAX_ADDED_RANGES).find_map(|_| {
            address_space.push(next_range(&address_space, &layout.network.on_premises)?);
            allocate(&rest, 26, &address_space, &taken)
        })
    });
    let mut found = found.unwrap_or_default().into_iter();
    let prefixes = missing.iter().enumerate().map(|(at, subnet)| match single_workload {
        Some(prefix) if first == Some(at) => (*subnet, Some(prefix)),
        _ => (*subnet, found.next()),
    });
    let prefixes: Vec<_> = prefixes.collect();
    let added_space = address_space.len() > layout.address_space.len();
    PrefixSuggestion { prefixes, single_workload, address_space, added_space }
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
