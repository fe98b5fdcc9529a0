//! Private DNS zones and their links.

use crate::{
    adopt::{
        draft::Draft,
        observed::Observed,
        part::Part,
        value::{id, text},
    },
    catalog::ResourceKind,
    existing::AzureId,
};

pub(super) fn propose_zones(seen: &Observed<'_>, draft: &mut Draft) {
    let mut endpoints = seen.endpoints().peekable();
    if endpoints.peek().is_none() {
        return;
    }
    let mut zones: Vec<AzureId> = Vec::new();
    for zone in endpoints.flat_map(|endpoint| seen.zones_of(endpoint)) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    if zones.is_empty() {
        draft.set("dns/zones", "policy");
        return;
    }
    let is_new = !seen.leaves(&Part::Zones) && zones.iter().all(|zone| seen.manages(zone));
    draft.set("dns/zones", if is_new { "create" } else { "existing" });
    if !is_new {
        for zone in &zones {
            draft.set_some(&format!("dns/ids/{}", key_of(seen, zone)), Some(zone.as_str()));
        }
    }
    propose_links(seen, &zones, draft);
}

/// The key of a zone under `dns.ids`.
fn key_of(seen: &Observed<'_>, zone: &AzureId) -> &'static str {
    let (facts, name) = (seen.cloud.facts(), zone.name().to_ascii_lowercase());
    if name == facts.blob_zone() {
        return "blob";
    }
    if name == facts.key_vault_zone {
        return "keyVault";
    }
    let known = facts.ai_services_zones.iter().find(|known| known.name.is_some_and(|known| known == name));
    known.map_or("cognitiveServices", |known| known.key)
}

/// The resolution policy of a link that shows none, as in the table of properties.
const DEFAULT_POLICY: &str = "Default";

fn propose_links(seen: &Observed<'_>, zones: &[AzureId], draft: &mut Draft) {
    let links: Vec<_> = zones
        .iter()
        .flat_map(|zone| seen.children(ResourceKind::VirtualNetworkLink, zone))
        .filter(|link| !seen.leaves(&Part::Zones) && seen.adds(link))
        .collect();
    draft.set("dns/link", !links.is_empty());
    let mut others: Vec<AzureId> = Vec::new();
    let mut policies: Vec<&str> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for link in &links {
        let Some(network) = id(&link.body, "properties/virtualNetwork/id") else { continue };
        // The names of further networks of the same name follow from the first.
        if !named.contains(&network.name().to_owned()) {
            named.push(network.name().to_owned());
            draft.set(&format!("dns/linkNames/{}", network.name()), link.id.name());
        }
        let policy = text(&link.body, "properties/resolutionPolicy").unwrap_or(DEFAULT_POLICY);
        policies.extend(Some(policy).filter(|policy| !policies.contains(policy)));
        if Some(&network) != seen.network.as_ref() && !others.contains(&network) {
            others.push(network);
        }
    }
    if let [policy] = policies.as_slice() {
        draft.set("dns/resolutionPolicy", *policy);
    }
    draft.set_list("network/linkedNetworks", others.iter().map(AzureId::as_str).collect());
}
