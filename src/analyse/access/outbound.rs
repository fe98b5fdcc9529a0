//! Outbound access of a subnet to public addresses.

use std::borrow::Cow;

use super::{
    dns_servers::public_name_by_own_servers,
    model::{AccessStep, Aspect},
    network_origin::NetworkOrigin,
    routes::{
        Decision, NextHop, TableOfSubnet, has_internet_route, has_public_route, public_decision, table_key,
        table_of_subnet,
    },
    security_rules::{DecidingRule, RuleDecision, deciding_rule, known_prefix, rules_of_subnet},
    services::referenced_symbol,
    traffic::{Addresses, HTTPS, PartOf, PublicTarget, Traffic},
};
use crate::{
    catalog::{Fact, network as facts, routes as route_facts, security_rules as rule_facts},
    plan::{Body, CallerKind, Occupants, ResolvedTopology, Resource, Subnet, Symbol},
};

/// The outbound access of a subnet to public addresses.
pub(super) enum OutboundAccess {
    /// A NAT gateway of this topology provides it.
    Provided,
    /// There is none. The key of the file decides it.
    Missing(String),
    /// A route drops the traffic.
    Dropped(DroppingRoute),
    /// A security rule denies the traffic.
    Denied(DenyingRule),
    /// A resource decides it that is managed outside this topology.
    ManagedOutside(OutsideDecision),
}

/// A route whose traffic is dropped.
pub(super) struct DroppingRoute {
    /// Its name.
    pub(super) name: String,
    /// The key of the file that sets it.
    pub(super) key: String,
}

/// A security rule that denies the traffic.
pub(super) struct DenyingRule {
    /// Its name.
    pub(super) name: String,
    /// The key of the file that sets it.
    pub(super) key: String,
}

/// What a resource that is managed outside this topology decides about outbound access.
pub(super) struct OutsideDecision {
    /// The resource, as the object of a sentence.
    pub(super) decider: Cow<'static, str>,
    /// The key of the file that names the resource.
    pub(super) key: String,
    /// Whether its owner decides the public IP addresses as well.
    pub(super) decides_addresses: bool,
    /// Whether it is known which resource decides; otherwise, which route applies is not known.
    pub(super) is_certain: bool,
    /// Whether a route of this topology leads to it.
    pub(super) is_next_hop: bool,
    /// The fact that the decision relies on.
    pub(super) fact: &'static Fact,
}

impl OutboundAccess {
    /// How much it restricts, in comparison with others.
    const fn restriction(&self) -> u8 {
        match self {
            Self::Provided => 0,
            Self::ManagedOutside(_) => 1,
            Self::Denied(_) | Self::Dropped(_) => 2,
            Self::Missing(_) => 3,
        }
    }
}

/// The outbound access of a subnet to public addresses of these targets; none if the plan has no such subnet.
pub(super) fn outbound_access(
    plan: &ResolvedTopology,
    subnet: &Symbol,
    targets: &[PublicTarget],
) -> Option<OutboundAccess> {
    let resource = plan.find(subnet)?;
    let Body::Subnet(body) = &resource.body else {
        return Some(decided_outside("the existing subnet", &resource.origin, true, &facts::OUTBOUND_ACCESS));
    };
    // The first of those with the most restrictive access is the last one that counts.
    let access = targets.iter().rev().map(|target| access_by_routes(plan, resource, body, *target));
    let access = access.max_by_key(OutboundAccess::restriction)?;
    if matches!(access, OutboundAccess::Missing(_) | OutboundAccess::Dropped(_)) {
        return Some(access);
    }
    let decisions = || targets.iter().map(|target| public_rule_decision(plan, resource, body, *target));
    for decision in decisions() {
        if let RuleDecision::Certain(rule) = decision
            && !rule.allows()
        {
            let key = rule.key_or(&resource.origin);
            return Some(OutboundAccess::Denied(DenyingRule { name: rule.name().to_owned(), key }));
        }
    }
    let partial = decisions().find_map(|decision| match decision {
        RuleDecision::Partial(rule, part) => Some(OutsideDecision::of_partial_rule(&rule, part, &resource.origin)),
        _ => None,
    });
    Some(match partial {
        Some(decision) if !matches!(access, OutboundAccess::ManagedOutside(_)) => {
            OutboundAccess::ManagedOutside(decision)
        }
        _ => access,
    })
}

/// The rule of a subnet's group that decides about HTTPS to public addresses of a target.
pub(super) fn public_rule_decision<'a>(
    plan: &'a ResolvedTopology,
    resource: &Resource,
    body: &Subnet,
    target: PublicTarget,
) -> RuleDecision<'a> {
    let Some(rules) = rules_of_subnet(plan, body) else { return RuleDecision::Default };
    let may_be_in_network_tag = match table_of_subnet(plan, body) {
        None => false,
        Some(TableOfSubnet::Existing) => true,
        Some(TableOfSubnet::Created(table)) => has_public_route(plan, table, target),
    };
    let traffic = Traffic {
        direction: "Outbound",
        service: HTTPS,
        source: Addresses::Private(known_prefix(plan, &resource.symbol).into_iter().collect()),
        destination: Addresses::Public { target, may_be_in_network_tag },
        has_source_ports: true,
    };
    deciding_rule(plan, resource, rules, &traffic)
}

/// The outbound access to the public addresses of a target that the routes of a subnet lead to.
fn access_by_routes(
    plan: &ResolvedTopology,
    resource: &Resource,
    body: &Subnet,
    target: PublicTarget,
) -> OutboundAccess {
    let key = table_key(resource);
    let table = match table_of_subnet(plan, body) {
        None => return access_by_default_routes(plan, resource, body, None),
        Some(TableOfSubnet::Existing) => {
            let key = format!("{key}/existing");
            return decided_outside("the existing route table", &key, true, &route_facts::DEFAULT_ROUTE);
        }
        Some(TableOfSubnet::Created(table)) => table,
    };
    // Its own route for every address, or none that a gateway learns.
    let without_gateway =
        (table.disable_bgp_route_propagation || has_internet_route(plan, table, target)).then_some(&key);
    let access = access_by_default_routes(plan, resource, body, without_gateway);
    let is_provided = !matches!(access, OutboundAccess::Missing(_));
    match public_decision(plan, table, &key, target, is_provided) {
        Decision::Unchanged => access,
        Decision::Certain(hop) if hop.drops_traffic() => {
            OutboundAccess::Dropped(DroppingRoute { name: hop.name().to_owned(), key: hop.key })
        }
        Decision::Certain(hop) => OutboundAccess::ManagedOutside(OutsideDecision::of_next_hop(hop, true)),
        Decision::Possible(hop) => OutboundAccess::ManagedOutside(OutsideDecision::of_next_hop(hop, false)),
    }
}

fn decided_outside(decider: &'static str, key: &str, decides_addresses: bool, fact: &'static Fact) -> OutboundAccess {
    OutboundAccess::ManagedOutside(OutsideDecision {
        decider: Cow::Borrowed(decider),
        key: key.to_owned(),
        decides_addresses,
        is_certain: true,
        is_next_hop: false,
        fact,
    })
}

/// The outbound access of a subnet by Azure's default routes. `without_gateway` is the key of a route table that keeps
/// the routes of a gateway out of it.
fn access_by_default_routes(
    plan: &ResolvedTopology,
    resource: &Resource,
    body: &Subnet,
    without_gateway: Option<&String>,
) -> OutboundAccess {
    let is_existing = |symbol: Option<&Symbol>| symbol.and_then(|s| plan.find(s)).is_some_and(|r| r.existing.is_some());
    let is_in_existing_network = is_existing(resource.parent.as_ref());
    let has_routes_of_others = is_in_existing_network && without_gateway.is_none();
    let gateway = body.nat_gateway.as_ref().and_then(referenced_symbol);
    if gateway.is_none() && plan.observed().is_some() {
        // Not seen is not absent: Azure's default outbound access, or public IP addresses of machines and load balancers.
        let decider = "public IP addresses of its clients, of load balancers or of Azure's default outbound access";
        return decided_outside(decider, &resource.origin, true, &facts::OUTBOUND_ACCESS);
    }
    if gateway.is_none() && !has_routes_of_others {
        let key = missing_gateway_key(plan, resource);
        return OutboundAccess::Missing(match without_gateway {
            Some(table) if is_in_existing_network && key == resource.origin => {
                format!("{table}/disableBgpRoutePropagation")
            }
            _ => key,
        });
    }
    if let Some(key) = existing_security_group_key(plan, resource, body) {
        return decided_outside("the existing network security group", &key, false, &facts::GATEWAY_NEEDS_ADDRESS);
    }
    if is_existing(gateway) {
        let key = "/testMachine/existingNatGateway";
        return decided_outside("the existing NAT gateway", key, true, &facts::GATEWAY_NEEDS_ADDRESS);
    }
    if has_routes_of_others {
        let decider = "the routes of the existing network";
        return decided_outside(decider, "/network/existing", true, &facts::ROUTES_OF_THE_NETWORK);
    }
    OutboundAccess::Provided
}

/// The key that would give a subnet outbound access: the subnet of the test VM can have a NAT gateway.
fn missing_gateway_key(plan: &ResolvedTopology, subnet: &Resource) -> String {
    let is_test_subnet = plan.callers.iter().any(|caller| match &caller.kind {
        CallerKind::Subnet { subnet: other, occupants, .. } => {
            *other == subnet.symbol && *occupants == Occupants::TestMachine
        }
        _ => false,
    });
    if is_test_subnet { "/testMachine/natGateway".to_owned() } else { subnet.origin.clone() }
}

/// The key that sets the existing network security group of a subnet.
pub(super) fn existing_security_group_key(
    plan: &ResolvedTopology,
    resource: &Resource,
    body: &Subnet,
) -> Option<String> {
    let group = referenced_symbol(&body.network_security_group).and_then(|group| plan.find(group))?;
    group.existing.as_ref().map(|_| format!("{}/existingNsg", resource.origin))
}

impl OutsideDecision {
    /// What the next hop of a route decides, which applies for certain or not.
    fn of_next_hop(hop: NextHop<'_>, is_certain: bool) -> Self {
        let description = hop.description();
        let decider = if is_certain { description } else { format!("whether traffic takes {description}") };
        Self {
            decider: Cow::Owned(decider),
            decides_addresses: true,
            is_certain: is_certain && hop.is_managed_outside(),
            is_next_hop: true,
            fact: if is_certain { &route_facts::DEFAULT_ROUTE } else { &route_facts::LONGEST_PREFIX },
            key: hop.key,
        }
    }

    /// What a rule decides that applies to a part of the traffic.
    pub(super) fn of_partial_rule(rule: &DecidingRule<'_>, part: PartOf, other_key: &str) -> Self {
        let part = match part {
            PartOf::UnknownSource | PartOf::Source => "some IP addresses of the subnet",
            PartOf::SourcePorts => "some source ports",
            PartOf::Destination => "some of these public addresses",
        };
        Self {
            decider: Cow::Owned(format!("rule {} of the subnet, which {} it for {part}", rule.name(), rule.verb())),
            key: rule.key_or(other_key),
            decides_addresses: false,
            is_certain: false,
            is_next_hop: false,
            fact: &rule_facts::OUTBOUND_RULES,
        }
    }

    /// The step that makes outbound access conditional; `purpose` is a relative clause, or empty.
    pub(super) fn step(&self, purpose: &str) -> AccessStep {
        let purpose = if purpose.is_empty() { String::new() } else { format!(", {purpose},") };
        let outside = if self.is_certain { ", managed outside this topology" } else { "" };
        let text = format!("Outbound access{purpose} depends on {}{outside}", self.decider);
        AccessStep::conditional(Aspect::Network, text, &self.key).based_on(self.fact)
    }
}

/// The step that denies an origin outbound access to public addresses, or makes that conditional. `purpose` is a
/// relative clause.
pub(super) fn outbound_access_step(
    plan: &ResolvedTopology,
    origin: &NetworkOrigin,
    targets: &[PublicTarget],
    host: &str,
    purpose: &str,
) -> Option<AccessStep> {
    let NetworkOrigin::Subnet(subnet) = origin else { return None };
    match outbound_access(plan, subnet, targets)? {
        OutboundAccess::Provided => public_name_by_own_servers(plan, subnet, host),
        OutboundAccess::Missing(key) => {
            let text = format!("The subnet has no outbound access to public addresses, {purpose}");
            Some(AccessStep::timed_out(host, text, key))
        }
        OutboundAccess::Dropped(route) => {
            let text = format!(
                "Route `{}` drops the outbound access of the subnet to public addresses, {purpose}",
                route.name
            );
            Some(AccessStep::timed_out(host, text, route.key).based_on(&route_facts::DROPPED_TRAFFIC))
        }
        OutboundAccess::Denied(rule) => {
            let text =
                format!("Rule {} of the subnet denies its outbound access to public addresses, {purpose}", rule.name);
            let step = AccessStep::timed_out(host, text, rule.key).based_on(&facts::RULES_IN_ORDER);
            Some(step.based_on(&rule_facts::OUTBOUND_RULES))
        }
        OutboundAccess::ManagedOutside(decision) => Some(decision.step(purpose)),
    }
}
