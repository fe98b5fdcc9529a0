//! Sets of IPv4 addresses or ports, for rules that are applied one after the other.

use ipnet::Ipv4Net;

use crate::topology::values::PublicRange;

/// A set of numbers: sorted ranges that do not touch, each with its first and last number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumberSet(Vec<(u32, u32)>);

impl NumberSet {
    /// The set of all numbers in ranges.
    fn of_pairs(mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(pairs.len());
        for (first, last) in pairs {
            match ranges.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => ranges.push((first, last)),
            }
        }
        Self(ranges)
    }

    /// The addresses of CIDR ranges.
    pub(crate) fn of_ranges<'a>(ranges: impl IntoIterator<Item = &'a Ipv4Net>) -> Self {
        let pair = |range: &Ipv4Net| (u32::from(range.network()), u32::from(range.broadcast()));
        Self::of_pairs(ranges.into_iter().map(pair).collect())
    }

    /// The ports of port ranges.
    pub(crate) fn of_ports(ranges: impl IntoIterator<Item = std::ops::RangeInclusive<u16>>) -> Self {
        Self::of_pairs(ranges.into_iter().map(|range| (u32::from(*range.start()), u32::from(*range.end()))).collect())
    }

    /// Every IPv4 address.
    pub(crate) fn every_address() -> Self {
        Self(vec![(0, u32::MAX)])
    }

    /// Every port.
    pub(crate) fn every_port() -> Self {
        Self::of_ports([0..=u16::MAX])
    }

    /// Every public IPv4 address.
    pub(crate) fn public_addresses() -> Self {
        Self::every_address().without(&Self::of_ranges(&PublicRange::reserved_ranges()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it has a number that another set has.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        !self.common(other).is_empty()
    }

    /// The numbers that both sets have.
    pub(crate) fn common(&self, other: &Self) -> Self {
        let pairs = self.0.iter().flat_map(|one| {
            other.0.iter().map(|two| (one.0.max(two.0), one.1.min(two.1))).filter(|(first, last)| first <= last)
        });
        Self::of_pairs(pairs.collect())
    }

    /// The numbers that the other set does not have.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut rest = self.0.clone();
        for (first, last) in &other.0 {
            let cut = |(from, to): (u32, u32)| {
                let before = first.checked_sub(1).filter(|end| *end >= from).map(|end| (from, end.min(to)));
                let after = last.checked_add(1).filter(|start| *start <= to).map(|start| (start.max(from), to));
                // Without an overlap, only one of these is the whole range.
                if *first > to || *last < from { [Some((from, to)), None] } else { [before, after] }
            };
            rest = rest.into_iter().flat_map(cut).flatten().collect();
        }
        Self(rest)
    }
}
