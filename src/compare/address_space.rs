//! CIDR ranges that leave the address space of a network, and the subnets in them.

use super::{
    effects::Comparison, labels::resource_label, managed::managed_resources, resource_effect::ResourceEffect,
    resource_ids::id_text,
};
use crate::{
    catalog::changes::Engine,
    plan::{Body, Expr, ResolvedTopology, Resource},
    topology::values::Prefix,
};

/// A subnet of the old plan, seen from the new address space.
enum Position {
    /// One of the new ranges contains it.
    Inside,
    /// None of the new ranges overlaps it.
    Outside,
    /// Several new ranges share it, or not all ranges are known.
    Unknown,
}

impl Comparison<'_> {
    /// The effect of a removed CIDR range, as far as the topologies settle it: none where the new ranges contain every subnet.
    ///
    /// Facts: `network::RANGE_CONTAINS_SUBNETS`, `network::RANGE_HOLDS_A_SUBNET`.
    pub(super) fn settle_removed_range(
        &self,
        (before, after): (&Resource, &Resource),
        engine: Engine,
        effect: ResourceEffect,
    ) -> Option<ResourceEffect> {
        let ranges = ranges_of(self.new, after);
        let subnets = managed_resources(self.old).filter(|subnet| subnet.parent.as_ref() == Some(&before.symbol));
        let positions: Vec<(&Resource, Position)> = subnets
            .map(|subnet| (subnet, ranges.as_deref().map_or(Position::Unknown, |new| position(self.old, subnet, new))))
            .collect();
        if positions.iter().all(|(_, position)| matches!(position, Position::Inside)) {
            return ranges.is_none().then_some(effect);
        }
        // azurerm updates the network before its subnets, and destroys those that leave the file in any order.
        let stays =
            |subnet: &Resource| self.new.find(&subnet.symbol).is_some_and(|after| self.is_same_resource(subnet, after));
        let outside = positions
            .iter()
            .find(|(subnet, position)| matches!(position, Position::Outside) && stays(subnet))
            .filter(|_| engine == Engine::Terraform);
        Some(match outside {
            Some((subnet, _)) => {
                let label = resource_label(self.old, subnet);
                let reason = Some(format!("{label} is outside the new address space when the network is updated"));
                ResourceEffect { condition: None, reason, ..effect }
            }
            None => effect,
        })
    }
}

fn position(plan: &ResolvedTopology, subnet: &Resource, ranges: &[Prefix]) -> Position {
    let Body::Subnet(body) = &subnet.body else { return Position::Inside };
    let Ok(prefix) = id_text(plan, &body.prefix).parse::<Prefix>() else { return Position::Unknown };
    if ranges.iter().any(|range| range.contains(&prefix)) {
        Position::Inside
    } else if ranges.iter().any(|range| range.overlaps(&prefix)) {
        Position::Unknown
    } else {
        Position::Outside
    }
}

/// The address space of a network; none if a range is not in the file.
fn ranges_of(plan: &ResolvedTopology, network: &Resource) -> Option<Vec<Prefix>> {
    let Body::VirtualNetwork(body) = &network.body else { return None };
    let Expr::List(ranges) = &body.address_prefixes else { return None };
    ranges.iter().map(|range| id_text(plan, range).parse().ok()).collect()
}
