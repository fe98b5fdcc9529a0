//! The parts of an access assertion: actor, operation, target and verdict.

use std::fmt;

use ipnet::Ipv4Net;

/// The actor of an access path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Any public IP address that no other actor covers.
    Internet,
    /// A public IP address or CIDR range.
    Address(Ipv4Net),
    /// Clients in a subnet of the topology.
    Subnet(String),
    /// Clients in another network.
    Network(String),
    /// Clients behind a gateway.
    OnPremises(String),
    /// The test VM, with its identity.
    TestMachine,
    /// A client, with its roles.
    Client(String),
    /// The Document Intelligence Studio service, at its own IP address.
    Studio,
    /// The Studio page in a user's browser.
    StudioBrowser,
    /// The account, with its system-assigned identity.
    AccountIdentity,
    /// The identity with which the account uses its encryption key.
    AccountEncryption,
    /// The identity with which storage uses its encryption key.
    StorageEncryption,
    /// Another resource with a resource instance rule of storage, with its managed identity.
    ResourceInstance(String),
    /// The identity that runs Terraform.
    Deployer,
}

/// The operation of an access path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Connect over the network, with any credentials.
    Reach,
    /// Send requests to the data plane of the account.
    Call,
    /// Read blobs, or a secret.
    Read,
    /// Write blobs, or a secret.
    Write,
    /// Edit labels in the Studio page: read and write from a browser.
    EditLabels,
    /// Wrap and unwrap with a key.
    Use,
    /// Create a key.
    Create,
    /// Fetch a document by its URL.
    Fetch,
}

/// The target of an access path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessTarget {
    /// The account.
    Account,
    /// Blob storage, all containers.
    Storage,
    /// One container.
    Container(String),
    /// The vault.
    Vault,
    /// The secret with the account key.
    Secret,
    /// An encryption key.
    Key,
    /// A host on the allowed FQDN list.
    Host(String),
    /// Hosts that are not on the allowed FQDN list.
    OtherHosts,
}

/// The outcome of an access path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Access is allowed.
    Allowed,
    /// Access depends on settings outside this topology.
    Conditional,
    /// Access is denied.
    Denied,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internet => f.write_str("internet"),
            Self::Address(range) if range.prefix_len() == 32 => write!(f, "address {}", range.addr()),
            Self::Address(range) => write!(f, "address {range}"),
            Self::Subnet(name) => write!(f, "subnet {name}"),
            Self::Network(name) => write!(f, "network {name}"),
            Self::OnPremises(range) => write!(f, "on-premises {range}"),
            Self::TestMachine => f.write_str("test machine"),
            Self::Client(name) => write!(f, "client {name}"),
            Self::Studio => f.write_str("studio"),
            Self::StudioBrowser => f.write_str("studio browser"),
            Self::AccountIdentity => f.write_str("account identity"),
            Self::AccountEncryption => f.write_str("account encryption"),
            Self::StorageEncryption => f.write_str("storage encryption"),
            Self::ResourceInstance(name) => write!(f, "resource {name}"),
            Self::Deployer => f.write_str("deployer"),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.third_person())
    }
}

impl fmt::Display for AccessTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("account"),
            Self::Storage => f.write_str("storage"),
            Self::Container(name) => write!(f, "container {name}"),
            Self::Vault => f.write_str("vault"),
            Self::Secret => f.write_str("secret"),
            Self::Key => f.write_str("key"),
            Self::Host(name) => f.write_str(name),
            Self::OtherHosts => f.write_str("other hosts"),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Allowed, Self::Conditional, Self::Denied];

    /// The verdict as a keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Conditional => "conditional",
            Self::Denied => "denied",
        }
    }
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 8] =
        [Self::Reach, Self::Call, Self::Read, Self::Write, Self::EditLabels, Self::Use, Self::Create, Self::Fetch];

    /// The verb in the third person, as it follows the actor.
    #[must_use]
    pub const fn third_person(self) -> &'static str {
        match self {
            Self::Reach => "reaches",
            Self::Call => "calls",
            Self::Read => "reads",
            Self::Write => "writes",
            Self::EditLabels => "labels",
            Self::Use => "uses",
            Self::Create => "makes",
            Self::Fetch => "fetches",
        }
    }

    /// Whether the operation is valid for a target.
    #[must_use]
    pub const fn applies_to(self, target: &AccessTarget) -> bool {
        matches!(
            (self, target),
            (Self::Reach, AccessTarget::Account | AccessTarget::Storage | AccessTarget::Vault)
                | (Self::Call, AccessTarget::Account)
                | (Self::Read | Self::Write, AccessTarget::Storage | AccessTarget::Container(_) | AccessTarget::Secret)
                | (Self::EditLabels, AccessTarget::Storage | AccessTarget::Container(_))
                | (Self::Use | Self::Create, AccessTarget::Key)
                | (Self::Fetch, AccessTarget::Host(_) | AccessTarget::OtherHosts)
        )
    }

    /// The verb in its base form, after `cannot` and `does not`.
    #[must_use]
    pub const fn base_form(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Call => "call",
            Self::Read => "read",
            Self::Write => "write",
            Self::EditLabels => "label",
            Self::Use => "use",
            Self::Create => "make",
            Self::Fetch => "fetch",
        }
    }
}
