//! Who may want in: what the file speaks of and no language writes.

use super::{Expr, Symbol};
use crate::topology::values::ResourceId;

/// Somebody or something that the file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub kind: CallerKind,
    /// Where the file names it, as a JSON pointer.
    pub origin: String,
}

/// Who lives in a subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupants {
    /// Nobody who calls: endpoints, or Bastion.
    NoClients,
    /// The test machine, which is spoken of by itself.
    TestMachine,
    /// Whoever the owner of the network puts there.
    AnyClients,
}

/// Where a principal gets its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenSource {
    /// At the public address of Entra ID.
    PublicEndpoint,
    /// From the host that it runs on, if that is in Azure: a managed identity.
    Host,
    /// A group may hold principals of both kinds.
    Either,
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerKind {
    /// What lives in a subnet of the topology.
    Subnet {
        /// By what the file calls it.
        name: String,
        /// The subnet.
        subnet: Symbol,
        /// Who lives there.
        occupants: Occupants,
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
        /// Where it gets its tokens.
        token_source: TokenSource,
        /// Its object ID.
        principal: Expr,
    },
}
