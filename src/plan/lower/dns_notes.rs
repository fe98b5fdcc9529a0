//! Notes on private DNS zones: records that Azure Policy writes, and links that hide other private resources.

use super::{builder::PlanBuilder, dns};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::Body,
    topology::{AccountKind, Cloud, ResolutionPolicy, ZoneSource},
};

pub(super) fn note_zones(b: &mut PlanBuilder<'_>) {
    note_zones_by_policy(b);
    note_policy_for_manual_approval(b);
    note_fallback_disabled(b);
}

/// Without a DNS record, the name resolves to the public IP address, where clients cannot connect.
fn note_zones_by_policy(b: &mut PlanBuilder<'_>) {
    let zones = dns::zone_names_of_endpoints(b);
    if b.topology.dns.zones != ZoneSource::Policy || zones.is_empty() {
        return;
    }
    let step = format!(
        "Ensure that Azure Policy writes the DNS records of the private endpoints to these private DNS zones, and that \
         the zones are linked to the network: {}",
        zones.join(", ")
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/dns/zones"));
    if b.topology.account.kind == AccountKind::AiServices && b.topology.has_account_endpoint() {
        let message = format!(
            "The built-in policy for Azure AI services writes only to {}, one of the private DNS zones of an \
             `AIServices` account",
            b.cloud.cognitive_services_zone
        );
        b.add_note(
            None,
            Diagnostic::warning(Code::POLICY_WRITES_ONE_ZONE, message)
                .at_value("/dns/zones")
                .help("assign a policy that writes to all of them, or set `dns.zones: existing` and their IDs under `dns.ids`"),
        );
    }
}

/// Policies write no records for manual connections: see `network::POLICIES_SKIP_MANUAL`.
fn note_policy_for_manual_approval(b: &mut PlanBuilder<'_>) {
    let manual = b.plan.resources.iter().find_map(|resource| match &resource.body {
        Body::PrivateEndpoint(body) if body.manual && body.zones_by_policy => Some(resource.origin.clone()),
        _ => None,
    });
    let Some(origin) = manual else { return };
    let message =
        "The built-in policies are reported to write no DNS records for private endpoints with manual approval";
    b.add_note(
        None,
        Diagnostic::warning(Code::POLICY_SKIPS_MANUAL, message)
            .at_value(format!("{origin}/approval"))
            .related_value("/dns/zones", "records are written by Azure Policy")
            .help("assign a policy that evaluates `manualPrivateLinkServiceConnections`, or set `dns.zones: existing` and their IDs under `dns.ids`"),
    );
}

/// A zone that contains only the records of this topology answers for every private resource of its name space.
fn note_fallback_disabled(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let has_links = topology.dns.link && topology.dns.zones == ZoneSource::Create;
    let Some(layout) = b.layout.as_ref().filter(|_| has_links) else { return };
    if topology.link_resolution_policy(false) != ResolutionPolicy::Default {
        return;
    }
    let own = layout.existing.map(|id| id.0.name());
    let networks: Vec<&str> =
        own.into_iter().chain(layout.network.linked_networks.iter().map(|id| id.0.name())).collect();
    if networks.is_empty() {
        return;
    }
    let message = format!(
        "In {}, names of other private resources in the name space of these private DNS zones no longer resolve",
        networks.join(", ")
    );
    let help = if topology.cloud == Cloud::AzureCloud {
        "remove `dns.resolutionPolicy`: its default for these networks is `NxDomainRedirect`"
    } else {
        "set `dns.resolutionPolicy: NxDomainRedirect`, which is unverified in this cloud, or use the zones of these networks: `dns.zones: existing`"
    };
    b.add_note(
        None,
        Diagnostic::warning(Code::FALLBACK_DISABLED, message).at_value("/dns/resolutionPolicy").help(help),
    );
}
