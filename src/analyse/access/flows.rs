//! Every flow of a topology.

use super::{
    analysis::Access,
    model::Flow,
    services::{Service, service_thing},
};
use crate::plan::{Body, Expr, Kind};
use crate::topology::values::{Actor, Thing, Verb};

impl Access<'_> {
    /// Every flow of the plan.
    #[must_use]
    pub fn flows(&self) -> Vec<Flow> {
        let mut flows = Vec::new();
        for actor in self.actors().iter().filter(|actor| !self.is_silent(actor)) {
            flows.extend(self.flows_of(actor));
        }
        flows
    }

    /// The flows of one actor.
    #[must_use]
    pub fn flows_of(&self, actor: &Actor) -> Vec<Flow> {
        self.wants(actor).into_iter().filter_map(|(verb, thing)| self.flow(actor, None, verb, &thing)).collect()
    }

    /// The object ID of whoever holds an actor's roles.
    pub(crate) fn holder(&self, actor: &Actor) -> Option<Expr> {
        match actor {
            Actor::Deployer => Some(Expr::DeployerId),
            Actor::AccountEncryption | Actor::StorageEncryption => self.key_of(actor).map(|(identity, _)| identity),
            _ => self.principal(actor).map(|principal| principal.id),
        }
    }

    /// What an actor might want, of what the plan has.
    #[must_use]
    pub fn wants(&self, actor: &Actor) -> Vec<(Verb, Thing)> {
        let has_vault = self.plan.find(&Service::Vault.symbol()).is_some();
        let secret = self.plan.find(&"accountKey".into()).is_some();
        let key = self.plan.resources.iter().any(|r| r.kind == Kind::KeyVaultKey);
        let blobs = |verbs: &[Verb]| -> Vec<(Verb, Thing)> {
            self.blob_things(actor)
                .into_iter()
                .flat_map(|thing| verbs.iter().map(move |v| (*v, thing.clone())))
                .collect()
        };
        match actor {
            Actor::Internet
            | Actor::Address(_)
            | Actor::Subnet(_)
            | Actor::Network(_)
            | Actor::OnPremises(_)
            | Actor::Studio => {
                let vault = (has_vault && *actor != Actor::Studio).then_some((Verb::Reach, Thing::Vault));
                [(Verb::Reach, Thing::Account), (Verb::Reach, Thing::Storage)].into_iter().chain(vault).collect()
            }
            Actor::StudioBrowser => vec![(Verb::Call, Thing::Account), (Verb::Label, Thing::Storage)],
            Actor::TestMachine | Actor::Client(_) => {
                let person = self.principal(actor).is_some_and(|principal| principal.person);
                let mut wants = vec![(Verb::Call, Thing::Account)];
                wants.extend(blobs(if person {
                    &[Verb::Read, Verb::Write, Verb::Label]
                } else {
                    &[Verb::Read, Verb::Write]
                }));
                wants.extend(secret.then_some((Verb::Read, Thing::Secret)));
                wants.extend((key && *actor != Actor::TestMachine).then_some((Verb::Use, Thing::Key)));
                wants
            }
            Actor::AccountIdentity => {
                let mut wants = blobs(&[Verb::Read, Verb::Write]);
                wants.extend(self.allowed_hosts().into_iter().map(|host| (Verb::Fetch, Thing::Host(host))));
                wants.push((Verb::Fetch, Thing::OtherHosts));
                wants
            }
            Actor::AccountEncryption | Actor::StorageEncryption => vec![(Verb::Use, Thing::Key)],
            Actor::Deployer => self.written_by_deployer().collect(),
        }
    }

    /// One flow, whether or not the plan speaks of it; none where the plan lacks the actor or the thing.
    #[must_use]
    pub fn flow(&self, actor: &Actor, place: Option<&Actor>, verb: Verb, thing: &Thing) -> Option<Flow> {
        let steps = match (actor, verb) {
            (_, Verb::Reach) => self.reach(&self.place(place.unwrap_or(actor))?, thing)?,
            (Actor::StudioBrowser, _) => self.studio_browser(place, thing)?,
            (Actor::TestMachine | Actor::Client(_), _) => self.principal_wants(actor, place, verb, thing)?,
            (Actor::AccountIdentity, Verb::Fetch) => vec![self.outbound(thing)?],
            (Actor::AccountIdentity, _) => self.account_identity(verb, thing)?,
            (Actor::AccountEncryption | Actor::StorageEncryption, _) => self.encryption(actor)?,
            (Actor::Deployer, _) => self.deployer(place, thing)?,
            // Who a place holds is not known: the way is what there is to say.
            _ => self.reach(&self.place(actor)?, service_thing(thing))?,
        };
        let unverified = self.unverified(thing);
        Some(Flow { actor: actor.clone(), place: place.cloned(), verb, thing: thing.clone(), steps, unverified })
    }

    /// Settings of the file's own on anything between somebody and a thing.
    fn unverified(&self, thing: &Thing) -> Vec<String> {
        let service = Service::of(thing).symbol();
        let between = self.plan.extra.iter().filter(|(symbol, _)| {
            let Some(resource) = self.plan.find(&symbol.as_str().into()) else { return false };
            let of_the_service = match &resource.body {
                Body::PrivateEndpoint(body) => body.target == Expr::id(&service),
                _ => resource.symbol == service || resource.parent.as_ref() == Some(&service),
            };
            let of_the_network = matches!(
                resource.kind,
                Kind::VirtualNetwork
                    | Kind::Subnet
                    | Kind::NetworkSecurityGroup
                    | Kind::PrivateDnsZone
                    | Kind::VirtualNetworkLink
            );
            of_the_service || of_the_network
        });
        between.map(|(symbol, _)| crate::source::join("/extra", symbol)).collect()
    }

    /// The things that blobs are reached as: all of storage where nothing tells its containers apart.
    fn blob_things(&self, actor: &Actor) -> Vec<Thing> {
        let principal = self.principal(actor).map(|principal| principal.id);
        let by_container = self.plan.resources.iter().any(|resource| match &resource.body {
            Body::RoleAssignment(body) => {
                let on = resource.scope.as_ref().and_then(|scope| self.plan.find(scope));
                Some(&body.principal) == principal.as_ref() && on.is_some_and(|on| on.kind == Kind::BlobContainer)
            }
            _ => false,
        });
        if by_container { self.containers().map(Thing::Container).collect() } else { vec![Thing::Storage] }
    }
}
