//! Route tables, and network security groups with rules of the file, beside what is in their subnets.

use crate::{
    compare::{describe_route, describe_rule},
    plan::{Body, Expr, ResolvedTopology, Resource},
};

/// The routes or rules of another resource, as details of its node; none if it is not shown in the subnet.
pub(super) fn attachment_details(plan: &ResolvedTopology, subnet: &Resource, other: &Resource) -> Option<Vec<String>> {
    let Body::Subnet(body) = &subnet.body else { return None };
    let id = Expr::id(&other.symbol);
    if body.route_table.as_ref() == Some(&id) {
        return Some(match &other.body {
            Body::RouteTable(body) => body.routes.iter().map(|route| describe_route(plan, route)).collect(),
            _ => vec!["existing".to_owned()],
        });
    }
    let Body::NetworkSecurityGroup(group) = &other.body else { return None };
    if body.network_security_group != id {
        return None;
    }
    let rules: Vec<String> = group.rules_of_file(&other.origin).map(|(rule, _)| describe_rule(plan, rule)).collect();
    (!rules.is_empty()).then_some(rules)
}
