//! Private DNS zones and their links.

use super::{
    builder::{Builder, group_of, tags},
    network::Network,
};
use crate::{
    plan::{Body, Expr, Place, PrivateDnsZone, ResourceKind, Symbol, VirtualNetworkLink},
    topology::{AccountKind, ZoneSource, values::ZoneId},
};

/// The zones each endpoint writes its addresses to, and the links that must stand before it.
#[derive(Default)]
pub(super) struct Zones {
    pub(super) account: Vec<(&'static str, Symbol)>,
    pub(super) blob: Vec<(&'static str, Symbol)>,
    pub(super) account_links: Vec<Symbol>,
    pub(super) blob_links: Vec<Symbol>,
    pub(super) vault: Vec<(&'static str, Symbol)>,
    pub(super) vault_links: Vec<Symbol>,
    /// Whether Azure Policy writes the zone groups.
    pub(super) by_policy: bool,
}

pub(super) fn lower(b: &mut Builder<'_>, network: Option<&Network>) -> Zones {
    let mut zones = Zones { by_policy: b.topology.dns.zones == ZoneSource::Policy, ..Zones::default() };
    let Some(network) = network.filter(|_| !zones.by_policy) else { return zones };
    let ids = b.topology.dns.ids.clone();
    // Outside the public cloud these names are not published: the zones are given, and their IDs say the names.
    let ai = b.cloud.ai_services_zones.map_or([None, None], |zones| zones.map(Some));
    if b.topology.has_account_endpoint() {
        let mut wanted = vec![("cognitiveServices", Some(b.cloud.cognitive_services_zone), ids.cognitive_services)];
        if b.topology.account.kind == AccountKind::AiServices {
            wanted.extend([("openAi", ai[0], ids.open_ai), ("servicesAi", ai[1], ids.services_ai)]);
        }
        for (label, name, id) in wanted {
            let Some((zone, links)) = zone(b, network, label, name.map(Expr::text), id.as_ref()) else { continue };
            zones.account.push((label, zone));
            zones.account_links.extend(links);
        }
    }
    if b.topology.has_blob_endpoint() {
        let name = Expr::Join(vec![Expr::text("privatelink.blob."), Expr::StorageSuffix]);
        if let Some((zone, links)) = zone(b, network, "blob", Some(name), ids.blob.as_ref()) {
            zones.blob.push(("blob", zone));
            zones.blob_links.extend(links);
        }
    }
    if b.topology.has_vault_endpoint() {
        let name = Expr::text(b.cloud.key_vault_zone);
        if let Some((zone, links)) = zone(b, network, "keyVault", Some(name), ids.key_vault.as_ref()) {
            zones.vault.push(("keyVault", zone));
            zones.vault_links.extend(links);
        }
    }
    zones
}

fn zone(
    b: &mut Builder<'_>,
    network: &Network,
    label: &str,
    name: Option<Expr>,
    id: Option<&ZoneId>,
) -> Option<(Symbol, Vec<Symbol>)> {
    let symbol = format!("{label}Zone");
    b.about(match id {
        Some(_) => format!("/dns/ids/{label}"),
        None => "/dns/zones".to_owned(),
    });
    let zone = match (id, name) {
        (Some(id), name) => {
            let purpose = "A private DNS zone that exists already.";
            let zone = b.add_existing(symbol.as_str(), ResourceKind::PrivateDnsZone, purpose, &id.0);
            // Hosts that follow the cloud are written as an expression, not as the ID spells them.
            if let Some(name) = name {
                b.set_name(&zone, name);
            }
            zone
        }
        (None, Some(name)) => {
            let body = Body::PrivateDnsZone(PrivateDnsZone { tags: tags() });
            let purpose = "Answers with the private address of the endpoint.";
            b.add(symbol.as_str(), ResourceKind::PrivateDnsZone, purpose, name, body).symbol.clone()
        }
        // Refused by the checks: a zone whose name is not published has to be given.
        (None, None) => return None,
    };
    let links = if b.topology.dns.link { links(b, network, label, &zone, id) } else { Vec::new() };
    Some((zone, links))
}

fn links(b: &mut Builder<'_>, network: &Network, label: &str, zone: &Symbol, id: Option<&ZoneId>) -> Vec<Symbol> {
    let own = match &b.plan.resource(&network.symbol).name {
        Expr::Text(name) => name.clone(),
        _ => String::new(),
    };
    let mut wanted = vec![(format!("{label}ZoneLink"), own.clone(), Expr::id(&network.symbol), "/dns/link".to_owned())];
    let linked = b.layout.as_ref().map(|layout| layout.network.linked_networks.clone()).unwrap_or_default();
    for (at, other) in linked.iter().enumerate() {
        let name = other.0.name().to_owned();
        let origin = format!("/network/linkedNetworks/{at}");
        wanted.push((
            Symbol::of(&format!("{label}ZoneLink"), &name).as_str().to_owned(),
            name,
            Expr::text(other),
            origin,
        ));
    }
    let mut links = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (symbol, network_name, network, origin) in wanted {
        b.about(origin);
        // Networks of different groups may share a name; links of one zone may not.
        let mut name = b.names.zone_link_name(&network_name);
        while names.contains(&name) {
            name.push_str("-2");
        }
        names.push(name.clone());
        let body = VirtualNetworkLink { tags: tags(), virtual_network: network };
        let purpose = format!("Clients in {network_name} resolve the private name.");
        let resource = b.add(
            symbol.as_str(),
            ResourceKind::VirtualNetworkLink,
            purpose,
            Expr::text(name),
            Body::VirtualNetworkLink(body),
        );
        resource.parent = Some(zone.clone());
        if let Some(id) = id {
            resource.place = Place::Other(group_of(&id.0));
        }
        links.push(resource.symbol.clone());
    }
    links
}
