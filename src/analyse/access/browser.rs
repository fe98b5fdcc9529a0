//! Whether Studio can be used in a browser on the test VM.

use super::{
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
};
use crate::{
    catalog::{network::BASTION_SKUS_WITHOUT_DESKTOP, studio as facts},
    plan::{Body, CallerKind, Occupants, ResolvedTopology, Symbol},
};

/// Whether a person can open a browser on the test VM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BrowserOnMachine {
    /// The VM has a desktop that Bastion shows.
    Available,
    /// The SKU of the existing Bastion decides it.
    Unknown,
    /// Bastion shows a shell only.
    Missing,
}

/// Whether a person can open a browser on the test VM; none without a VM.
pub(crate) fn browser_on_machine(plan: &ResolvedTopology) -> Option<BrowserOnMachine> {
    let machine = plan.resources.iter().find_map(|resource| match &resource.body {
        Body::VirtualMachine(machine) => Some(machine),
        _ => None,
    })?;
    if machine.linux.is_none() {
        return Some(BrowserOnMachine::Available);
    }
    let sku = plan.resources.iter().find_map(|resource| match &resource.body {
        Body::BastionHost(host) => Some(host.sku),
        _ => None,
    });
    Some(match sku {
        Some(sku) if BASTION_SKUS_WITHOUT_DESKTOP.contains(&sku) => BrowserOnMachine::Missing,
        Some(_) => BrowserOnMachine::Available,
        None => BrowserOnMachine::Unknown,
    })
}

/// The step that denies a browser in the subnet of the test VM, or makes it conditional.
pub(super) fn browser_step(plan: &ResolvedTopology, origin: &NetworkOrigin) -> Option<AccessStep> {
    let NetworkOrigin::Subnet(subnet) = origin else { return None };
    if !is_machine_subnet(plan, subnet) {
        return None;
    }
    let step = match browser_on_machine(plan)? {
        BrowserOnMachine::Available => return None,
        BrowserOnMachine::Missing => {
            let text = "No browser can be used on the test VM: Bastion Basic and Developer offer neither RDP to Linux nor native clients";
            AccessStep::blocked(Aspect::Network, text, "/testMachine/os")
        }
        BrowserOnMachine::Unknown => {
            let text = "A browser on the test VM needs RDP to Linux, which depends on the SKU of the existing Bastion, managed outside this topology";
            AccessStep::conditional(Aspect::Network, text, "/testMachine/bastion/existingPrefix")
        }
    };
    Some(step.based_on(&facts::BASTION_AND_LINUX))
}

fn is_machine_subnet(plan: &ResolvedTopology, subnet: &Symbol) -> bool {
    plan.callers.iter().any(|caller| match &caller.kind {
        CallerKind::Subnet { subnet: other, occupants, .. } => other == subnet && *occupants == Occupants::TestMachine,
        _ => false,
    })
}
