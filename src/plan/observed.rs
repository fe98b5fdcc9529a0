//! What existing resources have, and no topology file can express.

use serde::{Deserialize, Serialize};

use super::expr::Symbol;

/// What was observed of existing resources, beside their bodies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// Services whose firewall allows access from all networks, where di-gen never creates one.
    pub open_firewalls: Vec<Symbol>,
    /// Private endpoints whose connection is not approved, each with its state.
    pub unapproved_endpoints: Vec<(Symbol, String)>,
    /// Keys that are disabled.
    pub disabled_keys: Vec<Symbol>,
    /// What policies look at, where they are evaluated: [`ObservedBody`] as JSON, so that a plan has no more kinds of values.
    pub bodies: Vec<(Symbol, String)>,
}

/// The body of a resource that exists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ObservedBody {
    /// The body, as Azure's API has it.
    pub body: serde_json::Value,
    /// Whether a property that is not in it is not set.
    pub is_whole: bool,
}

impl Observed {
    /// Whether the firewall of a service allows access from all networks.
    pub(crate) fn is_open(&self, service: &Symbol) -> bool {
        self.open_firewalls.contains(service)
    }

    /// The body of a resource.
    pub(crate) fn body_of(&self, symbol: &Symbol) -> Option<ObservedBody> {
        let (_, body) = self.bodies.iter().find(|(known, _)| known == symbol)?;
        serde_json::from_str(body).ok()
    }

    /// The state of the connection of a private endpoint, where that is not `Approved`.
    pub(crate) fn unapproved_state(&self, endpoint: &Symbol) -> Option<&str> {
        self.unapproved_endpoints.iter().find(|(symbol, _)| symbol == endpoint).map(|(_, state)| state.as_str())
    }
}
