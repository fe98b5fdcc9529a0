//! Names that do not resolve to a private endpoint. Only a complete input shows that: a private DNS zone that was not seen can
//! be linked to the network. A zone can be in any subscription, and its links are listed below it: where the zone group of the
//! endpoint names no zone whose links were read, nothing is known of the name. Source: Microsoft Learn,
//! cloud-adoption-framework `docs/ready/azure-best-practices/private-link-and-dns-integration-at-scale.md` (2021-02-18, read 2026-12-01).

use super::{
    builder::PlanBuilder,
    endpoints::{EndpointService, connection_to},
    fields::{items, text},
};
use crate::{
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource, Inventory},
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
    let named = named_zones(inventory, endpoint);
    if linked.is_empty() {
        let named: Vec<AzureId> = named?.into_iter().filter(is_of_service).collect();
        let reason = format!(
            "No private DNS zone {} is linked to the network, so the name resolves to the public IP address",
            service.zone
        );
        let is_read = !named.is_empty() && named.iter().all(|zone| is_complete(link_type, zone));
        return is_read.then(|| (reason, named.iter().find_map(|zone| inventory.find(zone)), true));
    }
    let lacks_record = |zone: &AzureId| {
        is_complete(ADDRESS_RECORD, zone)
            && !inventory.of_type(ADDRESS_RECORD).any(|record| {
                record.id.parent().is_some_and(|parent| parent == *zone)
                    && record.id.name().eq_ignore_ascii_case(&service.label)
            })
    };
    let group_type = ResourceKind::PrivateDnsZoneGroup.arm_type();
    let has_group = named.is_none_or(|named| named.iter().any(|zone| linked.contains(zone)));
    if has_group || !is_complete(group_type, &endpoint.id) || !linked.iter().all(lacks_record) {
        return None;
    }
    let reason = format!(
        "No zone group of the private endpoint writes its IP address to the private DNS zone {}, and the zone has no record `{}`: the name resolves to the public IP address or not at all",
        service.zone, service.label
    );
    Some((reason, None, false))
}

/// The zones that the zone groups of an endpoint name; none if that is not known of one of them.
fn named_zones(inventory: &Inventory, endpoint: &ExistingResource) -> Option<Vec<AzureId>> {
    let mut zones = Vec::new();
    for group in inventory.of_type(ResourceKind::PrivateDnsZoneGroup.arm_type()) {
        if group.id.parent().is_none_or(|parent| parent != endpoint.id) {
            continue;
        }
        for config in items(&group.body, &["properties", "privateDnsZoneConfigs"]).ok()? {
            zones.push(AzureId::parse(text(config, &["properties", "privateDnsZoneId"]).ok()??)?);
        }
    }
    Some(zones)
}
