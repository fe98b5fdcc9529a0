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
    // Outside the public cloud these names are not published: the file gives IDs of existing zones, which contain them.
    let ai_services_names = b.cloud.ai_services_zones.map_or([None, None], |zones| zones.map(Some));
    if b.topology.has_account_endpoint() {
        let mut account_zones =
            vec![("cognitiveServices", Some(b.cloud.cognitive_services_zone), ids.cognitive_services)];
        if b.topology.account.kind == AccountKind::AiServices {
            account_zones.extend([
                ("openAi", ai_services_names[0], ids.open_ai),
                ("servicesAi", ai_services_names[1], ids.services_ai),
            ]);
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
    for (symbol, network_name, network, origin) in links_to_add {
        b.set_origin(origin);
        // Virtual networks of different resource groups may have the same name; links of one zone may not.
        let mut name = b.names.zone_link_name(&network_name);
        while names.contains(&name) {
            name.push_str("-2");
        }
        names.push(name.clone());
        let body = VirtualNetworkLink { tags: tags_parameter(), virtual_network: network };
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
