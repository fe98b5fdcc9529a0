//! The IP rules and virtual network rules that all firewalls share.

use super::{builder::PlanBuilder, network::NetworkSymbols};
use crate::{
    plan::{Expr, ForEach, Variable},
    topology::Studio,
};

/// The rules that the firewalls of account, storage and vault share.
pub(super) struct FirewallRules {
    /// The IP rules, where a firewall evaluates them.
    pub(super) addresses: Option<ForEach>,
    /// The virtual network rules: IDs of subnets.
    pub(super) subnets: Vec<Expr>,
}

pub(super) fn lower_firewall_rules(b: &mut PlanBuilder<'_>, network: Option<&NetworkSymbols>) -> FirewallRules {
    let allow = &b.topology.allow;
    let subnet_id = |name: &str| {
        let subnet = b.layout.as_ref()?.subnets.iter().find(|subnet| subnet.client_name() == Some(name))?;
        network?.find_subnet(&subnet.used_for).map(Expr::id)
    };
    let subnets = allow.subnets.iter().filter_map(|name| subnet_id(name.as_str())).collect();
    if !b.has_ip_rules() {
        return FirewallRules { addresses: None, subnets };
    }
    let allowed_addresses = Expr::parameter("allowedAddresses");
    // Studio's IP address is not in the parameter, so that another value of the parameter keeps access for Studio.
    let over = match (allow.studio, b.cloud.studio_address) {
        (Studio::Service, Some(address)) => {
            b.plan.variables.push(Variable {
                name: "permittedAddresses".to_owned(),
                description:
                    "Allowed IP addresses and CIDR ranges, and the IP address of Document Intelligence Studio."
                        .to_owned(),
                value: Expr::Concat(vec![allowed_addresses, Expr::List(vec![Expr::string(address)])]),
            });
            Expr::Variable("permittedAddresses".to_owned())
        }
        _ => allowed_addresses,
    };
    FirewallRules { addresses: Some(ForEach { item: "address", over }), subnets }
}

impl PlanBuilder<'_> {
    pub(super) fn has_ip_rules(&self) -> bool {
        let topology = self.topology;
        topology.account_uses_firewall_rules()
            || topology.storage_uses_firewall_rules()
            || topology.vault_allows_clients()
    }
}
