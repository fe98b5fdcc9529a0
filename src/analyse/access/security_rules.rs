//! Which rule of a network security group applies to HTTPS, inbound and outbound.

use ipnet::Ipv4Net;

use super::{
    rule_coverage::{Extent, Undecided, coverage},
    services::{TargetService, referenced_symbol},
};
use crate::{
    catalog::service_tags::{
        AI_SERVICES, AI_SERVICES_PORTALS, AZURE_CLOUD, ENTRA_ID, FRONT_DOOR, KEY_VAULT, RESOURCE_MANAGER, STORAGE,
        VIRTUAL_NETWORK,
    },
    plan::{Body, Expr, ResolvedTopology, Resource, SecurityRule, Subnet, Symbol},
};

/// What traffic to public addresses is for: service tags contain the addresses of some of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PublicTarget {
    Service(TargetService),
    EntraId,
    ResourceManager,
    StudioPage,
}

/// The addresses on one side of traffic.
pub(super) enum Addresses {
    /// In the network or in one that is connected to it; without ranges, they are managed outside this topology.
    Private(Vec<Ipv4Net>),
    /// Public ones. The service tag `VirtualNetwork` may contain them too, where a route table has routes for them.
    Public { target: PublicTarget, may_be_in_network_tag: bool },
    /// That of a service of the platform, for which only rules with its service tag count.
    Platform(&'static str),
}

/// What traffic is for: a transport protocol and a port.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    pub(super) protocol: &'static str,
    pub(super) port: u16,
}

pub(super) const HTTPS: Service = Service { protocol: "Tcp", port: 443 };
pub(super) const HTTP: Service = Service { protocol: "Tcp", port: 80 };
/// Name resolution. Clients use TCP only for long answers.
pub(super) const NAMES: Service = Service { protocol: "Udp", port: 53 };

/// Traffic through a subnet.
pub(super) struct Traffic {
    pub(super) direction: &'static str,
    pub(super) service: Service,
    pub(super) source: Addresses,
    pub(super) destination: Addresses,
    /// Whether rules look at source ports; for private endpoints, they do not.
    pub(super) has_source_ports: bool,
}

/// Why a rule does not apply to all of the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartOf {
    /// It is not known whether its source is in the sources of the rule.
    UnknownSource,
    /// The rule has some of its source addresses.
    Source,
    /// The rule has some of its destination addresses.
    Destination,
    /// The rule has some of its source ports.
    SourcePorts,
}

/// A rule that decides about traffic.
pub(super) struct DecidingRule<'a> {
    pub(super) rule: &'a SecurityRule,
    /// The key of the file; none for a rule of di-gen.
    pub(super) key: Option<String>,
}

/// What decides about traffic.
pub(super) enum RuleDecision<'a> {
    /// Azure's default rules, which allow it.
    Default,
    /// This rule.
    Certain(DecidingRule<'a>),
    /// This rule, for a part of the traffic.
    Partial(DecidingRule<'a>, PartOf),
}

impl DecidingRule<'_> {
    pub(super) fn name(&self) -> &str {
        literal_text(&self.rule.name).unwrap_or_default()
    }

    pub(super) fn allows(&self) -> bool {
        self.rule.access == "Allow"
    }

    /// The key of the file, or another one for a rule of di-gen.
    pub(super) fn key_or(&self, other: &str) -> String {
        self.key.clone().unwrap_or_else(|| other.to_owned())
    }

    /// `allows` or `denies`.
    pub(super) fn verb(&self) -> &'static str {
        if self.allows() { "allows" } else { "denies" }
    }
}

/// The rules of the network security group of a subnet that this topology creates.
pub(super) fn rules_of_subnet<'a>(plan: &'a ResolvedTopology, subnet: &Subnet) -> Option<&'a [SecurityRule]> {
    let group = referenced_symbol(&subnet.network_security_group).and_then(|group| plan.find(group))?;
    match &group.body {
        Body::NetworkSecurityGroup(group) => Some(&group.rules),
        _ => None,
    }
}

/// The prefix of a subnet that this topology creates.
pub(super) fn known_prefix(plan: &ResolvedTopology, subnet: &Symbol) -> Option<Ipv4Net> {
    prefix_of(&plan.find(subnet)?.body)
}

fn prefix_of(body: &Body) -> Option<Ipv4Net> {
    match body {
        Body::Subnet(body) => literal_text(&body.prefix)?.parse().ok(),
        _ => None,
    }
}

/// The rule of a subnet's group that decides about traffic, by priority.
pub(super) fn deciding_rule<'a>(
    plan: &ResolvedTopology,
    subnet: &Resource,
    rules: &'a [SecurityRule],
    traffic: &Traffic,
) -> RuleDecision<'a> {
    let matched = |(index, rule): (usize, &'a SecurityRule)| Some((index, rule, coverage(plan, rule, traffic)?));
    let mut matching: Vec<_> = rules.iter().enumerate().filter_map(matched).collect();
    matching.sort_by_key(|(_, rule, _)| rule.priority);
    // A rule decides about what the rules before it leave.
    let mut undecided = Undecided::all_of(plan, traffic);
    matching.retain(|(_, _, coverage)| {
        let applies = undecided.may_match(coverage);
        undecided.remove(coverage);
        applies
    });
    let decided = if undecided.is_empty() { matching.pop() } else { None };
    let access = decided.as_ref().map_or("Allow", |(_, rule, _)| rule.access);
    // Rules of the file come first in the list.
    let deciding = |index: usize, rule: &'a SecurityRule| DecidingRule {
        rule,
        key: rule.is_of_file().then(|| format!("{}/rules/{index}", subnet.origin)),
    };
    // What is decided for all of the traffic is not made uncertain by a rule with the same access.
    for (index, rule, coverage) in &matching {
        if let Some(part) = coverage.part
            && rule.access != access
        {
            return RuleDecision::Partial(deciding(*index, rule), part);
        }
    }
    decided.map_or(RuleDecision::Default, |(index, rule, _)| RuleDecision::Certain(deciding(index, rule)))
}

/// The address ranges of the network, as far as they are known.
pub(crate) fn own_ranges(plan: &ResolvedTopology) -> Vec<Ipv4Net> {
    let spaces = plan.resources.iter().filter_map(|resource| match &resource.body {
        Body::VirtualNetwork(network) => Some(&network.address_prefixes),
        _ => None,
    });
    let spaces = spaces.filter_map(|space| if let Expr::List(items) = space { Some(items) } else { None }).flatten();
    let spaces = spaces.filter_map(literal_text).filter_map(|text| text.parse().ok());
    let subnets = plan.resources.iter().filter_map(|resource| prefix_of(&resource.body));
    spaces.chain(subnets).collect()
}

impl PublicTarget {
    /// How many of its addresses a service tag contains: see `service_tags::SERVICE_TAG_CONTENTS`.
    pub(super) fn extent_in_tag(self, tag: &str) -> Option<Extent> {
        let (whole, is_regional) = tag.split_once('.').map_or((tag, false), |(whole, _)| (whole, true));
        let is = |named: &str| whole.eq_ignore_ascii_case(named);
        let own = match self {
            Self::Service(TargetService::Account) => AI_SERVICES,
            Self::Service(TargetService::Storage) => STORAGE,
            Self::Service(TargetService::Vault) => KEY_VAULT,
            Self::EntraId => ENTRA_ID,
            Self::ResourceManager => RESOURCE_MANAGER,
            // Which of these contains the page is not published.
            Self::StudioPage => {
                let may_contain = is(AI_SERVICES_PORTALS) || is(FRONT_DOOR) || is(AZURE_CLOUD);
                return may_contain.then_some(Extent::Unknown);
            }
        };
        let is_resource = matches!(self, Self::Service(_));
        match (is(own), is(AZURE_CLOUD)) {
            (true, _) if !is_regional => Some(Extent::All),
            (_, true) if !is_regional && is_resource => Some(Extent::All),
            (true, _) | (_, true) => Some(Extent::Unknown),
            _ => None,
        }
    }
}

/// Whether di-gen's rule for the service tag allows inbound traffic from all connected networks.
pub(super) fn allows_network_tag(rules: &[SecurityRule]) -> bool {
    rules.iter().any(|rule| {
        rule.direction == "Inbound"
            && rule.access == "Allow"
            && rule.source.as_ref().and_then(literal_text) == Some(VIRTUAL_NETWORK)
    })
}

pub(super) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String(text) => Some(text),
        _ => None,
    }
}
