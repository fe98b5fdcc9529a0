//! Posture rules on Studio: what a browser and the Studio service need.

use super::rule::{RuleViolation, check_account, check_storage, has_private_endpoint, violation_if};
use crate::{
    analyse::access::{AccessAnalysis, Actor, Aspect, Operation, Verdict},
    plan::{Body, Expr, ResolvedTopology, Resource, Route},
    topology::{Studio, values::PublicRange},
};

/// The test VM cannot load the Studio page: private subnets have no outbound internet access without a NAT gateway.
pub(super) fn check_outbound_access(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    let interface = plan.resources.iter().find_map(|r| match &r.body {
        Body::NetworkInterface(body) => Some(body),
        _ => None,
    });
    let Some(Expr::Attribute(subnet, _)) = interface.map(|interface| &interface.subnet) else { return Vec::new() };
    // Outbound access of an existing subnet is not known, nor are the routes of an existing network.
    let Some(resource) = plan.find(subnet) else { return Vec::new() };
    let Body::Subnet(subnet) = &resource.body else { return Vec::new() };
    let network = resource.parent.as_ref().and_then(|network| plan.find(network));
    let table = match &subnet.route_table {
        Some(Expr::Attribute(table, _)) => plan.find(table),
        _ => None,
    };
    let leads_out = |route: &Route| {
        let destination = plan.known_text(&route.address_prefix).unwrap_or_default();
        let is_private = destination.parse().is_ok_and(PublicRange::is_reserved);
        !is_private && matches!(route.next_hop_type, "VirtualAppliance" | "VirtualNetworkGateway")
    };
    // An appliance may forward the traffic; what an existing route table does is not known.
    let may_lead_out = |table: &Resource| match &table.body {
        Body::RouteTable(table) => table.routes.iter().any(leads_out),
        _ => true,
    };
    if table.is_some_and(may_lead_out) {
        return Vec::new();
    }
    if network.is_some_and(|network| network.existing.is_some()) {
        return Vec::new();
    }
    let help = if has_private_endpoint(plan, "account") {
        "set `testMachine.natGateway: true` to run Studio on the VM, which costs money; calls work without it, through the private endpoints"
    } else {
        "set `testMachine.natGateway: true` to run Studio on the VM, which costs money"
    };
    violation_if(subnet.nat_gateway.is_none(), "/testMachine/natGateway", help)
}

/// No browser can use Studio, for a reason that no other rule reports.
pub(super) fn check_studio_network(plan: &ResolvedTopology) -> Vec<RuleViolation> {
    if plan.studio == Studio::Off {
        return Vec::new();
    }
    let paths = AccessAnalysis::new(plan).paths_of_actor(&Actor::StudioBrowser);
    let steps: Vec<_> = paths.iter().flat_map(|path| &path.steps).collect();
    let denied = || steps.iter().filter(|step| step.outcome == Verdict::Denied);
    let is_reported = |pointer: &str| pointer == "/account/kind" || pointer.starts_with("/testMachine");
    if denied().next().is_none() || denied().any(|step| is_reported(&step.decided_by)) {
        return Vec::new();
    }
    let is_private_account = !check_account(plan, |account| !account.public_network_access, "", "").is_empty();
    let is_private_storage = !check_storage(plan, |storage| !storage.public_network_access, "", "").is_empty();
    let help = match (is_private_account, is_private_storage) {
        (true, _) => {
            "list the networks that people connect from under `network.onPremises` or `network.linkedNetworks`, or set `account.publicNetworkAccess: selected` and list the IP addresses of browsers under `allow.addresses`"
        }
        (false, true) => {
            "set `storage.publicNetworkAccess: selected`, and list the IP addresses of browsers under `allow.addresses`"
        }
        (false, false) => "list the IP addresses of browsers under `allow.addresses`",
    };
    violation_if(true, "/allow/studio", help)
}

/// Whether the account's identity may write blobs, on storage or on a container.
pub(super) fn writes_blobs(plan: &ResolvedTopology) -> bool {
    let access = AccessAnalysis::new(plan);
    access.paths_of_actor(&Actor::AccountIdentity).iter().any(|path| {
        let is_denied =
            path.steps.iter().any(|step| step.aspect == Aspect::Authorization && step.outcome == Verdict::Denied);
        path.operation == Operation::Write && !is_denied
    })
}
