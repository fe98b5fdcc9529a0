//! Private endpoints of the services, and the private DNS zones that resolve their names.

use super::{
    builder::{PlanBuilder, strict_id},
    fields::{Known, items, keyword, location, text, texts},
    network::add_subnet_by_id,
};
use crate::{
    arm_template::Value,
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource},
    plan::{
        Body, CallerKind, Expr, MemberAddress, PrivateDnsZone, PrivateDnsZoneGroup, PrivateEndpoint, Symbol,
        VirtualNetworkLink, ZoneConfig, linked_network_name,
    },
};

/// The connections that the owner of the service approves.
const MANUAL_CONNECTIONS: &str = "manualPrivateLinkServiceConnections";

/// A service with the subresource of its private endpoint and the private DNS zone of its name.
pub(super) struct EndpointService<'a> {
    pub(super) id: &'a AzureId,
    pub(super) symbol: Symbol,
    pub(super) subresource: &'static str,
    pub(super) zone: String,
    /// The first label of the name.
    pub(super) label: String,
}

/// Adds the private endpoints of services, those that work first. Networks with endpoints come before links to networks, since
/// other linked networks are clients as a whole.
pub(super) fn add_endpoints(builder: &mut PlanBuilder<'_>, services: &[EndpointService<'_>]) {
    let inventory = builder.inventory;
    let mut found: Vec<(&EndpointService<'_>, &ExistingResource, Connection)> = Vec::new();
    for endpoint in inventory.of_type(ResourceKind::PrivateEndpoint.arm_type()) {
        let connection_of =
            |service| connection_to(endpoint, service).map(|connection| (service, endpoint, connection));
        found.extend(services.iter().filter_map(connection_of));
    }
    crate::order::sort_by_key(&mut found, |(_, _, connection)| !connection.state.eq_ignore_ascii_case("Approved"));
    let mut added = Vec::new();
    for (service, endpoint, connection) in found {
        added.extend(add_endpoint(builder, service, endpoint, connection).map(|symbol| (service, endpoint, symbol)));
    }
    for (service, endpoint, symbol) in added {
        add_zone_groups(builder, service, endpoint, &symbol);
    }
}

/// The connection of a private endpoint to a service.
pub(super) struct Connection {
    state: String,
    /// Whether it was requested, and is approved by the owner of the service.
    is_manual: bool,
    /// The message to that owner.
    message: Option<Expr>,
}

/// The connection of an endpoint to the service; none if it is not one of it.
pub(super) fn connection_to(endpoint: &ExistingResource, service: &EndpointService<'_>) -> Option<Connection> {
    ["privateLinkServiceConnections", MANUAL_CONNECTIONS].iter().find_map(|list| {
        items(&endpoint.body, &["properties", list]).ok()?.iter().find_map(|connection| {
            let target = text(connection, &["properties", "privateLinkServiceId"]).ok()??;
            let groups = texts(connection, &["properties", "groupIds"]).ok()?;
            let is_of_service = AzureId::parse(target)? == *service.id
                && groups.iter().any(|group| group.eq_ignore_ascii_case(service.subresource));
            let state = ["properties", "privateLinkServiceConnectionState", "status"];
            // Terraform and templates do not tell it: an endpoint of one's own resource is approved when it is created.
            let state = text(connection, &state).ok().flatten().unwrap_or("Approved");
            is_of_service.then(|| Connection {
                state: state.to_owned(),
                is_manual: *list == MANUAL_CONNECTIONS,
                message: text(connection, &["properties", "requestMessage"]).ok().flatten().map(Expr::string),
            })
        })
    })
}

fn add_endpoint(
    builder: &mut PlanBuilder<'_>,
    service: &EndpointService<'_>,
    endpoint: &ExistingResource,
    connection: Connection,
) -> Option<Symbol> {
    let key = builder.key(endpoint);
    let subnet = text(&endpoint.body, &["properties", "subnet", "id"]).ok().flatten().and_then(AzureId::parse)?;
    let subnet = add_subnet_by_id(builder, &subnet, &key);
    let symbol = builder.new_symbol(&format!("{}PrivateEndpoint", service.subresource));
    if !connection.state.eq_ignore_ascii_case("Approved") {
        builder.observed.unapproved_endpoints.push((symbol.clone(), connection.state));
    }
    let addresses = static_addresses(&endpoint.body, service.subresource).unwrap_or_default();
    let nic_name = text(&endpoint.body, &["properties", "customNetworkInterfaceName"]).ok().flatten();
    let body = PrivateEndpoint {
        location: location(&endpoint.body),
        tags: Expr::Map(Vec::new()),
        subnet: Expr::id(&subnet),
        target: Expr::id(&service.symbol),
        group: service.subresource,
        manual: connection.is_manual,
        request_message: connection.message,
        nic_name: nic_name.map(Expr::string),
        connection_name: Expr::string(""),
        addresses,
        zones_by_policy: false,
    };
    Some(builder.add(endpoint, symbol, ResourceKind::PrivateEndpoint, Some(Body::PrivateEndpoint(body)), None))
}

fn static_addresses(body: &Value, group: &'static str) -> Known<Vec<MemberAddress>> {
    let list = items(body, &["properties", "ipConfigurations"])?;
    let addresses = list.iter().map(|one| text(one, &["properties", "privateIPAddress"]));
    let addresses: Vec<Option<&str>> = addresses.collect::<Known<_>>()?;
    let member = |address: &str| MemberAddress { member: "", group, address: Expr::string(address) };
    Ok(addresses.into_iter().flatten().map(member).collect())
}

/// The zone groups of an endpoint, with the zone that has the name of the service. Another zone does not resolve it.
fn add_zone_groups(
    builder: &mut PlanBuilder<'_>,
    service: &EndpointService<'_>,
    endpoint: &ExistingResource,
    symbol: &Symbol,
) {
    let inventory = builder.inventory;
    for group in inventory.of_type(ResourceKind::PrivateDnsZoneGroup.arm_type()) {
        if group.id.parent().is_none_or(|parent| parent != endpoint.id) {
            continue;
        }
        let key = builder.key(group);
        let configs = items(&group.body, &["properties", "privateDnsZoneConfigs"]).unwrap_or_default();
        let zones = configs.iter().filter_map(|config| {
            let id = text(config, &["properties", "privateDnsZoneId"]).ok()??;
            AzureId::parse(id).filter(|zone| zone.name().eq_ignore_ascii_case(&service.zone))
        });
        let zones: Vec<AzureId> = zones.collect();
        if zones.is_empty() {
            continue;
        }
        let zones = zones.iter().map(|zone| {
            let zone = Expr::id(&add_zone(builder, zone, &key));
            ZoneConfig { name: "", zone }
        });
        let body = Body::PrivateDnsZoneGroup(PrivateDnsZoneGroup { zones: zones.collect() });
        let own = builder.new_symbol(&format!("{}DnsZoneGroup", service.subresource));
        builder.add(group, own, ResourceKind::PrivateDnsZoneGroup, Some(body), Some(symbol.clone()));
    }
}

/// A private DNS zone with its links.
fn add_zone(builder: &mut PlanBuilder<'_>, id: &AzureId, origin: &str) -> Symbol {
    if let Some(symbol) = builder.symbol(id) {
        return symbol.clone();
    }
    let (kind, inventory) = (ResourceKind::PrivateDnsZone, builder.inventory);
    let symbol = match inventory.find(id) {
        Some(zone) => {
            let symbol = builder.new_symbol("privateDnsZone");
            let body = Body::PrivateDnsZone(PrivateDnsZone { tags: Expr::Map(Vec::new()) });
            builder.add(zone, symbol, kind, Some(body), None)
        }
        None => builder.add_unseen(id, origin.to_owned(), "privateDnsZone", kind, None),
    };
    for link in inventory.of_type(ResourceKind::VirtualNetworkLink.arm_type()) {
        if link.id.parent().is_none_or(|parent| parent != *id) {
            continue;
        }
        let network = text(&link.body, &["properties", "virtualNetwork", "id"]).ok().flatten().and_then(AzureId::parse);
        let Some(network) = network else { continue };
        let key = builder.key(link);
        let virtual_network = match builder.symbol(&network) {
            Some(symbol) => Expr::id(symbol),
            None => add_linked_network(builder, &network, key),
        };
        let policy = keyword(&link.body, &["properties", "resolutionPolicy"], &["Default", "NxDomainRedirect"]);
        let resolution_policy = policy.ok().flatten().unwrap_or("Default");
        let body = VirtualNetworkLink { tags: Expr::Map(Vec::new()), virtual_network, resolution_policy };
        let own = builder.new_symbol("virtualNetworkLink");
        let body = Some(Body::VirtualNetworkLink(body));
        builder.add(link, own, ResourceKind::VirtualNetworkLink, body, Some(symbol.clone()));
    }
    symbol
}

/// A network without endpoints of the services: a client as a whole, as a linked network of a topology is.
fn add_linked_network(builder: &mut PlanBuilder<'_>, id: &AzureId, key: String) -> Expr {
    let id = strict_id(id);
    let is_same_name = |kind: &CallerKind| matches!(kind, CallerKind::LinkedNetwork { name, id: other } if name.eq_ignore_ascii_case(id.name()) && *other != id);
    let is_ambiguous = builder.plan.callers.iter().any(|caller| is_same_name(&caller.kind));
    let name = linked_network_name(&id, is_ambiguous);
    let virtual_network = Expr::string(&id);
    builder.add_caller(CallerKind::LinkedNetwork { name, id }, key);
    virtual_network
}
