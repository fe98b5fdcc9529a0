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
pub enum Verb {
    /// Come through over the network, whatever the credentials.
    Reach,
    /// Call the data plane of the account.
    Call,
    /// Read blobs, or a secret.
    Read,
    /// Write blobs, or a secret.
    Write,
    /// Edit labels from Studio's page: read and write, from a browser.
    Label,
    /// Wrap and unwrap with a key.
    Use,
    /// Make a key.
    Make,
    /// Fetch a document by its URL.
    Fetch,
}

/// What somebody wants it from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
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

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for Thing {
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
        f.write_str(self.word())
    }
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Allowed, Self::Conditional, Self::Denied];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Conditional => "conditional",
            Self::Denied => "denied",
        }
    }
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 8] =
        [Self::Reach, Self::Call, Self::Read, Self::Write, Self::Label, Self::Use, Self::Make, Self::Fetch];

    /// The verb as it stands after who.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reach => "reaches",
            Self::Call => "calls",
            Self::Read => "reads",
            Self::Write => "writes",
            Self::Label => "labels",
            Self::Use => "uses",
            Self::Make => "makes",
            Self::Fetch => "fetches",
        }
    }

    /// Whether one can do this to a thing at all.
    #[must_use]
    pub const fn goes_with(self, thing: &Thing) -> bool {
        matches!(
            (self, thing),
            (Self::Reach, Thing::Account | Thing::Storage | Thing::Vault)
                | (Self::Call, Thing::Account)
                | (Self::Read | Self::Write, Thing::Storage | Thing::Container(_) | Thing::Secret)
                | (Self::Label, Thing::Storage | Thing::Container(_))
                | (Self::Use | Self::Make, Thing::Key)
                | (Self::Fetch, Thing::Host(_) | Thing::OtherHosts)
        )
    }

    /// The verb after `cannot` and `does not`.
    #[must_use]
    pub const fn base(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Call => "call",
            Self::Read => "read",
            Self::Write => "write",
            Self::Label => "label",
            Self::Use => "use",
            Self::Make => "make",
            Self::Fetch => "fetch",
        }
    }
}
