//! Security rules of subnets: their names, places and lists; and the service tags of routes.

use ipnet::Ipv4Net;

use super::context::{CheckContext, first_duplicate_name, remove_equal};
use crate::{
    catalog::service_tags::NOT_IN_ROUTES,
    diagnostic::{Code, Diagnostic},
    topology::{
        SecurityRule, SubnetLayout,
        own_rules::OwnRule,
        values::{PortRange, RoutePrefix, RulePrefix},
    },
};

pub(super) fn check_security_rules(c: &mut CheckContext<'_>) {
    let Some(layout) = c.layout.clone() else { return };
    for subnet in &layout.subnets {
        let pointer = format!("{}/rules", subnet.pointer);
        check_names(c, subnet.rules(), &pointer);
        check_places(c, subnet, &pointer);
        for (index, rule) in subnet.rules().iter().enumerate() {
            check_lists(c, rule, &format!("{pointer}/{index}"));
        }
    }
    check_tags_of_routes(c, &layout.subnets);
}

/// The settings of a new network security group have no meaning for an existing one.
pub(super) fn check_existing_group(c: &mut CheckContext<'_>, subnet: &SubnetLayout<'_>) {
    if subnet.existing_nsg().is_none() {
        return;
    }
    for (key, message) in [
        ("nsgName", "both a new and an existing network security group are set"),
        ("rules", "`rules` is not valid for an existing network security group"),
    ] {
        let set = format!("{}/{key}", subnet.pointer);
        if c.is_set(&set) {
            c.report(
                Diagnostic::error(Code::EXISTING_AND_NEW, message)
                    .at_key(set)
                    .label("valid only for a new one")
                    .related_value(format!("{}/existingNsg", subnet.pointer), "this one already exists")
                    .help(format!("remove `{key}` or `existingNsg`")),
            );
        }
    }
}

/// Names are unique in a group: `security_rules::NAMES_ARE_DISTINCT`. Those of di-gen's rules are reserved in every subnet,
/// so that a name tells in all of them where a rule comes from.
fn check_names(c: &mut CheckContext<'_>, rules: &[SecurityRule], pointer: &str) {
    let names = || rules.iter().map(|rule| rule.name.as_str());
    if let Some((first, second)) = first_duplicate_name(names()) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, format!("two rules are named `{}`", rules[second].name))
                .at_value(format!("{pointer}/{second}/name"))
                .label("used again")
                .related_value(format!("{pointer}/{first}/name"), "used first here")
                .help("remove one of the two rules, or use another name")
                .fixed_by(remove_equal(c.document, pointer, &mut names())),
        );
    }
    for (index, rule) in rules.iter().enumerate() {
        if OwnRule::named(rule.name.as_str()).is_some() {
            c.report(
                Diagnostic::error(
                    Code::RULE_PLACE,
                    format!("`{}` is the name of a rule that di-gen writes", rule.name),
                )
                .at_value(format!("{pointer}/{index}/name"))
                .label("reserved")
                .help("use another name"),
            );
        }
    }
}

/// No two rules of a direction have the same priority: `security_rules::PRIORITIES_ARE_DISTINCT`.
fn check_places(c: &mut CheckContext<'_>, subnet: &SubnetLayout<'_>, pointer: &str) {
    let rules = subnet.rules();
    let own = OwnRule::of_subnet(&subnet.used_for);
    for (index, rule) in rules.iter().enumerate() {
        let direction = rule.direction.as_str().to_lowercase();
        let at = format!("{pointer}/{index}/priority");
        let refuse = |message: String| {
            let is_taken = |priority: &u16| {
                rules.iter().any(|other| other.direction == rule.direction && other.priority == *priority)
                    || own.iter().any(|other| other.direction == rule.direction && other.priority == *priority)
            };
            let nearest_free = || (100..rule.priority).rev().chain(rule.priority..=4096).find(|free| !is_taken(free));
            let refusal = Diagnostic::error(Code::RULE_PLACE, message).at_value(&at).label("used again");
            match nearest_free() {
                Some(free) => refusal.help(format!("set another priority, such as `{free}`")),
                None => refusal,
            }
        };
        if let Some(other) =
            own.iter().find(|other| other.direction == rule.direction && other.priority == rule.priority)
        {
            c.report(refuse(format!(
                "rule `{}` of di-gen has the {direction} priority {}",
                other.name, other.priority
            )));
        }
        let has_place = |other: &&SecurityRule| other.direction == rule.direction && other.priority == rule.priority;
        if let Some(first) = rules[..index].iter().position(|other| has_place(&other)) {
            let message = format!("two rules have the {direction} priority {}", rule.priority);
            c.report(refuse(message).related_value(format!("{pointer}/{first}/priority"), "used first here"));
        }
    }
}

/// `*` and service tags stand alone: `security_rules::TAGS_STAND_ALONE`.
fn check_lists(c: &mut CheckContext<'_>, rule: &SecurityRule, pointer: &str) {
    let addresses = [
        ("sourceAddressPrefixes", rule.source_address_prefixes.as_slice()),
        ("destinationAddressPrefixes", rule.destination_address_prefixes.as_slice()),
    ];
    for (key, prefixes) in addresses {
        let alone = prefixes.iter().position(|prefix| !matches!(prefix, RulePrefix::Range(_)));
        let alone = alone.filter(|_| prefixes.len() > 1);
        let what = match alone.and_then(|index| prefixes.get(index)) {
            Some(RulePrefix::ServiceTag(tag)) => format!("the service tag `{tag}`"),
            _ => "`*`".to_owned(),
        };
        report_beside_others(c, alone, &what, &format!("{pointer}/{key}"));
        report_overlaps(c, prefixes, &format!("{pointer}/{key}"));
    }
    let ports = [
        ("sourcePortRanges", rule.source_port_ranges.as_slice()),
        ("destinationPortRanges", rule.destination_port_ranges.as_slice()),
    ];
    for (key, ranges) in ports {
        let alone = ranges.iter().position(|range: &PortRange| range.as_str() == "*").filter(|_| ranges.len() > 1);
        report_beside_others(c, alone, "`*`", &format!("{pointer}/{key}"));
    }
}

/// Ranges of one list do not overlap: `security_rules::RANGES_DO_NOT_OVERLAP`. A range that is listed twice is a duplicate.
fn report_overlaps(c: &mut CheckContext<'_>, prefixes: &[RulePrefix], pointer: &str) {
    let ranges: Vec<(usize, Ipv4Net)> = prefixes
        .iter()
        .enumerate()
        .filter_map(|(index, prefix)| match prefix {
            RulePrefix::Range(range) => Some((index, *range)),
            _ => None,
        })
        .collect();
    for (at, (index, range)) in ranges.iter().enumerate() {
        let overlaps =
            |(_, other): &&(usize, Ipv4Net)| other != range && (other.contains(range) || range.contains(other));
        let Some((first, other)) = ranges[..at].iter().find(overlaps) else { continue };
        let (inner, inner_index) = if other.contains(range) { (range, index) } else { (other, first) };
        c.report(
            Diagnostic::error(Code::OVERLAP, format!("{range} overlaps {other}"))
                .at_value(format!("{pointer}/{index}"))
                .label("Azure refuses ranges that overlap in one list")
                .related_value(format!("{pointer}/{first}"), "this range")
                .help(format!("remove `{inner}` (element {}), which the other contains", inner_index + 1)),
        );
    }
}

fn report_beside_others(c: &mut CheckContext<'_>, index: Option<usize>, what: &str, pointer: &str) {
    let Some(index) = index else { return };
    c.report(
        Diagnostic::error(Code::SECURITY_RULE, format!("{what} has to be the only element of its list"))
            .at_value(format!("{pointer}/{index}"))
            .label("not valid beside others")
            .help("remove the others, or write two rules"),
    );
}

/// Routes accept fewer tags: `service_tags::TAGS_OF_ROUTES`.
fn check_tags_of_routes(c: &mut CheckContext<'_>, subnets: &[SubnetLayout<'_>]) {
    for subnet in subnets {
        let routes = subnet.route_table().map_or(&[][..], |table| table.routes.as_slice());
        for (index, route) in routes.iter().enumerate() {
            let RoutePrefix::ServiceTag(tag) = &route.address_prefix else { continue };
            let pointer = format!("{}/routeTable/routes/{index}/addressPrefix", subnet.pointer);
            if NOT_IN_ROUTES.iter().any(|refused| refused.eq_ignore_ascii_case(tag)) {
                c.report(
                    Diagnostic::error(Code::ROUTE, format!("a route cannot have the service tag `{tag}`"))
                        .at_value(pointer)
                        .label("valid only in security rules")
                        .help("use a CIDR range, such as `0.0.0.0/0`"),
                );
            }
        }
    }
}
