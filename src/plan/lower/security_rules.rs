//! The rules of each network security group.
//!
//! Azure's default rules have a lower priority than these: they allow inbound traffic from the virtual network and
//! health probes, and deny all other inbound traffic. Rules of the file come first in the list. The eight rules for Azure Bastion are those of "Working with NSG
//! access and Azure Bastion".

use super::builder::PlanBuilder;
use crate::{
    catalog::network::BASTION_DEVELOPER_SOURCE,
    plan::{Expr, SecurityRule},
    topology::{
        self, BastionSku, EndpointSources, OperatingSystem, SubnetLayout, SubnetUse,
        own_rules::{
            ALLOW_BASTION, ALLOW_CLIENT_SUBNETS, ALLOW_NETWORK, ALLOW_ON_PREMISES, DENY_ALL, DENY_INTERNET,
            DENY_REMOTE_ADMINISTRATION, OwnRule,
        },
        values::Prefix,
    },
};

/// All rules of the network security group of a subnet.
pub(super) fn rules_of_subnet(b: &PlanBuilder<'_>, subnet: &SubnetLayout<'_>) -> Vec<SecurityRule> {
    let mut rules: Vec<SecurityRule> = subnet.rules().iter().map(lower_rule).collect();
    rules.extend(own_rules(b, &subnet.used_for));
    rules
}

/// A rule of the file.
fn lower_rule(rule: &topology::SecurityRule) -> SecurityRule {
    let (source, sources) = one_or_list(&rule.source_address_prefixes);
    let (source_port, source_ports) = one_or_list(&rule.source_port_ranges);
    let (destination, destinations) = one_or_list(&rule.destination_address_prefixes);
    let (port, ports) = one_or_list(&rule.destination_port_ranges);
    SecurityRule {
        name: Expr::string(&rule.name),
        reason: rule.description.as_ref().map(Expr::string),
        priority: rule.priority.into(),
        direction: rule.direction.as_str(),
        access: rule.access.as_str(),
        protocol: rule.protocol.as_str(),
        source,
        sources,
        source_port,
        source_ports,
        destination,
        destinations,
        port,
        ports,
    }
}

/// Azure has a property for a single value, and one for several.
fn one_or_list<T: std::fmt::Display>(values: &[T]) -> (Option<Expr>, Option<Expr>) {
    match values {
        [] => (Some(Expr::string("*")), None),
        [only] => (Some(Expr::string(only)), None),
        several => (None, Some(Expr::List(several.iter().map(Expr::string).collect()))),
    }
}

/// The rules that di-gen writes for a use of a subnet.
pub(super) fn own_rules(b: &PlanBuilder<'_>, used_for: &SubnetUse) -> Vec<SecurityRule> {
    match used_for {
        SubnetUse::Endpoints => endpoint_rules(b),
        SubnetUse::Workload(_) => vec![deny_internet(), deny_lateral()],
        SubnetUse::TestMachine => vec![allow_bastion(b), deny_all(), deny_lateral()],
        SubnetUse::Bastion => bastion_rules(),
    }
}

fn endpoint_rules(b: &PlanBuilder<'_>) -> Vec<SecurityRule> {
    let Some(layout) = &b.layout else { return vec![deny_all(), deny_lateral()] };
    let mut rules = match layout.network.endpoint_sources {
        EndpointSources::VirtualNetwork => vec![
            allow_https_inbound(&ALLOW_NETWORK, "Allow HTTPS from clients in this and connected networks.")
                .with_source("VirtualNetwork"),
        ],
        // The checks ensure that every prefix is known.
        EndpointSources::Listed => {
            let is_client =
                |subnet: &&SubnetLayout<'_>| matches!(subnet.used_for, SubnetUse::Workload(_) | SubnetUse::TestMachine);
            let clients: Vec<Prefix> =
                layout.subnets.iter().filter(is_client).filter_map(|subnet| subnet.prefix).collect();
            let rule = allow_https_inbound(&ALLOW_CLIENT_SUBNETS, "Allow HTTPS from the subnets of the clients.");
            if clients.is_empty() { Vec::new() } else { vec![rule.with_ranges(&clients)] }
        }
    };
    let on_premises = outermost_ranges(&layout.network.on_premises);
    if !on_premises.is_empty() {
        let reason = "Allow HTTPS from on-premises clients behind the gateway.";
        rules.push(allow_https_inbound(&ALLOW_ON_PREMISES, reason).with_ranges(&on_premises));
    }
    rules.extend([deny_all(), deny_lateral()]);
    rules
}

/// The ranges that no other one contains: `security_rules::RANGES_DO_NOT_OVERLAP`.
fn outermost_ranges(ranges: &[Prefix]) -> Vec<Prefix> {
    let is_inside_another = |range: &Prefix| ranges.iter().any(|other| other != range && other.contains(range));
    ranges.iter().copied().filter(|range| !is_inside_another(range)).collect()
}

fn allow_https_inbound(own: &OwnRule, reason: &'static str) -> SecurityRule {
    own_rule(own, reason, "Allow").with_destination("VirtualNetwork").with_port("443")
}

fn allow_bastion(b: &PlanBuilder<'_>) -> SecurityRule {
    let (reason, port) = match remote_administration_port(b) {
        22 => ("Allow SSH sessions from Azure Bastion.", "22"),
        _ => ("Allow RDP sessions from Azure Bastion.", "3389"),
    };
    let mut rule = own_rule(&ALLOW_BASTION, reason, "Allow").with_destination("*").with_port(port);
    rule.source = bastion_source(b).map(Expr::string);
    rule
}

/// The port of sessions on the test VM: SSH or RDP.
pub(super) fn remote_administration_port(b: &PlanBuilder<'_>) -> u16 {
    match b.topology.test_machine.as_ref().map_or(OperatingSystem::Linux, |machine| machine.os) {
        OperatingSystem::Linux => 22,
        OperatingSystem::Windows => 3389,
    }
}

/// The source of Azure Bastion sessions; the checks ensure that it is known.
pub(super) fn bastion_source(b: &PlanBuilder<'_>) -> Option<String> {
    match b.topology.bastion_sku() {
        None => b.topology.test_machine.as_ref()?.bastion.existing_prefix.map(|prefix| prefix.to_string()),
        Some(BastionSku::Developer) => Some(BASTION_DEVELOPER_SOURCE.to_owned()),
        Some(_) => b.layout.as_ref()?.subnet_for(&SubnetUse::Bastion)?.prefix.map(|prefix| prefix.to_string()),
    }
}

fn bastion_rules() -> Vec<SecurityRule> {
    let inbound = |name, reason, priority| new_rule(name, reason, priority, "Inbound", "Allow");
    let outbound = |name, reason, priority| new_rule(name, reason, priority, "Outbound", "Allow");
    vec![
        inbound("AllowHttpsInbound", "Allow HTTPS from users, by browser or native client.", 100)
            .with_source("Internet")
            .with_destination("*")
            .with_port("443"),
        inbound("AllowGatewayManagerInbound", "Allow HTTPS from the control plane of Azure Bastion.", 110)
            .with_source("GatewayManager")
            .with_destination("*")
            .with_port("443"),
        inbound("AllowAzureLoadBalancerInbound", "Allow health probes from Azure Load Balancer.", 120)
            .with_source("AzureLoadBalancer")
            .with_destination("*")
            .with_port("443"),
        inbound("AllowBastionHostCommunicationInbound", "Allow communication between instances of Azure Bastion.", 130)
            .any_protocol()
            .with_source("VirtualNetwork")
            .with_destination("VirtualNetwork")
            .with_ports(&["8080", "5701"]),
        outbound("AllowSshRdpOutbound", "Allow SSH and RDP sessions to VMs.", 100)
            .any_protocol()
            .with_source("*")
            .with_destination("VirtualNetwork")
            .with_ports(&["22", "3389"]),
        outbound("AllowAzureCloudOutbound", "Allow logs and metrics to be sent to Azure.", 110)
            .with_source("*")
            .with_destination("AzureCloud")
            .with_port("443"),
        outbound(
            "AllowBastionHostCommunicationOutbound",
            "Allow communication between instances of Azure Bastion.",
            120,
        )
        .any_protocol()
        .with_source("VirtualNetwork")
        .with_destination("VirtualNetwork")
        .with_ports(&["8080", "5701"]),
        outbound("AllowGetSessionInformationOutbound", "Allow certificate validation and session information.", 130)
            .any_protocol()
            .with_source("*")
            .with_destination("Internet")
            .with_port("80"),
    ]
}

fn deny_all() -> SecurityRule {
    own_rule(&DENY_ALL, "Deny all other inbound traffic.", "Deny")
        .any_protocol()
        .with_source("*")
        .with_destination("*")
        .with_port("*")
}

fn deny_internet() -> SecurityRule {
    own_rule(&DENY_INTERNET, "Deny all inbound traffic from the internet.", "Deny")
        .any_protocol()
        .with_source("Internet")
        .with_destination("*")
        .with_port("*")
}

/// No resource in these subnets has a reason to administer others over SSH or RDP.
fn deny_lateral() -> SecurityRule {
    let reason = "Deny outbound SSH and RDP within the virtual network.";
    own_rule(&DENY_REMOTE_ADMINISTRATION, reason, "Deny")
        .with_source("VirtualNetwork")
        .with_destination("VirtualNetwork")
        .with_ports(&["22", "3389"])
}

fn own_rule(own: &OwnRule, reason: &'static str, access: &'static str) -> SecurityRule {
    new_rule(own.name, reason, own.priority.into(), own.direction.as_str(), access)
}

fn new_rule(
    name: &'static str,
    reason: &'static str,
    priority: i64,
    direction: &'static str,
    access: &'static str,
) -> SecurityRule {
    SecurityRule {
        name: Expr::string(name),
        reason: Some(Expr::string(reason)),
        priority,
        direction,
        access,
        protocol: "Tcp",
        source: None,
        sources: None,
        source_port: Some(Expr::string("*")),
        source_ports: None,
        destination: Some(Expr::string("*")),
        destinations: None,
        port: None,
        ports: None,
    }
}

impl SecurityRule {
    fn any_protocol(mut self) -> Self {
        self.protocol = "*";
        self
    }

    fn with_source(mut self, source: &str) -> Self {
        self.source = Some(Expr::string(source));
        self
    }

    fn with_ranges(mut self, ranges: &[Prefix]) -> Self {
        match ranges {
            [only] => self.source = Some(Expr::string(only)),
            list => self.sources = Some(Expr::List(list.iter().map(Expr::string).collect())),
        }
        self
    }

    fn with_destination(mut self, destination: &str) -> Self {
        self.destination = Some(Expr::string(destination));
        self
    }

    fn with_port(mut self, port: &str) -> Self {
        self.port = Some(Expr::string(port));
        self
    }

    fn with_ports(mut self, ports: &[&str]) -> Self {
        self.ports = Some(Expr::List(ports.iter().map(Expr::string).collect()));
        self
    }
}
