//! Actors of a topology, with their network origins and principals.

use ipnet::Ipv4Net;

use super::{
    analysis::AccessAnalysis,
    network_origin::NetworkOrigin,
    permissions::managed_identity_id,
    services::{TargetService, referenced_symbol},
    traffic::literal_text,
};
use crate::{
    plan::{Body, CallerKind, EXISTING_ACCOUNT_PRINCIPAL, Expr, Occupants, ResourceKind, Symbol, TokenSource},
    topology::values::{AccessTarget, Actor, Operation},
};

/// A principal of the plan.
pub(super) struct ActorPrincipal {
    pub(super) object_id: Expr,
    /// The key of the file that adds it.
    pub(super) origin: String,
    /// Its network origin, if that is known.
    pub(super) network_origin: Option<NetworkOrigin>,
    pub(super) is_person: bool,
    pub(super) token_source: TokenSource,
}

impl AccessAnalysis<'_> {
    /// Every actor of the plan, in the order of the report.
    #[must_use]
    pub fn actors(&self) -> Vec<Actor> {
        self.actor_list().to_vec()
    }

    /// The same without a copy.
    pub(crate) fn actor_list(&self) -> &[Actor] {
        self.known_actors.get_or_init(|| self.collect_actors())
    }

    fn collect_actors(&self) -> Vec<Actor> {
        let mut actors = vec![Actor::Internet];
        actors.extend(self.plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::Address(text) | CallerKind::DeployerAddress(text) => Some(Actor::Address(parse_range(text)?)),
            CallerKind::Subnet { name, .. } => Some(Actor::Subnet(name.clone())),
            CallerKind::LinkedNetwork { name, .. } => Some(Actor::Network(name.clone())),
            CallerKind::OnPremises(text) => Some(Actor::OnPremises(text.clone())),
            CallerKind::Client { .. } | CallerKind::CredentialHolder { .. } | CallerKind::ResourceInstance { .. } => {
                None
            }
        }));
        actors.extend([Actor::Studio, Actor::StudioBrowser]);
        actors.extend(self.test_machine().is_some().then_some(Actor::TestMachine));
        actors.extend(self.plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::Client { name, .. } | CallerKind::CredentialHolder { name, .. } => {
                Some(Actor::Client(name.clone()))
            }
            _ => None,
        }));
        actors.extend(self.plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::ResourceInstance { name, .. } => Some(Actor::ResourceInstance(name.clone())),
            _ => None,
        }));
        actors.push(Actor::AccountIdentity);
        actors.extend(self.encryption_identity_and_key(&Actor::AccountEncryption).map(|_| Actor::AccountEncryption));
        actors.extend(self.encryption_identity_and_key(&Actor::StorageEncryption).map(|_| Actor::StorageEncryption));
        actors.extend(self.deployer_writes().next().map(|_| Actor::Deployer));
        let mut seen: Vec<Actor> = Vec::new();
        actors.retain(|actor| {
            !seen.contains(actor) && {
                seen.push(actor.clone());
                true
            }
        });
        actors
    }

    /// Whether no client sends requests from a subnet: it contains only private endpoints or Azure Bastion.
    pub(super) fn sends_no_requests(&self, actor: &Actor) -> bool {
        self.plan.callers.iter().any(|caller| match (&caller.kind, actor) {
            (CallerKind::Subnet { name, occupants, .. }, Actor::Subnet(wanted)) => {
                name == wanted && *occupants == Occupants::NoClients
            }
            _ => false,
        })
    }

    /// The names of the containers.
    pub(super) fn container_names(&self) -> impl Iterator<Item = String> {
        let containers = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::BlobContainer);
        containers.filter_map(|r| literal_text(&r.name).map(ToOwned::to_owned))
    }

    pub(super) fn find_container(&self, name: &str) -> Option<&Symbol> {
        let mut containers = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::BlobContainer);
        containers.find(|r| literal_text(&r.name) == Some(name)).map(|r| &r.symbol)
    }

    pub(super) fn network_origin(&self, actor: &Actor) -> Option<NetworkOrigin> {
        let mut callers = self.plan.callers.iter();
        match actor {
            Actor::Internet => Some(NetworkOrigin::Internet),
            Actor::Address(range) => Some(NetworkOrigin::PublicAddress(*range)),
            Actor::Studio => Some(NetworkOrigin::Studio(self.plan.cloud.facts().studio_address.and_then(parse_range))),
            Actor::Subnet(wanted) => callers.find_map(|caller| match &caller.kind {
                CallerKind::Subnet { name, subnet, .. } if name == wanted => {
                    Some(NetworkOrigin::Subnet(subnet.clone()))
                }
                _ => None,
            }),
            Actor::Network(wanted) => callers.find_map(|caller| match &caller.kind {
                CallerKind::LinkedNetwork { name, id } if name == wanted => {
                    Some(NetworkOrigin::LinkedNetwork(id.clone(), caller.origin.clone()))
                }
                _ => None,
            }),
            Actor::OnPremises(wanted) => callers.find_map(|caller| match &caller.kind {
                CallerKind::OnPremises(text) if text == wanted => {
                    Some(NetworkOrigin::OnPremises(parse_range(text)?, caller.origin.clone()))
                }
                _ => None,
            }),
            Actor::TestMachine => self.test_machine().map(|(_, subnet)| NetworkOrigin::Subnet(subnet)),
            _ => None,
        }
    }

    /// The test VM and its subnet.
    pub(super) fn test_machine(&self) -> Option<(&Symbol, Symbol)> {
        let machine = self.plan.resources.iter().find(|r| matches!(r.body, Body::VirtualMachine(_)))?;
        let subnet = self.plan.resources.iter().find_map(|r| match &r.body {
            Body::NetworkInterface(body) => referenced_symbol(&body.subnet).cloned(),
            _ => None,
        })?;
        Some((&machine.symbol, subnet))
    }

    pub(super) fn find_principal(&self, actor: &Actor) -> Option<ActorPrincipal> {
        match actor {
            Actor::TestMachine => {
                let (machine, subnet) = self.test_machine()?;
                let origin = "/testMachine".to_owned();
                Some(ActorPrincipal {
                    object_id: managed_identity_id(machine.as_str()),
                    origin,
                    network_origin: Some(NetworkOrigin::Subnet(subnet)),
                    is_person: false,
                    token_source: TokenSource::Host,
                })
            }
            Actor::AccountIdentity => {
                let origin = "/storage/identityAccess/role".to_owned();
                Some(ActorPrincipal {
                    object_id: self.account_principal_id(),
                    origin,
                    network_origin: None,
                    is_person: false,
                    token_source: TokenSource::Host,
                })
            }
            Actor::Client(wanted) => self.plan.callers.iter().find_map(|caller| match &caller.kind {
                CallerKind::Client { name, person, token_source: tokens, principal } if name == wanted => {
                    Some(ActorPrincipal {
                        object_id: principal.clone(),
                        origin: format!("{}/roles", caller.origin),
                        network_origin: None,
                        is_person: *person,
                        token_source: *tokens,
                    })
                }
                _ => None,
            }),
            _ => None,
        }
    }

    /// The object ID of the account's system-assigned identity.
    pub(super) fn account_principal_id(&self) -> Expr {
        match self.plan.find(&TargetService::Account.symbol()) {
            Some(account) if account.existing.is_some() => Expr::parameter(EXISTING_ACCOUNT_PRINCIPAL),
            _ => managed_identity_id(TargetService::Account.symbol().as_str()),
        }
    }

    /// The identity and the key of a resource that is encrypted with a customer-managed key.
    pub(super) fn encryption_identity_and_key(&self, actor: &Actor) -> Option<(Expr, Symbol)> {
        let (kind, encrypted, key) = match actor {
            Actor::AccountEncryption => (ResourceKind::CognitiveAccountKey, "account", "accountEncryptionKey"),
            Actor::StorageEncryption => (ResourceKind::StorageAccountKey, "storageAccount", "storageEncryptionKey"),
            _ => return None,
        };
        let (identity, key_id) = self.plan.resources.iter().filter(|r| r.kind == kind).find_map(|r| match &r.body {
            Body::CognitiveAccountKey(body) => Some((&body.identity_client_id, &body.key_id)),
            Body::StorageAccountKey(body) => Some((&body.identity, &body.key_id)),
            _ => None,
        })?;
        let symbol = identity.as_ref().and_then(referenced_symbol).map_or(encrypted, Symbol::as_str);
        // After a deployment that was refused, it may be the key of the old file.
        let mut used: Symbol = key.into();
        key_id.visit(&mut |expr| {
            if let Expr::Attribute(symbol, _) = expr
                && self.plan.find(symbol).is_some_and(|resource| resource.kind == ResourceKind::KeyVaultKey)
            {
                used = symbol.clone();
            }
        });
        Some((managed_identity_id(symbol), used))
    }

    /// The vault objects that Terraform writes over the network.
    pub(super) fn deployer_writes(&self) -> impl Iterator<Item = (Operation, AccessTarget)> {
        let creates = |kind: ResourceKind| self.plan.resources.iter().any(|r| r.kind == kind && r.existing.is_none());
        let secret = creates(ResourceKind::KeyVaultSecret).then_some((Operation::Write, AccessTarget::Secret));
        secret.into_iter().chain(creates(ResourceKind::KeyVaultKey).then_some((Operation::Create, AccessTarget::Key)))
    }
}

fn parse_range(text: &str) -> Option<Ipv4Net> {
    text.parse::<Ipv4Net>().ok().or_else(|| text.parse().ok().map(|address| Ipv4Net::new_assert(address, 32)))
}
