//! Where the route table of a subnet leads its traffic.

use ipnet::Ipv4Net;

use super::{
    services::referenced_symbol,
    traffic::{Extent, PublicTarget, literal_text},
};
use crate::{
    analyse::number_set::NumberSet,
    order,
    plan::{Body, Expr, ResolvedTopology, Resource, Route, RouteTable, Subnet},
    topology::values::PublicRange,
};

/// The route table of a subnet.
pub(super) enum TableOfSubnet<'a> {
    /// This topology creates it.
    Created(&'a RouteTable),
    /// It is managed outside this topology.
    Existing,
}

/// A next hop of traffic, as a route of the topology sets it.
pub(super) struct NextHop<'a> {
    route: &'a Route,
    /// The key of the route.
    pub(super) key: String,
    /// The destination, if it is a CIDR range and not a service tag.
    range: Option<Ipv4Net>,
}

/// The next hop of traffic to a destination.
pub(super) enum Decision<'a> {
    /// No route of the table changes what happens without it.
    Unchanged,
    /// This route applies.
    Certain(NextHop<'a>),
    /// This route may apply.
    Possible(NextHop<'a>),
}

/// The key of the route table of a subnet.
pub(super) fn table_key(subnet: &Resource) -> String {
    format!("{}/routeTable", subnet.origin)
}

/// The route table of a subnet that this topology creates.
pub(super) fn table_of_subnet<'a>(plan: &'a ResolvedTopology, subnet: &Subnet) -> Option<TableOfSubnet<'a>> {
    let table = plan.find(referenced_symbol(subnet.route_table.as_ref()?)?)?;
    match &table.body {
        Body::RouteTable(body) => Some(TableOfSubnet::Created(body)),
        _ => Some(TableOfSubnet::Existing),
    }
}

impl<'a> NextHop<'a> {
    fn all(plan: &ResolvedTopology, table: &'a RouteTable, key: &str) -> Vec<Self> {
        let hop = |(index, route): (usize, &'a Route)| NextHop {
            route,
            key: format!("{key}/routes/{index}"),
            range: plan.known_text(&route.address_prefix).and_then(|text| text.parse().ok()),
        };
        table.routes.iter().enumerate().map(hop).collect()
    }

    /// Whether it drops traffic.
    pub(super) fn drops_traffic(&self) -> bool {
        self.route.next_hop_type == "None"
    }

    fn leads_to_internet(&self) -> bool {
        self.route.next_hop_type == "Internet"
    }

    fn leads_to_network(&self) -> bool {
        self.route.next_hop_type == "VnetLocal"
    }

    /// Whether another route has the same next hop.
    fn leads_like(&self, other: &Self) -> bool {
        self.route.next_hop_type == other.route.next_hop_type
            && self.route.next_hop_ip_address == other.route.next_hop_ip_address
    }

    /// Whether its next hop is managed outside this topology.
    pub(super) fn is_managed_outside(&self) -> bool {
        matches!(self.route.next_hop_type, "VirtualAppliance" | "VirtualNetworkGateway")
    }

    /// The name of the route.
    pub(super) fn name(&self) -> &str {
        literal_text(&self.route.name).unwrap_or_default()
    }

    /// The next hop, as the object of a sentence.
    pub(super) fn description(&self) -> String {
        let name = self.name();
        let hop = match self.route.next_hop_type {
            "VirtualAppliance" => {
                let address = self.route.next_hop_ip_address.as_ref().and_then(literal_text).unwrap_or_default();
                format!("the virtual appliance {address}")
            }
            "VirtualNetworkGateway" => "the virtual network gateway".to_owned(),
            "VnetLocal" => "the virtual network".to_owned(),
            "Internet" => "the internet".to_owned(),
            _ => return format!("route `{name}`, which drops traffic"),
        };
        format!("{hop}, the next hop of route `{name}`")
    }

    /// How many addresses of a public target its destination contains; none if it contains none.
    fn extent_of(&self, plan: &ResolvedTopology, target: PublicTarget) -> Option<Extent> {
        match self.range {
            Some(range) if range.prefix_len() == 0 => Some(Extent::All),
            Some(range) => (!PublicRange::is_reserved(range)).then_some(Extent::Some),
            None => match plan.known_text(&self.route.address_prefix) {
                Some(tag) => target.extent_in_tag(&tag),
                None => Some(Extent::Unknown),
            },
        }
    }

    /// Whether its destination contains every public address.
    fn contains_everything(&self) -> bool {
        self.range.is_some_and(|range| range.prefix_len() == 0)
    }
}

/// The routes for public addresses of a target.
struct PublicRoutes<'a> {
    /// The one that applies to all of them, without those in `others`.
    whole: Option<NextHop<'a>>,
    /// Those that may apply to some of them.
    others: Vec<NextHop<'a>>,
}

impl<'a> PublicRoutes<'a> {
    fn of_table(plan: &ResolvedTopology, table: &'a RouteTable, key: &str, target: PublicTarget) -> Self {
        let hops = NextHop::all(plan, table, key).into_iter();
        let (by_tag, mut by_range): (Vec<_>, Vec<_>) = hops
            .filter_map(|hop| hop.extent_of(plan, target).map(|extent| (hop, extent)))
            .partition(|(hop, _)| hop.range.is_none());
        order::sort_by_key(&mut by_range, |(hop, _)| {
            std::cmp::Reverse(hop.range.map_or(0, |range| range.prefix_len()))
        });
        // A route decides about what those with longer prefixes leave.
        let mut undecided = NumberSet::public_addresses();
        by_range.retain(|(hop, _)| {
            let range = NumberSet::of_ranges(hop.range.as_ref());
            let applies = undecided.overlaps(&range);
            undecided = undecided.without(&range);
            applies
        });
        // Together, they can say the same about every address.
        let is_same = undecided.is_empty() && have_one_hop(by_range.iter().map(|(hop, _)| hop));
        if is_same {
            by_range.truncate(1);
        }
        let is_whole = |(hop, _): &(NextHop<'_>, Extent)| hop.contains_everything() || is_same;
        let (default, ranges): (Vec<_>, Vec<_>) = by_range.into_iter().partition(is_whole);
        // The prefixes of a service tag are longer than 0.0.0.0/0. Which of two tags has the longer ones is not known.
        let (mut whole, mut tags): (Vec<_>, Vec<_>) =
            by_tag.into_iter().partition(|(_, extent)| *extent == Extent::All);
        if have_one_hop(whole.iter().map(|(hop, _)| hop)) {
            whole.truncate(1);
        }
        let rest = whole.split_off(whole.len().min(1));
        tags.extend(rest);
        let others = ranges.into_iter().chain(tags).map(|(hop, _)| hop).collect();
        Self { whole: whole.into_iter().chain(default).map(|(hop, _)| hop).next(), others }
    }
}

/// Whether routes have the same next hop.
fn have_one_hop<'a: 'b, 'b>(hops: impl Iterator<Item = &'b NextHop<'a>>) -> bool {
    let mut first = None;
    hops.into_iter().all(|hop| hop.leads_like(first.get_or_insert(hop)))
}

/// The next hop of traffic to the public addresses of a target, which are not known. `is_provided` tells whether the subnet
/// has outbound access without the route table.
pub(super) fn public_decision<'a>(
    plan: &ResolvedTopology,
    table: &'a RouteTable,
    key: &str,
    target: PublicTarget,
    is_provided: bool,
) -> Decision<'a> {
    let PublicRoutes { whole, others } = PublicRoutes::of_table(plan, table, key, target);
    // What another route does differently from the route that applies without it.
    let differs = |hop: &NextHop<'_>| match &whole {
        Some(whole) if whole.drops_traffic() => !hop.drops_traffic() && (is_provided || !hop.leads_to_internet()),
        Some(whole) if !whole.leads_to_internet() => true,
        _ if is_provided => !hop.leads_to_internet(),
        _ => !hop.drops_traffic() && !hop.leads_to_internet(),
    };
    if let Some(hop) = others.into_iter().find(differs) {
        // A route that is conditional in any case is named first.
        return match whole {
            Some(whole) if !whole.drops_traffic() && !whole.leads_to_internet() => Decision::Certain(whole),
            _ => Decision::Possible(hop),
        };
    }
    match whole {
        Some(hop) if !hop.leads_to_internet() => Decision::Certain(hop),
        _ => Decision::Unchanged,
    }
}

/// Whether a route leads all traffic to a target to public addresses, past the default route of a gateway.
pub(super) fn has_internet_route(plan: &ResolvedTopology, table: &RouteTable, target: PublicTarget) -> bool {
    let is_whole = |hop: &NextHop<'_>| hop.extent_of(plan, target) == Some(Extent::All);
    NextHop::all(plan, table, "").iter().any(|hop| is_whole(hop) && hop.leads_to_internet())
}

/// Whether a route has a destination that contains public addresses of a target.
pub(super) fn has_public_route(plan: &ResolvedTopology, table: &RouteTable, target: PublicTarget) -> bool {
    NextHop::all(plan, table, "").iter().any(|hop| hop.extent_of(plan, target).is_some())
}

/// The route that may apply to traffic which a service endpoint leads to a service: one with a longer prefix than
/// 0.0.0.0/0.
pub(super) fn route_beside_service_endpoint<'a>(
    plan: &ResolvedTopology,
    table: &'a RouteTable,
    key: &str,
    target: PublicTarget,
) -> Option<NextHop<'a>> {
    let mut hops = NextHop::all(plan, table, key).into_iter();
    hops.find(|hop| hop.extent_of(plan, target).is_some() && !hop.contains_everything() && !hop.leads_to_internet())
}

/// Where a private endpoint is.
pub(super) struct EndpointPlace {
    /// Its static IP addresses, or the range that contains its addresses; none if that is not known.
    pub(super) targets: Vec<Ipv4Net>,
    /// The address range of the network that contains it, if that is known.
    pub(super) space: Option<Ipv4Net>,
    /// Whether routes are known to apply to private endpoints in its subnet.
    pub(super) policies_are_known: bool,
}

impl EndpointPlace {
    /// Where an endpoint in a subnet is.
    pub(super) fn of_endpoint(plan: &ResolvedTopology, subnet: &Resource, addresses: &[Ipv4Net]) -> Self {
        let Body::Subnet(body) = &subnet.body else {
            return Self { targets: addresses.to_vec(), space: None, policies_are_known: false };
        };
        let range = plan.known_text(&body.prefix).and_then(|text| text.parse::<Ipv4Net>().ok());
        let network = subnet.parent.as_ref().and_then(|network| plan.find(network));
        let spaces = match network.map(|network| &network.body) {
            Some(Body::VirtualNetwork(network)) => match &network.address_prefixes {
                Expr::List(items) => {
                    items.iter().filter_map(literal_text).filter_map(|text| text.parse().ok()).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let contains = |space: &Ipv4Net| range.is_some_and(|range| space.contains(&range));
        let targets = if addresses.is_empty() { range.into_iter().collect() } else { addresses.to_vec() };
        Self {
            targets,
            space: spaces.into_iter().find(contains),
            policies_are_known: body.private_endpoint_network_policies == "Enabled",
        }
    }
}

/// How a route applies to traffic to a private endpoint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Certain,
    Possible,
}

/// The next hop of traffic to a private endpoint: see `routes::ENDPOINT_ROUTES`.
pub(super) fn endpoint_decision<'a>(
    plan: &ResolvedTopology,
    table: &'a RouteTable,
    key: &str,
    place: &EndpointPlace,
) -> Decision<'a> {
    let matched = |hop: &NextHop<'_>| -> Option<Match> {
        let range = hop.range.filter(|range| range.prefix_len() > 0)?;
        // With a shorter prefix, the route of the endpoint itself stays.
        if place.space.is_some_and(|space| range.prefix_len() < space.prefix_len()) {
            return None;
        }
        let is_certain = place.space.is_some() && place.policies_are_known;
        Some(if is_certain { Match::Certain } else { Match::Possible })
    };
    let mut hops: Vec<(NextHop<'a>, Match)> = NextHop::all(plan, table, key)
        .into_iter()
        .filter_map(|hop| matched(&hop).map(|matched| (hop, matched)))
        .collect();
    order::sort_by_key(&mut hops, |(hop, _)| std::cmp::Reverse(hop.range.map_or(0, |range| range.prefix_len())));
    // A route decides about what those with longer prefixes leave.
    let mut undecided = NumberSet::of_ranges(&place.targets);
    hops.retain(|(hop, matched)| {
        let range = NumberSet::of_ranges(hop.range.as_ref());
        let applies = place.targets.is_empty() || undecided.overlaps(&range);
        if *matched == Match::Certain {
            undecided = undecided.without(&range);
        }
        applies
    });
    let is_decided = !place.targets.is_empty() && undecided.is_empty();
    let is_same = have_one_hop(hops.iter().map(|(hop, _)| hop));
    let differs = |(hop, _): &(NextHop<'_>, Match)| !hop.leads_to_network();
    match hops.into_iter().find(differs) {
        Some((hop, _)) if is_decided && is_same => Decision::Certain(hop),
        Some((hop, _)) => Decision::Possible(hop),
        None => Decision::Unchanged,
    }
}
