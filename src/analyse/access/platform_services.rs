//! Azure DNS and the Instance Metadata Service, which machines reach at addresses of their host. Security rules apply to them
//! only if they name the service tag.

use super::{
    dns_servers::uses_azure_dns,
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
    security_rules::{RuleDecision, deciding_rule, known_prefix, rules_of_subnet},
    services::referenced_symbol,
    traffic::{Addresses, HTTP, NAMES, Service, Traffic},
};
use crate::{
    catalog::{
        security_rules::PLATFORM_SERVICES,
        service_tags::{PLATFORM_DNS, PLATFORM_IMDS},
    },
    plan::{Body, ResolvedTopology, Symbol},
};

/// The step that denies clients of a subnet Azure DNS, or makes that conditional, where the network uses it.
pub(super) fn azure_dns_step(plan: &ResolvedTopology, subnet: &Symbol) -> Option<AccessStep> {
    if !uses_azure_dns(plan, subnet) {
        return None;
    }
    let rule = platform_rule(plan, subnet, PLATFORM_DNS, NAMES)?;
    let step = if rule.is_certain {
        let text = format!("Rule {} of the subnet denies Azure DNS, so no name resolves", rule.name);
        AccessStep::blocked(Aspect::Name, text, rule.key)
    } else {
        let text = format!("Names resolve unless rule {} of the subnet denies Azure DNS", rule.name);
        AccessStep::conditional(Aspect::Name, text, rule.key)
    };
    Some(step.based_on(&PLATFORM_SERVICES))
}

/// The step that denies a host in a subnet tokens of its managed identity, or makes that conditional. Hosts besides the test VM
/// may have another service for tokens.
pub(super) fn host_token_step(plan: &ResolvedTopology, origin: &NetworkOrigin) -> Option<AccessStep> {
    let NetworkOrigin::Subnet(subnet) = origin else { return None };
    let rule = platform_rule(plan, subnet, PLATFORM_IMDS, HTTP)?;
    let has_machine = plan.resources.iter().any(|resource| match &resource.body {
        Body::NetworkInterface(body) => referenced_symbol(&body.subnet) == Some(subnet),
        _ => false,
    });
    let name = rule.name;
    let step = if rule.is_certain && has_machine {
        let text = format!(
            "Rule {name} of the subnet denies the Instance Metadata Service, from which managed identities get tokens"
        );
        AccessStep::timed_out("the Instance Metadata Service", text, rule.key)
    } else {
        let text = format!(
            "Managed identities get no tokens if they need the Instance Metadata Service and rule {name} of the subnet denies it"
        );
        AccessStep::conditional(Aspect::Network, text, rule.key)
    };
    Some(step.based_on(&PLATFORM_SERVICES))
}

/// A rule that denies a subnet a service of the platform.
struct PlatformRule {
    name: String,
    key: String,
    /// Whether it denies all of the traffic.
    is_certain: bool,
}

fn platform_rule(
    plan: &ResolvedTopology,
    subnet: &Symbol,
    tag: &'static str,
    service: Service,
) -> Option<PlatformRule> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else { return None };
    let traffic = Traffic {
        direction: "Outbound",
        service,
        source: Addresses::Private(known_prefix(plan, subnet).into_iter().collect()),
        destination: Addresses::Platform(tag),
        has_source_ports: true,
    };
    let (rule, is_certain) = match deciding_rule(plan, resource, rules_of_subnet(plan, body)?, &traffic) {
        RuleDecision::Certain(rule) if !rule.allows() => (rule, true),
        RuleDecision::Partial(rule, _) => (rule, false),
        RuleDecision::Certain(_) | RuleDecision::Default => return None,
    };
    Some(PlatformRule { name: rule.name().to_owned(), key: rule.key_or(&resource.origin), is_certain })
}
