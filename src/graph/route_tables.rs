//! Route tables beside what is in their subnets.

use crate::{
    compare::describe_route,
    plan::{Body, Expr, ResolvedTopology, Resource},
};

/// Whether a resource is the route table of a subnet.
pub(super) fn uses_route_table(subnet: &Resource, other: &Resource) -> bool {
    matches!(&subnet.body, Body::Subnet(body) if body.route_table.as_ref() == Some(&Expr::id(&other.symbol)))
}

/// The routes of a route table, as details of its node.
pub(super) fn route_details(plan: &ResolvedTopology, table: &Resource) -> Vec<String> {
    match &table.body {
        Body::RouteTable(body) => body.routes.iter().map(|route| describe_route(plan, route)).collect(),
        _ => vec!["existing".to_owned()],
    }
}
