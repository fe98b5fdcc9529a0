//! Storage: what can be said of an existing account, containers and roles.

use super::context::{Check, first_duplicate_name};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{RoleScope, values::ContainerName},
};

/// What only a new account can be given.
const OF_A_NEW_ACCOUNT: &[&str] = &[
    "name",
    "redundancy",
    "publicNetworkAccess",
    "sharedKeys",
    "trustedServices",
    "resourceInstanceRule",
    "softDelete",
    "versioning",
    "infrastructureEncryption",
];

pub(super) fn check(c: &mut Check<'_>) {
    let storage = &c.topology.storage;
    if storage.existing.is_some() {
        c.stay_its_owners(Code::EXISTING_STORAGE, "/storage", "existing storage", OF_A_NEW_ACCOUNT);
    } else if !storage.trusted_services && !c.topology.storage_names_account() && c.topology.account_uses_storage() {
        c.report(
            Diagnostic::error(
                Code::STORAGE_CLOSED_TO_ACCOUNT,
                "nothing lets the account's identity past the storage firewall",
            )
            .at("/storage/resourceInstanceRule")
            .label("training would fail with ContentSourceNotAccessible")
            .see("/storage/trustedServices", "trusted services are off as well")
            .help("leave one of the two on; a private endpoint does not carry the service's own calls"),
        );
    }
    if let Some((first, second)) =
        first_duplicate_name(storage.containers.iter().map(|c| ContainerName::as_str(&c.name)))
    {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "a container stands twice in the list")
                .at(format!("/storage/containers/{second}/name"))
                .label("listed again")
                .see(format!("/storage/containers/{first}/name"), "listed first here"),
        );
    }
    for (at, container) in storage.containers.iter().enumerate() {
        if container.role.is_some() && storage.identity_access.scope == RoleScope::Account {
            c.report(
                Diagnostic::error(
                    Code::CONTAINER_ROLE,
                    "a container has a role, and roles are given on the whole account",
                )
                .at(format!("/storage/containers/{at}/role"))
                .label("this would have no effect")
                .help("write `storage.identityAccess.scope: container`, or remove the role"),
            );
        }
    }
}
