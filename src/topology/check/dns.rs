//! Private DNS zones: which have to be given, and whether they are the right ones.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    source::join_pointer,
    topology::{AccountKind, Cloud, NamingConvention, ZoneSource, values::ZoneId},
};

pub(super) fn check_dns(c: &mut CheckContext<'_>) {
    check_zone_links(c);
    check_zones(c);
}

/// Links: names for networks that the topology knows, of a length that Azure takes.
fn check_zone_links(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let mut networks: Vec<(String, String)> = Vec::new();
    if let Some(layout) = &c.layout {
        let own = if layout.existing.is_some() { "/network/existing" } else { "/network/name" };
        networks.push((NamingConvention::new(t).virtual_network_name(layout), own.to_owned()));
        for (at, id) in layout.network.linked_networks.iter().enumerate() {
            networks.push((id.0.name().to_owned(), format!("/network/linkedNetworks/{at}")));
        }
    }
    let linked = t.dns.link && t.dns.zones != ZoneSource::Policy;
    for pointer in ["/network/linkedNetworks", "/dns/linkNames"] {
        if !linked && c.is_set(pointer) {
            c.report(
                Diagnostic::error(Code::LINKS_UNUSED, "the zones are not linked here")
                    .at_key(pointer)
                    .label("this would have no effect")
                    .related_value("/dns/link", "links are off")
                    .related_value("/dns/zones", "where the zones come from")
                    .help("leave links to whoever owns the zones, or write `dns.link: true` with zones that are made or exist"),
            );
        }
    }
    if linked {
        for (network, pointer) in &networks {
            super::names::check_name_length(
                c,
                &NamingConvention::new(t).zone_link_name(network),
                "links of DNS zones",
                pointer,
                "dns.linkNames",
            );
        }
    }
    for network in t.dns.link_names.keys() {
        if !networks.iter().any(|(name, _)| name == network) {
            let known: Vec<String> = networks.iter().map(|(name, _)| format!("`{name}`")).collect();
            c.report(
                Diagnostic::error(
                    Code::UNKNOWN_NETWORK,
                    "a link is named for a network that the topology does not know",
                )
                .at_key(join_pointer("/dns/linkNames", network))
                .label("not the name of a network of this topology")
                .help(format!("known: {}", known.join(", "))),
            );
        }
    }
}

fn check_zones(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let facts = t.cloud.facts();
    let ai = t.account.kind == AccountKind::AiServices && t.has_account_endpoint();
    let ai_zones = facts.ai_services_zones.map_or([None, None], |zones| zones.map(|z| Some(z.to_owned())));
    let [open_ai, services_ai] = ai_zones;
    if ai && t.dns.zones == ZoneSource::Create && t.cloud != Cloud::AzureCloud {
        c.report(
            Diagnostic::error(Code::ZONES_NEEDED, "the zones of an `AIServices` account are published for AzureCloud only")
                .at_value("/account/kind")
                .label("this kind needs three DNS zones")
                .related_value("/cloud", "in this cloud their names have to be given")
                .help("write `dns.zones: existing` and the IDs of the three zones under `dns.ids`, or take `kind: FormRecognizer`"),
        );
    }
    let ids = &t.dns.ids;
    let rows: [(&str, &Option<ZoneId>, bool, Option<String>); 5] = [
        (
            "cognitiveServices",
            &ids.cognitive_services,
            t.has_account_endpoint(),
            Some(facts.cognitive_services_zone.to_owned()),
        ),
        ("openAi", &ids.open_ai, ai, open_ai),
        ("servicesAi", &ids.services_ai, ai, services_ai),
        ("blob", &ids.blob, t.has_blob_endpoint(), Some(facts.blob_zone())),
        ("keyVault", &ids.key_vault, t.has_vault_endpoint(), Some(facts.key_vault_zone.to_owned())),
    ];
    for (key, id, used, expected) in rows {
        let pointer = format!("/dns/ids/{key}");
        match (id, t.dns.zones) {
            (Some(_), ZoneSource::Create | ZoneSource::Policy) => c.report(
                Diagnostic::error(Code::ZONES_UNUSED, "zone IDs are given, and the zones are not existing ones")
                    .at_value(pointer)
                    .label("this would have no effect")
                    .related_value("/dns/zones", "where the zones come from")
                    .help("write `dns.zones: existing`, or remove the IDs"),
            ),
            (Some(_), ZoneSource::Existing) if !used => c.report(
                Diagnostic::error(Code::ZONES_UNUSED, format!("the topology has no use for the zone `{key}`"))
                    .at_value(pointer)
                    .label("no endpoint writes its address here")
                    .help("remove it"),
            ),
            (Some(id), ZoneSource::Existing) => {
                if let Some(expected) = expected.filter(|expected| !id.0.name().eq_ignore_ascii_case(expected)) {
                    c.report(
                        Diagnostic::error(
                            Code::ZONE_NAME,
                            format!("`{}` is not the zone of this service", id.0.name()),
                        )
                        .at_value(pointer)
                        .label(format!("clients look in `{expected}`"))
                        .help(format!("give the ID of the zone `{expected}`")),
                    );
                }
            }
            (None, ZoneSource::Existing) if used => {
                let name = expected.map_or_else(String::new, |name| format!(" (`{name}`)"));
                c.report(
                    Diagnostic::error(Code::ZONES_NEEDED, format!("the zone `{key}`{name} is missing"))
                        .at_value("/dns/ids")
                        .label("the endpoints need this zone")
                        .related_value("/dns/zones", "zones are existing ones")
                        .help(format!("write its resource ID: `dns.ids.{key}`")),
                );
            }
            _ => {}
        }
    }
}
