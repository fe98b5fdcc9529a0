//! Outbound access of a subnet to public addresses.

use super::{
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
    services::referenced_symbol,
};
use crate::{
    catalog::{Fact, network as facts},
    plan::{Body, CallerKind, Occupants, ResolvedTopology, Resource, Subnet, Symbol},
};

/// The outbound access of a subnet to public addresses.
pub(super) enum OutboundAccess {
    /// A NAT gateway of this topology provides it.
    Provided,
    /// There is none. The key of the file decides it.
    Missing(String),
    /// A resource decides it that is managed outside this topology.
    ManagedOutside(OutsideDecision),
}

/// What a resource that is managed outside this topology decides about outbound access.
pub(super) struct OutsideDecision {
    /// The resource, as the object of a sentence.
    pub(super) decider: &'static str,
    /// The key of the file that names the resource.
    pub(super) key: String,
    /// Whether its owner decides the public IP addresses as well.
    pub(super) decides_addresses: bool,
    /// The fact that the decision relies on.
    pub(super) fact: &'static Fact,
}

/// The outbound access of a subnet; none if the plan has no such subnet.
pub(super) fn outbound_access(plan: &ResolvedTopology, subnet: &Symbol) -> Option<OutboundAccess> {
    let resource = plan.find(subnet)?;
    let outside = |decider, key: &str, decides_addresses, fact| {
        Some(OutboundAccess::ManagedOutside(OutsideDecision { decider, key: key.to_owned(), decides_addresses, fact }))
    };
    let Body::Subnet(body) = &resource.body else {
        return outside("the existing subnet", &resource.origin, true, &facts::OUTBOUND_ACCESS);
    };
    let is_existing = |symbol: Option<&Symbol>| symbol.and_then(|s| plan.find(s)).is_some_and(|r| r.existing.is_some());
    let is_in_existing_network = is_existing(resource.parent.as_ref());
    let gateway = body.nat_gateway.as_ref().and_then(referenced_symbol);
    if gateway.is_none() && !is_in_existing_network {
        return Some(OutboundAccess::Missing(missing_gateway_key(plan, resource)));
    }
    if let Some(key) = existing_security_group_key(plan, resource, body) {
        return outside("the existing network security group", &key, false, &facts::GATEWAY_NEEDS_ADDRESS);
    }
    if is_existing(gateway) {
        let key = "/testMachine/existingNatGateway";
        return outside("the existing NAT gateway", key, true, &facts::GATEWAY_NEEDS_ADDRESS);
    }
    if is_in_existing_network {
        return outside("the routes of the existing network", "/network/existing", true, &facts::ROUTES_OF_THE_NETWORK);
    }
    Some(OutboundAccess::Provided)
}

/// The key that would give a subnet outbound access: the subnet of the test VM can have a NAT gateway.
fn missing_gateway_key(plan: &ResolvedTopology, subnet: &Resource) -> String {
    let is_test_subnet = plan.callers.iter().any(|caller| match &caller.kind {
        CallerKind::Subnet { subnet: other, occupants, .. } => {
            *other == subnet.symbol && *occupants == Occupants::TestMachine
        }
        _ => false,
    });
    if is_test_subnet { "/testMachine/natGateway".to_owned() } else { subnet.origin.clone() }
}

/// The key that sets the existing network security group of a subnet.
pub(super) fn existing_security_group_key(
    plan: &ResolvedTopology,
    resource: &Resource,
    body: &Subnet,
) -> Option<String> {
    let group = referenced_symbol(&body.network_security_group).and_then(|group| plan.find(group))?;
    group.existing.as_ref().map(|_| format!("{}/existingNsg", resource.origin))
}

impl OutsideDecision {
    /// The step that makes outbound access conditional; `purpose` is a relative clause, or empty.
    pub(super) fn step(&self, purpose: &str) -> AccessStep {
        let purpose = if purpose.is_empty() { String::new() } else { format!(", {purpose},") };
        let text = format!("Outbound access{purpose} depends on {}, managed outside this topology", self.decider);
        AccessStep::conditional(Aspect::Network, text, &self.key).based_on(self.fact)
    }
}

/// The step that denies an origin outbound access to public addresses, or makes that conditional. `purpose` is a
/// relative clause.
pub(super) fn outbound_access_step(
    plan: &ResolvedTopology,
    origin: &NetworkOrigin,
    host: &str,
    purpose: &str,
) -> Option<AccessStep> {
    let NetworkOrigin::Subnet(subnet) = origin else { return None };
    match outbound_access(plan, subnet)? {
        OutboundAccess::Provided => None,
        OutboundAccess::Missing(key) => {
            let text = format!("The subnet has no outbound access to public addresses, {purpose}");
            Some(AccessStep::timed_out(host, text, key))
        }
        OutboundAccess::ManagedOutside(decision) => Some(decision.step(purpose)),
    }
}
