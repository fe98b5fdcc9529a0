//! Who may want in: what the file speaks of and no language writes.

use super::{Expr, Symbol};
use crate::topology::values::ResourceId;

/// Somebody or something that the file names.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub kind: CallerKind,
    /// Where the file names it, as a JSON pointer.
    pub origin: String,
}

/// Who calls.
#[derive(Debug, Clone)]
pub enum CallerKind {
    /// What lives in a subnet of the topology.
    Subnet {
        /// By what the file calls it.
        name: String,
        /// The subnet.
        subnet: Symbol,
    },
    /// What lives in another network.
    LinkedNetwork(ResourceId),
    /// What lives behind a gateway.
    OnPremises(String),
    /// A public address or range.
    Address(String),
    /// A public address or range from which only the vault is written.
    DeployerAddress(String),
    /// A principal of Entra ID.
    Client {
        /// By what the file calls it.
        name: String,
        /// Whether it is a person, or a group of them.
        person: bool,
        /// Its object ID.
        principal: Expr,
    },
}
