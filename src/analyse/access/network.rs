//! From a place to a service: what the name resolves to, and whether the way is open.

use ipnet::Ipv4Net;

use super::{
    model::{AccessStep, Aspect},
    services::{ResolvedEndpoint, ServiceFirewall, TargetService, referenced_symbol},
};
use crate::{
    catalog::errors::{self, ServiceError},
    plan::{Body, CallerKind, Expr, Occupants, ResolvedTopology, SecurityRule, Symbol},
    topology::values::{ResourceId, Verdict},
};

/// Where a call comes from.
#[derive(Debug, Clone)]
pub(super) enum NetworkOrigin {
    /// Anywhere outside, at an address that nobody named.
    Internet,
    /// A public address or range.
    PublicAddress(Ipv4Net),
    /// The address of Studio's service, where one is published.
    Studio(Option<Ipv4Net>),
    /// A subnet of the topology.
    Subnet(Symbol),
    /// Another network.
    LinkedNetwork(ResourceId, String),
    /// A range behind a gateway.
    OnPremises(Ipv4Net, String),
}

/// The steps from a place to a service.
pub(super) fn steps_to_service(
    plan: &ResolvedTopology,
    place: &NetworkOrigin,
    service: TargetService,
) -> Vec<AccessStep> {
    match (place, service.find_endpoint(plan)) {
        (NetworkOrigin::Internet | NetworkOrigin::PublicAddress(_) | NetworkOrigin::Studio(_), _) => {
            vec![public_name_step(service), step_from_public_address(plan, place, service)]
        }
        (NetworkOrigin::Subnet(subnet), Some(endpoint)) => {
            let mut way = private_endpoint_step(plan, place, &endpoint);
            if way.outcome == Verdict::Allowed {
                way = unknown_outbound_rules_step(plan, subnet).unwrap_or(way);
            }
            vec![private_name_step(plan, &network_id_of_subnet(plan, subnet), &endpoint, "/dns/link"), way]
        }
        (NetworkOrigin::LinkedNetwork(id, origin), Some(endpoint)) => {
            let way =
                AccessStep::conditional(Aspect::Network, "Peering with this network is its owner's to have", origin);
            vec![
                private_name_step(plan, &Expr::string(id), &endpoint, origin),
                prefer_denied(way, private_endpoint_step(plan, place, &endpoint)),
            ]
        }
        (NetworkOrigin::OnPremises(_, origin), Some(endpoint)) => {
            let name = "Its DNS servers have to forward the name to Azure, which answers with the private address";
            let way = "The gateway between it and this network is its owner's to have";
            let way = AccessStep::conditional(Aspect::Network, way, origin);
            vec![
                AccessStep::conditional(Aspect::Name, name, origin),
                prefer_denied(way, private_endpoint_step(plan, place, &endpoint)),
            ]
        }
        (NetworkOrigin::Subnet(subnet), None) => {
            vec![public_name_step(service), step_from_subnet(plan, subnet, service)]
        }
        (NetworkOrigin::LinkedNetwork(_, origin) | NetworkOrigin::OnPremises(_, origin), None) => {
            vec![public_name_step(service), step_from_connected_network(plan, origin, service)]
        }
    }
}

/// Rules that are not known here and may keep the calls of a subnet in it.
fn unknown_outbound_rules_step(plan: &ResolvedTopology, subnet: &Symbol) -> Option<AccessStep> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else {
        let text = "It goes through the private endpoint, if the rules of the existing subnet, which are its owner's, let it out";
        return Some(AccessStep::conditional(Aspect::Network, text, &resource.origin));
    };
    let group = referenced_symbol(&body.network_security_group).and_then(|group| plan.find(group))?;
    group.existing.as_ref()?;
    let text = "It goes through the private endpoint, if the existing network security group, whose rules are its owner's, lets it out";
    Some(AccessStep::conditional(Aspect::Network, text, format!("{}/existingNsg", resource.origin)))
}

fn public_name_step(service: TargetService) -> AccessStep {
    let text = format!("The name of {} resolves to its public address", service.display_name());
    AccessStep::allowed(Aspect::Name, text, "")
}

/// What the name resolves to in a network, once the service has an endpoint.
fn private_name_step(
    plan: &ResolvedTopology,
    network: &Expr,
    endpoint: &ResolvedEndpoint<'_>,
    link_key: &str,
) -> AccessStep {
    if endpoint.zones_by_policy {
        let text = "Azure Policy has to write the record: until then the name leads to a public address that refuses";
        return AccessStep::conditional(Aspect::Name, text, "/dns/zones");
    }
    let linked = |zone: &Symbol| {
        plan.resources.iter().any(|r| match &r.body {
            Body::VirtualNetworkLink(link) => r.parent.as_ref() == Some(zone) && link.virtual_network == *network,
            _ => false,
        })
    };
    if endpoint.zones.iter().all(|zone| linked(zone)) {
        let text = "The private DNS zone is linked to the network: the name resolves to the address of the endpoint";
        return AccessStep::allowed(Aspect::Name, text, link_key);
    }
    let text = "The zone is not linked here: the network has to ask a DNS server that knows it, or the name leads to a public address that refuses";
    AccessStep::conditional(Aspect::Name, text, "/dns/link")
}

/// The network that a subnet belongs to.
fn network_id_of_subnet(plan: &ResolvedTopology, subnet: &Symbol) -> Expr {
    plan.find(subnet).and_then(|subnet| subnet.parent.as_ref()).map_or_else(|| Expr::string(""), Expr::id)
}

fn prefer_denied(one: AccessStep, other: AccessStep) -> AccessStep {
    if other.outcome == Verdict::Denied { other } else { one }
}

/// Whether the rules around an endpoint let HTTPS in from a place of the network.
fn private_endpoint_step(
    plan: &ResolvedTopology,
    place: &NetworkOrigin,
    endpoint: &ResolvedEndpoint<'_>,
) -> AccessStep {
    let Some(resource) = plan.find(endpoint.subnet) else {
        return AccessStep::allowed(Aspect::Network, "It goes through the private endpoint", endpoint.origin);
    };
    let Body::Subnet(body) = &resource.body else {
        let text = "It goes through the private endpoint; the rules of the existing subnet, where they apply to endpoints, are their owner's";
        return AccessStep::conditional(Aspect::Network, text, &resource.origin);
    };
    let group = referenced_symbol(&body.network_security_group).and_then(|group| plan.find(group));
    let group = group.filter(|_| body.private_endpoint_network_policies == "Enabled");
    if group.is_some_and(|group| group.existing.is_some()) {
        let text =
            "It goes through the private endpoint; the rules of the existing network security group are their owner's";
        return AccessStep::conditional(Aspect::Network, text, format!("{}/existingNsg", resource.origin));
    }
    let Some(Body::NetworkSecurityGroup(group)) = group.map(|group| &group.body) else {
        return AccessStep::allowed(Aspect::Network, "It goes through the private endpoint", endpoint.origin);
    };
    match matching_inbound_rule(plan, place, &group.rules) {
        Some(rule) if rule.access == "Allow" => {
            let text = format!("It goes through the private endpoint, whose rule {} lets HTTPS in", rule.name);
            AccessStep::allowed(Aspect::Network, text, endpoint.origin)
        }
        Some(rule) => {
            let text = format!("The rule {} of the endpoint's subnet keeps it out", rule.name);
            AccessStep::denied(Aspect::Network, &errors::TIMED_OUT, text, &resource.origin)
        }
        // Azure's own rule for everything inside a network and what is connected to it.
        None => AccessStep::allowed(Aspect::Network, "It goes through the private endpoint", endpoint.origin),
    }
}

/// The inbound rule that decides about HTTPS from a place, by priority.
fn matching_inbound_rule<'a>(
    plan: &ResolvedTopology,
    place: &NetworkOrigin,
    rules: &'a [SecurityRule],
) -> Option<&'a SecurityRule> {
    let range = match place {
        NetworkOrigin::Subnet(subnet) => plan.find(subnet).and_then(|r| match &r.body {
            Body::Subnet(body) => literal_text(&body.prefix).and_then(|text| text.parse::<Ipv4Net>().ok()),
            _ => None,
        }),
        NetworkOrigin::OnPremises(range, _) => Some(*range),
        _ => None,
    };
    // The tag covers the network, its peers and what lies behind its gateways.
    let from = |source: &Expr| match literal_text(source) {
        Some("*" | "VirtualNetwork") => true,
        Some(text) => text.parse::<Ipv4Net>().is_ok_and(|net| range.is_some_and(|range| net.contains(&range))),
        None => false,
    };
    let list = |expr: &Option<Expr>, good: &dyn Fn(&Expr) -> bool| match expr {
        Some(Expr::List(items)) => items.iter().any(good),
        _ => false,
    };
    let https = |expr: &Expr| literal_text(expr) == Some("443");
    let mut matching: Vec<&SecurityRule> = rules
        .iter()
        .filter(|rule| rule.direction == "Inbound" && matches!(rule.protocol, "Tcp" | "*"))
        .filter(|rule| rule.source.as_ref().is_some_and(from) || list(&rule.sources, &from))
        .filter(|rule| matches!(rule.port, Some("443" | "*")) || list(&rule.ports, &https))
        .collect();
    matching.sort_by_key(|rule| rule.priority);
    matching.first().copied()
}

pub(super) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String(text) => Some(text),
        _ => None,
    }
}

/// What a service answers to a network that its firewall does not know.
fn firewall_error(service: TargetService, firewall: &ServiceFirewall) -> &'static ServiceError {
    match (service, firewall.public_access) {
        (TargetService::Account, _) => &errors::ACCESS_DENIED,
        (TargetService::Storage, _) => &errors::AUTHORIZATION_FAILURE,
        (TargetService::Vault, false) => &errors::VAULT_CONNECTION,
        (TargetService::Vault, true) => &errors::VAULT_FIREWALL,
    }
}

fn existing_firewall_step(service: TargetService) -> AccessStep {
    let text = format!("The firewall of {}, which exists already, is its owner's", service.display_name());
    let key = format!("{}/existing", service.public_access_pointer().trim_end_matches("/publicNetworkAccess"));
    AccessStep::conditional(Aspect::Network, text, key)
}

fn public_access_disabled_step(service: TargetService, firewall: &ServiceFirewall) -> AccessStep {
    let text = format!(
        "Public network access of {} is off: only private endpoints and its exceptions get an answer",
        service.display_name()
    );
    AccessStep::denied(Aspect::Network, firewall_error(service, firewall), text, service.public_access_pointer())
}

fn no_ip_rule_step(service: TargetService, firewall: &ServiceFirewall, text: impl Into<String>) -> AccessStep {
    let mut step = AccessStep::denied(Aspect::Network, firewall_error(service, firewall), text, "/allow/addresses");
    step.parameter = firewall.address_parameters.first().cloned();
    step
}

/// From a public address, past the firewall.
fn step_from_public_address(plan: &ResolvedTopology, place: &NetworkOrigin, service: TargetService) -> AccessStep {
    let Some(firewall) = service.find_firewall(plan) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, &firewall);
    }
    if firewall.allows_all_networks {
        let text = format!("The firewall of {} lets everybody in", service.display_name());
        return AccessStep::allowed(Aspect::Network, text, service.public_access_pointer());
    }
    let range = match place {
        NetworkOrigin::PublicAddress(range) | NetworkOrigin::Studio(Some(range)) => *range,
        NetworkOrigin::Studio(None) => {
            let text = "No address of Studio's service is published in this cloud, so none can be let in";
            return AccessStep { parameter: None, ..no_ip_rule_step(service, &firewall, text) };
        }
        _ => {
            let text = format!("The firewall of {} lets in only what is listed", service.display_name());
            return no_ip_rule_step(service, &firewall, text);
        }
    };
    let Some((listed, whole)) = firewall.find_ip_rule(range) else {
        let text = match place {
            NetworkOrigin::Studio(_) => format!("The address {} of Studio's service is on no list", range.addr()),
            _ => format!("The firewall of {} does not list it", service.display_name()),
        };
        let step = no_ip_rule_step(service, &firewall, text);
        return match place {
            NetworkOrigin::Studio(_) => AccessStep { decided_by: "/allow/studio".to_owned(), ..step },
            _ => step,
        };
    };
    let mut step = if !whole {
        let text = format!("The firewall of {} lists a part of it", service.display_name());
        AccessStep::conditional(Aspect::Network, text, &listed.origin)
    } else if service == TargetService::Storage {
        let text = "The firewall lists it; a caller in the region of storage is not matched, since it arrives from a private address";
        AccessStep::conditional(Aspect::Network, text, &listed.origin)
    } else {
        AccessStep::allowed(
            Aspect::Network,
            format!("The firewall of {} lists it", service.display_name()),
            &listed.origin,
        )
    };
    step.parameter.clone_from(&listed.parameter);
    step
}

/// From a subnet to a service that has no endpoint there.
fn step_from_subnet(plan: &ResolvedTopology, subnet: &Symbol, service: TargetService) -> AccessStep {
    let Some(firewall) = service.find_firewall(plan) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, &firewall);
    }
    let Some(resource) = plan.find(subnet) else { return public_access_disabled_step(service, &firewall) };
    let facts = match &resource.body {
        Body::Subnet(body) => Some(body),
        _ => None,
    };
    if firewall.allowed_subnets.contains(subnet) {
        let endpoint = service.service_endpoint_name();
        let text = format!("The firewall lists the subnet, which has the service endpoint {endpoint}");
        return match facts {
            Some(body) if body.service_endpoints.contains(&endpoint) => {
                AccessStep::allowed(Aspect::Network, text, "/allow/subnets")
            }
            _ => {
                let text = format!(
                    "The firewall lists the subnet; that it has the service endpoint {endpoint} is its owner's to see to"
                );
                AccessStep::conditional(Aspect::Network, text, "/allow/subnets")
            }
        };
    }
    let way_out = match facts {
        Some(body) if body.nat_gateway.is_none() => {
            let text = "The subnet has no way out to public addresses, and no endpoint leads there";
            return AccessStep::denied(
                Aspect::Network,
                &errors::TIMED_OUT,
                text,
                format!("/privateEndpoints/{}", service.endpoint_subresource()),
            );
        }
        Some(_) => AccessStep::allowed(
            Aspect::Network,
            format!(
                "It goes out through the NAT gateway, and the firewall of {} lets everybody in",
                service.display_name()
            ),
            service.public_access_pointer(),
        ),
        None => AccessStep::conditional(
            Aspect::Network,
            "The way out of the existing subnet is its owner's",
            &resource.origin,
        ),
    };
    if firewall.allows_all_networks {
        return way_out;
    }
    if facts.is_none() && !firewall.ip_rules.is_empty() {
        return outbound_address_step(service, &firewall, &resource.origin);
    }
    let text =
        format!("The firewall of {} does not list the address that the subnet goes out with", service.display_name());
    no_ip_rule_step(service, &firewall, text)
}

/// Somebody else's network goes out with addresses that may be on the list.
fn outbound_address_step(service: TargetService, firewall: &ServiceFirewall, origin: &str) -> AccessStep {
    let text = format!(
        "It goes out with public addresses that are its owner's; the firewall of {} has to list these",
        service.display_name()
    );
    AccessStep {
        parameter: firewall.address_parameters.first().cloned(),
        ..AccessStep::conditional(Aspect::Network, text, origin)
    }
}

/// From another network to a service that has no endpoint here.
fn step_from_connected_network(plan: &ResolvedTopology, origin: &str, service: TargetService) -> AccessStep {
    let Some(firewall) = service.find_firewall(plan) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, &firewall);
    }
    if firewall.allows_all_networks {
        return AccessStep::conditional(Aspect::Network, "Its way out to public addresses is its owner's", origin);
    }
    if firewall.ip_rules.is_empty() {
        let text = format!("Here is no endpoint of {}, and its firewall lists no address", service.display_name());
        return no_ip_rule_step(service, &firewall, text);
    }
    outbound_address_step(service, &firewall, origin)
}

/// Whether something beyond the network is out of reach of a place: `what` is there, and the place has no way out.
pub(super) fn outbound_access_step(plan: &ResolvedTopology, place: &NetworkOrigin, what: &str) -> Option<AccessStep> {
    let NetworkOrigin::Subnet(subnet) = place else { return None };
    let resource = plan.find(subnet)?;
    match &resource.body {
        Body::Subnet(body) if body.nat_gateway.is_none() => {
            let text = format!("The subnet has no way out to public addresses, and {what}");
            // The machine's own subnet can have one.
            let own = plan.callers.iter().any(|caller| match &caller.kind {
                CallerKind::Subnet { subnet: other, occupants: lives, .. } => {
                    other == subnet && *lives == Occupants::TestMachine
                }
                _ => false,
            });
            let key = if own { "/testMachine/natGateway" } else { &resource.origin };
            Some(AccessStep::denied(Aspect::Network, &errors::TIMED_OUT, text, key))
        }
        Body::Subnet(_) => None,
        _ => {
            let text = format!("The way out of the existing subnet is its owner's, and {what}");
            Some(AccessStep::conditional(Aspect::Network, text, &resource.origin))
        }
    }
}
