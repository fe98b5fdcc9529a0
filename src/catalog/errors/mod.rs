//! Errors that services return, by the name that people see: when access is denied, and when a deployment fails.
//!
//! One file for each service. Each error has its cause, what to do, and the pages or threads where it was read.

pub mod ai_services;
pub mod authorization;
pub mod availability;
pub mod client;
pub mod document_intelligence;
pub mod key_vault;
mod model;
pub mod network;
pub mod resource_manager;
pub mod storage;
pub mod terraform;

pub use ai_services::{
    ACCESS_DENIED, AUTHENTICATION_DISABLED, NOT_APPROVED_ENDPOINT, PERMISSION_DENIED, PUBLIC_ACCESS_DISABLED, WRONG_KEY,
};
pub use authorization::DISALLOWED_BY_POLICY;
pub use client::{CORS, NAME_NOT_RESOLVED, TIMED_OUT};
pub use document_intelligence::{CONTENT_SOURCE, INVALID_SAS_TOKEN, MANAGED_IDENTITY, OUTBOUND_FORBIDDEN};
pub use key_vault::{VAULT_ACCESS_DENIED, VAULT_CONNECTION, VAULT_FIREWALL, VAULT_ROLE};
pub use model::{Service, ServiceError};
pub use storage::{AUTHENTICATION_FAILED, AUTHORIZATION_FAILURE, KEYS_NOT_PERMITTED, PERMISSION_MISMATCH};

/// The errors of each file, most frequent services first.
const FILES: &[&[&ServiceError]] = &[
    document_intelligence::ALL,
    ai_services::ALL,
    storage::ALL,
    key_vault::ALL,
    client::ALL,
    authorization::ALL,
    availability::ALL,
    network::ALL,
    resource_manager::ALL,
    terraform::ALL,
];

/// All errors.
pub fn all_errors() -> impl Iterator<Item = &'static ServiceError> {
    FILES.iter().flat_map(|file| file.iter().copied())
}

/// The errors of a name, in any letter case: one for each service that uses it.
pub fn find_errors(name: &str) -> impl Iterator<Item = &'static ServiceError> {
    all_errors().filter(move |error| error.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_error_is_whole_and_stands_once_for_each_service() {
        let mut names = HashSet::new();
        for error in all_errors() {
            let name = error.name;
            assert!(names.insert((name, error.service)), "{name} is duplicated for {}", error.service);
            assert!(error.cause.ends_with('.') && error.remedy.ends_with('.'), "{name}");
            assert!(error.phrases.iter().all(|phrase| *phrase == phrase.to_lowercase() && phrase.len() > 6), "{name}");
            assert!(!error.sources.is_empty() || error.service == Service::Client, "{name} has no source");
            assert!(!error.is_message() || !error.phrases.is_empty(), "{name} is found by no phrase");
            assert!(all_errors().any(|other| other.name == error.answer), "{name}: {}", error.answer);
        }
        assert!(names.len() >= 110, "{}", names.len());
    }
}
