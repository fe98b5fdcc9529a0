//! Traffic that security rules and routes decide about: its addresses, protocol and port.

use ipnet::Ipv4Net;

use super::services::TargetService;
use crate::{
    catalog::service_tags::{
        AI_SERVICES, AI_SERVICES_PORTALS, AZURE_CLOUD, ENTRA_ID, FRONT_DOOR, KEY_VAULT, RESOURCE_MANAGER, STORAGE,
    },
    plan::{Body, Expr, ResolvedTopology},
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

/// How many of the addresses of one side are in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    Some,
    Unknown,
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

/// The prefix of a subnet.
pub(super) fn prefix_of(body: &Body) -> Option<Ipv4Net> {
    match body {
        Body::Subnet(body) => literal_text(&body.prefix)?.parse().ok(),
        _ => None,
    }
}

pub(super) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String(text) => Some(text),
        _ => None,
    }
}
