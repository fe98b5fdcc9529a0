//! Route tables of subnets: where one is accepted, and which routes Azure accepts in it.

use super::context::{CheckContext, first_duplicate_name, remove_equal};
use crate::{
    catalog::{dns::AZURE_DNS, routes::SERVICE_TAG_LIMIT},
    diagnostic::{Code, Diagnostic},
    topology::{
        NextHopType, Route, RouteTable,
        values::{PrivateAddress, RoutePrefix, is_no_machine},
    },
};

pub(super) fn check_route_tables(c: &mut CheckContext<'_>) {
    let Some(layout) = c.layout.clone() else { return };
    for subnet in &layout.subnets {
        let Some(table) = subnet.route_table() else { continue };
        let pointer = format!("{}/routeTable", subnet.pointer);
        check_existing_table(c, table, &pointer);
        for (index, route) in table.routes.iter().enumerate() {
            check_next_hop(c, route, &format!("{pointer}/routes/{index}"));
        }
        check_distinct_routes(c, &table.routes, &pointer);
        check_service_tags(c, &table.routes, &pointer);
    }
}

/// The settings of a new route table have no meaning for an existing one.
fn check_existing_table(c: &mut CheckContext<'_>, table: &RouteTable, pointer: &str) {
    if table.existing.is_none() {
        return;
    }
    for key in ["name", "disableBgpRoutePropagation", "routes"] {
        let set = format!("{pointer}/{key}");
        if c.is_set(&set) {
            c.report(
                Diagnostic::error(Code::EXISTING_AND_NEW, format!("`{key}` is not valid for an existing route table"))
                    .at_key(set)
                    .label("valid only for a new route table")
                    .related_value(format!("{pointer}/existing"), "the route table already exists")
                    .help(format!("remove `{key}` or `existing`")),
            );
        }
    }
}

/// Only a virtual appliance has an IP address, and it needs one.
fn check_next_hop(c: &mut CheckContext<'_>, route: &Route, pointer: &str) {
    match (route.next_hop_type, route.next_hop_ip_address) {
        (NextHopType::VirtualAppliance, None) => c.report(
            Diagnostic::error(
                Code::ROUTE,
                format!("route `{}` has no IP address of its virtual appliance", route.name),
            )
            .at_value(format!("{pointer}/nextHopType"))
            .label("needs `nextHopIpAddress`")
            .help("set `nextHopIpAddress` to the private IP address of the appliance"),
        ),
        (NextHopType::VirtualAppliance, Some(address)) if is_no_appliance(address) => c.report(
            Diagnostic::error(Code::ROUTE, format!("no virtual appliance has the IP address {address}"))
                .at_value(format!("{pointer}/nextHopIpAddress"))
                .label("not an IP address that Azure gives to a machine")
                .help("set `nextHopIpAddress` to the private IP address of the appliance, or `nextHopType: None` to drop the traffic"),
        ),
        (NextHopType::VirtualAppliance, Some(_)) | (_, None) => {}
        (hop, Some(_)) => c.report(
            Diagnostic::error(Code::ROUTE, format!("`nextHopIpAddress` is not valid with `{}`", hop.as_str()))
                .at_key(format!("{pointer}/nextHopIpAddress"))
                .label("valid only with `VirtualAppliance`")
                .help("remove `nextHopIpAddress`, or set `nextHopType: VirtualAppliance`"),
        ),
    }
}

/// Azure's own address, for DNS and health probes, and those that no machine has.
fn is_no_appliance(address: PrivateAddress) -> bool {
    address.to_string() == AZURE_DNS || is_no_machine(address.0)
}

/// Names and destinations are unique in a route table: `routes::ROUTES_ARE_DISTINCT`.
fn check_distinct_routes(c: &mut CheckContext<'_>, routes: &[Route], pointer: &str) {
    let names = routes.iter().map(|route| route.name.to_string()).collect();
    let prefixes = routes.iter().map(|route| route.address_prefix.to_string()).collect();
    let all: [(&str, &str, Vec<String>); 2] =
        [("name", "are named", names), ("addressPrefix", "have the destination", prefixes)];
    for (key, relation, values) in all {
        let Some((first, second)) = first_duplicate_name(values.iter().map(String::as_str)) else { continue };
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, format!("two routes {relation} `{}`", values[second]))
                .at_value(format!("{pointer}/routes/{second}/{key}"))
                .label("used again")
                .related_value(format!("{pointer}/routes/{first}/{key}"), "used first here")
                .help("remove one of the two routes, or change it")
                .fixed_by(remove_equal(
                    c.document,
                    &format!("{pointer}/routes"),
                    &mut values.iter().map(String::as_str),
                )),
        );
    }
}

/// The number of routes for service tags: `routes::ROUTE_LIMIT`.
fn check_service_tags(c: &mut CheckContext<'_>, routes: &[Route], pointer: &str) {
    let mut tags =
        routes.iter().enumerate().filter(|(_, route)| matches!(route.address_prefix, RoutePrefix::ServiceTag(_)));
    if let Some((index, _)) = tags.nth(SERVICE_TAG_LIMIT) {
        c.report(
            Diagnostic::error(Code::ROUTE, format!("more than {SERVICE_TAG_LIMIT} routes for service tags"))
                .at_value(format!("{pointer}/routes/{index}/addressPrefix"))
                .label(format!("a route table accepts {SERVICE_TAG_LIMIT}"))
                .help("use CIDR ranges, or one tag that contains several"),
        );
    }
}
