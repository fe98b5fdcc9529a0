//! Network access through the firewall of a service: from public IP addresses, and from networks without a private
//! endpoint.

use super::{
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
    outbound::{OutboundAccess, OutsideDecision, existing_security_group_key, outbound_access, public_rule_decision},
    routes::{TableOfSubnet, route_beside_service_endpoint, table_key, table_of_subnet},
    security_rules::RuleDecision,
    services::{ServiceFirewall, TargetService},
    traffic::PublicTarget,
};
use crate::{
    catalog::{
        errors::{self, ServiceError},
        network::{RULES_IN_ORDER, SERVICE_ENDPOINT_REGIONS},
        routes::{DROPPED_TRAFFIC, SERVICE_ENDPOINT_ROUTES},
        security_rules::OUTBOUND_RULES,
        storage::{PAIRED_REGION, SAME_REGION},
    },
    plan::{Body, ResolvedTopology, Resource, Subnet, Symbol},
};

/// The error that a service returns to a network that its firewall denies.
fn firewall_error(service: TargetService, firewall: &ServiceFirewall) -> &'static ServiceError {
    match (service, firewall.public_access) {
        (TargetService::Account, false) => &errors::PUBLIC_ACCESS_DISABLED,
        (TargetService::Account, true) => &errors::ACCESS_DENIED,
        (TargetService::Storage, _) => &errors::AUTHORIZATION_FAILURE,
        (TargetService::Vault, false) => &errors::VAULT_CONNECTION,
        (TargetService::Vault, true) => &errors::VAULT_FIREWALL,
    }
}

fn existing_firewall_step(service: TargetService) -> AccessStep {
    let text =
        format!("The {} firewall of the existing resource is managed outside this topology", service.short_name());
    AccessStep::conditional(Aspect::Network, text, service.existing_pointer())
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
pub(super) fn step_from_public_address(
    analysis: &AccessAnalysis<'_>,
    origin: &NetworkOrigin,
    service: TargetService,
) -> AccessStep {
    let Some(firewall) = analysis.firewall(service) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, firewall);
    }
    if firewall.allows_all_networks {
        let text = format!("The {} firewall allows access from all networks", service.short_name());
        return AccessStep::allowed(Aspect::Network, text, service.public_access_pointer());
    }
    let range = match origin {
        NetworkOrigin::PublicAddress(range) | NetworkOrigin::Studio(Some(range)) => *range,
        NetworkOrigin::Studio(None) => {
            let text = "No IP address of the Studio service is published in this cloud, so no IP rule can allow it";
            return AccessStep { parameter: None, ..no_ip_rule_step(service, firewall, text) };
        }
        _ => {
            let text =
                format!("The {} firewall allows access only from networks that have a rule", service.short_name());
            return no_ip_rule_step(service, firewall, text);
        }
    };
    let Some((rule, is_whole)) = firewall.find_ip_rule(range) else {
        let text = match origin {
            NetworkOrigin::Studio(_) => {
                format!("No IP rule matches the IP address {} of the Studio service", range.addr())
            }
            _ => format!("The {} firewall has no IP rule for it", service.short_name()),
        };
        let step = no_ip_rule_step(service, firewall, text);
        return match origin {
            NetworkOrigin::Studio(_) => AccessStep { decided_by: "/allow/studio".to_owned(), ..step },
            _ => step,
        };
    };
    let mut step = if !is_whole {
        let text = format!("The {} firewall has an IP rule for only a part of it", service.short_name());
        AccessStep::conditional(Aspect::Network, text, &rule.origin)
    } else if service == TargetService::Storage {
        let text = "An IP rule matches it, but not for clients in the storage account's region: their traffic arrives from private addresses";
        AccessStep::conditional(Aspect::Network, text, &rule.origin).based_on(&SAME_REGION).based_on(&PAIRED_REGION)
    } else {
        AccessStep::allowed(
            Aspect::Network,
            format!("The {} firewall has an IP rule for it", service.short_name()),
            &rule.origin,
        )
    };
    step.parameter.clone_from(&rule.parameter);
    step
}

/// A subnet without outbound access does not reach the public IP address of a service.
fn no_outbound_step(service: TargetService) -> AccessStep {
    let name = service.display_name();
    let text = format!("The subnet has no outbound access to public addresses, and {name} has no private endpoint");
    let key = format!("/privateEndpoints/{}", service.endpoint_subresource());
    AccessStep::timed_out(format!("the public IP address of {name}"), text, key)
}

/// A route drops the traffic of a subnet to the public IP address of a service.
fn dropped_step(service: TargetService, name: &str, key: &str) -> AccessStep {
    let service = service.display_name();
    let text = format!("Route `{name}` drops traffic to public addresses, and {service} has no private endpoint");
    AccessStep::timed_out(format!("the public IP address of {service}"), text, key).based_on(&DROPPED_TRAFFIC)
}

/// A security rule denies the traffic of a subnet to the public IP address of a service.
fn denied_by_rule_step(service: TargetService, name: &str, key: &str) -> AccessStep {
    let service = service.display_name();
    let text = format!("Rule {name} of the subnet denies outbound HTTPS to the public IP address of {service}");
    AccessStep::timed_out(format!("the public IP address of {service}"), text, key)
        .based_on(&RULES_IN_ORDER)
        .based_on(&OUTBOUND_RULES)
}

/// From a subnet to a service without a private endpoint.
pub(super) fn step_from_subnet(analysis: &AccessAnalysis<'_>, subnet: &Symbol, service: TargetService) -> AccessStep {
    let plan = analysis.plan;
    let target = [PublicTarget::Service(service)];
    let Some(firewall) = analysis.firewall(service) else {
        let has_service_endpoint = matches!(
            plan.find(subnet).map(|resource| &resource.body),
            Some(Body::Subnet(body)) if body.service_endpoints.contains(&service.service_endpoint_name(plan))
        );
        return match outbound_access(plan, subnet, &target) {
            Some(OutboundAccess::Missing(_)) if !has_service_endpoint => no_outbound_step(service),
            Some(OutboundAccess::Dropped(route)) if !has_service_endpoint => {
                dropped_step(service, &route.name, &route.key)
            }
            Some(OutboundAccess::Denied(rule)) => denied_by_rule_step(service, &rule.name, &rule.key),
            _ => existing_firewall_step(service),
        };
    };
    if !firewall.public_access {
        return public_access_disabled_step(service, firewall);
    }
    if firewall.allowed_subnets.contains(subnet) {
        return network_rule_step(plan, subnet, service);
    }
    let outside = match outbound_access(plan, subnet, &target) {
        None => return public_access_disabled_step(service, firewall),
        Some(OutboundAccess::Missing(_)) => return no_outbound_step(service),
        Some(OutboundAccess::Dropped(route)) => return dropped_step(service, &route.name, &route.key),
        Some(OutboundAccess::Denied(rule)) => return denied_by_rule_step(service, &rule.name, &rule.key),
        Some(OutboundAccess::Provided) => None,
        Some(OutboundAccess::ManagedOutside(decision)) => Some(decision),
    };
    match outside {
        Some(decision) if firewall.allows_all_networks => decision.step(""),
        Some(decision) if decision.decides_addresses && !firewall.ip_rules.is_empty() => {
            decided_address_step(service, firewall, &decision)
        }
        None if firewall.allows_all_networks => {
            let text = format!(
                "It connects through the NAT gateway, and the {} firewall allows access from all networks",
                service.short_name()
            );
            AccessStep::allowed(Aspect::Network, text, service.public_access_pointer())
        }
        _ => {
            let text = format!(
                "The {} firewall has no IP rule for the outbound IP address of the subnet",
                service.short_name()
            );
            no_ip_rule_step(service, firewall, text)
        }
    }
}

/// From a subnet that has a virtual network rule.
fn network_rule_step(plan: &ResolvedTopology, subnet: &Symbol, service: TargetService) -> AccessStep {
    let endpoint = service.service_endpoint_name(plan);
    let resource = plan.find(subnet);
    let managed = resource.and_then(|resource| match &resource.body {
        Body::Subnet(body) if body.service_endpoints.contains(&endpoint) => Some((resource, body)),
        _ => None,
    });
    let Some((resource, body)) = managed else {
        let text = format!(
            "A virtual network rule allows the subnet if it has the service endpoint {endpoint}, which is managed outside this topology"
        );
        return AccessStep::conditional(Aspect::Network, text, "/allow/subnets");
    };
    if let Some(key) = existing_security_group_key(plan, resource, body) {
        let text = "A virtual network rule allows the subnet if the existing network security group, managed outside this topology, allows it outbound";
        return AccessStep::conditional(Aspect::Network, text, key);
    }
    match public_rule_decision(plan, resource, body, PublicTarget::Service(service)) {
        RuleDecision::Certain(rule) if !rule.allows() => {
            return denied_by_rule_step(service, rule.name(), &rule.key_or(&resource.origin));
        }
        RuleDecision::Partial(rule, part) => {
            return OutsideDecision::of_partial_rule(&rule, part, &resource.origin).step("");
        }
        _ => {}
    }
    if let Some(step) = route_beside_endpoint_step(plan, resource, body, service) {
        return step;
    }
    let text = format!("A virtual network rule allows the subnet, which has the service endpoint {endpoint}");
    AccessStep::allowed(Aspect::Network, text, "/allow/subnets").based_on(&SERVICE_ENDPOINT_REGIONS)
}

/// A route that may lead the traffic of a service endpoint elsewhere. One for 0.0.0.0/0 does not.
fn route_beside_endpoint_step(
    plan: &ResolvedTopology,
    resource: &Resource,
    body: &Subnet,
    service: TargetService,
) -> Option<AccessStep> {
    let key = table_key(resource);
    let endpoint = service.service_endpoint_name(plan);
    let (text, key) = match table_of_subnet(plan, body)? {
        TableOfSubnet::Existing => {
            let text = format!(
                "A virtual network rule allows the subnet if the existing route table, managed outside this topology, leaves the traffic of the service endpoint {endpoint} alone"
            );
            (text, format!("{key}/existing"))
        }
        TableOfSubnet::Created(table) => {
            let hop = route_beside_service_endpoint(plan, table, &key, PublicTarget::Service(service))?;
            let text = format!(
                "A virtual network rule allows the subnet if the routes of the service endpoint {endpoint} take precedence over route `{}`",
                hop.name()
            );
            (text, hop.key)
        }
    };
    Some(AccessStep::conditional(Aspect::Network, text, key).based_on(&SERVICE_ENDPOINT_ROUTES))
}

/// From a subnet whose outbound IP addresses are decided outside this topology, and may have IP rules.
fn decided_address_step(service: TargetService, firewall: &ServiceFirewall, decision: &OutsideDecision) -> AccessStep {
    let step = outbound_address_step(service, firewall, &decision.key).based_on(decision.fact);
    if !decision.is_next_hop {
        return step;
    }
    let text = format!(
        "The {} firewall must have IP rules for its outbound IP addresses, which depend on {}",
        service.short_name(),
        decision.decider
    );
    AccessStep { reason: text, ..step }
}

/// From a network of another team, whose outbound IP addresses may have IP rules.
fn outbound_address_step(service: TargetService, firewall: &ServiceFirewall, pointer: &str) -> AccessStep {
    let text = format!(
        "The {} firewall must have IP rules for its outbound IP addresses, which are managed outside this topology",
        service.short_name()
    );
    AccessStep {
        parameter: firewall.address_parameters.first().cloned(),
        ..AccessStep::conditional(Aspect::Network, text, pointer)
    }
}

/// From a connected network to a service without a private endpoint.
pub(super) fn step_from_connected_network(
    analysis: &AccessAnalysis<'_>,
    pointer: &str,
    service: TargetService,
) -> AccessStep {
    let Some(firewall) = analysis.firewall(service) else { return existing_firewall_step(service) };
    if !firewall.public_access {
        return public_access_disabled_step(service, firewall);
    }
    if firewall.allows_all_networks {
        let text = "Its outbound access to public addresses is managed outside this topology";
        return AccessStep::conditional(Aspect::Network, text, pointer);
    }
    if firewall.ip_rules.is_empty() {
        let text =
            format!("There is no private endpoint for {}, and its firewall has no IP rules", service.display_name());
        return no_ip_rule_step(service, firewall, text);
    }
    outbound_address_step(service, firewall, pointer)
}
