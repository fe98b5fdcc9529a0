//! What existing resources show and no topology file can express: names that do not resolve to a private endpoint, peerings,
//! and the DNS servers of linked networks.

use super::{
    analysis::AccessAnalysis,
    firewall::step_from_subnet,
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
    services::{ResolvedEndpoint, TargetService},
};
use crate::{
    plan::{Expr, PublicName, ResolvedTopology, Symbol},
    topology::values::Verdict,
};

/// Why the name does not resolve to an endpoint in the network of a subnet.
fn observed_public_name<'a>(
    plan: &'a ResolvedTopology,
    subnet: &Symbol,
    endpoint: &ResolvedEndpoint<'_>,
) -> Option<&'a PublicName> {
    plan.observed()?.public_name(endpoint.origin, plan.find(subnet)?.parent.as_ref()?)
}

/// Whether an origin connects through a private endpoint.
pub(super) fn uses_endpoint(plan: &ResolvedTopology, origin: &NetworkOrigin, endpoint: &ResolvedEndpoint<'_>) -> bool {
    match origin {
        NetworkOrigin::Internet | NetworkOrigin::PublicAddress(_) | NetworkOrigin::Studio(_) => false,
        NetworkOrigin::Subnet(subnet) => observed_public_name(plan, subnet, endpoint).is_none(),
        NetworkOrigin::LinkedNetwork(..) | NetworkOrigin::OnPremises(..) => true,
    }
}

/// Removes what is allowed in the same respect as a step that denies: a connection that is not approved connects nothing.
pub(super) fn remove_contradicted(steps: &mut Vec<AccessStep>, denied: &AccessStep) {
    let is_contradicted = |step: &AccessStep| step.aspect == denied.aspect && step.outcome == Verdict::Allowed;
    steps.retain(|step| denied.outcome != Verdict::Denied || !is_contradicted(step));
}

/// The steps from a subnet to the public address of a service, if its name does not resolve to the endpoint.
pub(super) fn steps_by_public_name(
    analysis: &AccessAnalysis<'_>,
    subnet: &Symbol,
    service: TargetService,
    endpoint: &ResolvedEndpoint<'_>,
) -> Option<Vec<AccessStep>> {
    let public = observed_public_name(analysis.plan, subnet, endpoint)?;
    let name = AccessStep::allowed(Aspect::Name, &public.reason, &public.origin);
    let outcome = if public.is_certain { Verdict::Allowed } else { Verdict::Conditional };
    let mut network = step_from_subnet(analysis, subnet, service);
    network.reason = network.reason.replace("has no private endpoint", "is not reached through its private endpoint");
    if network.outcome == Verdict::Denied {
        // The endpoint is there: what its name lacks decides.
        network.reason = format!("{}. {}", public.reason, network.reason);
        network.decided_by.clone_from(&public.origin);
    }
    Some(vec![AccessStep { outcome, ..name }, network])
}

/// The peering of a network with that of an endpoint: allowed if it connects them.
pub(super) fn observed_peering(
    plan: &ResolvedTopology,
    network: &Expr,
    endpoint: &ResolvedEndpoint<'_>,
) -> Option<AccessStep> {
    let other = plan.find(endpoint.subnet)?.parent.as_ref()?;
    let peering = plan.observed()?.peerings.iter().find(|found| found.one == *network && found.other == *other)?;
    let step = AccessStep::blocked(Aspect::Network, &peering.reason, &peering.origin);
    let outcome = if peering.is_connected { Verdict::Allowed } else { Verdict::Denied };
    Some(AccessStep { outcome, ..step })
}

/// Whether a network that the plan has by its ID is known to use Azure DNS.
pub(super) fn is_known_to_use_azure_dns(plan: &ResolvedTopology, network: &Expr) -> bool {
    plan.observed().is_some_and(|observed| observed.azure_dns_networks.contains(network))
}
