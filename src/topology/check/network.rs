//! The network: containment, overlap, sizes, names, and settings of an existing network.

use super::{
    context::{CheckContext, first_duplicate_name},
    free_ranges::{prefix_helps, suggest_prefix},
    security_rules::check_existing_group,
};
use crate::{
    catalog::network::{
        BASTION_PREFIX_LENGTH, BASTION_SUBNET, BLOB_SUBRESOURCES, PLATFORM_SUBNETS, RESERVED_AT_END, RESERVED_AT_START,
        VAULT_SUBRESOURCES,
    },
    diagnostic::{Code, Diagnostic},
    source::key_path,
    topology::{
        EndpointSources, NetworkLayout, SubnetLayout, SubnetUse,
        values::{Prefix, SubnetName},
    },
};

pub(super) fn check_network(c: &mut CheckContext<'_>) {
    let Some(layout) = c.layout.clone() else { return };
    check_existing_network(c, &layout);
    check_network_subscription(c, &layout);
    check_attachment_subscriptions(c, &layout);
    check_address_plan(c, &layout);
    check_subnet_sizes(c, &layout);
    check_subnet_names(c, &layout);
    check_unused_subnets(c, &layout);
    check_endpoint_sources(c, &layout);
}

/// Listed sources: the rules are written here, and every source has a known CIDR range.
fn check_endpoint_sources(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    const KEY: &str = "/network/endpointSources";
    let endpoints = layout.subnet_for(&SubnetUse::Endpoints);
    if c.is_set(KEY) && endpoints.is_none() {
        c.report(
            Diagnostic::error(Code::ENDPOINT_UNUSED, "the topology has no private endpoint")
                .at_key(KEY)
                .label("this would have no effect")
                .help("remove `endpointSources`"),
        );
    }
    if let Some(subnet) = endpoints.filter(|subnet| c.is_set(KEY) && subnet.existing().is_some()) {
        c.report(
            Diagnostic::error(Code::EXISTING_AND_NEW, "`endpointSources` is not valid for an existing subnet")
                .at_key(KEY)
                .label("the rules of the subnet are managed outside this topology")
                .related_value(format!("{}/existing", subnet.pointer), "the subnet already exists")
                .help("remove `endpointSources`"),
        );
    }
    if layout.network.endpoint_sources != EndpointSources::Listed {
        return;
    }
    let is_client = |subnet: &&SubnetLayout<'_>| {
        matches!(subnet.used_for, SubnetUse::Workload(_) | SubnetUse::TestMachine) && subnet.existing().is_some()
    };
    for subnet in layout.subnets.iter().filter(is_client).filter(|subnet| subnet.prefix.is_none()) {
        c.report(
            Diagnostic::error(
                Code::MISSING_SUBNET,
                format!("the subnet {} has no CIDR range", describe_subnet(&subnet.used_for)),
            )
            .at_value(subnet.pointer.clone())
            .label("its `prefix` is missing")
            .related_value(KEY, "rules list the CIDR range of every client")
            .help(format!("set `{}.prefix` to its CIDR range", key_path(&subnet.pointer))),
        );
    }
}

fn check_existing_network(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    if layout.existing.is_some() && c.is_set("/network/name") {
        c.report(
            Diagnostic::error(Code::EXISTING_AND_NEW, "`name` is not valid for an existing network")
                .at_key("/network/name")
                .label("the name of a new network")
                .related_value("/network/existing", "the network already exists")
                .help("remove `name` or `existing`"),
        );
    }
    if layout.existing.is_some() {
        c.reject_settings(Code::EXISTING_AND_NEW, "/network", "an existing network", &["dnsServers", "ddosPlan"]);
    }
    for subnet in &layout.subnets {
        let pointer = &subnet.pointer;
        check_existing_group(c, subnet);
        match (subnet.existing(), layout.existing) {
            (Some(_), None) => c.report(
                Diagnostic::error(Code::EXISTING_AND_NEW, "an existing subnet cannot be in a new network")
                    .at_value(format!("{pointer}/existing"))
                    .label("this subnet already exists")
                    .help("set `network.existing` to the ID of its network"),
            ),
            (Some(id), Some(network)) => {
                let same = id.0.subscription == network.0.subscription
                    && id.0.resource_group.eq_ignore_ascii_case(&network.0.resource_group)
                    && id.0.names.first().map(|n| n.to_lowercase())
                        == network.0.names.first().map(|n| n.to_lowercase());
                if !same {
                    c.report(
                        Diagnostic::error(Code::EXISTING_AND_NEW, "the subnet belongs to another network")
                            .at_value(format!("{pointer}/existing"))
                            .label("not a subnet of the network of this topology")
                            .related_value("/network/existing", "the network of this topology"),
                    );
                }
                let nsg_stays = subnet.used_for != SubnetUse::TestMachine;
                for (key, invalid) in [
                    ("name", true),
                    ("nsgName", nsg_stays),
                    ("existingNsg", nsg_stays),
                    ("rules", true),
                    ("routeTable", true),
                    ("delegation", true),
                ] {
                    let applies = !(key == "name" && matches!(subnet.used_for, SubnetUse::Workload(_)));
                    if invalid && applies && c.is_set(&format!("{pointer}/{key}")) {
                        c.report(
                            Diagnostic::error(
                                Code::EXISTING_AND_NEW,
                                format!("`{key}` is not valid for an existing subnet"),
                            )
                            .at_key(format!("{pointer}/{key}"))
                            .label("valid only for a new subnet")
                            .related_value(format!("{pointer}/existing"), "the subnet already exists")
                            .help(format!("remove `{key}`")),
                        );
                    }
                }
            }
            (None, Some(_)) if subnet.prefix.is_none() => {
                let key = key_path(pointer);
                c.report(missing_prefix(subnet).help(format!(
                    "set `{key}.prefix` for a new subnet, or `{key}.existing` to the ID of an existing one"
                )));
            }
            _ => {}
        }
    }
}

/// An existing network security group, route table or NAT gateway must be in the subscription of the network, if that is known.
fn check_attachment_subscriptions(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    let own = c.topology.subscription.as_ref().map(|own| (own.as_str().to_owned(), "/subscription".to_owned()));
    let network = layout.existing.map(|id| (id.0.subscription.clone(), "/network/existing".to_owned()));
    let groups = layout.subnets.iter().filter_map(|subnet| {
        let group = subnet.existing_nsg()?;
        Some((group.0.subscription.clone(), format!("{}/existingNsg", subnet.pointer)))
    });
    let tables = layout.subnets.iter().filter_map(|subnet| {
        let table = subnet.route_table()?.existing.as_ref()?;
        Some((table.0.subscription.clone(), format!("{}/routeTable/existing", subnet.pointer)))
    });
    let gateway = c.topology.test_machine.as_ref().and_then(|machine| machine.existing_nat_gateway.as_ref());
    let gateway = gateway.map(|id| (id.0.subscription.clone(), "/testMachine/existingNatGateway".to_owned()));
    let named: Vec<(String, String)> = groups.chain(tables).chain(gateway).collect();
    let Some((expected, related_pointer)) = network.or(own).or_else(|| named.first().cloned()) else { return };
    for (_, pointer) in named.iter().filter(|(subscription, _)| *subscription != expected) {
        c.report(
            Diagnostic::error(Code::OTHER_SUBSCRIPTION, "a subnet cannot use a resource of another subscription")
                .at_value(pointer.clone())
                .label("not in the subscription of the network")
                .related_value(related_pointer.clone(), "in this subscription")
                .help("use a resource of that subscription"),
        );
    }
}

/// Network security groups, NAT gateways and network interfaces must be in the subscription of their network;
/// only private endpoints may be in another one.
fn check_network_subscription(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    let (Some(own), Some(network)) = (&c.topology.subscription, layout.existing) else { return };
    if own.as_str() == network.0.subscription {
        return;
    }
    let diagnostic = |message: String| {
        Diagnostic::error(Code::OTHER_SUBSCRIPTION, message)
            .related_value("/subscription", "target subscription")
            .related_value("/network/existing", "the network is in another subscription")
    };
    for subnet in layout.subnets.iter().filter(|s| s.existing().is_none() && s.used_for != SubnetUse::TestMachine) {
        c.report(
            diagnostic(format!(
                "the subnet {} cannot be created in a network of another subscription",
                describe_subnet(&subnet.used_for)
            ))
            .at_value(subnet.pointer.clone())
            .label("its network security group would have to be in that subscription")
            .help("use an existing subnet; private endpoints may use one of another subscription"),
        );
    }
    if c.topology.test_machine.is_some() {
        c.report(
            diagnostic("the test VM cannot join a network of another subscription".to_owned())
                .at_key("/testMachine")
                .label("its network interface would have to be in that subscription"),
        );
    }
}

fn check_address_plan(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    let space = &layout.address_space;
    let overlap = |first: &Prefix, second: &Prefix| format!("{second} overlaps {first}");
    for (at, prefix) in space.iter().enumerate() {
        if let Some(before) = space[..at].iter().position(|other| other.overlaps(prefix)) {
            c.report(
                Diagnostic::error(Code::OVERLAP, overlap(&space[before], prefix))
                    .at_value(format!("/network/addressSpace/{at}"))
                    .label("overlaps")
                    .related_value(format!("/network/addressSpace/{before}"), "this range"),
            );
        }
    }
    let mut checked: Vec<&SubnetLayout<'_>> = Vec::new();
    for subnet in &layout.subnets {
        let Some(prefix) = &subnet.prefix else { continue };
        let pointer = format!("{}/prefix", subnet.pointer);
        if !space.is_empty() && !space.iter().any(|range| range.contains(prefix)) {
            let ranges: Vec<String> = space.iter().map(ToString::to_string).collect();
            c.report(
                Diagnostic::error(Code::OUTSIDE, format!("{prefix} is outside the address space"))
                    .at_value(pointer.clone())
                    .label(format!("not in {}", ranges.join(", ")))
                    .related_value("/network/addressSpace", "the address space"),
            );
        }
        if let Some(other) = checked.iter().find(|other| other.prefix.is_some_and(|p| p.overlaps(prefix))) {
            let first = other.prefix.unwrap_or(*prefix);
            // Bastion and the test VM take what is left; any other default may be deployed, and a new prefix is at fault.
            let is_in_file = |subnet: &SubnetLayout<'_>| c.is_set(&format!("{}/prefix", subnet.pointer));
            let gives_way = |subnet: &SubnetLayout<'_>| {
                !is_in_file(subnet) && matches!(subnet.used_for, SubnetUse::Bastion | SubnetUse::TestMachine)
            };
            let moved = if gives_way(other) || (!gives_way(subnet) && !is_in_file(subnet)) { other } else { &subnet };
            let suggestion = suggest_prefix(layout, moved).filter(|_| layout.existing.is_none());
            let diagnostic = Diagnostic::error(Code::OVERLAP, overlap(&first, prefix))
                .at_value(pointer)
                .label(format!("overlaps the subnet {} ({first})", describe_subnet(&other.used_for)))
                .related_value(format!("{}/prefix", other.pointer), "this subnet");
            let diagnostic = match suggestion {
                Some((free, space)) => {
                    let (line, space) = prefix_helps(c.topology, layout, moved, (free, &space));
                    let diagnostic = diagnostic.help(format!("{line}, which is free"));
                    space.into_iter().fold(diagnostic, Diagnostic::help)
                }
                None => diagnostic.help("set another prefix; by default, endpoints, Bastion, test VM and workloads get a quarter of the first /24"),
            };
            c.report(diagnostic);
        }
        checked.push(subnet);
    }
    for (at, prefix) in layout.network.on_premises.iter().enumerate() {
        if let Some(range) = space.iter().find(|range| range.overlaps(prefix)) {
            c.report(
                Diagnostic::error(Code::OVERLAP, overlap(range, prefix))
                    .at_value(format!("/network/onPremises/{at}"))
                    .label("routing cannot distinguish this range from the network's own")
                    .related_value("/network/addressSpace", "the address space"),
            );
        }
    }
}

fn check_subnet_sizes(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    for subnet in &layout.subnets {
        let Some(prefix) = subnet.prefix else { continue };
        let length = prefix.0.prefix_len();
        let pointer = format!("{}/prefix", subnet.pointer);
        match subnet.used_for {
            SubnetUse::Bastion if length > BASTION_PREFIX_LENGTH => c.report(
                Diagnostic::error(Code::TOO_SMALL, format!("/{length} is too small for Bastion"))
                    .at_value(pointer)
                    .label(format!("/{BASTION_PREFIX_LENGTH} or larger is required"))
                    .help(format!("set `{}/{BASTION_PREFIX_LENGTH}`, if that range is free", prefix.0.network())),
            ),
            SubnetUse::Endpoints => {
                let t = c.topology;
                let account = if t.has_account_endpoint() { t.account.kind.endpoint_subresources().len() } else { 0 };
                let blob = if t.has_blob_endpoint() { BLOB_SUBRESOURCES.len() } else { 0 };
                let vault = if t.has_vault_endpoint() { VAULT_SUBRESOURCES.len() } else { 0 };
                let required = account + blob + vault;
                let usable = (1_usize << (32 - length)) - (RESERVED_AT_START + RESERVED_AT_END) as usize;
                if required > usable {
                    c.report(
                        Diagnostic::error(Code::TOO_SMALL, format!("/{length} is too small for the private endpoints"))
                            .at_value(pointer)
                            .label(format!("{usable} usable IP addresses, but {required} are required"))
                            .help("use a larger prefix; Azure reserves five IP addresses in every subnet"),
                    );
                }
            }
            _ => {}
        }
    }
}

fn check_subnet_names(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    for subnet in &layout.subnets {
        let Some(name) = subnet.name().map(SubnetName::as_str) else { continue };
        let pointer = format!("{}/name", subnet.pointer);
        let reserved = PLATFORM_SUBNETS.iter().find(|r| r.eq_ignore_ascii_case(name));
        match (&subnet.used_for, reserved) {
            (SubnetUse::Bastion, _) if name != BASTION_SUBNET => c.report(
                Diagnostic::error(Code::BASTION, format!("Bastion's subnet must be named `{BASTION_SUBNET}`"))
                    .at_value(pointer)
                    .label("Bastion does not accept another name")
                    .help("remove `name`"),
            ),
            (used_for, Some(reserved)) if *used_for != SubnetUse::Bastion => c.report(
                Diagnostic::error(Code::BAD_NAME, format!("`{reserved}` is reserved for an Azure service"))
                    .at_value(pointer)
                    .label("not valid for this subnet")
                    .help("use another name"),
            ),
            _ => {}
        }
    }
    let clients: Vec<(&str, &str)> =
        layout.subnets.iter().filter_map(|s| s.client_name().map(|name| (name, s.pointer.as_str()))).collect();
    if let Some((first, second)) = first_duplicate_name(clients.iter().map(|(name, _)| *name)) {
        c.report(
            Diagnostic::error(
                Code::SAME_NAME,
                format!("`allow.subnets` cannot distinguish two subnets named `{}`", clients[second].0),
            )
            .at_value(format!("{}/name", clients[second].1))
            .label("this name also refers to the other subnet")
            .related_value(clients[first].1, "the other subnet")
            .help("use another name"),
        );
    }
    let own = layout.existing.map(ToString::to_string);
    for (at, linked) in layout.network.linked_networks.iter().enumerate() {
        let is_own = own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&linked.to_string()));
        if is_own {
            c.report(
                Diagnostic::error(Code::DUPLICATE_ENTRY, "the network of the topology is already linked")
                    .at_value(format!("/network/linkedNetworks/{at}"))
                    .label("this is the network of the topology")
                    .help("remove it from `linkedNetworks`"),
            );
        }
    }
}

/// Subnets that are set in the file and not used by the topology.
fn check_unused_subnets(c: &mut CheckContext<'_>, layout: &NetworkLayout<'_>) {
    let t = c.topology;
    for subnet in &layout.subnets {
        let (used, reason) = match subnet.used_for {
            SubnetUse::Endpoints => (
                t.has_account_endpoint() || t.has_blob_endpoint() || t.has_vault_endpoint(),
                "the topology has no private endpoint",
            ),
            SubnetUse::Bastion => (t.bastion_has_subnet(), "the topology has no Bastion with a subnet"),
            SubnetUse::TestMachine => (t.test_machine.is_some(), "the topology has no test VM"),
            SubnetUse::Workload(_) => (true, ""),
        };
        if !used {
            c.report(
                Diagnostic::error(
                    Code::UNUSED_SUBNET,
                    format!("the subnet {} is not used", describe_subnet(&subnet.used_for)),
                )
                .at_value(subnet.pointer.clone())
                .label(reason)
                .help("remove it, or add it under `network.subnets.workloads`"),
            );
        }
    }
}

pub(super) fn missing_prefix(subnet: &SubnetLayout<'_>) -> Diagnostic {
    let description = describe_subnet(&subnet.used_for);
    Diagnostic::error(Code::MISSING_SUBNET, format!("the subnet {description} has no CIDR range"))
        .at_value(subnet.pointer.clone())
        .label("its `prefix` is missing")
}

pub(super) fn describe_subnet(used_for: &SubnetUse) -> String {
    match used_for {
        SubnetUse::Endpoints => "of the private endpoints".to_owned(),
        SubnetUse::Bastion => "of Bastion".to_owned(),
        SubnetUse::TestMachine => "of the test VM".to_owned(),
        SubnetUse::Workload(name) => format!("`{name}`"),
    }
}
