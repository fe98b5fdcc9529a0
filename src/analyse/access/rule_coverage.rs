//! Which part of traffic a rule applies to, and what is left of the traffic for the rules behind it.

use ipnet::Ipv4Net;

use super::traffic::{Addresses, Extent, PartOf, Service, Traffic, own_ranges};
use crate::{
    analyse::number_set::NumberSet,
    catalog::service_tags::{INTERNET, VIRTUAL_NETWORK},
    plan::{ResolvedTopology, SecurityRule},
};

/// What a rule applies to.
pub(super) struct Coverage {
    source: Share,
    destination: Share,
    source_ports: NumberSet,
    /// Why it is not all of the traffic.
    pub(super) part: Option<PartOf>,
}

/// The addresses of one side that a rule has.
struct Share {
    extent: Extent,
    /// Those that it certainly has, of the addresses that are possible.
    certain: NumberSet,
    /// Whether it may have others, since what a service tag contains is not known.
    may_have_others: bool,
}

impl Share {
    fn all(possible: NumberSet) -> Self {
        Self { extent: Extent::All, certain: possible, may_have_others: false }
    }

    fn by_tag(extent: Extent, possible: NumberSet) -> Self {
        match extent {
            Extent::All => Self::all(possible),
            Extent::Some | Extent::Unknown => Self { extent, certain: NumberSet::of_ranges([]), may_have_others: true },
        }
    }

    fn may_overlap(&self, addresses: &NumberSet) -> bool {
        self.may_have_others || self.certain.overlaps(addresses)
    }
}

/// Traffic for which no rule has decided: combinations of sources, destinations and source ports.
pub(super) struct Undecided(Vec<[NumberSet; 3]>);

impl Undecided {
    pub(super) fn all_of(plan: &ResolvedTopology, traffic: &Traffic) -> Self {
        let [source, destination] = [&traffic.source, &traffic.destination].map(|side| possible_addresses(plan, side));
        Self(vec![[source, destination, NumberSet::every_port()]])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a rule may apply to some of it.
    pub(super) fn may_match(&self, rule: &Coverage) -> bool {
        self.0.iter().any(|[source, destination, ports]| {
            rule.source.may_overlap(source)
                && rule.destination.may_overlap(destination)
                && rule.source_ports.overlaps(ports)
        })
    }

    /// Leaves the traffic to which a rule does not apply for certain.
    pub(super) fn remove(&mut self, rule: &Coverage) {
        let [by_source, by_destination, by_port] =
            [&rule.source.certain, &rule.destination.certain, &rule.source_ports];
        let rest = self.0.iter().flat_map(|[source, destination, ports]| {
            let (in_source, in_destination) = (source.common(by_source), destination.common(by_destination));
            [
                [source.without(by_source), destination.clone(), ports.clone()],
                [in_source.clone(), destination.without(by_destination), ports.clone()],
                [in_source, in_destination, ports.without(by_port)],
            ]
        });
        self.0 = rest.filter(|sides| !sides.iter().any(NumberSet::is_empty)).collect();
    }
}

/// What a rule applies to; none if it applies to none of the traffic.
pub(super) fn coverage(plan: &ResolvedTopology, rule: &SecurityRule, traffic: &Traffic) -> Option<Coverage> {
    let Service { protocol, port } = traffic.service;
    let has_port = rule.destination_port_ranges().iter().any(|ports| ports.contains(&port));
    if rule.direction != traffic.direction || ![protocol, "*"].contains(&rule.protocol) || !has_port {
        return None;
    }
    let source = share(plan, &rule.source_prefixes(), &traffic.source)?;
    let destinations = rule.destination_prefixes();
    let destination = match traffic.destination {
        Addresses::Platform(tag) => platform_share(&destinations, tag, rule.access)?,
        _ => share(plan, &destinations, &traffic.destination)?,
    };
    let source_ports =
        if traffic.has_source_ports { NumberSet::of_ports(rule.source_port_ranges()) } else { NumberSet::every_port() };
    let part = match (source.extent, destination.extent) {
        (Extent::Unknown, _) => Some(PartOf::UnknownSource),
        (Extent::Some, _) => Some(PartOf::Source),
        (_, Extent::Some | Extent::Unknown) => Some(PartOf::Destination),
        (Extent::All, Extent::All) => (source_ports != NumberSet::every_port()).then_some(PartOf::SourcePorts),
    };
    Some(Coverage { source, destination, source_ports, part })
}

/// The addresses that one side of traffic can have.
fn possible_addresses(plan: &ResolvedTopology, addresses: &Addresses) -> NumberSet {
    match addresses {
        // CIDR ranges of connected networks do not overlap.
        Addresses::Private(targets) if targets.is_empty() => {
            NumberSet::every_address().without(&NumberSet::of_ranges(&own_ranges(plan)))
        }
        Addresses::Private(targets) => NumberSet::of_ranges(targets),
        Addresses::Public { .. } => NumberSet::public_addresses(),
        // One number stands for the address of the platform.
        Addresses::Platform(_) => NumberSet::of_ports([0..=0]),
    }
}

/// Whether a rule applies to a service of the platform: see `security_rules::PLATFORM_SERVICES`. Whether a rule for every
/// address allows it before one with the tag denies it is not described.
fn platform_share(prefixes: &[&str], tag: &str, access: &str) -> Option<Share> {
    let possible = NumberSet::of_ports([0..=0]);
    if prefixes.iter().any(|prefix| prefix.eq_ignore_ascii_case(tag)) {
        return Some(Share::all(possible));
    }
    let is_every = |prefix: &&str| *prefix == "*" || *prefix == "0.0.0.0/0";
    (access == "Allow" && prefixes.iter().any(is_every)).then(|| Share::by_tag(Extent::Unknown, possible))
}

/// How many of the addresses are in a list of CIDR ranges, service tags and `*`; none if none is.
fn share(plan: &ResolvedTopology, prefixes: &[&str], addresses: &Addresses) -> Option<Share> {
    let possible = possible_addresses(plan, addresses);
    let ranges: Vec<Ipv4Net> = prefixes.iter().filter_map(|text| text.parse().ok()).collect();
    let certain = possible.common(&NumberSet::of_ranges(&ranges));
    let has_tag = |tag: &str| prefixes.iter().any(|prefix| prefix.eq_ignore_ascii_case(tag));
    if prefixes.contains(&"*") || certain == possible {
        return Some(Share::all(possible));
    }
    let by_tag = match addresses {
        Addresses::Private(_) => has_tag(VIRTUAL_NETWORK).then_some(Extent::All),
        Addresses::Public { .. } if has_tag(INTERNET) => Some(Extent::All),
        Addresses::Public { target, may_be_in_network_tag } => {
            let by_tag = prefixes.iter().filter_map(|tag| target.extent_in_tag(tag)).max_by_key(|e| *e == Extent::All);
            by_tag.or_else(|| (*may_be_in_network_tag && has_tag(VIRTUAL_NETWORK)).then_some(Extent::Unknown))
        }
        Addresses::Platform(_) => None,
    };
    if let Some(extent) = by_tag {
        return Some(Share::by_tag(extent, possible));
    }
    let is_unknown = matches!(addresses, Addresses::Private(targets) if targets.is_empty());
    let extent = if is_unknown { Extent::Unknown } else { Extent::Some };
    (!certain.is_empty()).then_some(Share { extent, certain, may_have_others: false })
}
