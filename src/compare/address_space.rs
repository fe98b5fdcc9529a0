//! CIDR ranges that leave the address space of a network, and the subnets in them.

use super::{effects::Comparison, managed::managed_resources, resource_effect::ResourceEffect, resource_ids::id_text};
use crate::{
    plan::{Body, Expr, ResolvedTopology, Resource},
    topology::values::Prefix,
};

impl Comparison<'_> {
    /// The effect of a removed CIDR range: none where the new ranges contain every subnet (`network::RANGE_CONTAINS_SUBNETS`).
    pub(super) fn settle_removed_range(
        &self,
        (before, after): (&Resource, &Resource),
        effect: ResourceEffect,
    ) -> Option<ResourceEffect> {
        let Some(ranges) = ranges_of(self.new, after) else { return Some(effect) };
        let mut subnets = managed_resources(self.old).filter(|subnet| subnet.parent.as_ref() == Some(&before.symbol));
        let all_are_inside = subnets.all(|subnet| is_inside(self.old, subnet, &ranges));
        (!all_are_inside).then_some(effect)
    }
}

/// Whether one range is known to contain a subnet.
fn is_inside(plan: &ResolvedTopology, subnet: &Resource, ranges: &[Prefix]) -> bool {
    let Body::Subnet(body) = &subnet.body else { return true };
    let prefix = id_text(plan, &body.prefix).parse::<Prefix>();
    prefix.is_ok_and(|prefix| ranges.iter().any(|range| range.contains(&prefix)))
}

/// The address space of a network; none if a range is not in the file.
fn ranges_of(plan: &ResolvedTopology, network: &Resource) -> Option<Vec<Prefix>> {
    let Body::VirtualNetwork(body) = &network.body else { return None };
    let Expr::List(ranges) = &body.address_prefixes else { return None };
    ranges.iter().map(|range| id_text(plan, range).parse().ok()).collect()
}
