//! Route tables, and security rules of the file, beside what is in their subnets.

use crate::{
    compare::{describe_route, describe_rule},
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

/// The rules of the file in the network security group of a subnet, as details of its node; none if it has none.
pub(super) fn rule_details(plan: &ResolvedTopology, subnet: &Resource, other: &Resource) -> Option<Vec<String>> {
    let (Body::Subnet(body), Body::NetworkSecurityGroup(group)) = (&subnet.body, &other.body) else { return None };
    if body.network_security_group != Expr::id(&other.symbol) {
        return None;
    }
    let rules: Vec<String> = group.rules_of_file(&other.origin).map(|(rule, _)| describe_rule(plan, rule)).collect();
    (!rules.is_empty()).then_some(rules)
}
