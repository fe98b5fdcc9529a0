//! Names in a network that this topology creates with DNS servers of its own.

use super::{
    model::{AccessStep, Aspect},
    services::referenced_symbol,
};
use crate::{
    catalog::dns,
    plan::{Body, Expr, ResolvedTopology, Symbol},
};

/// The key with the DNS servers of the network.
const KEY: &str = "/network/dnsServers";

/// Whether the network is created here, with DNS servers of its own.
fn has_own_servers(plan: &ResolvedTopology, network: &Expr) -> bool {
    match referenced_symbol(network).and_then(|network| plan.find(network)).map(|network| &network.body) {
        Some(Body::VirtualNetwork(body)) => !matches!(&body.dns_servers, Expr::List(servers) if servers.is_empty()),
        _ => false,
    }
}

/// The step that makes the name of a private endpoint conditional: only Azure DNS knows the private DNS zone.
pub(super) fn private_name_by_own_servers(plan: &ResolvedTopology, network: &Expr) -> Option<AccessStep> {
    let text = "The DNS servers of the network must forward the name to 168.63.129.16, from a network to which the private DNS zone is linked; otherwise, the name resolves to a public IP address and access is denied";
    let step = || AccessStep::conditional(Aspect::Name, text, KEY).based_on(&dns::CUSTOM_DNS_SERVERS);
    has_own_servers(plan, network).then(|| step().based_on(&dns::DNS_SERVERS_OF_THE_NETWORK))
}

/// The step that makes a public name conditional in the network of a subnet. `what` has the name.
pub(super) fn public_name_by_own_servers(plan: &ResolvedTopology, subnet: &Symbol, what: &str) -> Option<AccessStep> {
    let text = format!("The DNS servers of the network must resolve the public name of {what}");
    let step = || AccessStep::conditional(Aspect::Name, text, KEY);
    has_own_servers(plan, &network_id_of_subnet(plan, subnet))
        .then(|| step().based_on(&dns::DNS_SERVERS_OF_THE_NETWORK))
}

/// Whether clients of a subnet query Azure DNS: the network is created here, without DNS servers of its own.
pub(super) fn uses_azure_dns(plan: &ResolvedTopology, subnet: &Symbol) -> bool {
    let network = network_id_of_subnet(plan, subnet);
    let created = referenced_symbol(&network).and_then(|network| plan.find(network));
    created.is_some_and(|created| matches!(created.body, Body::VirtualNetwork(_))) && !has_own_servers(plan, &network)
}

/// The network that a subnet belongs to.
pub(super) fn network_id_of_subnet(plan: &ResolvedTopology, subnet: &Symbol) -> Expr {
    plan.find(subnet).and_then(|subnet| subnet.parent.as_ref()).map_or_else(|| Expr::string(""), Expr::id)
}
