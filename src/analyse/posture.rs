//! Posture: what is valid and may still surprise.

use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{Body, Plan},
};

/// Looks for what is valid and may still surprise.
#[must_use]
pub fn posture(plan: &Plan) -> Vec<Diagnostic> {
    machine_without_way_out(plan).into_iter().collect()
}

/// A machine in a private subnet has no way to the internet unless a NAT gateway gives it one.
fn machine_without_way_out(plan: &Plan) -> Option<Diagnostic> {
    let interface = plan.resources.iter().find_map(|r| match &r.body {
        Body::NetworkInterface(body) => Some(body),
        _ => None,
    })?;
    let crate::plan::Expr::Attribute(subnet, _) = &interface.subnet else { return None };
    // What an existing subnet has is not known.
    let Body::Subnet(subnet) = &plan.resource(subnet).body else { return None };
    if subnet.nat_gateway.is_some() {
        return None;
    }
    Some(
        Diagnostic::warning(Code::NO_WAY_OUT, "the test machine cannot load the Studio page")
            .at_key("/testMachine")
            .label("its subnet has no way out to the internet")
            .help("calls to the account and to blob storage work all the same, through the private endpoints")
            .help("write `testMachine.natGateway: true` to run Studio on it; a NAT gateway costs money"),
    )
}
