//! Private DNS zones and their links.

use super::{
    builder::{PlanBuilder, resource_group_of, tags_parameter},
    network::NetworkSymbols,
};
use crate::{
    plan::{Body, DeploymentTarget, Expr, PrivateDnsZone, ResourceKind, Symbol, VirtualNetworkLink},
    topology::{AccountKind, ZoneSource, values::ZoneId},
};

/// The private DNS zones of each endpoint, and the virtual network links that must exist before it.
#[derive(Default)]
pub(super) struct ZoneSymbols {
    pub(super) account: Vec<(&'static str, Symbol)>,
    pub(super) blob: Vec<(&'static str, Symbol)>,
    pub(super) account_links: Vec<Symbol>,
    pub(super) blob_links: Vec<Symbol>,
    pub(super) vault: Vec<(&'static str, Symbol)>,
    pub(super) vault_links: Vec<Symbol>,
    /// Whether Azure Policy writes the zone groups.
    pub(super) by_policy: bool,
}

pub(super) fn lower_zones(b: &mut PlanBuilder<'_>, network: Option<&NetworkSymbols>) -> ZoneSymbols {
    let mut zones = ZoneSymbols { by_policy: b.topology.dns.zones == ZoneSource::Policy, ..ZoneSymbols::default() };
    let Some(network) = network.filter(|_| !zones.by_policy) else { return zones };
    let ids = b.topology.dns.ids.clone();
    if b.topology.has_account_endpoint() {
        let mut account_zones =
            vec![("cognitiveServices", Some(b.cloud.cognitive_services_zone), ids.cognitive_services)];
        if b.topology.account.kind == AccountKind::AiServices {
            // Where no name is documented, the file sets IDs of existing zones, which contain it.
            account_zones.extend(b.cloud.ai_services_zones.iter().map(|zone| {
                let id = if zone.key == "openAi" { &ids.open_ai } else { &ids.services_ai };
                (zone.key, zone.name.filter(|_| b.cloud.ai_services_zones_documented), id.clone())
            }));
        }
        for (label, name, id) in account_zones {
            let Some((zone, links)) = lower_zone(b, network, label, name.map(Expr::string), id.as_ref()) else {
                continue;
            };
            zones.account.push((label, zone));
            zones.account_links.extend(links);
        }
    }
    if b.topology.has_blob_endpoint() {
        let name = Expr::Join(vec![Expr::string("privatelink.blob."), Expr::StorageSuffix]);
        if let Some((zone, links)) = lower_zone(b, network, "blob", Some(name), ids.blob.as_ref()) {
            zones.blob.push(("blob", zone));
            zones.blob_links.extend(links);
        }
    }
    if b.topology.has_vault_endpoint() {
        let name = Expr::string(b.cloud.key_vault_zone);
        if let Some((zone, links)) = lower_zone(b, network, "keyVault", Some(name), ids.key_vault.as_ref()) {
            zones.vault.push(("keyVault", zone));
            zones.vault_links.extend(links);
        }
    }
    zones
}

fn lower_zone(
    b: &mut PlanBuilder<'_>,
    network: &NetworkSymbols,
    label: &str,
    name: Option<Expr>,
    id: Option<&ZoneId>,
) -> Option<(Symbol, Vec<Symbol>)> {
    let symbol = format!("{label}Zone");
    b.set_origin(match id {
        Some(_) => format!("/dns/ids/{label}"),
        None => "/dns/zones".to_owned(),
    });
    let zone = match (id, name) {
        (Some(id), name) => {
            let purpose = "Existing private DNS zone.";
            let zone = b.add_existing(symbol.as_str(), ResourceKind::PrivateDnsZone, purpose, &id.0);
            // Host names that depend on the cloud are written as an expression, not as the ID spells them.
            if let Some(name) = name {
                b.set_name(&zone, name);
            }
            zone
        }
        (None, Some(name)) => {
            let body = Body::PrivateDnsZone(PrivateDnsZone { tags: tags_parameter() });
            let purpose = "Resolves host names to the private IP address of the endpoint.";
            b.add_resource(symbol.as_str(), ResourceKind::PrivateDnsZone, purpose, name, body).symbol.clone()
        }
        // The checks reject this: a zone whose name is not published has to be given by its ID.
        (None, None) => return None,
    };
    let links = if b.topology.dns.link { lower_links(b, network, label, &zone, id) } else { Vec::new() };
    Some((zone, links))
}

fn lower_links(
    b: &mut PlanBuilder<'_>,
    network: &NetworkSymbols,
    label: &str,
    zone: &Symbol,
    id: Option<&ZoneId>,
) -> Vec<Symbol> {
    let own_name = match &b.plan.resource(&network.symbol).name {
        Expr::String(name) => name.clone(),
        _ => String::new(),
    };
    let mut links_to_add =
        vec![(format!("{label}ZoneLink"), own_name.clone(), Expr::id(&network.symbol), "/dns/link".to_owned())];
    let linked = b.layout.as_ref().map(|layout| layout.network.linked_networks.clone()).unwrap_or_default();
    for (index, linked_network) in linked.iter().enumerate() {
        let name = linked_network.0.name().to_owned();
        let origin = format!("/network/linkedNetworks/{index}");
        links_to_add.push((
            Symbol::from_parts(&format!("{label}ZoneLink"), &name).as_str().to_owned(),
            name,
            Expr::string(linked_network),
            origin,
        ));
    }
    let mut links = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let own_is_new = b.plan.resource(&network.symbol).existing.is_none();
    for (index, (symbol, network_name, network, origin)) in links_to_add.into_iter().enumerate() {
        b.set_origin(origin);
        let policy = b.topology.link_resolution_policy(index == 0 && own_is_new);
        // Virtual networks of different resource groups may have the same name; links of one zone may not.
        let mut name = b.names.zone_link_name(&network_name);
        while names.contains(&name) {
            name.push_str("-2");
        }
        names.push(name.clone());
        let body =
            VirtualNetworkLink { tags: tags_parameter(), virtual_network: network, resolution_policy: policy.as_str() };
        let purpose = format!("Allows clients in {network_name} to resolve names in this private DNS zone.");
        let resource = b.add_resource(
            symbol.as_str(),
            ResourceKind::VirtualNetworkLink,
            purpose,
            Expr::string(name),
            Body::VirtualNetworkLink(body),
        );
        resource.parent = Some(zone.clone());
        if let Some(id) = id {
            resource.deployment_target = DeploymentTarget::OtherGroup(resource_group_of(&id.0));
        }
        links.push(resource.symbol.clone());
    }
    links
}

/// The names of the private DNS zones that this topology links to networks, as text.
pub(super) fn linked_zone_names(b: &PlanBuilder<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for link in b.plan.resources.iter().filter(|resource| resource.kind == ResourceKind::VirtualNetworkLink) {
        let zone = link.parent.as_ref().map(|zone| b.plan.resource(zone));
        let name = zone.and_then(|zone| match &zone.existing {
            Some(id) => Some(id.name().to_owned()),
            None => b.plan.known_text(&zone.name),
        });
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

/// The names of the private DNS zones that the private endpoints need, as far as they are known.
pub(super) fn zone_names_of_endpoints(b: &PlanBuilder<'_>) -> Vec<String> {
    let mut names = Vec::new();
    if b.topology.has_account_endpoint() {
        names.push(b.cloud.cognitive_services_zone.to_owned());
        if b.topology.account.kind == AccountKind::AiServices {
            names.extend(b.cloud.ai_services_zones.iter().filter_map(|zone| zone.name.map(ToOwned::to_owned)));
        }
    }
    names.extend(b.topology.has_blob_endpoint().then(|| b.cloud.blob_zone()));
    names.extend(b.topology.has_vault_endpoint().then(|| b.cloud.key_vault_zone.to_owned()));
    names
}
