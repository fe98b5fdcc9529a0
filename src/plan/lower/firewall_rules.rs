//! The allow-lists, made once for both firewalls.

use super::{builder::PlanBuilder, network::NetworkSymbols};
use crate::{
    plan::{Expr, ForEach, Variable},
    topology::Studio,
};

/// What both firewalls let in.
pub(super) struct FirewallRules {
    /// Addresses, where a firewall looks at them.
    pub(super) addresses: Option<ForEach>,
    /// IDs of subnets.
    pub(super) subnets: Vec<Expr>,
}

pub(super) fn lower_firewall_rules(b: &mut PlanBuilder<'_>, network: Option<&NetworkSymbols>) -> FirewallRules {
    let allow = &b.topology.allow;
    let allowed = |name: &str| {
        let layout = b.layout.as_ref()?.subnets.iter().find(|s| s.client_name() == Some(name))?;
        network?.find_subnet(&layout.used_for).map(Expr::id)
    };
    let subnets = allow.subnets.iter().filter_map(|name| allowed(name.as_str())).collect();
    if !b.has_ip_rules() {
        return FirewallRules { addresses: None, subnets };
    }
    let given = Expr::parameter("allowedAddresses");
    // Studio's address stays out of the parameter: whoever gives the parameter another value keeps Studio.
    let over = match (allow.studio, b.cloud.studio_address) {
        (Studio::Service, Some(address)) => {
            b.plan.variables.push(Variable {
                name: "permittedAddresses".to_owned(),
                description: "The allowed addresses and that of Document Intelligence Studio.".to_owned(),
                value: Expr::Concat(vec![given, Expr::List(vec![Expr::string(address)])]),
            });
            Expr::Variable("permittedAddresses".to_owned())
        }
        _ => given,
    };
    FirewallRules { addresses: Some(ForEach { item: "address", over }), subnets }
}

impl PlanBuilder<'_> {
    pub(super) fn has_ip_rules(&self) -> bool {
        let t = self.topology;
        t.account_uses_firewall_rules() || t.storage_uses_firewall_rules() || t.vault_uses_firewall_rules()
    }
}
