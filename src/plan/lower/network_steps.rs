//! Required steps for networks, subnets and network security groups that are managed outside this topology.

use super::{builder::PlanBuilder, dns, security_rules};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{Expr, SecurityRule},
    topology::{SubnetUse, ZoneSource},
};

pub(super) fn add_network_steps(b: &mut PlanBuilder<'_>) {
    add_subnet_steps(b);
    add_security_group_steps(b);
    add_zone_link_steps(b);
    add_unlinked_zone_step(b);
    add_dns_server_step(b);
    add_peering_steps(b);
}

/// `inbound from GatewayManager to * on port 443`
fn describe_rule(rule: &SecurityRule) -> String {
    let join_texts = |single: Option<&Expr>, list: Option<&Expr>| match (single, list) {
        (Some(Expr::String(text)), _) => text.clone(),
        (_, Some(Expr::List(texts))) => {
            let texts =
                texts.iter().filter_map(|text| if let Expr::String(text) = text { Some(text.as_str()) } else { None });
            texts.collect::<Vec<_>>().join(", ")
        }
        _ => "any".to_owned(),
    };
    let ports = match &rule.port {
        Some(port) => format!("port {}", join_texts(Some(port), None)),
        None => format!("ports {}", join_texts(None, rule.ports.as_ref())),
    };
    let source = join_texts(rule.source.as_ref(), rule.sources.as_ref());
    let destination = join_texts(rule.destination.as_ref(), rule.destinations.as_ref());
    format!("{} from {source} to {destination} on {ports}", rule.direction.to_lowercase())
}

/// Required steps for an existing subnet: its rules and service endpoints are not written here.
fn add_subnet_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    let has_endpoints = layout.subnet_for(&SubnetUse::Endpoints).is_some();
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_some()) {
        let name = subnet.existing().map_or("", |id| id.0.name());
        let mut steps = Vec::new();
        if subnet.used_for == SubnetUse::Endpoints {
            let ranges = layout.network.on_premises.iter().map(ToString::to_string);
            let sources: Vec<String> = std::iter::once("the network".to_owned()).chain(ranges).collect();
            steps.push(format!(
                "In the network security group of subnet `{name}`, allow inbound HTTPS (port 443) from {} if the group \
                 applies to private endpoints",
                sources.join(", ")
            ));
        }
        if subnet.client_name().is_some() && has_endpoints {
            steps.push(format!(
                "For subnet `{name}`, check that rules and routes allow outbound HTTPS (port 443) to the private \
                 endpoints"
            ));
        }
        let services = b.service_endpoints(subnet);
        if !services.is_empty() {
            steps.push(format!("On subnet `{name}`, enable the service endpoints {}", services.join(", ")));
        }
        for step in steps {
            let diagnostic = Diagnostic::note(Code::REQUIRED_STEP, step).at_key(format!("{}/existing", subnet.pointer));
            b.add_note(None, diagnostic);
        }
    }
}

/// The rules that an existing network security group has to have.
fn add_security_group_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in &layout.subnets {
        let Some(group) = subnet.existing_nsg() else { continue };
        let key = format!("{}/existingNsg", subnet.pointer);
        if subnet.client_name().is_some() {
            let step = format!(
                "In network security group `{}`, check that no rule denies outbound HTTPS (port 443) from the subnet",
                group.0.name()
            );
            b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key(&key));
        }
        let rules = security_rules::own_rules(b, &subnet.used_for);
        let allowed: Vec<String> = rules.iter().filter(|rule| rule.access == "Allow").map(describe_rule).collect();
        if allowed.is_empty() {
            continue;
        }
        let requirement = if subnet.used_for == SubnetUse::Bastion {
            "what Azure Bastion requires"
        } else {
            "what a new group would allow"
        };
        let step =
            format!("In network security group `{}`, allow {requirement}: {}", group.0.name(), allowed.join("; "));
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key(key));
    }
}

/// Required steps for the networks that zones are linked to and that this topology does not create: another zone of the
/// same name stops the deployment, and DNS servers of the network have to forward the names.
fn add_zone_link_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    let zones = dns::linked_zone_names(b);
    if zones.is_empty() {
        return;
    }
    let zones = zones.join(", ");
    let own = layout.existing.map(|id| (id.0.name(), "/network/existing".to_owned()));
    let linked = layout.network.linked_networks.iter().enumerate();
    let linked = linked.map(|(index, id)| (id.0.name(), format!("/network/linkedNetworks/{index}")));
    for (network, key) in own.into_iter().chain(linked) {
        let instead = match key.as_str() {
            "/network/existing" => "use the zones that are linked, with `dns.zones: existing` and `dns.link: false`",
            _ => {
                "use the zones that are linked, with `dns.zones: existing`, and remove the network from \
                 `network.linkedNetworks`"
            }
        };
        let links = format!(
            "On virtual network `{network}`, check that no private DNS zone of these names is linked yet: {zones}. A \
             second link stops the deployment: {instead}"
        );
        let servers = format!(
            "On virtual network `{network}`, check for custom DNS servers. If there are any, they have to forward the \
             names of these zones to Azure DNS (168.63.129.16)"
        );
        for step in [links, servers] {
            let step = Diagnostic::note(Code::REQUIRED_STEP, step);
            b.add_note(None, if key == "/network/existing" { step.at_key(&key) } else { step.at_value(&key) });
        }
    }
}

/// Private names resolve only if the DNS servers of the network forward them: `dns::CUSTOM_DNS_SERVERS`.
fn add_dns_server_step(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    let zones = dns::zone_names_of_endpoints(b);
    let servers: Vec<String> = layout.network.dns_servers.iter().map(ToString::to_string).collect();
    if layout.existing.is_some() || servers.is_empty() || zones.is_empty() {
        return;
    }
    let step = format!(
        "On the DNS servers {}, forward the names of these private DNS zones to Azure DNS (168.63.129.16), from a network \
         to which the zones are linked: {}",
        servers.join(", "),
        zones.join(", ")
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/network/dnsServers"));
}

/// Names resolve only if another team links the zones, or forwards their names.
fn add_unlinked_zone_step(b: &mut PlanBuilder<'_>) {
    let dns = &b.topology.dns;
    let zones = dns::zone_names_of_endpoints(b);
    if dns.link || dns.zones == ZoneSource::Policy || zones.is_empty() {
        return;
    }
    let step = format!(
        "Ensure that the names of these private DNS zones resolve in the network, by links or by its DNS servers: {}",
        zones.join(", ")
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/dns/link"));
}

/// Clients in a linked network connect to the private endpoints through its peering, and on-premises clients through a
/// gateway.
fn add_peering_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    if layout.subnet_for(&SubnetUse::Endpoints).is_none() {
        return;
    }
    for (index, id) in layout.network.linked_networks.iter().enumerate() {
        let step = format!("Peer virtual network `{}` with the network of the private endpoints", id.0.name());
        let key = format!("/network/linkedNetworks/{index}");
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value(key));
    }
    for (index, range) in layout.network.on_premises.iter().enumerate() {
        let step = format!(
            "For clients in {range}, provide a VPN or ExpressRoute gateway, and forward the names of the private DNS \
             zones to Azure DNS"
        );
        let key = format!("/network/onPremises/{index}");
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value(key));
    }
}
