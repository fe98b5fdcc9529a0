//! Private DNS zones: which are required, and whether they are the correct ones.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    source::join_pointer,
    topology::{AccountKind, NamingConvention, ZoneSource, values::ZoneId},
};

pub(super) fn check_dns(c: &mut CheckContext<'_>) {
    check_zone_links(c);
    check_zones(c);
}

/// Virtual network links: their networks are in the topology, and their names are not too long.
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
    for pointer in ["/network/linkedNetworks", "/dns/linkNames", "/dns/resolutionPolicy"] {
        if !linked && c.is_set(pointer) {
            c.report(
                Diagnostic::error(Code::LINKS_UNUSED, "the private DNS zones are not linked by this topology")
                    .at_key(pointer)
                    .label("this would have no effect")
                    .related_value("/dns/link", "links are disabled")
                    .related_value("/dns/zones", "source of the zones")
                    .help("remove it, or set `dns.link: true` with `dns.zones: create` or `existing`"),
            );
        }
    }
    if linked {
        for (network, pointer) in &networks {
            super::names::check_name_length(
                c,
                &NamingConvention::new(t).zone_link_name(network),
                "virtual network links",
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
                    "a link name is set for a network that is not in the topology",
                )
                .at_key(join_pointer("/dns/linkNames", network))
                .label("not the name of a network of this topology")
                .help(format!("use one of {}", known.join(", "))),
            );
        }
    }
}

fn check_zones(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let facts = t.cloud.facts();
    let ai = t.account.kind == AccountKind::AiServices && t.has_account_endpoint();
    let ai_zone_name = |key: &str| -> Option<String> {
        facts.ai_services_zones.iter().find(|zone| zone.key == key)?.name.map(ToOwned::to_owned)
    };
    let ai_zone = |key: &str| facts.ai_services_zones.iter().find(|zone| zone.key == key);
    if ai && t.dns.zones == ZoneSource::Create && !facts.ai_services_zones_documented {
        let count = if facts.ai_services_zones.len() == 1 { "two" } else { "three" };
        let keys: Vec<String> = facts
            .ai_services_zones
            .iter()
            .map(|zone| zone.key)
            .chain(["blob"].into_iter().filter(|_| t.has_blob_endpoint()))
            .map(|key| format!("`{key}`"))
            .collect();
        c.report(
            Diagnostic::error(
                Code::ZONES_NEEDED,
                "private DNS zones of an `AIServices` account are documented for AzureCloud only",
            )
            .at_value("/account/kind")
            .label(format!("this kind needs {count} private DNS zones in this cloud"))
            .related_value("/cloud", "in this cloud, the zones must be specified")
            .help(format!(
                "set `dns.zones: existing` and the zone IDs `cognitiveServices`, {} under `dns.ids`, or set \
                 `kind: FormRecognizer`",
                keys.join(", ")
            )),
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
        ("openAi", &ids.open_ai, ai && ai_zone("openAi").is_some(), ai_zone_name("openAi")),
        ("servicesAi", &ids.services_ai, ai && ai_zone("servicesAi").is_some(), ai_zone_name("servicesAi")),
        ("blob", &ids.blob, t.has_blob_endpoint(), Some(facts.blob_zone())),
        ("keyVault", &ids.key_vault, t.has_vault_endpoint(), Some(facts.key_vault_zone.to_owned())),
    ];
    for (key, id, used, expected) in rows {
        let pointer = format!("/dns/ids/{key}");
        match (id, t.dns.zones) {
            (Some(_), ZoneSource::Create | ZoneSource::Policy) => c.report(
                Diagnostic::error(Code::ZONES_UNUSED, "zone IDs are set, but `dns.zones` is not `existing`")
                    .at_value(pointer)
                    .label("this would have no effect")
                    .related_value("/dns/zones", "source of the zones")
                    .help("set `dns.zones: existing`, or remove the IDs"),
            ),
            (Some(_), ZoneSource::Existing) if !used => c.report(
                Diagnostic::error(
                    Code::ZONES_UNUSED,
                    format!("the topology does not use the private DNS zone `{key}`"),
                )
                .at_value(pointer)
                .label("no private endpoint registers its IP address here")
                .help(format!("remove `dns.ids.{key}`")),
            ),
            (Some(id), ZoneSource::Existing) => {
                if let Some(expected) = expected.filter(|expected| !id.0.name().eq_ignore_ascii_case(expected)) {
                    c.report(
                        Diagnostic::error(
                            Code::ZONE_NAME,
                            format!("`{}` is not the private DNS zone of this service", id.0.name()),
                        )
                        .at_value(pointer)
                        .label(format!("clients resolve names in `{expected}`"))
                        .help(format!("use the ID of the zone `{expected}`")),
                    );
                }
            }
            (None, ZoneSource::Existing) if used => {
                let name = expected.map_or_else(String::new, |name| format!(" (`{name}`)"));
                c.report(
                    Diagnostic::error(Code::ZONES_NEEDED, format!("the private DNS zone `{key}`{name} is missing"))
                        .at_value("/dns/ids")
                        .label("the private endpoints need this zone")
                        .related_value("/dns/zones", "existing zones")
                        .help(format!("set `dns.ids.{key}` to its resource ID")),
                );
            }
            _ => {}
        }
    }
}
