//! Outbound access of a subnet to public addresses.

use super::{
    model::{AccessStep, Aspect},
    network::NetworkOrigin,
};
use crate::plan::{Body, CallerKind, Occupants, ResolvedTopology};

/// The step that denies an origin outbound access to a public host, or makes that conditional. `purpose` is a relative
/// clause.
pub(super) fn outbound_access_step(
    plan: &ResolvedTopology,
    origin: &NetworkOrigin,
    host: &str,
    purpose: &str,
) -> Option<AccessStep> {
    let NetworkOrigin::Subnet(subnet) = origin else { return None };
    let resource = plan.find(subnet)?;
    match &resource.body {
        Body::Subnet(body) if body.nat_gateway.is_none() => {
            let text = format!("The subnet has no outbound access to public addresses, {purpose}");
            // The test VM's subnet can have a NAT gateway.
            let is_test_subnet = plan.callers.iter().any(|caller| match &caller.kind {
                CallerKind::Subnet { subnet: other, occupants, .. } => {
                    other == subnet && *occupants == Occupants::TestMachine
                }
                _ => false,
            });
            let key = if is_test_subnet { "/testMachine/natGateway" } else { &resource.origin };
            Some(AccessStep::timed_out(host, text, key))
        }
        Body::Subnet(_) => None,
        _ => {
            let text = format!("Outbound access of the existing subnet, {purpose}, is managed outside this topology");
            Some(AccessStep::conditional(Aspect::Network, text, &resource.origin))
        }
    }
}
