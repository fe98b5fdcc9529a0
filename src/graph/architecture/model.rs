//! What an architecture consists of, before it is laid out.

use crate::{
    analyse::access::{AccessTarget, Operation, TargetService, Verdict},
    graph::scope::joined_title,
};

/// The architecture of a topology.
#[derive(Debug, Clone, Default)]
pub struct Architecture {
    /// The title of the topology.
    pub title: String,
    /// What is shown of it; empty for all.
    pub subtitle: String,
    /// Actors outside of Azure networks, and identities.
    pub outside: Vec<Frame>,
    /// Subscriptions, the target subscription first.
    pub subscriptions: Vec<SubscriptionFrame>,
    /// Networks outside of Azure.
    pub beyond: Vec<Leaf>,
    /// Whether it is of existing resources, read from an input.
    pub is_existing: bool,
}

/// A subscription.
#[derive(Debug, Clone, Default)]
pub struct SubscriptionFrame {
    /// A unique name of letters, digits and underscores.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Its resource groups.
    pub groups: Vec<GroupFrame>,
}

/// A resource group.
#[derive(Debug, Clone, Default)]
pub struct GroupFrame {
    /// A unique name of letters, digits and underscores.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Whether it exists outside this topology.
    pub existing: bool,
    /// The services that actors access.
    pub services: Vec<Leaf>,
    /// The virtual network of the topology.
    pub networks: Vec<Frame>,
    /// Networks that are peered with it.
    pub peers: Vec<Leaf>,
    /// Private DNS zones, log destinations and the rest.
    pub others: Vec<Leaf>,
    /// The number of resource groups that this frame stands for.
    pub joined: usize,
}

/// A frame around leaves and other frames: a network, a subnet, a kind of actors.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// A unique name of letters, digits and underscores.
    pub id: String,
    /// The drawing beside the heading.
    pub glyph: Glyph,
    /// The heading.
    pub title: String,
    /// Lines below the heading.
    pub details: Vec<String>,
    /// Whether it is an existing resource.
    pub existing: bool,
    /// The number of required steps on it, which another team does.
    pub steps: usize,
    /// The leaves in it.
    pub leaves: Vec<Leaf>,
    /// The frames in it.
    pub frames: Vec<Frame>,
}

/// An actor, a resource, or several of one kind.
#[derive(Debug, Clone, Default)]
pub struct Leaf {
    /// A unique name of letters, digits and underscores.
    pub id: String,
    /// The drawing beside the heading.
    pub glyph: Glyph,
    /// The heading.
    pub title: String,
    /// The state of its firewall, for a service.
    pub firewall: Option<Firewall>,
    /// Lines below the heading.
    pub details: Vec<String>,
    /// Whether it is an existing resource.
    pub existing: bool,
    /// The number of required steps on it, which another team does.
    pub steps: usize,
    /// The access paths of an actor.
    pub bundles: Vec<Bundle>,
    /// The service that this leaf is.
    pub service: Option<TargetService>,
    /// The services that it leads to by private link.
    pub links: Vec<PrivateLink>,
}

/// A private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateLink {
    /// The service.
    pub service: TargetService,
    /// The line for it, in a leaf of several endpoints.
    pub label: String,
}

/// Access paths of actors of one kind to one service with one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The service.
    pub service: TargetService,
    /// The verdict.
    pub verdict: Verdict,
    /// The operations, where another bundle of the same actors and service has others.
    pub operations: Vec<Operation>,
    /// The target, if it is one, where another bundle has others.
    pub targets: Vec<AccessTarget>,
    /// What decides, in a few words; several where the access paths differ.
    pub words: Vec<&'static str>,
    /// The number of actors.
    pub actors: usize,
    /// The number of access paths.
    pub paths: usize,
}

/// The firewall of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firewall {
    /// Public network access is disabled.
    Closed,
    /// Public network access from networks with a rule.
    Selected,
    /// Public network access from all networks.
    Open,
    /// An existing service: the owning team decides.
    Unknown,
}

/// The drawing beside a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyph {
    /// None.
    #[default]
    Blank,
    /// The internet.
    Globe,
    /// People, or one person.
    People,
    /// An application or a managed identity.
    Identity,
    /// A browser.
    Browser,
    /// A document with recognized lines.
    Document,
    /// Containers of blobs.
    Storage,
    /// A key.
    Key,
    /// A virtual network.
    Network,
    /// A subnet.
    Subnet,
    /// A private endpoint.
    Endpoint,
    /// A virtual machine or host.
    Machine,
    /// A gateway or a route.
    Gateway,
    /// A DNS zone.
    Zone,
    /// Logs.
    Logs,
    /// A building: a site outside of Azure.
    Site,
    /// Several smaller resources.
    Stack,
}

impl Bundle {
    /// What decides, and the number of actors: `firewall rule (2)`.
    #[must_use]
    pub fn reason(&self) -> String {
        let words = match self.words.as_slice() {
            [] => self.verdict.as_str().to_owned(),
            [word] => (*word).to_owned(),
            [word, ..] => format!("{word}, \u{2026}"),
        };
        if self.actors > 1 { format!("{words} ({})", self.actors) } else { words }
    }

    /// The line for people: `storage: firewall rule (2)`, or `writes storage: no permission`.
    #[must_use]
    pub fn label(&self) -> String {
        let object = self.targets.first().map_or_else(|| service_word(self.service).to_owned(), ToString::to_string);
        self.join([self.operation_words(), object])
    }

    /// The same on a line that leads to the service: `writes: no permission`.
    #[must_use]
    pub fn line_label(&self) -> String {
        let object = self.targets.first().map_or_else(String::new, ToString::to_string);
        self.join([self.operation_words(), object])
    }

    fn operation_words(&self) -> String {
        self.operations.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    fn join(&self, words: [String; 2]) -> String {
        let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        [words, self.reason()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

/// The short name of a service, as in access queries.
pub(in crate::graph) const fn service_word(service: TargetService) -> &'static str {
    match service {
        TargetService::Account => "account",
        TargetService::Storage => "storage",
        TargetService::Vault => "vault",
    }
}

impl Firewall {
    /// The line for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Closed => "public network access disabled",
            Self::Selected => "public network access: selected networks",
            Self::Open => "public network access: all networks",
            Self::Unknown => "firewall of the owning team",
        }
    }
}

impl Frame {
    /// Its leaves and those of the frames in it.
    #[must_use]
    pub fn all_leaves(&self) -> Vec<&Leaf> {
        self.leaves.iter().chain(self.frames.iter().flat_map(Self::all_leaves)).collect()
    }
}

impl Architecture {
    /// Heading and subtitle in one line.
    #[must_use]
    pub fn full_title(&self) -> String {
        joined_title(&self.title, &self.subtitle)
    }

    /// Whether it has a line of an access path.
    #[must_use]
    pub fn has_access_paths(&self) -> bool {
        self.leaves().iter().any(|leaf| !leaf.bundles.is_empty())
    }

    /// Every leaf.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Leaf> {
        let groups = self.subscriptions.iter().flat_map(|subscription| &subscription.groups);
        let inside = groups.flat_map(|group| {
            let networks = group.networks.iter().flat_map(Frame::all_leaves);
            group.services.iter().chain(networks).chain(&group.peers).chain(&group.others)
        });
        let outside = self.outside.iter().flat_map(Frame::all_leaves);
        outside.chain(inside).chain(&self.beyond).collect()
    }

    /// The services in it, each with the ID of its leaf.
    #[must_use]
    pub fn services(&self) -> Vec<(TargetService, String)> {
        self.leaves().iter().filter_map(|leaf| Some((leaf.service?, leaf.id.clone()))).collect()
    }
}
