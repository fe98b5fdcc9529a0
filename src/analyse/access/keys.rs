//! Access with a key of the account or of storage.

use super::{
    actors::ActorPrincipal,
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    permissions::permission_verdict,
    services::TargetService,
};
use crate::{
    catalog::roles::Action,
    plan::{Body, Symbol},
    topology::values::{Operation, Verdict},
};

/// Whether key authentication is enabled for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyAuthentication {
    /// It is, by this key of the file; with the name of the setting.
    Enabled(&'static str, &'static str),
    /// It is disabled, or the service has no keys.
    Disabled,
    /// The owner of an existing resource decides it. The key of the file names the resource.
    ManagedOutside(&'static str),
}

impl KeyAuthentication {
    /// The step of a principal that can obtain a key; none if keys do not work.
    fn step(self, text: &str) -> Option<AccessStep> {
        let aspect = Aspect::Authorization;
        match self {
            Self::Enabled(key, name) => {
                Some(AccessStep::allowed(aspect, format!("{text}, and {name} is enabled"), key))
            }
            Self::ManagedOutside(key) => {
                let text =
                    format!("{text}; key authentication of the existing resource is managed outside this topology");
                Some(AccessStep::conditional(aspect, text, key))
            }
            Self::Disabled => None,
        }
    }
}

impl AccessAnalysis<'_> {
    pub(super) fn key_authentication(&self, service: TargetService) -> KeyAuthentication {
        match service.find_resource(self.plan).map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) if body.local_auth => {
                KeyAuthentication::Enabled("/account/localAuth", "key authentication")
            }
            Some(Body::StorageAccount(body)) if body.shared_keys => {
                KeyAuthentication::Enabled("/storage/sharedKeys", "shared key access")
            }
            Some(Body::Existing) if service != TargetService::Vault => {
                KeyAuthentication::ManagedOutside(service.existing_pointer())
            }
            _ => KeyAuthentication::Disabled,
        }
    }

    /// Whether a service accepts keys, or may accept them.
    pub(super) fn may_accept_keys(&self, service: TargetService) -> bool {
        self.key_authentication(service) != KeyAuthentication::Disabled
    }

    /// Authorization by account key: where key authentication is enabled, any principal that can obtain a key may call.
    pub(super) fn account_key_step(&self, principal: &ActorPrincipal) -> Option<AccessStep> {
        let plan = self.plan;
        let keys = self.key_authentication(TargetService::Account);
        if keys == KeyAuthentication::Disabled {
            return None;
        }
        let account = TargetService::Account.symbol();
        let listing = permission_verdict(plan, &principal.object_id, Action::ListAccountKeys, &account);
        if listing != Verdict::Denied {
            let step = keys.step("No role allows calls, but one can list the account keys")?;
            return Some(step_by_permission(step, listing));
        }
        let secret = Symbol::from("accountKey");
        let reading = match plan.find(&secret) {
            Some(_) => permission_verdict(plan, &principal.object_id, Action::ReadSecret, &secret),
            None => Verdict::Denied,
        };
        if reading == Verdict::Denied {
            return None;
        }
        let text = "No role allows calls, but it can read the account key from the vault";
        // The key has to be read from the vault over the network.
        let prerequisite = Self::required_prerequisite(principal, Operation::Read);
        let vault_steps = self.network_steps(principal, TargetService::Vault, prerequisite);
        if vault_steps.iter().any(|step| step.outcome == Verdict::Denied) {
            return None;
        }
        let step = step_by_permission(keys.step(text)?, reading);
        Some(match vault_steps.into_iter().find(|step| step.outcome == Verdict::Conditional) {
            Some(on_the_way) => {
                let text = format!("{}. For the vault: {}", step.reason, on_the_way.reason);
                AccessStep::conditional(Aspect::Authorization, text, step.decided_by)
            }
            None => step,
        })
    }

    /// Authorization by storage account key.
    pub(super) fn storage_key_step(&self, principal: &ActorPrincipal) -> Option<AccessStep> {
        let storage = TargetService::Storage;
        let listing = permission_verdict(self.plan, &principal.object_id, Action::ListStorageKeys, &storage.symbol());
        if listing == Verdict::Denied {
            return None;
        }
        let text = "No role allows blob access, but one can list the storage account keys";
        self.key_authentication(storage).step(text).map(|step| step_by_permission(step, listing))
    }
}

/// The step of a principal that may obtain a key: conditional where it is not known whether its role permits that.
fn step_by_permission(step: AccessStep, permission: Verdict) -> AccessStep {
    if permission == Verdict::Allowed {
        return step;
    }
    let text = format!("{}; whether its role permits this is unknown", step.reason);
    AccessStep::conditional(Aspect::Authorization, text, step.decided_by)
}

/// A client with a key needs no token, and may have obtained the key elsewhere.
pub(super) fn make_prerequisites_conditional(steps: &mut [AccessStep]) {
    for step in steps.iter_mut().filter(|step| step.is_prerequisite) {
        let text = format!("{}; access requires a key obtained elsewhere", step.reason);
        *step = AccessStep::conditional(Aspect::Network, text, std::mem::take(&mut step.decided_by));
    }
}
