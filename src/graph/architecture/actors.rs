//! Actors outside of Azure networks, and identities: one leaf for each kind.

use super::{
    bundles::bundle_paths,
    contents::Contents,
    ids::node_id,
    model::{Frame, Glyph, Leaf},
};
use crate::analyse::access::Actor;

/// A kind of actors: ID, heading for one and for several, glyph, and where required steps for it are set.
struct ActorKind {
    id: &'static str,
    titles: [&'static str; 2],
    glyph: Glyph,
    step_keys: &'static [&'static str],
    belongs: fn(&Actor) -> Option<String>,
}

const OUTSIDE: [ActorKind; 5] = [
    ActorKind {
        id: "internet",
        titles: ["Internet", "Internet"],
        glyph: Glyph::Globe,
        step_keys: &[],
        belongs: |actor| matches!(actor, Actor::Internet).then(|| "any other public IP address".to_owned()),
    },
    ActorKind {
        id: "addresses",
        titles: ["Public IP address", "Public IP addresses"],
        glyph: Glyph::Globe,
        step_keys: &["/allow/addresses", "/keyVault/deployerAddresses"],
        belongs: |actor| match actor {
            Actor::Address(range) if range.prefix_len() == 32 => Some(range.addr().to_string()),
            Actor::Address(range) => Some(range.to_string()),
            _ => None,
        },
    },
    ActorKind {
        id: "studio",
        titles: ["Studio service", "Studio service"],
        glyph: Glyph::Document,
        step_keys: &[],
        belongs: |actor| matches!(actor, Actor::Studio).then(String::new),
    },
    ActorKind {
        id: "studioBrowser",
        titles: ["Studio in a browser", "Studio in a browser"],
        glyph: Glyph::Browser,
        step_keys: &[],
        belongs: |actor| matches!(actor, Actor::StudioBrowser).then(String::new),
    },
    ActorKind {
        id: "resourceInstances",
        titles: ["Other Azure resource", "Other Azure resources"],
        glyph: Glyph::Stack,
        step_keys: &["/storage/resourceInstances"],
        belongs: |actor| match actor {
            Actor::ResourceInstance(name) => Some(name.clone()),
            _ => None,
        },
    },
];

const IDENTITIES: [ActorKind; 4] = [
    ActorKind {
        id: "clients",
        titles: ["Client", "Clients"],
        glyph: Glyph::People,
        step_keys: &["/clients"],
        belongs: |actor| match actor {
            Actor::Client(name) => Some(name.clone()),
            _ => None,
        },
    },
    ActorKind {
        id: "accountIdentity",
        titles: ["Account identity", "Account identity"],
        glyph: Glyph::Identity,
        step_keys: &[],
        belongs: |actor| matches!(actor, Actor::AccountIdentity).then(String::new),
    },
    ActorKind {
        id: "encryption",
        titles: ["Encryption identity", "Encryption identities"],
        glyph: Glyph::Key,
        step_keys: &[],
        belongs: |actor| match actor {
            Actor::AccountEncryption => Some("of the account".to_owned()),
            Actor::StorageEncryption => Some("of storage".to_owned()),
            _ => None,
        },
    },
    ActorKind {
        id: "deployer",
        titles: ["Identity that runs Terraform", "Identity that runs Terraform"],
        glyph: Glyph::Identity,
        step_keys: &[],
        belongs: |actor| matches!(actor, Actor::Deployer).then(String::new),
    },
];

impl Contents<'_> {
    /// The frames of actors that no network of Azure contains.
    pub(super) fn outside_frames(&self) -> Vec<Frame> {
        let frames = [("outside", "Public networks", Glyph::Globe, self.kind_leaves(&OUTSIDE)), {
            ("identities", "Identities", Glyph::Identity, self.kind_leaves(&IDENTITIES))
        }];
        let frames = frames.into_iter().filter(|(.., leaves)| !leaves.is_empty());
        frames
            .map(|(id, title, glyph, leaves)| Frame {
                id: id.to_owned(),
                glyph,
                title: title.to_owned(),
                leaves,
                ..Frame::default()
            })
            .collect()
    }

    fn kind_leaves(&self, kinds: &[ActorKind]) -> Vec<Leaf> {
        kinds.iter().filter_map(|kind| self.kind_leaf(kind)).collect()
    }

    fn kind_leaf(&self, kind: &ActorKind) -> Option<Leaf> {
        let members: Vec<(&Actor, String)> =
            self.actors.iter().filter_map(|actor| Some((actor, (kind.belongs)(actor)?))).collect();
        let actors: Vec<&Actor> = members.iter().map(|(actor, _)| *actor).collect();
        let names: Vec<&str> = members.iter().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty()).collect();
        let bundles = bundle_paths(&self.paths, &actors);
        (!bundles.is_empty()).then(|| Leaf {
            id: node_id(kind.id),
            glyph: kind.glyph,
            title: kind.titles[usize::from(actors.len() > 1)].to_owned(),
            details: Some(names.join(", ")).filter(|names| !names.is_empty()).into_iter().collect(),
            steps: kind.step_keys.iter().map(|key| self.steps_at(key)).sum(),
            bundles,
            ..Leaf::default()
        })
    }

    /// The leaf of the clients in a network or subnet.
    pub(super) fn clients_leaf(&self, id: &str, title: &str, glyph: Glyph, actors: &[&Actor]) -> Option<Leaf> {
        let bundles = bundle_paths(&self.paths, actors);
        (!bundles.is_empty()).then(|| Leaf {
            id: node_id(id),
            glyph,
            title: title.to_owned(),
            bundles,
            ..Leaf::default()
        })
    }
}
