//! Access paths of a topology.

use super::{
    analysis::AccessAnalysis,
    model::EvaluatedPath,
    services::{TargetService, service_target},
    sources::add_general_facts,
};
use crate::plan::{Body, Expr, ResourceKind};
use crate::topology::values::{AccessTarget, Actor, Operation};

impl AccessAnalysis<'_> {
    /// Every access path of the plan.
    #[must_use]
    pub fn all_paths(&self) -> Vec<EvaluatedPath> {
        let mut paths = Vec::new();
        for actor in self.actors().iter().filter(|actor| !self.sends_no_requests(actor)) {
            paths.extend(self.paths_of_actor(actor));
        }
        paths
    }

    /// The access paths of one actor.
    #[must_use]
    pub fn paths_of_actor(&self, actor: &Actor) -> Vec<EvaluatedPath> {
        self.possible_operations(actor)
            .into_iter()
            .filter_map(|(operation, target)| self.evaluate_path(actor, None, operation, &target))
            .collect()
    }

    /// The object ID of the principal that has an actor's roles.
    pub(crate) fn role_principal(&self, actor: &Actor) -> Option<Expr> {
        match actor {
            Actor::Deployer => Some(Expr::DeployerId),
            Actor::AccountEncryption | Actor::StorageEncryption => {
                self.encryption_identity_and_key(actor).map(|(identity, _)| identity)
            }
            _ => self.find_principal(actor).map(|principal| principal.object_id),
        }
    }

    /// The operations that an actor may attempt, each on a target of the plan.
    #[must_use]
    pub fn possible_operations(&self, actor: &Actor) -> Vec<(Operation, AccessTarget)> {
        let has_vault = self.plan.find(&TargetService::Vault.symbol()).is_some();
        let has_secret = self.plan.find(&"accountKey".into()).is_some();
        let has_key = self.plan.resources.iter().any(|r| r.kind == ResourceKind::KeyVaultKey);
        let on_blobs = |operations: &[Operation]| -> Vec<(Operation, AccessTarget)> {
            self.blob_targets(actor)
                .into_iter()
                .flat_map(|target| operations.iter().map(move |operation| (*operation, target.clone())))
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
            Actor::Client(_) if self.shared_credential(actor).is_some() => self.credential_holder_operations(actor),
            Actor::TestMachine | Actor::Client(_) => {
                let is_person = self.find_principal(actor).is_some_and(|principal| principal.is_person);
                let mut operations = vec![(Operation::Call, AccessTarget::Account)];
                operations.extend(on_blobs(if is_person {
                    &[Operation::Read, Operation::Write, Operation::EditLabels]
                } else {
                    &[Operation::Read, Operation::Write]
                }));
                operations.extend(has_secret.then_some((Operation::Read, AccessTarget::Secret)));
                let uses_key = has_key && *actor != Actor::TestMachine;
                operations.extend(uses_key.then_some((Operation::Use, AccessTarget::Key)));
                operations
            }
            Actor::AccountIdentity => {
                let mut operations = on_blobs(&[Operation::Read, Operation::Write]);
                let hosts = self.allowed_hosts().into_iter();
                operations.extend(hosts.map(|host| (Operation::Fetch, AccessTarget::Host(host))));
                operations.push((Operation::Fetch, AccessTarget::OtherHosts));
                operations
            }
            Actor::AccountEncryption | Actor::StorageEncryption => vec![(Operation::Use, AccessTarget::Key)],
            Actor::ResourceInstance(_) => on_blobs(&[Operation::Read, Operation::Write]),
            Actor::Deployer => self.deployer_writes().collect(),
        }
    }

    /// One access path, also if it is not among those of the plan; none where the plan lacks the actor or the target.
    #[must_use]
    pub fn evaluate_path(
        &self,
        actor: &Actor,
        from: Option<&Actor>,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<EvaluatedPath> {
        let mut steps = match (actor, operation) {
            (_, Operation::Reach) => self.reach_steps(&self.network_origin(from.unwrap_or(actor))?, target)?,
            (Actor::StudioBrowser, _) => self.studio_browser_steps(from, target)?,
            (Actor::Client(_), _) if self.shared_credential(actor).is_some() => {
                self.credential_holder_steps(actor, from, operation, target)?
            }
            (Actor::TestMachine | Actor::Client(_), _) => self.principal_steps(actor, from, operation, target)?,
            (Actor::AccountIdentity, Operation::Fetch) => self.fetch_steps(target),
            (Actor::AccountIdentity, _) => self.account_identity_steps(operation, target)?,
            (Actor::AccountEncryption | Actor::StorageEncryption, _) => self.encryption_steps(actor)?,
            (Actor::ResourceInstance(name), _) => self.resource_instance_steps(name, operation, target)?,
            (Actor::Deployer, _) => self.deployer_steps(from, target)?,
            // The clients at a network origin are not known; only network access can be evaluated.
            _ => self.reach_steps(&self.network_origin(actor)?, service_target(target))?,
        };
        add_general_facts(&mut steps, TargetService::for_target(target));
        let unverified = self.find_unverified_settings(target);
        Some(EvaluatedPath {
            actor: actor.clone(),
            from: from.cloned(),
            operation,
            target: target.clone(),
            steps,
            unverified_settings: unverified,
        })
    }

    /// Additional settings (`extra`) of the service of a target and of the network.
    fn find_unverified_settings(&self, target: &AccessTarget) -> Vec<String> {
        let service = TargetService::for_target(target).symbol();
        let relevant = self.plan.extra.iter().filter(|(symbol, _)| {
            let Some(resource) = self.plan.find(&symbol.as_str().into()) else { return false };
            let is_of_service = match &resource.body {
                Body::PrivateEndpoint(body) => body.target == Expr::id(&service),
                _ => resource.symbol == service || resource.parent.as_ref() == Some(&service),
            };
            let is_of_network = matches!(
                resource.kind,
                ResourceKind::VirtualNetwork
                    | ResourceKind::Subnet
                    | ResourceKind::NetworkSecurityGroup
                    | ResourceKind::RouteTable
                    | ResourceKind::PrivateDnsZone
                    | ResourceKind::VirtualNetworkLink
            );
            is_of_service || is_of_network
        });
        relevant.map(|(symbol, _)| crate::source::join_pointer("/extra", symbol)).collect()
    }

    /// The targets of blob operations: containers if an actor has roles on them, otherwise storage.
    fn blob_targets(&self, actor: &Actor) -> Vec<AccessTarget> {
        let principal = self.find_principal(actor).map(|principal| principal.object_id);
        let by_container = self.plan.resources.iter().any(|resource| match &resource.body {
            Body::RoleAssignment(body) => {
                let scope = resource.scope.as_ref().and_then(|scope| self.plan.find(scope));
                Some(&body.principal) == principal.as_ref()
                    && scope.is_some_and(|scope| scope.kind == ResourceKind::BlobContainer)
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
