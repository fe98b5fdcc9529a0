//! Private endpoints of the services, and the private DNS zones that resolve their names.

use super::{
    builder::PlanBuilder,
    fields::{Known, items, text, texts},
    network::{add_network, add_subnet_by_id},
};
use crate::{
    arm_template::Value,
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource},
    plan::{
        Body, Expr, MemberAddress, PrivateDnsZone, PrivateDnsZoneGroup, PrivateEndpoint, Symbol, VirtualNetworkLink,
        ZoneConfig,
    },
};

/// A service with the subresource of its private endpoint and the private DNS zone of its name.
pub(super) struct EndpointService<'a> {
    pub(super) id: &'a AzureId,
    pub(super) symbol: Symbol,
    pub(super) subresource: &'static str,
    pub(super) zone: String,
}

/// Adds the private endpoints of a service, those that work first.
pub(super) fn add_endpoints(builder: &mut PlanBuilder<'_>, service: &EndpointService<'_>) {
    let inventory = builder.inventory;
    let mut endpoints: Vec<(&ExistingResource, String)> = inventory
        .of_type(ResourceKind::PrivateEndpoint.arm_type())
        .filter_map(|endpoint| connection_state(endpoint, service).map(|state| (endpoint, state)))
        .collect();
    crate::order::sort_by_key(&mut endpoints, |(_, state)| !state.eq_ignore_ascii_case("Approved"));
    for (endpoint, state) in endpoints {
        add_endpoint(builder, service, endpoint, state);
    }
}

/// The state of the connection of an endpoint to the service; none if it is not one of it.
fn connection_state(endpoint: &ExistingResource, service: &EndpointService<'_>) -> Option<String> {
    ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"].iter().find_map(|list| {
        items(&endpoint.body, &["properties", list]).ok()?.iter().find_map(|connection| {
            let target = text(connection, &["properties", "privateLinkServiceId"]).ok()??;
            let groups = texts(connection, &["properties", "groupIds"]).ok()?;
            let is_of_service = AzureId::parse(target)? == *service.id
                && groups.iter().any(|group| group.eq_ignore_ascii_case(service.subresource));
            let state = ["properties", "privateLinkServiceConnectionState", "status"];
            // Terraform and templates do not tell it: an endpoint of one's own resource is approved when it is created.
            let state = text(connection, &state).ok().flatten().unwrap_or("Approved");
            is_of_service.then(|| state.to_owned())
        })
    })
}

fn add_endpoint(
    builder: &mut PlanBuilder<'_>,
    service: &EndpointService<'_>,
    endpoint: &ExistingResource,
    state: String,
) {
    let key = builder.key(endpoint);
    let Some(subnet) = text(&endpoint.body, &["properties", "subnet", "id"]).ok().flatten().and_then(AzureId::parse)
    else {
        return;
    };
    let subnet = add_subnet_by_id(builder, &subnet, &key);
    let symbol = builder.new_symbol(&format!("{}PrivateEndpoint", service.subresource));
    if !state.eq_ignore_ascii_case("Approved") {
        builder.observed.unapproved_endpoints.push((symbol.clone(), state));
    }
    let addresses = static_addresses(&endpoint.body, service.subresource).unwrap_or_default();
    let body = PrivateEndpoint {
        location: Expr::string(""),
        tags: Expr::Map(Vec::new()),
        subnet: Expr::id(&subnet),
        target: Expr::id(&service.symbol),
        group: service.subresource,
        manual: false,
        request_message: None,
        nic_name: Expr::string(""),
        addresses,
        zones_by_policy: false,
    };
    builder.add(endpoint, symbol.clone(), ResourceKind::PrivateEndpoint, Some(Body::PrivateEndpoint(body)), None);
    add_zone_groups(builder, service, endpoint, &symbol);
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
        let network = add_network(builder, &network, &key);
        let body = VirtualNetworkLink {
            tags: Expr::Map(Vec::new()),
            virtual_network: Expr::id(&network),
            resolution_policy: "Default",
        };
        let own = builder.new_symbol("virtualNetworkLink");
        let body = Some(Body::VirtualNetworkLink(body));
        builder.add(link, own, ResourceKind::VirtualNetworkLink, body, Some(symbol.clone()));
    }
    symbol
}
