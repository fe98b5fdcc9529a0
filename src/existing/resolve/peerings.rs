//! Peerings of the networks of clients with those of private endpoints.
//!
//! Each of two networks has a peering with the other one. `peeringState` is `Connected` while both exist; without the other one,
//! or with `allowVirtualNetworkAccess: false`, no traffic flows. Source: Microsoft Learn, azure-docs
//! `articles/virtual-network/virtual-network-manage-peering.md` (2018-02-09, read 2026-11-30).

use super::{
    builder::{PlanBuilder, strict_id},
    fields::{boolean, text},
    network::own_dns_servers,
};
use crate::{
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource, nested::PEERING},
    plan::{CallerKind, Expr, Peering, Symbol},
};

/// Adds what peerings say about the networks of clients, and the DNS servers of linked networks.
pub(super) fn add_peerings(builder: &mut PlanBuilder<'_>) {
    let own = builder.networks();
    let mut clients: Vec<(AzureId, Expr)> = own.iter().map(|(id, symbol)| (id.clone(), Expr::id(symbol))).collect();
    let inventory = builder.inventory;
    let seen: Vec<&ExistingResource> = inventory.of_type(ResourceKind::VirtualNetwork.arm_type()).collect();
    for caller in &builder.plan.callers {
        let CallerKind::LinkedNetwork { id, .. } = &caller.kind else { continue };
        let is_same =
            |network: &&&ExistingResource| strict_id(&network.id).to_string().eq_ignore_ascii_case(&id.to_string());
        let Some(network) = seen.iter().find(is_same) else { continue };
        clients.push((network.id.clone(), Expr::string(id)));
        if own_dns_servers(&network.body).is_ok_and(|servers| servers.is_empty()) {
            builder.observed.azure_dns_networks.push(Expr::string(id));
        }
    }
    for (client, one) in &clients {
        for (network, symbol) in own.iter().filter(|(network, _)| network != client) {
            if let Some(peering) = peering_between(builder, client, network, one, symbol) {
                builder.observed.peerings.push(peering);
            }
        }
    }
}

fn peering_between(
    builder: &mut PlanBuilder<'_>,
    client: &AzureId,
    network: &AzureId,
    one: &Expr,
    other: &Symbol,
) -> Option<Peering> {
    let inventory = builder.inventory;
    let of = |own: &AzureId, remote: &AzureId| {
        inventory.of_type(PEERING).find(|peering| {
            let id = text(&peering.body, &["properties", "remoteVirtualNetwork", "id"]).ok().flatten();
            peering.id.parent().as_ref() == Some(own) && id.and_then(AzureId::parse).as_ref() == Some(remote)
        })
    };
    let both = [of(client, network), of(network, client)];
    let seen = || both.iter().flatten().copied();
    let state = |peering: &&ExistingResource| {
        text(&peering.body, &["properties", "peeringState"]).ok().flatten().map(str::to_ascii_lowercase)
    };
    let mut found = |peering: &ExistingResource, is_connected, text: String| {
        let reason = format!("The peering {} {text}", peering.id.name());
        let (one, other, origin) = (one.clone(), other.clone(), builder.key(peering));
        Peering { one, other, is_connected, reason, origin }
    };
    for peering in seen() {
        if let Some(state) = state(&peering).filter(|state| state != "connected") {
            return Some(found(peering, false, format!("does not connect the networks; its state is {state}")));
        }
        if boolean(&peering.body, &["properties", "allowVirtualNetworkAccess"], true) == Ok(false) {
            return Some(found(peering, false, "does not allow access between the networks".to_owned()));
        }
    }
    let first = seen().next()?;
    let is_connected = seen().any(|peering| state(&peering).is_some()) || seen().count() == 2;
    is_connected.then(|| found(first, true, "connects the networks".to_owned()))
}
