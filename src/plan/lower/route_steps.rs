//! Required steps for route tables and next hops that are managed outside this topology, and a warning about a routing loop.

use ipnet::Ipv4Net;

use super::{builder::PlanBuilder, outbound_steps::purposes_of_outbound_access};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{
        NextHopType, Route, RouteTable, SubnetLayout, SubnetUse,
        values::{PublicRange, RoutePrefix},
    },
};

/// Adds the steps of the route table of each subnet.
pub(super) fn add_route_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    let endpoints = layout.subnet_for(&SubnetUse::Endpoints);
    let endpoint_range = endpoints.and_then(|subnet| subnet.prefix).map(|prefix| prefix.0);
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_none()) {
        let Some(table) = subnet.route_table() else { continue };
        warn_about_loops(b, subnet, table);
        // Traffic that a private endpoint sends does not follow the routes of its subnet.
        if subnet.client_name().is_none() {
            continue;
        }
        match &table.existing {
            Some(id) => add_table_steps(b, subnet, id.0.name(), endpoints.is_some()),
            None => add_hop_steps(b, subnet, table, endpoint_range),
        }
    }
}

fn add_step(b: &mut PlanBuilder<'_>, step: String, key: &str) {
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key(key));
}

/// What an existing route table has to lead where.
fn add_table_steps(b: &mut PlanBuilder<'_>, subnet: &SubnetLayout<'_>, table: &str, has_endpoints: bool) {
    let name = b.names.subnet_name(subnet);
    let key = format!("{}/routeTable/existing", subnet.pointer);
    if has_endpoints {
        let step = format!(
            "In route table `{table}`, check that the routes of subnet `{name}` lead HTTPS (port 443) to the private endpoints, \
             directly or through an appliance that translates the source address"
        );
        add_step(b, step, &key);
    }
    if let Some(purposes) = purposes_of_outbound_access(b) {
        let step = format!(
            "In route table `{table}`, provide a route to public addresses if clients in subnet `{name}` need access to \
             {purposes}"
        );
        add_step(b, step, &key);
    }
}

/// What the next hops of routes have to forward.
fn add_hop_steps(b: &mut PlanBuilder<'_>, subnet: &SubnetLayout<'_>, table: &RouteTable, endpoints: Option<Ipv4Net>) {
    let name = b.names.subnet_name(subnet);
    let purposes = purposes_of_outbound_access(b);
    for (index, route) in table.routes.iter().enumerate() {
        let Some(hop) = describe_hop(route) else { continue };
        let key = format!("{}/routeTable/routes/{index}", subnet.pointer);
        let destination = &route.address_prefix;
        let leads_to_endpoints = match (destination, endpoints) {
            (RoutePrefix::Range(range), Some(endpoints)) => {
                range.prefix_len() > 0 && (range.contains(&endpoints) || endpoints.contains(range))
            }
            _ => false,
        };
        if leads_to_endpoints {
            let step = format!(
                "On {hop}, forward HTTPS (port 443) from subnet `{name}` to the private endpoints in {destination}, and \
                 translate the source address, so that replies return through it"
            );
            add_step(b, step, &key);
        }
        let is_public = match destination {
            RoutePrefix::Range(range) => !PublicRange::is_reserved(*range),
            RoutePrefix::ServiceTag(_) => true,
        };
        if let Some(purposes) = purposes.as_ref().filter(|_| is_public) {
            let step = format!(
                "On {hop}, forward HTTPS (port 443) from subnet `{name}` to {destination} if clients there need access to \
                 {purposes}"
            );
            add_step(b, step, &key);
        }
    }
}

/// A next hop that is managed outside this topology.
fn describe_hop(route: &Route) -> Option<String> {
    match (route.next_hop_type, route.next_hop_ip_address) {
        (NextHopType::VirtualAppliance, Some(address)) => Some(format!("virtual appliance {address}")),
        (NextHopType::VirtualNetworkGateway, _) => Some("the virtual network gateway".to_owned()),
        _ => None,
    }
}

/// An appliance in the subnet whose traffic it forwards: `routes::APPLIANCE_ELSEWHERE`.
fn warn_about_loops(b: &mut PlanBuilder<'_>, subnet: &SubnetLayout<'_>, table: &RouteTable) {
    let Some(prefix) = subnet.prefix else { return };
    for (index, route) in table.routes.iter().enumerate() {
        let Some(address) = route.next_hop_ip_address.filter(|address| prefix.0.contains(&address.0)) else { continue };
        let message = format!("The virtual appliance {address} is in the subnet of the route table, which can loop");
        let warning = Diagnostic::warning(Code::ROUTE_LOOP, message)
            .at_value(format!("{}/routeTable/routes/{index}/nextHopIpAddress", subnet.pointer))
            .label(format!("in {prefix}: the route applies to the appliance, too"))
            .help("use an appliance in another subnet");
        b.add_note(None, warning);
    }
}
