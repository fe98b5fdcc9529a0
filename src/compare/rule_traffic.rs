//! Two lists of security rules, compared by the traffic that they allow and deny.
//!
//! Traffic has a protocol, a source, source ports, a destination and ports. In each of them, all values to which the same rules
//! apply are one class, so that a rule is a set of classes in each, and what rules decide can be computed exactly. Which
//! addresses a service tag contains is known for some tags; otherwise, an address is in it or not: both are compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
};

use ipnet::Ipv4Net;

use crate::{
    catalog::service_tags::{AI_SERVICES, AZURE_CLOUD, INTERNET, KEY_VAULT, STORAGE, VIRTUAL_NETWORK},
    order,
    plan::security_groups::texts,
    plan::{Expr, SecurityRule},
    topology::values::{PortRange, PublicRange},
};

/// How much of the traffic of a rule is decided in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Nothing.
    Nothing,
    /// Some of it, or as much is not known.
    Part,
    /// All.
    Everything,
}

/// The rules of one direction of two lists, with the classes of the values that they name.
pub(super) struct RuleTraffic<'a> {
    former: Vec<(&'a SecurityRule, Region)>,
    rules: Vec<(&'a SecurityRule, Region)>,
    /// What Azure's default rules allow.
    allowed_by_default: Region,
}

/// More address classes or parts of traffic than this are not compared one by one.
const LIMIT: usize = 4000;

impl<'a> RuleTraffic<'a> {
    /// The rules of a direction, by priority; none if they name too many values to compare them all.
    pub(super) fn new(
        direction: &str,
        former: &'a [SecurityRule],
        rules: &'a [SecurityRule],
        own_ranges: &[Ipv4Net],
    ) -> Option<Self> {
        let of_direction = |rules: &'a [SecurityRule]| {
            let mut rules: Vec<_> = rules.iter().filter(|rule| rule.direction == direction).collect();
            order::sort_by_key(&mut rules, |rule| rule.priority);
            rules
        };
        let (former, rules) = (of_direction(former), of_direction(rules));
        let all: Vec<&SecurityRule> = former.iter().chain(&rules).copied().collect();
        let is_inbound = direction == "Inbound";
        let sources: Vec<_> =
            all.iter().map(|rule| AddressList::new(rule.source.as_ref(), rule.sources.as_ref())).collect();
        let destinations: Vec<_> =
            all.iter().map(|rule| AddressList::new(rule.destination.as_ref(), rule.destinations.as_ref())).collect();
        let source_ports: Vec<_> =
            all.iter().map(|rule| port_ranges(rule.source_port.as_ref(), rule.source_ports.as_ref())).collect();
        let ports: Vec<_> = all.iter().map(|rule| port_ranges(rule.port.as_ref(), rule.ports.as_ref())).collect();
        // Outbound, the default rules allow what is in the network or on the internet, which is all that is reachable.
        let by_default = |place: &Place| !is_inbound || place.tags.contains(&VIRTUAL_NETWORK.to_ascii_lowercase());
        let dimensions = [
            protocol_classes(&all),
            address_classes(&sources, own_ranges, &by_default)?,
            port_classes(&source_ports),
            address_classes(&destinations, own_ranges, &|_: &Place| true)?,
            port_classes(&ports),
        ];
        let region = |index: usize| Region(dimensions.each_ref().map(|classes| classes_of(classes, index)));
        let allowed_by_default = region(all.len());
        let mut regions = all.iter().enumerate().map(|(index, rule)| (*rule, region(index)));
        let former = regions.by_ref().take(former.len()).collect();
        Some(Self { former, rules: regions.collect(), allowed_by_default })
    }

    /// How much of what an old rule denied is allowed now.
    pub(super) fn no_longer_denied(&self, rule: &SecurityRule) -> Share {
        decided_by(&self.former, rule).map_or(Share::Part, |decided| self.share(&self.rules, decided, "Allow"))
    }

    /// How much of what a new rule allows was denied before.
    pub(super) fn newly_allowed(&self, rule: &SecurityRule) -> Share {
        decided_by(&self.rules, rule).map_or(Share::Part, |decided| self.share(&self.former, decided, "Deny"))
    }

    /// How much of the traffic has an access in a list of rules.
    fn share(&self, rules: &[(&SecurityRule, Region)], mut traffic: Vec<Region>, access: &str) -> Share {
        let mut decided = BTreeSet::new();
        for (rule, region) in rules {
            if traffic.iter().any(|part| part.overlaps(region)) {
                decided.insert(rule.access == access);
            }
            traffic = without(traffic, region);
            if traffic.len() > LIMIT || decided.len() == 2 {
                return Share::Part;
            }
        }
        let default = &self.allowed_by_default;
        if traffic.iter().any(|part| part.overlaps(default)) {
            decided.insert(access == "Allow");
        }
        if !without(traffic, default).is_empty() {
            decided.insert(access == "Deny");
        }
        match (decided.contains(&true), decided.contains(&false)) {
            (true, true) => Share::Part,
            (true, false) => Share::Everything,
            (false, _) => Share::Nothing,
        }
    }
}

/// The traffic that a rule decides about: no rule before it applies to it; none if that has too many parts.
fn decided_by(rules: &[(&SecurityRule, Region)], rule: &SecurityRule) -> Option<Vec<Region>> {
    let position = rules.iter().position(|(other, _)| std::ptr::eq(*other, rule))?;
    let mut traffic: Vec<Region> = rules.get(position).map(|(_, region)| region.clone()).into_iter().collect();
    for (_, before) in rules.iter().take(position) {
        traffic = without(traffic, before);
        if traffic.len() > LIMIT {
            return None;
        }
    }
    Some(traffic)
}

/// Traffic: a set of classes of protocols, sources, source ports, destinations and ports each, in every combination.
#[derive(Debug, Clone)]
struct Region([ClassSet; 5]);

/// Classes by their position, a bit each.
#[derive(Debug, Clone)]
struct ClassSet(Vec<u64>);

impl ClassSet {
    fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(bits, others)| bits & others != 0)
    }

    fn intersect(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(bits, others)| bits & others).collect())
    }

    fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(bits, others)| bits & !others).collect())
    }
}

impl Region {
    fn is_empty(&self) -> bool {
        self.0.iter().any(ClassSet::is_empty)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(classes, others)| classes.overlaps(others))
    }
}

/// The parts of traffic that are not in a region.
fn without(traffic: Vec<Region>, region: &Region) -> Vec<Region> {
    let mut parts = Vec::new();
    for mut rest in traffic {
        if !rest.overlaps(region) {
            parts.push(rest);
            continue;
        }
        for (index, removed) in region.0.iter().enumerate() {
            let mut outside = rest.clone();
            if let (Some(out), Some(kept)) = (outside.0.get_mut(index), rest.0.get_mut(index)) {
                *out = kept.without(removed);
                *kept = kept.intersect(removed);
            }
            if !outside.is_empty() {
                parts.push(outside);
            }
        }
    }
    parts
}

/// The rules that apply to the values of a class, by their position; the last one stands for the default rules.
type Class = Vec<bool>;

fn classes_of(classes: &BTreeSet<Class>, rule: usize) -> ClassSet {
    let applies: Vec<bool> = classes.iter().map(|class| class.get(rule) == Some(&true)).collect();
    let bits = |chunk: &[bool]| chunk.iter().rev().fold(0, |bits, applies| bits << 1 | u64::from(*applies));
    ClassSet(applies.chunks(64).map(bits).collect())
}

fn protocol_classes(rules: &[&SecurityRule]) -> BTreeSet<Class> {
    let named = rules.iter().map(|rule| rule.protocol).chain(["*"]);
    let applies = |rule: &SecurityRule, protocol: &str| rule.protocol == "*" || rule.protocol == protocol;
    let class = |protocol: &str| rules.iter().map(|rule| applies(rule, protocol)).chain([true]).collect();
    named.map(class).collect()
}

/// The first and the last port of each range.
fn port_ranges(one: Option<&Expr>, several: Option<&Expr>) -> Vec<(u16, u16)> {
    let ranges = texts(one, several).into_iter().filter_map(PortRange::ports_of);
    ranges.map(|ports| (*ports.start(), *ports.end())).collect()
}

fn port_classes(rules: &[Vec<(u16, u16)>]) -> BTreeSet<Class> {
    let bounds = rules.iter().flatten().flat_map(|(first, last)| [Some(*first), last.checked_add(1)]);
    let starts: BTreeSet<u16> = bounds.flatten().chain([0]).collect();
    let contains =
        |ranges: &[(u16, u16)], port: u16| ranges.iter().any(|(first, last)| (*first..=*last).contains(&port));
    let class = |port: u16| rules.iter().map(|ranges| contains(ranges, port)).chain([true]).collect();
    starts.into_iter().map(class).collect()
}

/// The sources or destinations of a rule.
struct AddressList {
    has_all: bool,
    ranges: Vec<Ipv4Net>,
    /// In lower case.
    tags: Vec<String>,
}

impl AddressList {
    fn new(one: Option<&Expr>, several: Option<&Expr>) -> Self {
        let texts = texts(one, several);
        let is_tag = |text: &&&str| **text != "*" && text.parse::<Ipv4Net>().is_err();
        Self {
            has_all: texts.contains(&"*"),
            ranges: texts.iter().filter_map(|text| text.parse().ok()).collect(),
            tags: texts.iter().filter(is_tag).map(|tag| tag.to_ascii_lowercase()).collect(),
        }
    }

    fn contains(&self, place: &Place) -> bool {
        self.has_all
            || self.ranges.iter().any(|range| range.contains(&place.address))
            || self.tags.iter().any(|tag| place.tags.contains(tag))
    }
}

/// An address, with the service tags that may contain it, in lower case.
struct Place {
    address: Ipv4Addr,
    tags: BTreeSet<String>,
}

/// None if there are too many.
fn address_classes(
    rules: &[AddressList],
    own_ranges: &[Ipv4Net],
    allows_by_default: &dyn Fn(&Place) -> bool,
) -> Option<BTreeSet<Class>> {
    let ranges = rules.iter().flat_map(|list| &list.ranges).chain(own_ranges).copied();
    let bounds = ranges.chain(PublicRange::reserved_ranges()).flat_map(|range| {
        let next = u32::from(range.broadcast()).checked_add(1).map(Ipv4Addr::from);
        [Some(range.network()), next]
    });
    let starts: BTreeSet<Ipv4Addr> = bounds.flatten().chain([Ipv4Addr::UNSPECIFIED]).collect();
    let named: BTreeSet<&str> = rules.iter().flat_map(|list| &list.tags).map(String::as_str).collect();
    let combinations = combinations_of_public_tags(&named);
    let count = starts.len().saturating_mul(combinations.len()).saturating_mul(rules.len());
    if count > LIMIT * LIMIT {
        return None;
    }
    let network = BTreeSet::from([VIRTUAL_NETWORK.to_ascii_lowercase()]);
    let (own, reserved) = ([network.clone()], [BTreeSet::new(), network]);
    let mut classes = BTreeSet::new();
    for address in starts {
        let tags: &[BTreeSet<String>] = match () {
            () if own_ranges.iter().any(|range| range.contains(&address)) => &own,
            // Other private addresses are in a connected network or not.
            () if PublicRange::is_reserved(address.into()) => &reserved,
            () => &combinations,
        };
        for tags in tags {
            let place = Place { address, tags: tags.clone() };
            let default = allows_by_default(&place);
            classes.insert(rules.iter().map(|list| list.contains(&place)).chain([default]).collect());
        }
    }
    Some(classes)
}

/// The service tags that may contain a public address: up to two of those that rules name, with all that contain them. More at
/// once make no difference to what two rules decide. The network may contain it too, where a route table has routes for it.
fn combinations_of_public_tags(named: &BTreeSet<&str>) -> Vec<BTreeSet<String>> {
    let lower = |tag: &str| tag.to_ascii_lowercase();
    let wider: BTreeMap<String, String> =
        [STORAGE, KEY_VAULT, AI_SERVICES].into_iter().map(|tag| (lower(tag), lower(AZURE_CLOUD))).collect();
    let with_wider = |tag: &str| {
        let whole = tag.split_once('.').map_or(tag, |(whole, _)| whole);
        let containing = [Some(tag.to_owned()), Some(whole.to_owned()), wider.get(whole).cloned()];
        containing.into_iter().flatten().collect::<BTreeSet<String>>()
    };
    let (network, internet) = (lower(VIRTUAL_NETWORK), lower(INTERNET));
    let others: Vec<BTreeSet<String>> =
        named.iter().filter(|tag| **tag != network && **tag != internet).map(|tag| with_wider(tag)).collect();
    let none = BTreeSet::new();
    let mut combinations = BTreeSet::new();
    for one in others.iter().chain([&none]) {
        for other in others.iter().chain([&none]) {
            let tags: BTreeSet<String> = one.iter().chain(other).cloned().chain([internet.clone()]).collect();
            combinations.insert(tags.iter().cloned().chain([network.clone()]).collect());
            combinations.insert(tags);
        }
    }
    combinations.into_iter().collect()
}
