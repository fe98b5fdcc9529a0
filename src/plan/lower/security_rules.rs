//! The rules of each network security group.
//!
//! Azure's default rules stay below these: they allow the network itself and health probes in, and everything
//! else not. Bastion's eight rules are those of "Working with NSG access and Azure Bastion".

use super::builder::Builder;
use crate::{
    catalog::network::BASTION_DEVELOPER_SOURCE,
    plan::{Expr, SecurityRule},
    topology::{BastionSku, OperatingSystem, SubnetUse},
};

pub(super) fn of(b: &Builder<'_>, used_for: &SubnetUse) -> Vec<SecurityRule> {
    match used_for {
        SubnetUse::Endpoints => endpoints(b),
        SubnetUse::Workload(_) => vec![deny_internet(), deny_lateral()],
        SubnetUse::TestMachine => vec![allow_bastion(b), deny_all(), deny_lateral()],
        SubnetUse::Bastion => bastion(),
    }
}

fn endpoints(b: &Builder<'_>) -> Vec<SecurityRule> {
    let mut rules = vec![
        rule("AllowVirtualNetworkHttpsInbound", "Clients in this and connected networks.", 100, "Inbound", "Allow")
            .from("VirtualNetwork")
            .to("VirtualNetwork")
            .port("443"),
    ];
    let on_premises = b.layout.as_ref().map_or(&[][..], |layout| layout.network.on_premises.as_slice());
    if !on_premises.is_empty() {
        let mut behind_gateway =
            rule("AllowOnPremisesHttpsInbound", "Clients behind the gateway.", 110, "Inbound", "Allow")
                .to("VirtualNetwork")
                .port("443");
        match on_premises {
            [only] => behind_gateway.source = Some(Expr::text(only)),
            several => behind_gateway.sources = Some(Expr::List(several.iter().map(Expr::text).collect())),
        }
        rules.push(behind_gateway);
    }
    rules.extend([deny_all(), deny_lateral()]);
    rules
}

fn allow_bastion(b: &Builder<'_>) -> SecurityRule {
    let port = match b.topology.test_machine.as_ref().map_or(OperatingSystem::Linux, |m| m.os) {
        OperatingSystem::Linux => "22",
        OperatingSystem::Windows => "3389",
    };
    let mut rule = rule("AllowBastionInbound", "Sessions of Bastion.", 100, "Inbound", "Allow").to("*").port(port);
    rule.source = bastion_source(b).map(Expr::text);
    rule
}

/// Where sessions of Bastion come from; the checks see to it that this is known.
fn bastion_source(b: &Builder<'_>) -> Option<String> {
    match b.topology.bastion_sku() {
        None => b.topology.test_machine.as_ref()?.bastion.existing_prefix.map(|prefix| prefix.to_string()),
        Some(BastionSku::Developer) => Some(BASTION_DEVELOPER_SOURCE.to_owned()),
        Some(_) => b.layout.as_ref()?.subnet_for(&SubnetUse::Bastion)?.prefix.map(|prefix| prefix.to_string()),
    }
}

fn bastion() -> Vec<SecurityRule> {
    let inbound = |name, reason, priority| rule(name, reason, priority, "Inbound", "Allow");
    let outbound = |name, reason, priority| rule(name, reason, priority, "Outbound", "Allow");
    vec![
        inbound("AllowHttpsInbound", "People, by browser or native client.", 100).from("Internet").to("*").port("443"),
        inbound("AllowGatewayManagerInbound", "Bastion's control plane.", 110)
            .from("GatewayManager")
            .to("*")
            .port("443"),
        inbound("AllowAzureLoadBalancerInbound", "Health probes.", 120).from("AzureLoadBalancer").to("*").port("443"),
        inbound("AllowBastionHostCommunicationInbound", "Bastion's instances among themselves.", 130)
            .any_protocol()
            .from("VirtualNetwork")
            .to("VirtualNetwork")
            .ports(&["8080", "5701"]),
        outbound("AllowSshRdpOutbound", "Sessions to machines.", 100)
            .any_protocol()
            .from("*")
            .to("VirtualNetwork")
            .ports(&["22", "3389"]),
        outbound("AllowAzureCloudOutbound", "Logs and metrics.", 110).from("*").to("AzureCloud").port("443"),
        outbound("AllowBastionHostCommunicationOutbound", "Bastion's instances among themselves.", 120)
            .any_protocol()
            .from("VirtualNetwork")
            .to("VirtualNetwork")
            .ports(&["8080", "5701"]),
        outbound("AllowGetSessionInformationOutbound", "Certificate checks and sessions.", 130)
            .any_protocol()
            .from("*")
            .to("Internet")
            .port("80"),
    ]
}

fn deny_all() -> SecurityRule {
    rule("DenyAllInbound", "Everything else.", 4096, "Inbound", "Deny").any_protocol().from("*").to("*").port("*")
}

fn deny_internet() -> SecurityRule {
    rule("DenyInternetInbound", "Nothing from outside.", 4096, "Inbound", "Deny")
        .any_protocol()
        .from("Internet")
        .to("*")
        .port("*")
}

/// Nothing here has a reason to administer its neighbours.
fn deny_lateral() -> SecurityRule {
    rule("DenyRemoteAdministrationOutbound", "No way on to other machines.", 4000, "Outbound", "Deny")
        .from("VirtualNetwork")
        .to("VirtualNetwork")
        .ports(&["22", "3389"])
}

fn rule(
    name: &'static str,
    reason: &'static str,
    priority: i64,
    direction: &'static str,
    access: &'static str,
) -> SecurityRule {
    SecurityRule {
        name,
        reason: Expr::text(reason),
        priority,
        direction,
        access,
        protocol: "Tcp",
        source: None,
        sources: None,
        destination: "*",
        port: None,
        ports: None,
    }
}

impl SecurityRule {
    fn any_protocol(mut self) -> Self {
        self.protocol = "*";
        self
    }

    fn from(mut self, source: &str) -> Self {
        self.source = Some(Expr::text(source));
        self
    }

    fn to(mut self, destination: &'static str) -> Self {
        self.destination = destination;
        self
    }

    fn port(mut self, port: &'static str) -> Self {
        self.port = Some(port);
        self
    }

    fn ports(mut self, ports: &[&'static str]) -> Self {
        self.ports = Some(Expr::List(ports.iter().map(Expr::text).collect()));
        self
    }
}
