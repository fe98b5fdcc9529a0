//! The words of statements: who, what they do, to what, and whether it works.

use std::fmt;

use ipnet::Ipv4Net;

/// Who wants something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Any public address that nothing else speaks of.
    Internet,
    /// A public address or range.
    Address(Ipv4Net),
    /// What lives in a subnet of the topology.
    Subnet(String),
    /// What lives in another network.
    Network(String),
    /// What lives behind a gateway.
    OnPremises(String),
    /// The test machine, with its identity.
    TestMachine,
    /// A client, with its roles.
    Client(String),
    /// The service of Document Intelligence Studio, at its own address.
    Studio,
    /// Studio's page in somebody's browser.
    StudioBrowser,
    /// The account, with its system-assigned identity.
    AccountIdentity,
    /// The identity that the account uses its encryption key with.
    AccountEncryption,
    /// The identity that storage uses its encryption key with.
    StorageEncryption,
    /// Whoever runs Terraform.
    Deployer,
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Come through over the network, whatever the credentials.
    Reach,
    /// Call the data plane of the account.
    Call,
    /// Read blobs, or a secret.
    Read,
    /// Write blobs, or a secret.
    Write,
    /// Edit labels from Studio's page: read and write, from a browser.
    EditLabels,
    /// Wrap and unwrap with a key.
    Use,
    /// Make a key.
    Create,
    /// Fetch a document by its URL.
    Fetch,
}

/// What somebody wants it from.
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
    /// A host on the outbound list.
    Host(String),
    /// Hosts that are on no list.
    OtherHosts,
}

/// Whether it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It works.
    Allowed,
    /// It depends on something that this topology does not decide.
    Conditional,
    /// It is refused.
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

    /// The word for it.
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
    /// Every verb.
    pub const ALL: [Self; 8] =
        [Self::Reach, Self::Call, Self::Read, Self::Write, Self::EditLabels, Self::Use, Self::Create, Self::Fetch];

    /// The verb as it stands after who.
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

    /// Whether one can do this to a thing at all.
    #[must_use]
    pub const fn applies_to(self, thing: &AccessTarget) -> bool {
        matches!(
            (self, thing),
            (Self::Reach, AccessTarget::Account | AccessTarget::Storage | AccessTarget::Vault)
                | (Self::Call, AccessTarget::Account)
                | (Self::Read | Self::Write, AccessTarget::Storage | AccessTarget::Container(_) | AccessTarget::Secret)
                | (Self::EditLabels, AccessTarget::Storage | AccessTarget::Container(_))
                | (Self::Use | Self::Create, AccessTarget::Key)
                | (Self::Fetch, AccessTarget::Host(_) | AccessTarget::OtherHosts)
        )
    }

    /// The verb after `cannot` and `does not`.
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
