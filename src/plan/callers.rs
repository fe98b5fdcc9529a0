//! The callers of a topology, for the access analysis: they are set in the file, and no language writes them.

use super::{Expr, Symbol};
use crate::topology::{SharedCredential, values::ResourceId};

/// A caller that is set in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// What it is.
    pub kind: CallerKind,
    /// Where it is set in the file, as a JSON pointer.
    pub origin: String,
}

/// The clients in a subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupants {
    /// None: the subnet is for private endpoints, or for Azure Bastion.
    NoClients,
    /// The test VM, which is a caller of its own.
    TestMachine,
    /// Any client that the owning team deploys there.
    AnyClients,
}

/// The source of a principal's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenSource {
    /// The public endpoint of Entra ID.
    PublicEndpoint,
    /// The host that the principal runs on, if that is in Azure: a managed identity.
    Host,
    /// Either: a group may have members of both kinds.
    Either,
}

/// The kind of a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerKind {
    /// The clients in a subnet of the topology.
    Subnet {
        /// Its name in the file.
        name: String,
        /// The subnet.
        subnet: Symbol,
        /// The clients in it.
        occupants: Occupants,
    },
    /// The clients in another virtual network.
    LinkedNetwork {
        /// Its name in access queries.
        name: String,
        /// Its ID.
        id: ResourceId,
    },
    /// The clients behind a gateway: a CIDR range.
    OnPremises(String),
    /// A public IP address or CIDR range.
    Address(String),
    /// A public IP address or CIDR range from which only the vault is written.
    DeployerAddress(String),
    /// A principal of Entra ID.
    Client {
        /// Its name in the file.
        name: String,
        /// Whether it is a user, or a group of users.
        person: bool,
        /// The source of its tokens.
        token_source: TokenSource,
        /// Its object ID.
        principal: Expr,
    },
    /// Another resource with a resource instance rule of storage.
    ResourceInstance {
        /// Its name in access queries.
        name: String,
        /// Its ID.
        id: String,
        /// Its type.
        resource_type: String,
    },
    /// A client without an identity, which has only a key or a SAS.
    CredentialHolder {
        /// Its name in the file.
        name: String,
        /// What it has.
        credential: SharedCredential,
    },
}

/// The name of a linked network in access queries: with its subscription and resource group where another one has the same
/// name.
pub(crate) fn linked_network_name(id: &ResourceId, is_ambiguous: bool) -> String {
    if is_ambiguous { format!("{}/{}/{}", id.subscription, id.resource_group, id.name()) } else { id.name().to_owned() }
}
