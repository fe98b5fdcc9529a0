//! What existing resources have, and no topology file can express.

use super::expr::{Expr, Symbol};

/// What was observed of existing resources, beside their bodies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// Services whose firewall allows access from all networks, where di-gen never creates one.
    pub open_firewalls: Vec<Symbol>,
    /// Private endpoints whose connection is not approved, each with its state.
    pub unapproved_endpoints: Vec<(Symbol, String)>,
    /// Keys that are disabled.
    pub disabled_keys: Vec<Symbol>,
    /// What policies look at, where they are evaluated: the bodies as Azure has them.
    pub bodies: Vec<(Symbol, ObservedBody)>,
    /// Networks in which the name of a service does not resolve to its private endpoint.
    pub public_names: Vec<PublicName>,
    /// Peerings with networks of the plan.
    pub peerings: Vec<Peering>,
    /// Linked networks that use Azure DNS.
    pub azure_dns_networks: Vec<Expr>,
}

/// The body of a resource that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedBody {
    /// The body, as Azure's API has it.
    pub body: serde_json::Value,
    /// Whether a property that is not in it is not set.
    pub is_whole: bool,
}

/// Two networks with a peering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peering {
    /// The network of clients.
    pub one: Expr,
    /// The network of private endpoints.
    pub other: Symbol,
    /// Whether it connects them.
    pub is_connected: bool,
    /// What was seen, in a sentence without a full stop.
    pub reason: String,
    /// The origin of the peering.
    pub origin: String,
}

/// A network in which the name of a service does not resolve to its private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicName {
    /// The origin of the endpoint.
    pub endpoint: String,
    /// The network.
    pub network: Symbol,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// Whether the name resolves to the public IP address; otherwise, it may not resolve at all.
    pub is_certain: bool,
    /// The origin of what decides it.
    pub origin: String,
}

impl Observed {
    /// Whether the firewall of a service allows access from all networks.
    pub(crate) fn is_open(&self, service: &Symbol) -> bool {
        self.open_firewalls.contains(service)
    }

    /// The body of a resource.
    pub(crate) fn body_of(&self, symbol: &Symbol) -> Option<&ObservedBody> {
        self.bodies.iter().find(|(known, _)| known == symbol).map(|(_, body)| body)
    }

    /// Why the name does not resolve to a private endpoint in a network.
    pub(crate) fn public_name(&self, endpoint: &str, network: &Symbol) -> Option<&PublicName> {
        self.public_names.iter().find(|found| found.endpoint == endpoint && found.network == *network)
    }

    /// The state of the connection of a private endpoint, where that is not `Approved`.
    pub(crate) fn unapproved_state(&self, endpoint: &Symbol) -> Option<&str> {
        self.unapproved_endpoints.iter().find(|(symbol, _)| symbol == endpoint).map(|(_, state)| state.as_str())
    }
}
