//! What a topology has in its subnets.

use crate::plan::{ResolvedTopology, Resource, ResourceKind, Symbol};

/// Kinds that take an IP address of a subnet.
const OCCUPYING_KINDS: [ResourceKind; 3] =
    [ResourceKind::PrivateEndpoint, ResourceKind::NetworkInterface, ResourceKind::BastionHost];

const MACHINES: [ResourceKind; 2] = [ResourceKind::LinuxVirtualMachine, ResourceKind::WindowsVirtualMachine];

/// What a topology has in a subnet, each before what it uses.
pub(super) fn occupants<'a>(plan: &'a ResolvedTopology, subnet: &Symbol) -> Vec<&'a Resource> {
    let resources = || plan.resources.iter().map(AsRef::as_ref).filter(|resource| resource.existing.is_none());
    let uses = |resource: &Resource, symbol: &Symbol| resource.referenced_symbols().contains(symbol);
    let mut found: Vec<&Resource> = Vec::new();
    for resource in resources().filter(|resource| OCCUPYING_KINDS.contains(&resource.kind) && uses(resource, subnet)) {
        found.extend(resources().filter(|user| MACHINES.contains(&user.kind) && uses(user, &resource.symbol)));
        found.push(resource);
    }
    found
}
