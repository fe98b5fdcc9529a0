//! From a place to a service: what the name resolves to, and whether the way is open.

use ipnet::Ipv4Net;

use super::{
    model::{Aspect, Step},
    services::{Endpoint, Firewall, Service, symbol_of},
};
use crate::{
    catalog::errors::{self, ServiceError},
    plan::{Body, CallerKind, Expr, Lives, Plan, SecurityRule, Symbol},
    topology::values::{ResourceId, Verdict},
};

/// Where a call comes from.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// Anywhere outside, at an address that nobody named.
    Internet,
    /// A public address or range.
    Public(Ipv4Net),
    /// The address of Studio's service, where one is published.
    Studio(Option<Ipv4Net>),
    /// A subnet of the topology.
    Subnet(Symbol),
    /// Another network.
    Linked(ResourceId, String),
    /// A range behind a gateway.
    OnPremises(Ipv4Net, String),
}

/// The steps from a place to a service.
pub(super) fn path(plan: &Plan, place: &Place, service: Service) -> Vec<Step> {
    match (place, service.endpoint(plan)) {
        (Place::Internet | Place::Public(_) | Place::Studio(_), _) => {
            vec![public_name(service), from_outside(plan, place, service)]
        }
        (Place::Subnet(subnet), Some(endpoint)) => {
            let mut way = through(plan, place, &endpoint);
            if way.outcome == Verdict::Allowed {
                way = rules_of_others(plan, subnet).unwrap_or(way);
            }
            vec![private_name(plan, &network_of(plan, subnet), &endpoint, "/dns/link"), way]
        }
        (Place::Linked(id, origin), Some(endpoint)) => {
            let way = Step::conditional(Aspect::Network, "Peering with this network is its owner's to have", origin);
            vec![
                private_name(plan, &Expr::text(id), &endpoint, origin),
                first_bad(way, through(plan, place, &endpoint)),
            ]
        }
        (Place::OnPremises(_, origin), Some(endpoint)) => {
            let name = "Its DNS servers have to forward the name to Azure, which answers with the private address";
            let way = "The gateway between it and this network is its owner's to have";
            let way = Step::conditional(Aspect::Network, way, origin);
            vec![Step::conditional(Aspect::Name, name, origin), first_bad(way, through(plan, place, &endpoint))]
        }
        (Place::Subnet(subnet), None) => vec![public_name(service), from_subnet(plan, subnet, service)],
        (Place::Linked(_, origin) | Place::OnPremises(_, origin), None) => {
            vec![public_name(service), from_connected(plan, origin, service)]
        }
    }
}

/// Rules that are not known here and may keep the calls of a subnet in it.
fn rules_of_others(plan: &Plan, subnet: &Symbol) -> Option<Step> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else {
        let text = "It goes through the private endpoint, if the rules of the existing subnet, which are its owner's, let it out";
        return Some(Step::conditional(Aspect::Network, text, &resource.origin));
    };
    let group = symbol_of(&body.network_security_group).and_then(|group| plan.find(group))?;
    group.existing.as_ref()?;
    let text = "It goes through the private endpoint, if the existing network security group, whose rules are its owner's, lets it out";
    Some(Step::conditional(Aspect::Network, text, format!("{}/existingNsg", resource.origin)))
}

fn public_name(service: Service) -> Step {
    let text = format!("The name of {} resolves to its public address", service.the());
    Step::allowed(Aspect::Name, text, "")
}

/// What the name resolves to in a network, once the service has an endpoint.
fn private_name(plan: &Plan, network: &Expr, endpoint: &Endpoint<'_>, link_key: &str) -> Step {
    if endpoint.by_policy {
        let text = "Azure Policy has to write the record: until then the name leads to a public address that refuses";
        return Step::conditional(Aspect::Name, text, "/dns/zones");
    }
    let linked = |zone: &Symbol| {
        plan.resources.iter().any(|r| match &r.body {
            Body::VirtualNetworkLink(link) => r.parent.as_ref() == Some(zone) && link.virtual_network == *network,
            _ => false,
        })
    };
    if endpoint.zones.iter().all(|zone| linked(zone)) {
        let text = "The private DNS zone is linked to the network: the name resolves to the address of the endpoint";
        return Step::allowed(Aspect::Name, text, link_key);
    }
    let text = "The zone is not linked here: the network has to ask a DNS server that knows it, or the name leads to a public address that refuses";
    Step::conditional(Aspect::Name, text, "/dns/link")
}

/// The network that a subnet belongs to.
fn network_of(plan: &Plan, subnet: &Symbol) -> Expr {
    plan.find(subnet).and_then(|subnet| subnet.parent.as_ref()).map_or_else(|| Expr::text(""), Expr::id)
}

fn first_bad(one: Step, other: Step) -> Step {
    if other.outcome == Verdict::Denied { other } else { one }
}

/// Whether the rules around an endpoint let HTTPS in from a place of the network.
fn through(plan: &Plan, place: &Place, endpoint: &Endpoint<'_>) -> Step {
    let Some(resource) = plan.find(endpoint.subnet) else {
        return Step::allowed(Aspect::Network, "It goes through the private endpoint", endpoint.origin);
    };
    let Body::Subnet(body) = &resource.body else {
        let text = "It goes through the private endpoint; the rules of the existing subnet, where they apply to endpoints, are their owner's";
        return Step::conditional(Aspect::Network, text, &resource.origin);
    };
    let group = symbol_of(&body.network_security_group).and_then(|group| plan.find(group));
    let group = group.filter(|_| body.private_endpoint_network_policies == "Enabled");
    if group.is_some_and(|group| group.existing.is_some()) {
        let text =
            "It goes through the private endpoint; the rules of the existing network security group are their owner's";
        return Step::conditional(Aspect::Network, text, format!("{}/existingNsg", resource.origin));
    }
    let Some(Body::NetworkSecurityGroup(group)) = group.map(|group| &group.body) else {
        return Step::allowed(Aspect::Network, "It goes through the private endpoint", endpoint.origin);
    };
    match decide(plan, place, &group.rules) {
        Some(rule) if rule.access == "Allow" => {
            let text = format!("It goes through the private endpoint, whose rule {} lets HTTPS in", rule.name);
            Step::allowed(Aspect::Network, text, endpoint.origin)
        }
        Some(rule) => {
            let text = format!("The rule {} of the endpoint's subnet keeps it out", rule.name);
            Step::denied(Aspect::Network, &errors::TIMED_OUT, text, &resource.origin)
        }
        // Azure's own rule for everything inside a network and what is connected to it.
        None => Step::allowed(Aspect::Network, "It goes through the private endpoint", endpoint.origin),
    }
}

/// The inbound rule that decides about HTTPS from a place, by priority.
fn decide<'a>(plan: &Plan, place: &Place, rules: &'a [SecurityRule]) -> Option<&'a SecurityRule> {
    let range = match place {
        Place::Subnet(subnet) => plan.find(subnet).and_then(|r| match &r.body {
            Body::Subnet(body) => text_of(&body.prefix).and_then(|text| text.parse::<Ipv4Net>().ok()),
            _ => None,
        }),
        Place::OnPremises(range, _) => Some(*range),
        _ => None,
    };
    // The tag covers the network, its peers and what lies behind its gateways.
    let from = |source: &Expr| match text_of(source) {
        Some("*" | "VirtualNetwork") => true,
        Some(text) => text.parse::<Ipv4Net>().is_ok_and(|net| range.is_some_and(|range| net.contains(&range))),
        None => false,
    };
    let list = |expr: &Option<Expr>, good: &dyn Fn(&Expr) -> bool| match expr {
        Some(Expr::List(items)) => items.iter().any(good),
        _ => false,
    };
    let https = |expr: &Expr| text_of(expr) == Some("443");
    let mut matching: Vec<&SecurityRule> = rules
        .iter()
        .filter(|rule| rule.direction == "Inbound" && matches!(rule.protocol, "Tcp" | "*"))
        .filter(|rule| rule.source.as_ref().is_some_and(from) || list(&rule.sources, &from))
        .filter(|rule| matches!(rule.port, Some("443" | "*")) || list(&rule.ports, &https))
        .collect();
    matching.sort_by_key(|rule| rule.priority);
    matching.first().copied()
}

pub(super) fn text_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Text(text) => Some(text),
        _ => None,
    }
}

/// What a service answers to a network that its firewall does not know.
fn refusal(service: Service, firewall: &Firewall) -> &'static ServiceError {
    match (service, firewall.public) {
        (Service::Account, _) => &errors::ACCESS_DENIED,
        (Service::Storage, _) => &errors::AUTHORIZATION_FAILURE,
        (Service::Vault, false) => &errors::VAULT_CONNECTION,
        (Service::Vault, true) => &errors::VAULT_FIREWALL,
    }
}

fn unknown_firewall(service: Service) -> Step {
    let text = format!("The firewall of {}, which exists already, is its owner's", service.the());
    let key = format!("{}/existing", service.access_key().trim_end_matches("/publicNetworkAccess"));
    Step::conditional(Aspect::Network, text, key)
}

fn public_access_off(service: Service, firewall: &Firewall) -> Step {
    let text = format!(
        "Public network access of {} is off: only private endpoints and its exceptions get an answer",
        service.the()
    );
    Step::denied(Aspect::Network, refusal(service, firewall), text, service.access_key())
}

fn not_listed(service: Service, firewall: &Firewall, text: impl Into<String>) -> Step {
    let mut step = Step::denied(Aspect::Network, refusal(service, firewall), text, "/allow/addresses");
    step.parameter = firewall.parameters.first().cloned();
    step
}

/// From a public address, past the firewall.
fn from_outside(plan: &Plan, place: &Place, service: Service) -> Step {
    let Some(firewall) = service.firewall(plan) else { return unknown_firewall(service) };
    if !firewall.public {
        return public_access_off(service, &firewall);
    }
    if firewall.everybody {
        let text = format!("The firewall of {} lets everybody in", service.the());
        return Step::allowed(Aspect::Network, text, service.access_key());
    }
    let range = match place {
        Place::Public(range) | Place::Studio(Some(range)) => *range,
        Place::Studio(None) => {
            let text = "No address of Studio's service is published in this cloud, so none can be let in";
            return Step { parameter: None, ..not_listed(service, &firewall, text) };
        }
        _ => {
            let text = format!("The firewall of {} lets in only what is listed", service.the());
            return not_listed(service, &firewall, text);
        }
    };
    let Some((listed, whole)) = firewall.lists(range) else {
        let text = match place {
            Place::Studio(_) => format!("The address {} of Studio's service is on no list", range.addr()),
            _ => format!("The firewall of {} does not list it", service.the()),
        };
        let step = not_listed(service, &firewall, text);
        return match place {
            Place::Studio(_) => Step { decided_by: "/allow/studio".to_owned(), ..step },
            _ => step,
        };
    };
    let mut step = if !whole {
        let text = format!("The firewall of {} lists a part of it", service.the());
        Step::conditional(Aspect::Network, text, &listed.origin)
    } else if service == Service::Storage {
        let text = "The firewall lists it; a caller in the region of storage is not matched, since it arrives from a private address";
        Step::conditional(Aspect::Network, text, &listed.origin)
    } else {
        Step::allowed(Aspect::Network, format!("The firewall of {} lists it", service.the()), &listed.origin)
    };
    step.parameter.clone_from(&listed.parameter);
    step
}

/// From a subnet to a service that has no endpoint there.
fn from_subnet(plan: &Plan, subnet: &Symbol, service: Service) -> Step {
    let Some(firewall) = service.firewall(plan) else { return unknown_firewall(service) };
    if !firewall.public {
        return public_access_off(service, &firewall);
    }
    let Some(resource) = plan.find(subnet) else { return public_access_off(service, &firewall) };
    let facts = match &resource.body {
        Body::Subnet(body) => Some(body),
        _ => None,
    };
    if firewall.subnets.contains(subnet) {
        let endpoint = service.service_endpoint();
        let text = format!("The firewall lists the subnet, which has the service endpoint {endpoint}");
        return match facts {
            Some(body) if body.service_endpoints.contains(&endpoint) => {
                Step::allowed(Aspect::Network, text, "/allow/subnets")
            }
            _ => {
                let text = format!(
                    "The firewall lists the subnet; that it has the service endpoint {endpoint} is its owner's to see to"
                );
                Step::conditional(Aspect::Network, text, "/allow/subnets")
            }
        };
    }
    let way_out = match facts {
        Some(body) if body.nat_gateway.is_none() => {
            let text = "The subnet has no way out to public addresses, and no endpoint leads there";
            return Step::denied(
                Aspect::Network,
                &errors::TIMED_OUT,
                text,
                format!("/privateEndpoints/{}", service.endpoint_group()),
            );
        }
        Some(_) => Step::allowed(
            Aspect::Network,
            format!("It goes out through the NAT gateway, and the firewall of {} lets everybody in", service.the()),
            service.access_key(),
        ),
        None => {
            Step::conditional(Aspect::Network, "The way out of the existing subnet is its owner's", &resource.origin)
        }
    };
    if firewall.everybody {
        return way_out;
    }
    if facts.is_none() && !firewall.addresses.is_empty() {
        return way_out_is_listed(service, &firewall, &resource.origin);
    }
    let text = format!("The firewall of {} does not list the address that the subnet goes out with", service.the());
    not_listed(service, &firewall, text)
}

/// Somebody else's network goes out with addresses that may be on the list.
fn way_out_is_listed(service: Service, firewall: &Firewall, origin: &str) -> Step {
    let text = format!(
        "It goes out with public addresses that are its owner's; the firewall of {} has to list these",
        service.the()
    );
    Step { parameter: firewall.parameters.first().cloned(), ..Step::conditional(Aspect::Network, text, origin) }
}

/// From another network to a service that has no endpoint here.
fn from_connected(plan: &Plan, origin: &str, service: Service) -> Step {
    let Some(firewall) = service.firewall(plan) else { return unknown_firewall(service) };
    if !firewall.public {
        return public_access_off(service, &firewall);
    }
    if firewall.everybody {
        return Step::conditional(Aspect::Network, "Its way out to public addresses is its owner's", origin);
    }
    if firewall.addresses.is_empty() {
        let text = format!("Here is no endpoint of {}, and its firewall lists no address", service.the());
        return not_listed(service, &firewall, text);
    }
    way_out_is_listed(service, &firewall, origin)
}

/// Whether something beyond the network is out of reach of a place: `what` is there, and the place has no way out.
pub(super) fn out_of_reach(plan: &Plan, place: &Place, what: &str) -> Option<Step> {
    let Place::Subnet(subnet) = place else { return None };
    let resource = plan.find(subnet)?;
    match &resource.body {
        Body::Subnet(body) if body.nat_gateway.is_none() => {
            let text = format!("The subnet has no way out to public addresses, and {what}");
            // The machine's own subnet can have one.
            let own = plan.callers.iter().any(|caller| match &caller.kind {
                CallerKind::Subnet { subnet: other, lives, .. } => other == subnet && *lives == Lives::TestMachine,
                _ => false,
            });
            let key = if own { "/testMachine/natGateway" } else { &resource.origin };
            Some(Step::denied(Aspect::Network, &errors::TIMED_OUT, text, key))
        }
        Body::Subnet(_) => None,
        _ => {
            let text = format!("The way out of the existing subnet is its owner's, and {what}");
            Some(Step::conditional(Aspect::Network, text, &resource.origin))
        }
    }
}
