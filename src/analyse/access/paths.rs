//! Every flow of a topology.

use super::{
    analysis::AccessAnalysis,
    model::EvaluatedPath,
    services::{TargetService, service_target},
};
use crate::plan::{Body, Expr, ResourceKind};
use crate::topology::values::{AccessTarget, Actor, Operation};

impl AccessAnalysis<'_> {
    /// Every flow of the plan.
    #[must_use]
    pub fn all_paths(&self) -> Vec<EvaluatedPath> {
        let mut flows = Vec::new();
        for actor in self.actors().iter().filter(|actor| !self.sends_no_requests(actor)) {
            flows.extend(self.paths_of_actor(actor));
        }
        flows
    }

    /// The flows of one actor.
    #[must_use]
    pub fn paths_of_actor(&self, actor: &Actor) -> Vec<EvaluatedPath> {
        self.possible_operations(actor)
            .into_iter()
            .filter_map(|(verb, thing)| self.evaluate_path(actor, None, verb, &thing))
            .collect()
    }

    /// The object ID of whoever holds an actor's roles.
    pub(crate) fn role_principal(&self, actor: &Actor) -> Option<Expr> {
        match actor {
            Actor::Deployer => Some(Expr::DeployerId),
            Actor::AccountEncryption | Actor::StorageEncryption => {
                self.encryption_identity_and_key(actor).map(|(identity, _)| identity)
            }
            _ => self.find_principal(actor).map(|principal| principal.object_id),
        }
    }

    /// What an actor might want, of what the plan has.
    #[must_use]
    pub fn possible_operations(&self, actor: &Actor) -> Vec<(Operation, AccessTarget)> {
        let has_vault = self.plan.find(&TargetService::Vault.symbol()).is_some();
        let secret = self.plan.find(&"accountKey".into()).is_some();
        let key = self.plan.resources.iter().any(|r| r.kind == ResourceKind::KeyVaultKey);
        let blobs = |verbs: &[Operation]| -> Vec<(Operation, AccessTarget)> {
            self.blob_targets(actor)
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
                let vault = (has_vault && *actor != Actor::Studio).then_some((Operation::Reach, AccessTarget::Vault));
                [(Operation::Reach, AccessTarget::Account), (Operation::Reach, AccessTarget::Storage)]
                    .into_iter()
                    .chain(vault)
                    .collect()
            }
            Actor::StudioBrowser => {
                vec![(Operation::Call, AccessTarget::Account), (Operation::EditLabels, AccessTarget::Storage)]
            }
            Actor::TestMachine | Actor::Client(_) => {
                let person = self.find_principal(actor).is_some_and(|principal| principal.is_person);
                let mut wants = vec![(Operation::Call, AccessTarget::Account)];
                wants.extend(blobs(if person {
                    &[Operation::Read, Operation::Write, Operation::EditLabels]
                } else {
                    &[Operation::Read, Operation::Write]
                }));
                wants.extend(secret.then_some((Operation::Read, AccessTarget::Secret)));
                wants.extend((key && *actor != Actor::TestMachine).then_some((Operation::Use, AccessTarget::Key)));
                wants
            }
            Actor::AccountIdentity => {
                let mut wants = blobs(&[Operation::Read, Operation::Write]);
                wants.extend(self.allowed_hosts().into_iter().map(|host| (Operation::Fetch, AccessTarget::Host(host))));
                wants.push((Operation::Fetch, AccessTarget::OtherHosts));
                wants
            }
            Actor::AccountEncryption | Actor::StorageEncryption => vec![(Operation::Use, AccessTarget::Key)],
            Actor::Deployer => self.deployer_writes().collect(),
        }
    }

    /// One flow, whether or not the plan speaks of it; none where the plan lacks the actor or the thing.
    #[must_use]
    pub fn evaluate_path(
        &self,
        actor: &Actor,
        place: Option<&Actor>,
        verb: Operation,
        thing: &AccessTarget,
    ) -> Option<EvaluatedPath> {
        let steps = match (actor, verb) {
            (_, Operation::Reach) => self.reach_steps(&self.network_origin(place.unwrap_or(actor))?, thing)?,
            (Actor::StudioBrowser, _) => self.studio_browser_steps(place, thing)?,
            (Actor::TestMachine | Actor::Client(_), _) => self.principal_steps(actor, place, verb, thing)?,
            (Actor::AccountIdentity, Operation::Fetch) => vec![self.outbound_fetch_step(thing)?],
            (Actor::AccountIdentity, _) => self.account_identity_steps(verb, thing)?,
            (Actor::AccountEncryption | Actor::StorageEncryption, _) => self.encryption_steps(actor)?,
            (Actor::Deployer, _) => self.deployer_steps(place, thing)?,
            // Who a place holds is not known: the way is what there is to say.
            _ => self.reach_steps(&self.network_origin(actor)?, service_target(thing))?,
        };
        let unverified = self.find_unverified_settings(thing);
        Some(EvaluatedPath {
            actor: actor.clone(),
            from: place.cloned(),
            operation: verb,
            target: thing.clone(),
            steps,
            unverified_settings: unverified,
        })
    }

    /// Settings of the file's own on anything between somebody and a thing.
    fn find_unverified_settings(&self, thing: &AccessTarget) -> Vec<String> {
        let service = TargetService::for_target(thing).symbol();
        let between = self.plan.extra.iter().filter(|(symbol, _)| {
            let Some(resource) = self.plan.find(&symbol.as_str().into()) else { return false };
            let of_the_service = match &resource.body {
                Body::PrivateEndpoint(body) => body.target == Expr::id(&service),
                _ => resource.symbol == service || resource.parent.as_ref() == Some(&service),
            };
            let of_the_network = matches!(
                resource.kind,
                ResourceKind::VirtualNetwork
                    | ResourceKind::Subnet
                    | ResourceKind::NetworkSecurityGroup
                    | ResourceKind::PrivateDnsZone
                    | ResourceKind::VirtualNetworkLink
            );
            of_the_service || of_the_network
        });
        between.map(|(symbol, _)| crate::source::join_pointer("/extra", symbol)).collect()
    }

    /// The things that blobs are reached as: all of storage where nothing tells its containers apart.
    fn blob_targets(&self, actor: &Actor) -> Vec<AccessTarget> {
        let principal = self.find_principal(actor).map(|principal| principal.object_id);
        let by_container = self.plan.resources.iter().any(|resource| match &resource.body {
            Body::RoleAssignment(body) => {
                let on = resource.scope.as_ref().and_then(|scope| self.plan.find(scope));
                Some(&body.principal) == principal.as_ref()
                    && on.is_some_and(|on| on.kind == ResourceKind::BlobContainer)
            }
            _ => false,
        });
        if by_container {
            self.container_names().map(AccessTarget::Container).collect()
        } else {
            vec![AccessTarget::Storage]
        }
    }
}
