//! CIDR ranges that go from one subnet of an existing network to another, which Terraform deploys in any order.

use ipnet::Ipv4Net;

use super::{
    effects::{Comparison, is_subnet_of_list, managed_by},
    labels::resource_label,
    resource_effect::ResourceEffect,
    resource_ids::{id_text, is_same_id},
};
use crate::{
    catalog::changes::{Engine, network},
    plan::{Body, ResolvedTopology, Resource},
};

impl Comparison<'_> {
    /// What Terraform does with a subnet that takes the range of another one: nothing orders their operations, and of two
    /// that swap their ranges each one waits for the other.
    pub(super) fn effect_of_taken_range(&self, after: &Resource, id: &str) -> Option<ResourceEffect> {
        // Of the list of a network, all ranges change in one request.
        let range = range_of(self.new, after).filter(|_| !is_subnet_of_list(after))?;
        let network_of = |id: &str| id.rsplit_once("/subnets/").map(|(network, _)| network.to_owned());
        let network = network_of(id)?;
        let holder = managed_by(Engine::Terraform, self.old).find(|other| {
            let other_id = self.old_id(other);
            other.symbol != after.symbol
                && range_of(self.old, other).is_some_and(|other| has_common_addresses(&other, &range))
                && self.has_same_target()
                && !self.replaced.contains_key(&other.symbol)
                && !is_same_id(other_id, id)
                && network_of(other_id).is_some_and(|other| is_same_id(&other, &network))
        })?;
        let label = resource_label(self.old, holder);
        let effect = ResourceEffect::of_outcome(id, &network::RANGE_IS_TAKEN);
        let range_of_holder = self.new.find(&holder.symbol).and_then(|holder| range_of(self.new, holder));
        let former_range = self.old.find(&after.symbol).and_then(|before| range_of(self.old, before));
        if former_range.is_some() && range_of_holder == former_range {
            let reason = Some(format!("it swaps its CIDR range with {label}"));
            return Some(ResourceEffect { reason, ..effect });
        }
        let verb = if range_of_holder.is_none() { "deletes" } else { "changes" };
        Some(ResourceEffect { condition: Some(format!("unless Terraform {verb} {label} first")), ..effect })
    }
}

/// Whether two values are the same, or CIDR ranges of which one contains the other.
pub(super) fn has_common_addresses(one: &str, other: &str) -> bool {
    let ranges = one.parse::<Ipv4Net>().ok().zip(other.parse::<Ipv4Net>().ok());
    one == other || ranges.is_some_and(|(one, other)| one.contains(&other) || other.contains(&one))
}

/// The CIDR range of a subnet.
fn range_of(plan: &ResolvedTopology, resource: &Resource) -> Option<String> {
    let Body::Subnet(body) = &resource.body else { return None };
    Some(id_text(plan, &body.prefix))
}
