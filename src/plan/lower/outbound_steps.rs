//! Required steps for outbound access that is managed outside this topology: see `network::GATEWAY_NEEDS_ADDRESS` and
//! `network::ROUTES_OF_THE_NETWORK`.

use super::builder::PlanBuilder;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{ClientKind, NextHopType, Route, RouteTable, Studio, SubnetLayout, SubnetUse, values::RoutePrefix},
};

/// Adds the steps of each subnet of clients.
pub(super) fn add_outbound_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    let gateway = b.topology.test_machine.as_ref().and_then(|machine| machine.existing_nat_gateway.as_ref());
    let has_gateway = b.topology.test_machine.as_ref().is_some_and(|machine| machine.nat_gateway) || gateway.is_some();
    let purposes = purposes_of_outbound_access(b);
    for subnet in layout.subnets.iter().filter(|subnet| subnet.client_name().is_some()) {
        let is_test_subnet = subnet.used_for == SubnetUse::TestMachine;
        let gateway = gateway.filter(|_| is_test_subnet && subnet.existing().is_none());
        let mut steps = Vec::new();
        let (owner, key) = match (subnet.existing(), gateway, layout.existing) {
            (Some(id), ..) => {
                let owner = format!("subnet `{}`", id.0.name());
                if let Some(purposes) = &purposes {
                    steps.push(format!("For {owner}, provide outbound access to {purposes}"));
                }
                (owner, format!("{}/existing", subnet.pointer))
            }
            (None, Some(id), _) => {
                let owner = format!("NAT gateway `{}`", id.0.name());
                steps.push(format!(
                    "On {owner}, check that a public IP address or prefix is associated: without one, it provides no \
                     outbound access"
                ));
                (owner, "/testMachine/existingNatGateway".to_owned())
            }
            // Its own route table decides.
            _ if subnet.route_table().is_some_and(has_own_default_route) => {
                let owner = format!("the next hop of subnet `{}`", b.names.subnet_name(subnet));
                (owner, format!("{}/routeTable", subnet.pointer))
            }
            (None, None, Some(_)) if subnet.route_table().is_some_and(|table| table.disable_bgp_route_propagation) => {
                continue;
            }
            (None, None, Some(network)) => {
                let owner = format!("virtual network `{}`", network.0.name());
                let name = b.names.subnet_name(subnet);
                if is_test_subnet && has_gateway {
                    steps.push(format!(
                        "In {owner}, check for a default route from a gateway: it takes precedence over the NAT \
                         gateway of subnet `{name}`"
                    ));
                } else if let Some(purposes) = &purposes {
                    let instead = if is_test_subnet { ". Or set `testMachine.natGateway: true`" } else { "" };
                    steps.push(format!(
                        "In {owner}, provide a default route from a gateway if clients in subnet `{name}` need access \
                         to {purposes}: the subnet has no outbound access of its own{instead}"
                    ));
                }
                (owner, "/network/existing".to_owned())
            }
            (None, None, None) => continue,
        };
        steps.extend(address_step(b, subnet, &owner));
        for step in steps {
            b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key(&key));
        }
    }
}

/// Whether a route table leads to every public address, or another team decides that.
fn has_own_default_route(table: &RouteTable) -> bool {
    let is_default =
        |route: &Route| matches!(route.address_prefix, RoutePrefix::Range(range) if range.prefix_len() == 0);
    let leads_elsewhere = |route: &Route| {
        matches!(route.next_hop_type, NextHopType::VirtualAppliance | NextHopType::VirtualNetworkGateway)
    };
    table.existing.is_some() || table.routes.iter().any(|route| is_default(route) && leads_elsewhere(route))
}

/// What clients need public addresses for, besides the services.
pub(super) fn purposes_of_outbound_access(b: &PlanBuilder<'_>) -> Option<String> {
    let needs_tokens = b.topology.clients.iter().any(|client| client.kind != ClientKind::ManagedIdentity);
    let needs_studio = b.topology.allow.studio != Studio::Off;
    let purposes = [(needs_tokens || needs_studio, "Entra ID, for tokens"), (needs_studio, "the Studio page")];
    let purposes: Vec<&str> = purposes.into_iter().filter_map(|(needed, text)| needed.then_some(text)).collect();
    (!purposes.is_empty()).then(|| purposes.join(", and to "))
}

/// The step for IP rules of services that have no private endpoint.
fn address_step(b: &PlanBuilder<'_>, subnet: &SubnetLayout<'_>, owner: &str) -> Option<String> {
    let topology = b.topology;
    let has_network_rule = topology.allow.subnets.iter().any(|name| subnet.client_name() == Some(name.as_str()));
    if topology.allow.addresses.is_empty() || has_network_rule {
        return None;
    }
    let services = [
        (topology.account_uses_firewall_rules() && !topology.has_account_endpoint(), "the account"),
        (topology.storage_uses_firewall_rules() && !topology.has_blob_endpoint(), "storage"),
        (topology.vault_allows_clients() && !topology.has_vault_endpoint(), "the vault"),
    ];
    let services: Vec<&str> = services.into_iter().filter_map(|(by_rule, name)| by_rule.then_some(name)).collect();
    (!services.is_empty()).then(|| {
        format!(
            "Add the public IP addresses that {owner} uses for outbound access to `allow.addresses` if clients there \
             connect to {}",
            services.join(" and ")
        )
    })
}
