//! Network access from an origin to a service: what the name resolves to, and which rule allows or denies access.

use super::{
    analysis::AccessAnalysis,
    dns_servers::{network_id_of_subnet, private_name_by_own_servers, public_name_by_own_servers},
    firewall::{step_from_connected_network, step_from_public_address, step_from_subnet},
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
    observed::{is_known_to_use_azure_dns, observed_peering, remove_contradicted, steps_by_public_name, uses_endpoint},
    outbound::existing_security_group_key,
    platform_services::azure_dns_step,
    routes::{Decision, EndpointPlace, TableOfSubnet, endpoint_decision, table_key, table_of_subnet},
    security_rules::{RuleDecision, allows_network_tag, deciding_rule, known_prefix, rules_of_subnet},
    services::{ResolvedEndpoint, TargetService, is_linked, referenced_symbol},
    traffic::{Addresses, HTTPS, PartOf, Traffic},
};
use crate::{
    catalog::{dns, network as facts, routes as route_facts, security_rules as rule_facts},
    plan::{Body, Expr, ResolvedTopology, Resource, SecurityRule, Symbol},
    topology::values::Verdict,
};

/// The address that does not answer where a route or a security rule denies a private endpoint.
pub(super) const ENDPOINT_ADDRESS: &str = "the private IP address of the endpoint";

/// The evaluation steps from an origin to a service.
pub(super) fn steps_to_service(
    analysis: &AccessAnalysis<'_>,
    origin: &NetworkOrigin,
    service: TargetService,
) -> Vec<AccessStep> {
    if analysis.plan.observed().is_none() {
        // A topology has one; another one is left from an earlier deployment.
        return steps_through(analysis, origin, service, service.endpoints(analysis.plan).next().as_ref());
    }
    let mut endpoints: Vec<ResolvedEndpoint<'_>> = service.endpoints(analysis.plan).collect();
    if let (NetworkOrigin::Subnet(subnet), 2..) = (origin, endpoints.len()) {
        // In the network of a client, the name resolves to the endpoints whose zone is linked to it.
        let network = network_id_of_subnet(analysis.plan, subnet);
        let resolves = |endpoint: &ResolvedEndpoint<'_>| {
            endpoint.zones.iter().any(|zone| is_linked(analysis.plan, zone, &network))
        };
        if endpoints.iter().any(resolves) {
            endpoints.retain(resolves);
        }
    }
    let verdict_of = |steps: &[AccessStep]| steps.iter().map(|step| step.outcome).max();
    let mut steps = steps_through(analysis, origin, service, endpoints.first());
    let others = endpoints.iter().skip(1).map(|other| steps_through(analysis, origin, service, Some(other)));
    if others.filter(|other| verdict_of(other) != verdict_of(&steps)).count() > 0 {
        let text = format!(
            "The name resolves to one of several private endpoints of {}, and access through them differs",
            service.display_name()
        );
        let origin = endpoints.first().map_or("", |endpoint| endpoint.origin);
        steps = vec![AccessStep::conditional(Aspect::Name, text, origin)];
    }
    steps
}

/// The steps through a private endpoint, or without one.
fn steps_through(
    analysis: &AccessAnalysis<'_>,
    origin: &NetworkOrigin,
    service: TargetService,
    endpoint: Option<&ResolvedEndpoint<'_>>,
) -> Vec<AccessStep> {
    let plan = analysis.plan;
    let used = endpoint.filter(|endpoint| uses_endpoint(plan, origin, endpoint));
    let mut steps = steps_by_origin(analysis, origin, service, endpoint);
    if let Some(approval) = used.and_then(|endpoint| endpoint_approval_step(plan, endpoint, service)) {
        remove_contradicted(&mut steps, &approval);
        // The name resolves to the endpoint before its connection is approved.
        steps.insert(1.min(steps.len()), approval);
    }
    steps
}

/// The owner of an existing resource decides whether the connection of a private endpoint is approved.
fn endpoint_approval_step(
    plan: &ResolvedTopology,
    endpoint: &ResolvedEndpoint<'_>,
    service: TargetService,
) -> Option<AccessStep> {
    if let Some(state) = endpoint.unapproved_state {
        let text = format!("The connection of the private endpoint is not approved; its state is {state}");
        let step = AccessStep::blocked(Aspect::Network, text, endpoint.origin);
        return Some(step.based_on(&facts::ENDPOINT_APPROVAL));
    }
    service.find_resource(plan)?.existing.as_ref()?;
    let text = if endpoint.is_manual {
        format!(
            "The connection of the private endpoint is pending until the owner of {} approves it",
            service.display_name()
        )
    } else {
        format!(
            "The connection of the private endpoint must be approved on {}, which is managed outside this topology",
            service.display_name()
        )
    };
    let step = AccessStep::conditional(Aspect::Network, text, service.existing_pointer());
    Some(step.based_on(&facts::ENDPOINT_APPROVAL))
}

fn steps_by_origin(
    analysis: &AccessAnalysis<'_>,
    origin: &NetworkOrigin,
    service: TargetService,
    endpoint: Option<&ResolvedEndpoint<'_>>,
) -> Vec<AccessStep> {
    let plan = analysis.plan;
    match (origin, endpoint) {
        (NetworkOrigin::Internet | NetworkOrigin::PublicAddress(_) | NetworkOrigin::Studio(_), _) => {
            vec![public_name_step(service), step_from_public_address(analysis, origin, service)]
        }
        (NetworkOrigin::Subnet(subnet), Some(endpoint)) => {
            if let Some(steps) = steps_by_public_name(analysis, subnet, service, endpoint) {
                return steps;
            }
            let mut candidates = vec![private_endpoint_step(plan, origin, endpoint)];
            candidates.extend(outbound_rule_step(plan, subnet, endpoint));
            candidates.extend(other_network_step(plan, subnet, endpoint));
            candidates.extend(route_step(plan, subnet, endpoint));
            candidates.extend(unknown_outbound_rules_step(plan, subnet));
            let network_step = most_restrictive(candidates);
            let name_step = private_name_step(plan, &network_id_of_subnet(plan, subnet), endpoint, "/dns/link");
            let name_step = azure_dns_step(plan, subnet).unwrap_or(name_step);
            std::iter::once(name_step).chain(network_step).collect()
        }
        (NetworkOrigin::LinkedNetwork(id, pointer), Some(endpoint)) => {
            let text = "Requires peering with this network, which is managed outside this topology";
            let id = Expr::string(id);
            let peering = observed_peering(plan, &id, endpoint);
            let peering = peering.unwrap_or_else(|| AccessStep::conditional(Aspect::Network, text, pointer));
            vec![
                private_name_step(plan, &id, endpoint, pointer),
                peering.or_more_restrictive(private_endpoint_step(plan, origin, endpoint)),
            ]
        }
        (NetworkOrigin::OnPremises(_, pointer), Some(endpoint)) => {
            let name =
                "On-premises DNS servers must forward the name to Azure, which resolves it to the private IP address";
            let text = "Requires a VPN or ExpressRoute gateway, which is managed outside this topology";
            let gateway = AccessStep::conditional(Aspect::Network, text, pointer);
            vec![
                AccessStep::conditional(Aspect::Name, name, pointer),
                gateway.or_more_restrictive(private_endpoint_step(plan, origin, endpoint)),
            ]
        }
        (NetworkOrigin::Subnet(subnet), None) => {
            let name = azure_dns_step(plan, subnet)
                .or_else(|| public_name_by_own_servers(plan, subnet, service.display_name()));
            vec![name.unwrap_or_else(|| public_name_step(service)), step_from_subnet(analysis, subnet, service)]
        }
        (NetworkOrigin::LinkedNetwork(_, pointer) | NetworkOrigin::OnPremises(_, pointer), None) => {
            vec![public_name_step(service), step_from_connected_network(analysis, pointer, service)]
        }
    }
}

/// A private endpoint that an earlier deployment left in another network.
fn other_network_step(plan: &ResolvedTopology, subnet: &Symbol, endpoint: &ResolvedEndpoint<'_>) -> Option<AccessStep> {
    let network = |subnet: &Symbol| plan.find(subnet)?.parent.as_ref();
    let (own, other) = (network(subnet)?, network(endpoint.subnet)?);
    let text =
        "The private endpoint is in another network: requires peering with it, which is managed outside this topology";
    let step = || AccessStep::conditional(Aspect::Network, text, endpoint.origin);
    match observed_peering(plan, &Expr::id(own), endpoint) {
        Some(peering) => (peering.outcome == Verdict::Denied).then_some(peering),
        None => (own != other).then(|| step().based_on(&facts::ENDPOINT_NETWORKS)),
    }
}

/// The route of a subnet that leads its traffic to a private endpoint elsewhere.
fn route_step(plan: &ResolvedTopology, subnet: &Symbol, endpoint: &ResolvedEndpoint<'_>) -> Option<AccessStep> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else { return None };
    let key = table_key(resource);
    let conditional = |text: String, key: String| {
        let step = AccessStep::conditional(Aspect::Network, text, key);
        Some(step.based_on(&route_facts::ENDPOINT_ROUTES).based_on(&route_facts::LONGEST_PREFIX))
    };
    let table = match table_of_subnet(plan, body)? {
        TableOfSubnet::Existing => {
            let text = "It connects through the private endpoint if no route of the existing route table, managed outside this topology, leads its traffic elsewhere";
            return conditional(text.to_owned(), format!("{key}/existing"));
        }
        TableOfSubnet::Created(table) => table,
    };
    let place = EndpointPlace::of_endpoint(plan, plan.find(endpoint.subnet)?, &endpoint.addresses);
    match endpoint_decision(plan, table, &key, &place) {
        Decision::Unchanged => None,
        Decision::Certain(hop) if hop.drops_traffic() => {
            let text = format!("Route `{}` drops traffic to the private endpoint", hop.name());
            let step = AccessStep::timed_out(ENDPOINT_ADDRESS, text, hop.key);
            Some(step.based_on(&route_facts::DROPPED_TRAFFIC).based_on(&route_facts::ENDPOINT_ROUTES))
        }
        Decision::Certain(hop) => {
            let outside = if hop.is_managed_outside() { ", managed outside this topology" } else { "" };
            let text = format!("Traffic to the private endpoint goes to {}{outside}", hop.description());
            conditional(text, hop.key).map(|step| step.based_on(&route_facts::SYMMETRIC_FLOW))
        }
        Decision::Possible(hop) => {
            conditional(format!("Traffic to the private endpoint may take {}", hop.description()), hop.key)
        }
    }
}

/// The rule of the origin's subnet that denies HTTPS to a private endpoint, for all of the traffic or a part of it.
fn outbound_rule_step(plan: &ResolvedTopology, subnet: &Symbol, endpoint: &ResolvedEndpoint<'_>) -> Option<AccessStep> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else { return None };
    let place = EndpointPlace::of_endpoint(plan, plan.find(endpoint.subnet)?, &endpoint.addresses);
    let traffic = Traffic {
        direction: "Outbound",
        service: HTTPS,
        source: Addresses::Private(known_prefix(plan, subnet).into_iter().collect()),
        destination: Addresses::Private(place.targets),
        has_source_ports: true,
    };
    let step = match deciding_rule(plan, resource, rules_of_subnet(plan, body)?, &traffic) {
        RuleDecision::Certain(rule) if !rule.allows() => {
            let text = format!("Rule {} of its subnet denies outbound HTTPS to the private endpoint", rule.name());
            AccessStep::timed_out(ENDPOINT_ADDRESS, text, rule.key_or(&resource.origin))
        }
        RuleDecision::Partial(rule, part) => {
            let part = match part {
                PartOf::UnknownSource | PartOf::Source => "for some of its IP addresses",
                PartOf::SourcePorts => "for some of its source ports",
                PartOf::Destination => "for some of the IP addresses that the endpoint can have",
            };
            let text = format!(
                "Rule {} of its subnet {} outbound HTTPS to the private endpoint {part}",
                rule.name(),
                rule.verb()
            );
            AccessStep::conditional(Aspect::Network, text, rule.key_or(&resource.origin))
        }
        _ => return None,
    };
    Some(step.based_on(&facts::RULES_IN_ORDER).based_on(&rule_facts::OUTBOUND_RULES))
}

/// Outbound rules that are not known and may deny traffic from a subnet.
fn unknown_outbound_rules_step(plan: &ResolvedTopology, subnet: &Symbol) -> Option<AccessStep> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else {
        let text = "It connects through the private endpoint if the outbound rules of the existing subnet, managed outside this topology, allow it";
        return Some(AccessStep::conditional(Aspect::Network, text, &resource.origin));
    };
    let key = existing_security_group_key(plan, resource, body)?;
    let text = "It connects through the private endpoint if the existing network security group, managed outside this topology, allows it outbound";
    Some(AccessStep::conditional(Aspect::Network, text, key))
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
    // Azure Policy has nothing to write for an endpoint that has a zone group already.
    if endpoint.zones_by_policy && endpoint.zones.is_empty() {
        let text = "Azure Policy must write the DNS record; until then, the name resolves to a public IP address and access is denied";
        return AccessStep::conditional(Aspect::Name, text, "/dns/zones");
    }
    // Only what exists can lack a zone group: a file has all of its endpoints with their zones.
    if plan.observed().is_some() && endpoint.zones.is_empty() {
        let text = "No private DNS zone group of the private endpoint writes its IP address to the zone of the service; unless the network's DNS server resolves it, the name resolves to a public IP address and access is denied";
        return AccessStep::conditional(Aspect::Name, text, endpoint.origin).based_on(&dns::CUSTOM_DNS_SERVERS);
    }
    if !endpoint.zones.iter().all(|zone| is_linked(plan, zone, network)) {
        let text = "This topology does not link the private DNS zone; unless the network's DNS server resolves it, the name resolves to a public IP address and access is denied";
        return AccessStep::conditional(Aspect::Name, text, "/dns/link").based_on(&dns::CUSTOM_DNS_SERVERS);
    }
    if let Some(key) = key_of_existing_network(plan, network, link_key) {
        let text = "The private DNS zone is linked to the network, but DNS servers and other links of this existing network are managed outside this topology; the name resolves to the IP address of the endpoint if the network uses Azure DNS";
        return AccessStep::conditional(Aspect::Name, text, key)
            .based_on(&dns::CUSTOM_DNS_SERVERS)
            .based_on(&dns::ONE_ZONE_PER_NAME);
    }
    if let Some(step) = private_name_by_own_servers(plan, network) {
        return step;
    }
    let text = "The private DNS zone is linked to the network, so the name resolves to the IP address of the endpoint";
    AccessStep::allowed(Aspect::Name, text, link_key)
}

/// The key that sets a network which this topology does not create.
fn key_of_existing_network(plan: &ResolvedTopology, network: &Expr, link_key: &str) -> Option<String> {
    match network {
        _ if is_known_to_use_azure_dns(plan, network) => None,
        Expr::Attribute(symbol, _) => {
            plan.find(symbol).filter(|r| r.existing.is_some()).map(|_| "/network/existing".to_owned())
        }
        _ => Some(link_key.to_owned()),
    }
}

/// The first step with the most restrictive outcome.
fn most_restrictive(steps: Vec<AccessStep>) -> Option<AccessStep> {
    let outcome = steps.iter().map(|step| step.outcome).max()?;
    steps.into_iter().find(|step| step.outcome == outcome)
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
    let Some(rules) = group.and_then(|_| rules_of_subnet(plan, body)) else {
        return AccessStep::allowed(Aspect::Network, "It connects through the private endpoint", endpoint.origin);
    };
    inbound_rule_step(plan, origin, endpoint, resource, rules)
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
    let place = EndpointPlace::of_endpoint(plan, subnet, &endpoint.addresses);
    let traffic = Traffic {
        direction: "Inbound",
        service: HTTPS,
        source: Addresses::Private(range.into_iter().collect()),
        destination: Addresses::Private(place.targets),
        has_source_ports: false,
    };
    let step = match deciding_rule(plan, subnet, rules, &traffic) {
        // A default rule of Azure allows traffic within the network and from networks connected to it.
        RuleDecision::Default => {
            AccessStep::allowed(Aspect::Network, "It connects through the private endpoint", endpoint.origin)
        }
        RuleDecision::Certain(rule) if rule.allows() => {
            let text = format!(
                "It connects through the private endpoint; rule {} of its subnet allows inbound HTTPS",
                rule.name()
            );
            AccessStep::allowed(Aspect::Network, text, rule.key_or(endpoint.origin))
        }
        RuleDecision::Certain(rule) => {
            let text = format!("Rule {} of the endpoint subnet denies inbound HTTPS from it", rule.name());
            let key = if allows_network_tag(rules) { &subnet.origin } else { "/network/endpointSources" };
            AccessStep::timed_out(ENDPOINT_ADDRESS, text, rule.key_or(key))
        }
        RuleDecision::Partial(rule, part) => {
            let (name, verb) = (rule.name(), rule.verb());
            let text = match part {
                PartOf::UnknownSource => {
                    let condition = if rule.allows() { "if" } else { "unless" };
                    format!(
                        "It connects through the private endpoint {condition} its IP addresses, managed outside this topology, are in the sources of rule {name} of the endpoint subnet"
                    )
                }
                PartOf::Source | PartOf::SourcePorts => {
                    format!("Rule {name} of the endpoint subnet {verb} inbound HTTPS from some of its IP addresses")
                }
                PartOf::Destination => format!(
                    "Rule {name} of the endpoint subnet {verb} inbound HTTPS to some of the IP addresses that the endpoint can have"
                ),
            };
            AccessStep::conditional(Aspect::Network, text, rule.key_or("/network/endpointSources"))
        }
    };
    let step = step.based_on(&facts::RULES_IN_ORDER).based_on(&facts::VIRTUAL_NETWORK_TAG);
    match origin {
        NetworkOrigin::LinkedNetwork(..) => step.based_on(&facts::PEERS_DO_NOT_OVERLAP),
        _ => step,
    }
}
