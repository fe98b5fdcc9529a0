//! The allow-lists, made once for both firewalls.

use super::{builder::Builder, network::Network};
use crate::{
    plan::{Expr, ForEach, Variable},
    topology::Studio,
};

/// What both firewalls let in.
pub(super) struct Rules {
    /// Addresses, where a firewall looks at them.
    pub(super) addresses: Option<ForEach>,
    /// IDs of subnets.
    pub(super) subnets: Vec<Expr>,
}

pub(super) fn allow_lists(b: &mut Builder<'_>, network: Option<&Network>) -> Rules {
    let allow = &b.topology.allow;
    let allowed = |name: &str| {
        let layout = b.layout.as_ref()?.subnets.iter().find(|s| s.client_name() == Some(name))?;
        network?.subnet(&layout.used_for).map(Expr::id)
    };
    let subnets = allow.subnets.iter().filter_map(|name| allowed(name.as_str())).collect();
    if !b.takes_addresses() {
        return Rules { addresses: None, subnets };
    }
    let given = Expr::parameter("allowedAddresses");
    // Studio's address stays out of the parameter: whoever gives the parameter another value keeps Studio.
    let over = match (allow.studio, b.cloud.studio_address) {
        (Studio::Service, Some(address)) => {
            b.plan.variables.push(Variable {
                name: "permittedAddresses".to_owned(),
                description: "The allowed addresses and that of Document Intelligence Studio.".to_owned(),
                value: Expr::Concat(vec![given, Expr::List(vec![Expr::text(address)])]),
            });
            Expr::Variable("permittedAddresses".to_owned())
        }
        _ => given,
    };
    Rules { addresses: Some(ForEach { item: "address", over }), subnets }
}

impl Builder<'_> {
    pub(super) fn takes_addresses(&self) -> bool {
        let t = self.topology;
        t.account_uses_firewall_rules() || t.storage_uses_firewall_rules() || t.vault_uses_firewall_rules()
    }
}
