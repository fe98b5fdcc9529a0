//! Names that do not resolve to a private endpoint. Only a complete input shows that: a private DNS zone that was not seen can
//! be linked to the network.

use super::{
    builder::PlanBuilder,
    endpoints::{EndpointService, connection_to},
    fields::{items, text},
};
use crate::{
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource},
    plan::PublicName,
};

/// The type of address records in a private DNS zone.
pub(in crate::existing) const ADDRESS_RECORD: &str = "Microsoft.Network/privateDnsZones/A";

/// Adds what the networks of the plan show of the names of services with endpoints.
pub(super) fn add_names(builder: &mut PlanBuilder<'_>, services: &[EndpointService<'_>]) {
    let inventory = builder.inventory;
    for endpoint in inventory.of_type(ResourceKind::PrivateEndpoint.arm_type()) {
        for service in services.iter().filter(|service| connection_to(endpoint, service).is_some()) {
            add_public_names(builder, service, endpoint);
        }
    }
}

/// Notes the networks in which the name of a service does not resolve to an endpoint of it.
fn add_public_names(builder: &mut PlanBuilder<'_>, service: &EndpointService<'_>, endpoint: &ExistingResource) {
    for (network, symbol) in builder.networks_with_azure_dns() {
        let Some(found) = public_name(builder, service, endpoint, &network) else { continue };
        let (reason, zone, is_certain) = found;
        // What is not in the plan decides nothing there.
        let place = zone.filter(|zone| builder.symbol(&zone.id).is_some()).unwrap_or(endpoint);
        let (origin, endpoint) = (builder.key(place), builder.key(endpoint));
        builder.observed.public_names.push(PublicName { endpoint, network: symbol, reason, is_certain, origin });
    }
}

/// Why the name does not resolve to the endpoint, the zone that lacks something, and whether it resolves at all.
fn public_name<'i>(
    builder: &PlanBuilder<'i>,
    service: &EndpointService<'_>,
    endpoint: &ExistingResource,
    network: &AzureId,
) -> Option<(String, Option<&'i ExistingResource>, bool)> {
    let inventory = builder.inventory;
    let is_complete = |arm_type: &str, scope: &AzureId| inventory.completeness.is_complete(arm_type, scope);
    if !is_complete(ResourceKind::PrivateDnsZone.arm_type(), &network.subscription_id()?) {
        return None;
    }
    let is_of_service = |zone: &AzureId| zone.name().eq_ignore_ascii_case(&service.zone);
    let link_type = ResourceKind::VirtualNetworkLink.arm_type();
    let links_network = |link: &&ExistingResource| {
        let own = text(&link.body, &["properties", "virtualNetwork", "id"]).ok().flatten();
        // A network that is not known may be this one.
        own.and_then(AzureId::parse).is_none_or(|own| own == *network)
    };
    let links = inventory.of_type(link_type).filter(links_network);
    let linked: Vec<AzureId> = links.filter_map(|link| link.id.parent()).filter(is_of_service).collect();
    if linked.is_empty() {
        let reason = format!(
            "No private DNS zone {} is linked to the network, so the name resolves to the public IP address",
            service.zone
        );
        let zones = inventory.of_type(ResourceKind::PrivateDnsZone.arm_type());
        let mut zones = zones.filter(|zone| is_of_service(&zone.id)).peekable();
        let first = zones.peek().copied();
        return zones.all(|zone| is_complete(link_type, &zone.id)).then_some((reason, first, true));
    }
    let lacks_record = |zone: &AzureId| {
        is_complete(ADDRESS_RECORD, zone)
            && !inventory.of_type(ADDRESS_RECORD).any(|record| {
                record.id.parent().is_some_and(|parent| parent == *zone)
                    && record.id.name().eq_ignore_ascii_case(&service.label)
            })
    };
    let group_type = ResourceKind::PrivateDnsZoneGroup.arm_type();
    let has_group = inventory.of_type(group_type).any(|group| {
        let configs = items(&group.body, &["properties", "privateDnsZoneConfigs"]);
        let names_zone = |configs: &[crate::arm_template::Value]| {
            configs.iter().any(|config| {
                let id = text(config, &["properties", "privateDnsZoneId"]).ok().flatten().and_then(AzureId::parse);
                id.is_none_or(|id| linked.contains(&id))
            })
        };
        group.id.parent().is_some_and(|parent| parent == endpoint.id) && configs.map_or(true, names_zone)
    });
    if has_group || !is_complete(group_type, &endpoint.id) || !linked.iter().all(lacks_record) {
        return None;
    }
    let reason = format!(
        "No zone group of the private endpoint writes its IP address to the private DNS zone {}, and the zone has no record `{}`: the name resolves to the public IP address or not at all",
        service.zone, service.label
    );
    Some((reason, None, false))
}
