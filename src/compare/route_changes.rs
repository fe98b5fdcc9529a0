//! Routes by what they do: another name for the same destination and next hop changes no traffic.

use super::{effects::Comparison, properties::ValueChange};
use crate::plan::{Body, ResolvedTopology, Resource, Route, RouteTable};

/// Whether a change is that of a route whose destination has the same next hop in the new route table, by whatever route.
pub(super) fn has_same_next_hop(comparison: &Comparison<'_>, after: &Resource, change: &ValueChange) -> bool {
    let Comparison { old, new, .. } = *comparison;
    let (Some(former), Body::RouteTable(table)) = (former_table(old, after), &after.body) else { return false };
    let Some(name) = change.path.element_of("routes") else { return false };
    let Some(route) = former.routes.iter().find(|route| old.display_text(&route.name) == name) else { return false };
    table.routes.iter().any(|other| traffic_of(new, other) == traffic_of(old, route))
}

fn former_table<'a>(old: &'a ResolvedTopology, after: &Resource) -> Option<&'a RouteTable> {
    match &old.find(&after.symbol)?.body {
        Body::RouteTable(table) => Some(table),
        _ => None,
    }
}

/// Destination and next hop; service tags in any case.
fn traffic_of(plan: &ResolvedTopology, route: &Route) -> (String, &'static str, Option<String>) {
    let address = route.next_hop_ip_address.as_ref().map(|address| plan.display_text(address));
    (plan.display_text(&route.address_prefix).to_ascii_lowercase(), route.next_hop_type, address)
}
