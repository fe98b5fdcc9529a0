//! Notes on what a service does not do with these settings, although it accepts them.

use super::builder::PlanBuilder;
use crate::{
    catalog::regions::REGIONS_WITHOUT_FEDERATION,
    diagnostic::{Code, Diagnostic, quote},
    plan::ResourceKind,
    source::join_pointer,
    topology::AccountSku,
};

pub(super) fn note_service_limits(b: &mut PlanBuilder<'_>) {
    note_free_tier(b);
    note_tags_of_zones(b);
    note_federation_region(b);
}

/// The free SKU answers without an error, but not completely: see `account::FREE_TIER`.
fn note_free_tier(b: &mut PlanBuilder<'_>) {
    if b.topology.account.existing.is_some() || b.topology.account.sku != AccountSku::F0 {
        return;
    }
    let message = "With SKU F0, the account analyses only the first two pages of a document, and documents up to 4 MB";
    b.add_note(
        None,
        Diagnostic::note(Code::FREE_TIER, message)
            .at_value("/account/sku")
            .help("set `account.sku: S0` for other documents"),
    );
}

/// Azure drops these tags without an error: see `dns::TAGS_OF_ZONES`.
fn note_tags_of_zones(b: &mut PlanBuilder<'_>) {
    let creates_zones = b.plan.resources.iter().any(|resource| {
        resource.existing.is_none()
            && [ResourceKind::PrivateDnsZone, ResourceKind::VirtualNetworkLink].contains(&resource.kind)
    });
    let dropped: Vec<&String> = b.topology.tags.keys().filter(|name| !is_tag_of_zones(name)).collect();
    let Some(first) = dropped.first().filter(|_| creates_zones) else { return };
    let names: Vec<String> = dropped.iter().map(|name| quote(name)).collect();
    let message = format!(
        "Private DNS zones and their links do not keep tags with these names, and every Terraform plan adds them again: {}",
        names.join(", ")
    );
    b.add_note(
        None,
        Diagnostic::warning(Code::TAGS_OF_ZONES, message)
            .at_key(join_pointer("/tags", first))
            .help("use names of ASCII characters without spaces, parentheses and `:`, which do not start with a digit"),
    );
}

/// Whether private DNS zones support a tag name.
fn is_tag_of_zones(name: &str) -> bool {
    let is_supported = |c: char| c.is_ascii() && !c.is_whitespace() && !"():".contains(c);
    name.chars().all(is_supported) && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Support is being rolled out, so this is no error: see `regions::FEDERATION_REGIONS`.
fn note_federation_region(b: &mut PlanBuilder<'_>) {
    let Some(location) = &b.topology.location else { return };
    if !REGIONS_WITHOUT_FEDERATION.contains(&location.as_str()) {
        return;
    }
    let Some(at) = b.topology.clients.iter().position(|client| !client.federated_credentials.is_empty()) else {
        return;
    };
    let message = format!(
        "Managed identities in `{location}` may not support federated credentials: this region was not supported when \
         the list of regions was published (2024-02-28)"
    );
    b.add_note(
        None,
        Diagnostic::warning(Code::FEDERATION_REGION, message)
            .at_key(format!("/clients/{at}/federatedCredentials"))
            .help("use an existing identity of another region: `id`, without `federatedCredentials`"),
    );
}
