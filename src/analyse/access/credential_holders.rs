//! Clients without an identity: what a key of the account or a SAS allows.

use super::{
    analysis::AccessAnalysis,
    keys::KeyAuthentication,
    model::{AccessStep, Aspect},
    network,
    prerequisite::Prerequisite,
    services::TargetService,
};
use crate::{
    catalog::{account as facts, changes::storage::SAS_POLICY_LIMITS, errors, storage::STORAGE_CREDENTIALS},
    plan::{Body, CallerKind, ResolvedTopology, SasExpirationPolicy},
    topology::{
        SharedCredential,
        values::{AccessTarget, Actor, Operation},
    },
};

impl AccessAnalysis<'_> {
    /// What a client has in place of an identity.
    pub(super) fn shared_credential(&self, actor: &Actor) -> Option<SharedCredential> {
        self.plan.callers.iter().find_map(|caller| match (&caller.kind, actor) {
            (CallerKind::CredentialHolder { name, credential }, Actor::Client(wanted)) if name == wanted => {
                Some(*credential)
            }
            _ => None,
        })
    }

    /// The operations that its credential is for.
    pub(super) fn credential_holder_operations(&self, actor: &Actor) -> Vec<(Operation, AccessTarget)> {
        match self.shared_credential(actor) {
            Some(SharedCredential::AccountKey) => vec![(Operation::Call, AccessTarget::Account)],
            Some(SharedCredential::Sas) => {
                vec![(Operation::Read, AccessTarget::Storage), (Operation::Write, AccessTarget::Storage)]
            }
            None => Vec::new(),
        }
    }

    /// The steps of its operation. It gets no tokens, so it needs no access to Entra ID.
    pub(super) fn credential_holder_steps(
        &self,
        actor: &Actor,
        from: Option<&Actor>,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let service = TargetService::for_target(target);
        service.find_resource(self.plan)?;
        if let AccessTarget::Container(name) = target {
            self.find_container(name)?;
        }
        let credential = self.shared_credential(actor)?;
        let decision = match (credential, operation, target) {
            (SharedCredential::AccountKey, Operation::Call, AccessTarget::Account) => self.account_key_decision(),
            (
                SharedCredential::Sas,
                Operation::Read | Operation::Write,
                AccessTarget::Storage | AccessTarget::Container(_),
            ) => self.sas_decision(),
            _ => return None,
        };
        let mut steps = match from {
            Some(from) => network::steps_to_service(self, &self.network_origin(from)?, service),
            None => vec![self.any_origin_step(service, Prerequisite::Nothing)],
        };
        steps.push(decision);
        steps.extend(self.copy_scope_step(operation, target));
        Some(steps)
    }

    fn account_key_decision(&self) -> AccessStep {
        let aspect = Aspect::Authentication;
        let step = match self.key_authentication(TargetService::Account) {
            KeyAuthentication::Enabled(key, _) => AccessStep::allowed(aspect, "The account accepts its keys", key),
            KeyAuthentication::Disabled => {
                let text =
                    "It has only an account key, and key authentication is disabled; a wrong key gets status 401";
                AccessStep::denied(aspect, &errors::AUTHENTICATION_DISABLED, text, "/account/localAuth")
            }
            KeyAuthentication::ManagedOutside(key) => {
                let text = "Whether the existing account accepts keys is managed outside this topology";
                AccessStep::conditional(aspect, text, key)
            }
        };
        step.based_on(&facts::ACCOUNT_CREDENTIALS)
    }

    /// The SAS expiration policy of new storage.
    fn sas_policy(&self) -> Option<&SasExpirationPolicy> {
        match TargetService::Storage.find_resource(self.plan).map(|resource| &resource.body) {
            Some(Body::StorageAccount(body)) => body.sas_policy.as_ref(),
            _ => None,
        }
    }

    fn sas_decision(&self) -> AccessStep {
        let aspect = Aspect::Authentication;
        let step = match self.key_authentication(TargetService::Storage) {
            KeyAuthentication::Enabled(key, _) => {
                let text = "Storage accepts a SAS that is signed with an account key, for the operations, containers and time that it contains";
                match self.sas_policy() {
                    Some(policy) => {
                        let text = format!("{text}; {}", describe_sas_policy(self.plan, policy));
                        AccessStep::conditional(aspect, text, "/storage/sasPolicy").based_on(&SAS_POLICY_LIMITS)
                    }
                    None => AccessStep::conditional(aspect, text, key),
                }
            }
            KeyAuthentication::Disabled => {
                let text = "Its SAS is signed with an account key, and shared key access is disabled; a user delegation SAS needs none";
                AccessStep::denied(aspect, &errors::KEYS_NOT_PERMITTED, text, "/storage/sharedKeys")
            }
            KeyAuthentication::ManagedOutside(key) => {
                let text = "Whether the existing storage account accepts a SAS is managed outside this topology";
                AccessStep::conditional(aspect, text, key)
            }
        };
        step.based_on(&STORAGE_CREDENTIALS)
    }
}

/// What a SAS expiration policy means for a SAS, as a clause.
fn describe_sas_policy(plan: &ResolvedTopology, policy: &SasExpirationPolicy) -> String {
    let period = describe_period(&plan.display_text(&policy.period));
    let action = if policy.action == "Block" { "is denied" } else { "is recorded in a log" };
    format!("one without a start, or valid for longer than {period}, {action}")
}

/// The days and hours of a period of Azure, `DD.HH:MM:SS`.
fn describe_period(period: &str) -> String {
    let mut numbers = period.split(['.', ':']).map_while(|number| number.parse::<u32>().ok());
    let units = [("day", numbers.next()), ("hour", numbers.next())];
    let parts = units.iter().filter_map(|(unit, number)| match number {
        Some(1) => Some(format!("1 {unit}")),
        Some(number) if *number > 0 => Some(format!("{number} {unit}s")),
        _ => None,
    });
    parts.collect::<Vec<_>>().join(" and ")
}
