//! The facts that evaluation steps rely on: what a step names itself, or else what is true of every step of its kind.

use super::{
    model::{AccessStep, Aspect},
    services::TargetService,
};
use crate::catalog::{Fact, account, network, roles, storage, vault};

/// Adds the general fact to each step that names none.
pub(super) fn add_general_facts(steps: &mut [AccessStep], service: TargetService) {
    for step in steps.iter_mut().filter(|step| step.facts.is_empty()) {
        let fact = general_fact(step, service);
        step.facts.push(fact);
    }
}

const fn general_fact(step: &AccessStep, service: TargetService) -> &'static Fact {
    match (step.aspect, service) {
        (Aspect::Name, _) => &network::PRIVATE_NAMES,
        (Aspect::Network, _) if step.is_prerequisite => &network::OUTBOUND_ACCESS,
        (Aspect::Network, TargetService::Account) => &account::ACCOUNT_FIREWALL,
        (Aspect::Network, TargetService::Storage) => &storage::STORAGE_FIREWALL,
        (Aspect::Network, TargetService::Vault) => &vault::VAULT_FIREWALL,
        (Aspect::Authentication, TargetService::Account) => &account::ACCOUNT_CREDENTIALS,
        (Aspect::Authentication, TargetService::Storage) => &storage::STORAGE_CREDENTIALS,
        (Aspect::Authentication, TargetService::Vault) => &vault::VAULT_CREDENTIALS,
        (Aspect::Authorization, _) => &roles::ROLE_ASSIGNMENTS,
        (Aspect::Browser, _) => &storage::STUDIO_CORS,
        (Aspect::Outbound, _) => &account::OUTBOUND_LIST,
    }
}
