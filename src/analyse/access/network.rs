//! Network access from an origin to a service: what the name resolves to, and which rule allows or denies access.

use ipnet::Ipv4Net;

use super::{
    inbound_rules::{RuleMatch, allows_network_tag, known_prefix, matching_inbound_rule},
    model::{AccessStep, Aspect},
    services::{ResolvedEndpoint, ServiceFirewall, TargetService, referenced_symbol},
};
use crate::{
    catalog::{
        dns,
        errors::{self, ServiceError},
        network as facts,
        storage::SAME_REGION,
    },
    plan::{Body, Expr, ResolvedTopology, Resource, SecurityRule, Symbol},
    topology::values::{ResourceId, Verdict},
};

/// The network origin of a request.
#[derive(Debug, Clone)]
pub(super) enum NetworkOrigin {
    /// The internet, from an IP address that is not in the file.
    Internet,
    /// A public IP address or CIDR range.
    PublicAddress(Ipv4Net),
    /// The IP address of the Studio service, where one is published.
    Studio(Option<Ipv4Net>),
    /// A subnet of the topology.
    Subnet(Symbol),
    /// A linked network, with the key of the file.
    LinkedNetwork(ResourceId, String),
    /// A CIDR range behind a gateway, with the key of the file.
    OnPremises(Ipv4Net, String),
}

/// The evaluation steps from an origin to a service.
pub(super) fn steps_to_service(
    plan: &ResolvedTopology,
    origin: &NetworkOrigin,
    service: TargetService,
) -> Vec<AccessStep> {
    match (origin, service.find_endpoint(plan)) {
        (NetworkOrigin::Internet | NetworkOrigin::PublicAddress(_) | NetworkOrigin::Studio(_), _) => {
            vec![public_name_step(service), step_from_public_address(plan, origin, service)]
        }
        (NetworkOrigin::Subnet(subnet), Some(endpoint)) => {
            let mut network_step = private_endpoint_step(plan, origin, &endpoint);
            if network_step.outcome == Verdict::Allowed {
                network_step = unknown_outbound_rules_step(plan, subnet).unwrap_or(network_step);
            }
            vec![private_name_step(plan, &network_id_of_subnet(plan, subnet), &endpoint, "/dns/link"), network_step]
        }
        (NetworkOrigin::LinkedNetwork(id, pointer), Some(endpoint)) => {
            let text = "Requires peering with this network, which is managed outside this topology";
            let peering = AccessStep::conditional(Aspect::Network, text, pointer);
            vec![
                private_name_step(plan, &Expr::string(id), &endpoint, pointer),
                prefer_denied(peering, private_endpoint_step(plan, origin, &endpoint)),
            ]
        }
        (NetworkOrigin::OnPremises(_, pointer), Some(endpoint)) => {
            let name =
                "On-premises DNS servers must forward the name to Azure, which resolves it to the private IP address";
            let text = "Requires a VPN or ExpressRoute gateway, which is managed outside this topology";
            let gateway = AccessStep::conditional(Aspect::Network, text, pointer);
            vec![
                AccessStep::conditional(Aspect::Name, name, pointer),
                prefer_denied(gateway, private_endpoint_step(plan, origin, &endpoint)),
            ]
        }
        (NetworkOrigin::Subnet(subnet), None) => {
            vec![public_name_step(service), step_from_subnet(plan, subnet, service)]
        }
        (NetworkOrigin::LinkedNetwork(_, pointer) | NetworkOrigin::OnPremises(_, pointer), None) => {
            vec![public_name_step(service), step_from_connected_network(plan, pointer, service)]
        }
    }
}

/// Outbound rules that are not known and may deny traffic from a subnet.
fn unknown_outbound_rules_step(plan: &ResolvedTopology, subnet: &Symbol) -> Option<AccessStep> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else {
        let text = "It connects through the private endpoint if the outbound rules of the existing subnet, managed outside this topology, allow it";
        return Some(AccessStep::conditional(Aspect::Network, text, &resource.origin));
    };
    let group = referenced_symbol(&body.network_security_group).and_then(|group| plan.find(group))?;
    group.existing.as_ref()?;
    let text = "It connects through the private endpoint if the existing network security group, managed outside this topology, allows it outbound";
    Some(AccessStep::conditional(Aspect::Network, text, format!("{}/existingNsg", resource.origin)))
}

fn public_name_step(service: TargetService) -> AccessStep {
    let text = format!("The name of {} resolves to its public IP address", service.display_name());
    AccessStep::allowed(Aspect::Name, text, "")
}

/// What the name resolves to in a network, where the service has a private endpoint.
fn private_name_step(
    plan: &ResolvedTopology,
    network: &Expr,
    endpoint: &ResolvedEndpoint<'_>,
    link_key: &str,
) -> AccessStep {
    if endpoint.zones_by_policy {
        let text = "Azure Policy must write the DNS record; until then, the name resolves to a public IP address and access is denied";
        return AccessStep::conditional(Aspect::Name, text, "/dns/zones");
    }
    let linked = |zone: &Symbol| {
        plan.resources.iter().any(|r| match &r.body {
            Body::VirtualNetworkLink(link) => r.parent.as_ref() == Some(zone) && link.virtual_network == *network,
            _ => false,
        })
    };
    if !endpoint.zones.iter().all(|zone| linked(zone)) {
        let text = "This topology does not link the private DNS zone; unless the network's DNS server resolves it, the name resolves to a public IP address and access is denied";
        return AccessStep::conditional(Aspect::Name, text, "/dns/link").based_on(&dns::CUSTOM_DNS_SERVERS);
    }
    if let Some(key) = key_of_existing_network(plan, network, link_key) {
        let text = "The private DNS zone is linked to the network, but DNS servers and other links of this existing network are managed outside this topology; the name resolves to the IP address of the endpoint if the network uses Azure DNS";
        return AccessStep::conditional(Aspect::Name, text, key)
            .based_on(&dns::CUSTOM_DNS_SERVERS)
            .based_on(&dns::ONE_ZONE_PER_NAME);
    }
    let text = "The private DNS zone is linked to the network, so the name resolves to the IP address of the endpoint";
    AccessStep::allowed(Aspect::Name, text, link_key)
}

/// The key that sets a network which this topology does not create.
fn key_of_existing_network(plan: &ResolvedTopology, network: &Expr, link_key: &str) -> Option<String> {
    match network {
        Expr::Attribute(symbol, _) => {
            plan.find(symbol).filter(|r| r.existing.is_some()).map(|_| "/network/existing".to_owned())
        }
        _ => Some(link_key.to_owned()),
    }
}

/// The network that a subnet belongs to.
fn network_id_of_subnet(plan: &ResolvedTopology, subnet: &Symbol) -> Expr {
    plan.find(subnet).and_then(|subnet| subnet.parent.as_ref()).map_or_else(|| Expr::string(""), Expr::id)
}

fn prefer_denied(one: AccessStep, other: AccessStep) -> AccessStep {
    if other.outcome == Verdict::Denied { other } else { one }
}

/// Whether the rules of an endpoint's subnet allow inbound HTTPS from an origin in the network.
fn private_endpoint_step(
    plan: &ResolvedTopology,
    origin: &NetworkOrigin,
    endpoint: &ResolvedEndpoint<'_>,
) -> AccessStep {
    let Some(resource) = plan.find(endpoint.subnet) else {
        return AccessStep::allowed(Aspect::Network, "It connects through the private endpoint", endpoint.origin);
    };
    let Body::Subnet(body) = &resource.body else {
        let text = "It connects through the private endpoint; rules of the existing subnet, if they apply to endpoints, are managed outside this topology";
        return AccessStep::conditional(Aspect::Network, text, &resource.origin);
    };
    let group = referenced_symbol(&body.network_security_group).and_then(|group| plan.find(group));
    let group = group.filter(|_| body.private_endpoint_network_policies == "Enabled");
    if group.is_some_and(|group| group.existing.is_some()) {
        let text = "It connects through the private endpoint; rules of the existing network security group are managed outside this topology";
        return AccessStep::conditional(Aspect::Network, text, format!("{}/existingNsg", resource.origin));
    }
    let Some(Body::NetworkSecurityGroup(group)) = group.map(|group| &group.body) else {
        return AccessStep::allowed(Aspect::Network, "It connects through the private endpoint", endpoint.origin);
    };
    inbound_rule_step(plan, origin, endpoint, resource, &group.rules)
}

/// The first rule that may apply to HTTPS from an origin to an endpoint, by priority.
fn inbound_rule_step(
    plan: &ResolvedTopology,
    origin: &NetworkOrigin,
    endpoint: &ResolvedEndpoint<'_>,
    subnet: &Resource,
    rules: &[SecurityRule],
) -> AccessStep {
    let range = match origin {
        NetworkOrigin::Subnet(subnet) => known_prefix(plan, subnet),
        NetworkOrigin::OnPremises(range, _) => Some(*range),
        _ => None,
    };
    let step = match matching_inbound_rule(plan, range, rules) {
        Some((rule, RuleMatch::Whole)) if rule.access == "Allow" => {
            let text = format!(
                "It connects through the private endpoint; rule {} of its subnet allows inbound HTTPS",
                rule.name
            );
            AccessStep::allowed(Aspect::Network, text, endpoint.origin)
        }
        Some((rule, RuleMatch::Whole)) => {
            let text = format!("Rule {} of the endpoint subnet denies inbound HTTPS from it", rule.name);
            let key = if allows_network_tag(rules) { &subnet.origin } else { "/network/endpointSources" };
            AccessStep::timed_out("the private IP address of the endpoint", text, key)
        }
        Some((rule, RuleMatch::Unknown)) => {
            let text = format!(
                "It connects through the private endpoint if its IP addresses, managed outside this topology, are in the sources of rule {} of the endpoint subnet",
                rule.name
            );
            AccessStep::conditional(Aspect::Network, text, "/network/endpointSources")
        }
        // A default rule of Azure allows traffic within the network and from networks connected to it.
        None => AccessStep::allowed(Aspect::Network, "It connects through the private endpoint", endpoint.origin),
    };
    let step = step.based_on(&facts::RULES_IN_ORDER).based_on(&facts::VIRTUAL_NETWORK_TAG);
    match origin {
        NetworkOrigin::LinkedNetwork(..) => step.based_on(&facts::PEERS_DO_NOT_OVERLAP),
        _ => step,
    }
}

/// The error that a service returns to a network that its firewall denies.
fn firewall_error(service: TargetService, firewall: &ServiceFirewall) -> &'static ServiceError {
    match (service, firewall.public_access) {
        (TargetService::Account, _) => &errors::ACCESS_DENIED,
        (TargetService::Storage, _) => &errors::AUTHORIZATION_FAILURE,
        (TargetService::Vault, false) => &errors::VAULT_CONNECTION,
        (TargetService::Vault, true) => &errors::VAULT_FIREWALL,
    }
}

fn existing_firewall_step(service: TargetService) -> AccessStep {
    let text =
        format!("The firewall of {}, an existing resource, is managed outside this topology", service.display_name());
    let key = format!("{}/existing", service.public_access_pointer().trim_end_matches("/publicNetworkAccess"));
    AccessStep::conditional(Aspect::Network, text, key)
}

fn public_access_disabled_step(service: TargetService, firewall: &ServiceFirewall) -> AccessStep {
    let text = format!(
        "Public network access to {} is disabled: only private endpoints and firewall exceptions can connect",
        service.display_name()
    );
    AccessStep::denied(Aspect::Network, firewall_error(service, firewall), text, service.public_access_pointer())
}

fn no_ip_rule_step(service: TargetService, firewall: &ServiceFirewall, text: impl Into<String>) -> AccessStep {
    let mut step = AccessStep::denied(Aspect::Network, firewall_error(service, firewall), text, "/allow/addresses");
    step.parameter = firewall.address_parameters.first().cloned();
    step
}

/// From a public IP address, through the service firewall.
fn step_from_public_address(plan: &ResolvedTopology, origin: &NetworkOrigin, service: TargetService) -> AccessStep {
    let Some(firewall) = service.find_firewall(plan) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, &firewall);
    }
    if firewall.allows_all_networks {
        let text = format!("The firewall of {} allows access from all networks", service.display_name());
        return AccessStep::allowed(Aspect::Network, text, service.public_access_pointer());
    }
    let range = match origin {
        NetworkOrigin::PublicAddress(range) | NetworkOrigin::Studio(Some(range)) => *range,
        NetworkOrigin::Studio(None) => {
            let text = "No IP address of the Studio service is published in this cloud, so no IP rule can allow it";
            return AccessStep { parameter: None, ..no_ip_rule_step(service, &firewall, text) };
        }
        _ => {
            let text =
                format!("The firewall of {} allows access only from networks that have a rule", service.display_name());
            return no_ip_rule_step(service, &firewall, text);
        }
    };
    let Some((rule, is_whole)) = firewall.find_ip_rule(range) else {
        let text = match origin {
            NetworkOrigin::Studio(_) => {
                format!("No IP rule matches the IP address {} of the Studio service", range.addr())
            }
            _ => format!("The firewall of {} has no IP rule for it", service.display_name()),
        };
        let step = no_ip_rule_step(service, &firewall, text);
        return match origin {
            NetworkOrigin::Studio(_) => AccessStep { decided_by: "/allow/studio".to_owned(), ..step },
            _ => step,
        };
    };
    let mut step = if !is_whole {
        let text = format!("The firewall of {} has an IP rule for only a part of it", service.display_name());
        AccessStep::conditional(Aspect::Network, text, &rule.origin)
    } else if service == TargetService::Storage {
        let text = "An IP rule matches it, but not for clients in the storage account's region: their traffic arrives from private addresses";
        AccessStep::conditional(Aspect::Network, text, &rule.origin).based_on(&SAME_REGION)
    } else {
        AccessStep::allowed(
            Aspect::Network,
            format!("The firewall of {} has an IP rule for it", service.display_name()),
            &rule.origin,
        )
    };
    step.parameter.clone_from(&rule.parameter);
    step
}

/// From a subnet to a service without a private endpoint.
fn step_from_subnet(plan: &ResolvedTopology, subnet: &Symbol, service: TargetService) -> AccessStep {
    let Some(firewall) = service.find_firewall(plan) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, &firewall);
    }
    let Some(resource) = plan.find(subnet) else { return public_access_disabled_step(service, &firewall) };
    let managed_subnet = match &resource.body {
        Body::Subnet(body) => Some(body),
        _ => None,
    };
    if firewall.allowed_subnets.contains(subnet) {
        let endpoint = service.service_endpoint_name();
        let text = format!("A virtual network rule allows the subnet, which has the service endpoint {endpoint}");
        return match managed_subnet {
            Some(body) if body.service_endpoints.contains(&endpoint) => {
                AccessStep::allowed(Aspect::Network, text, "/allow/subnets")
            }
            _ => {
                let text = format!(
                    "A virtual network rule allows the subnet if it has the service endpoint {endpoint}, which is managed outside this topology"
                );
                AccessStep::conditional(Aspect::Network, text, "/allow/subnets")
            }
        };
    }
    let outbound_step = match managed_subnet {
        Some(body) if body.nat_gateway.is_none() => {
            let text = format!(
                "The subnet has no outbound access to public addresses, and {} has no private endpoint",
                service.display_name()
            );
            let address = format!("the public IP address of {}", service.display_name());
            return AccessStep::timed_out(
                address,
                text,
                format!("/privateEndpoints/{}", service.endpoint_subresource()),
            );
        }
        Some(_) => AccessStep::allowed(
            Aspect::Network,
            format!(
                "It connects through the NAT gateway, and the firewall of {} allows access from all networks",
                service.display_name()
            ),
            service.public_access_pointer(),
        ),
        None => AccessStep::conditional(
            Aspect::Network,
            "Outbound access of the existing subnet is managed outside this topology",
            &resource.origin,
        ),
    };
    if firewall.allows_all_networks {
        return outbound_step;
    }
    if managed_subnet.is_none() && !firewall.ip_rules.is_empty() {
        return outbound_address_step(service, &firewall, &resource.origin);
    }
    let text =
        format!("The firewall of {} has no IP rule for the outbound IP address of the subnet", service.display_name());
    no_ip_rule_step(service, &firewall, text)
}

/// From a network of another team, whose outbound IP addresses may have IP rules.
fn outbound_address_step(service: TargetService, firewall: &ServiceFirewall, pointer: &str) -> AccessStep {
    let text = format!(
        "The firewall of {} must have IP rules for its outbound IP addresses, which are managed outside this topology",
        service.display_name()
    );
    AccessStep {
        parameter: firewall.address_parameters.first().cloned(),
        ..AccessStep::conditional(Aspect::Network, text, pointer)
    }
}

/// From a connected network to a service without a private endpoint.
fn step_from_connected_network(plan: &ResolvedTopology, pointer: &str, service: TargetService) -> AccessStep {
    let Some(firewall) = service.find_firewall(plan) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, &firewall);
    }
    if firewall.allows_all_networks {
        let text = "Its outbound access to public addresses is managed outside this topology";
        return AccessStep::conditional(Aspect::Network, text, pointer);
    }
    if firewall.ip_rules.is_empty() {
        let text =
            format!("There is no private endpoint for {}, and its firewall has no IP rules", service.display_name());
        return no_ip_rule_step(service, &firewall, text);
    }
    outbound_address_step(service, &firewall, pointer)
}
