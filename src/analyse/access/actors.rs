//! Who may want in: actors, the places they live in, and the principals they are.

use ipnet::Ipv4Net;

use super::{
    analysis::Access,
    network::{Place, text_of},
    rights::identity_of,
    services::{Service, symbol_of},
};
use crate::{
    plan::{Body, CallerKind, EXISTING_ACCOUNT_PRINCIPAL, Expr, Kind, Lives, Symbol, Tokens},
    topology::values::{Actor, Thing, Verb},
};

/// A principal of the plan.
pub(super) struct Principal {
    pub(super) id: Expr,
    /// Where the file names it.
    pub(super) origin: String,
    /// Where it lives, if that is known.
    pub(super) place: Option<Place>,
    pub(super) person: bool,
    pub(super) tokens: Tokens,
}

impl Access<'_> {
    /// Every actor of the plan, in the order in which a reader meets them.
    #[must_use]
    pub fn actors(&self) -> Vec<Actor> {
        self.known_actors.get_or_init(|| self.find_actors()).clone()
    }

    fn find_actors(&self) -> Vec<Actor> {
        let mut actors = vec![Actor::Internet];
        actors.extend(self.plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::Address(text) | CallerKind::DeployerAddress(text) => Some(Actor::Address(range(text)?)),
            CallerKind::Subnet { name, .. } => Some(Actor::Subnet(name.clone())),
            CallerKind::LinkedNetwork(id) => Some(Actor::Network(self.network_name(id))),
            CallerKind::OnPremises(text) => Some(Actor::OnPremises(text.clone())),
            CallerKind::Client { .. } => None,
        }));
        actors.extend([Actor::Studio, Actor::StudioBrowser]);
        actors.extend(self.machine().is_some().then_some(Actor::TestMachine));
        actors.extend(self.plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::Client { name, .. } => Some(Actor::Client(name.clone())),
            _ => None,
        }));
        actors.push(Actor::AccountIdentity);
        actors.extend(self.key_of(&Actor::AccountEncryption).map(|_| Actor::AccountEncryption));
        actors.extend(self.key_of(&Actor::StorageEncryption).map(|_| Actor::StorageEncryption));
        actors.extend(self.written_by_deployer().next().map(|_| Actor::Deployer));
        let mut seen: Vec<Actor> = Vec::new();
        actors.retain(|actor| {
            !seen.contains(actor) && {
                seen.push(actor.clone());
                true
            }
        });
        actors
    }

    /// Whether nobody calls from a place: only endpoints live there, or Bastion.
    pub(super) fn is_silent(&self, actor: &Actor) -> bool {
        self.plan.callers.iter().any(|caller| match (&caller.kind, actor) {
            (CallerKind::Subnet { name, lives, .. }, Actor::Subnet(wanted)) => {
                name == wanted && *lives == Lives::Nobody
            }
            _ => false,
        })
    }

    /// The names of the containers.
    pub(super) fn containers(&self) -> impl Iterator<Item = String> {
        let containers = self.plan.resources.iter().filter(|r| r.kind == Kind::BlobContainer);
        containers.filter_map(|r| text_of(&r.name).map(ToOwned::to_owned))
    }

    pub(super) fn container(&self, name: &str) -> Option<&Symbol> {
        let mut containers = self.plan.resources.iter().filter(|r| r.kind == Kind::BlobContainer);
        containers.find(|r| text_of(&r.name) == Some(name)).map(|r| &r.symbol)
    }

    /// What network another one is called: its name, or with its group where two share a name.
    pub(super) fn network_name(&self, id: &crate::topology::values::ResourceId) -> String {
        let others = self.plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::LinkedNetwork(other) => Some(other),
            _ => None,
        });
        match others.filter(|other| other.name() == id.name()).count() {
            0 | 1 => id.name().to_owned(),
            _ => format!("{}/{}/{}", id.subscription, id.resource_group, id.name()),
        }
    }

    pub(super) fn place(&self, actor: &Actor) -> Option<Place> {
        let mut callers = self.plan.callers.iter();
        match actor {
            Actor::Internet => Some(Place::Internet),
            Actor::Address(range) => Some(Place::Public(*range)),
            Actor::Studio => Some(Place::Studio(self.plan.cloud.facts().studio_address.and_then(range))),
            Actor::Subnet(wanted) => callers.find_map(|caller| match &caller.kind {
                CallerKind::Subnet { name, subnet, .. } if name == wanted => Some(Place::Subnet(subnet.clone())),
                _ => None,
            }),
            Actor::Network(wanted) => callers.find_map(|caller| match &caller.kind {
                CallerKind::LinkedNetwork(id) if self.network_name(id) == *wanted => {
                    Some(Place::Linked(id.clone(), caller.origin.clone()))
                }
                _ => None,
            }),
            Actor::OnPremises(wanted) => callers.find_map(|caller| match &caller.kind {
                CallerKind::OnPremises(text) if text == wanted => {
                    Some(Place::OnPremises(range(text)?, caller.origin.clone()))
                }
                _ => None,
            }),
            Actor::TestMachine => self.machine().map(|(_, subnet)| Place::Subnet(subnet)),
            _ => None,
        }
    }

    /// The test machine and the subnet it lives in.
    pub(super) fn machine(&self) -> Option<(&Symbol, Symbol)> {
        let machine = self.plan.resources.iter().find(|r| matches!(r.body, Body::VirtualMachine(_)))?;
        let subnet = self.plan.resources.iter().find_map(|r| match &r.body {
            Body::NetworkInterface(body) => symbol_of(&body.subnet).cloned(),
            _ => None,
        })?;
        Some((&machine.symbol, subnet))
    }

    pub(super) fn principal(&self, actor: &Actor) -> Option<Principal> {
        match actor {
            Actor::TestMachine => {
                let (machine, subnet) = self.machine()?;
                let origin = "/testMachine".to_owned();
                Some(Principal {
                    id: identity_of(machine.as_str()),
                    origin,
                    place: Some(Place::Subnet(subnet)),
                    person: false,
                    tokens: Tokens::Host,
                })
            }
            Actor::AccountIdentity => {
                let origin = "/storage/identityAccess/role".to_owned();
                Some(Principal {
                    id: self.account_principal(),
                    origin,
                    place: None,
                    person: false,
                    tokens: Tokens::Host,
                })
            }
            Actor::Client(wanted) => self.plan.callers.iter().find_map(|caller| match &caller.kind {
                CallerKind::Client { name, person, tokens, principal } if name == wanted => Some(Principal {
                    id: principal.clone(),
                    origin: format!("{}/roles", caller.origin),
                    place: None,
                    person: *person,
                    tokens: *tokens,
                }),
                _ => None,
            }),
            _ => None,
        }
    }

    /// The object ID of the account's system-assigned identity.
    pub(super) fn account_principal(&self) -> Expr {
        match self.plan.find(&Service::Account.symbol()) {
            Some(account) if account.existing.is_some() => Expr::parameter(EXISTING_ACCOUNT_PRINCIPAL),
            _ => identity_of(Service::Account.symbol().as_str()),
        }
    }

    /// The identity and the key of something that is encrypted with a key of one's own.
    pub(super) fn key_of(&self, actor: &Actor) -> Option<(Expr, Symbol)> {
        let (kind, encrypted, key) = match actor {
            Actor::AccountEncryption => (Kind::CognitiveAccountKey, "account", "accountEncryptionKey"),
            Actor::StorageEncryption => (Kind::StorageAccountKey, "storageAccount", "storageEncryptionKey"),
            _ => return None,
        };
        let identity = self.plan.resources.iter().filter(|r| r.kind == kind).find_map(|r| match &r.body {
            Body::CognitiveAccountKey(body) => Some(&body.identity_client_id),
            Body::StorageAccountKey(body) => Some(&body.identity),
            _ => None,
        })?;
        let symbol = identity.as_ref().and_then(symbol_of).map_or(encrypted, Symbol::as_str);
        Some((identity_of(symbol), key.into()))
    }

    /// What Terraform writes over the network into the vault.
    pub(super) fn written_by_deployer(&self) -> impl Iterator<Item = (Verb, Thing)> {
        let made = |kind: Kind| self.plan.resources.iter().any(|r| r.kind == kind && r.existing.is_none());
        let secret = made(Kind::KeyVaultSecret).then_some((Verb::Write, Thing::Secret));
        secret.into_iter().chain(made(Kind::KeyVaultKey).then_some((Verb::Make, Thing::Key)))
    }
}

fn range(text: &str) -> Option<Ipv4Net> {
    text.parse::<Ipv4Net>().ok().or_else(|| text.parse().ok().map(|address| Ipv4Net::new_assert(address, 32)))
}
