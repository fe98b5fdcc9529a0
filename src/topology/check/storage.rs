//! Storage: settings that are not valid for an existing account, containers and roles.

use super::context::{CheckContext, first_duplicate_name, remove_equal, remove_repeated};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{RoleScope, values::ContainerName},
};

/// Settings that are valid only for a new account.
const NEW_STORAGE_SETTINGS: &[&str] = &[
    "name",
    "redundancy",
    "publicNetworkAccess",
    "sharedKeys",
    "sasPolicy",
    "trustedServices",
    "resourceInstanceRule",
    "resourceInstances",
    "softDelete",
    "versioning",
    "copyScope",
    "infrastructureEncryption",
    "queueAndTableKeyType",
];

pub(super) fn check_storage(c: &mut CheckContext<'_>) {
    let storage = &c.topology.storage;
    if storage.existing.is_some() {
        c.reject_settings(Code::EXISTING_STORAGE, "/storage", "existing storage", NEW_STORAGE_SETTINGS);
    } else if !storage.trusted_services && !c.topology.has_resource_instance_rule() && c.topology.account_uses_storage()
    {
        c.report(
            Diagnostic::error(
                Code::STORAGE_DENIES_ACCOUNT,
                "the storage firewall denies access from the account's identity",
            )
            .at_value("/storage/resourceInstanceRule")
            .label("training would fail with ContentSourceNotAccessible")
            .related_value("/storage/trustedServices", "trusted Azure services are not allowed either")
            .help("set `resourceInstanceRule: true` or `trustedServices: true`; the account's requests to storage do not use private endpoints"),
        );
    }
    if storage.existing.is_none() && storage.sas_policy.is_some() && !storage.shared_keys {
        c.report(
            Diagnostic::error(Code::SAS_POLICY, "a SAS policy, but shared key access is disabled")
                .at_value("/storage/sasPolicy")
                .label("it applies only to SAS signed with an account key, which storage does not accept")
                .help("remove `storage.sasPolicy`, or set `storage.sharedKeys: true`"),
        );
    }
    check_resource_instances(c);
    let names = || storage.containers.iter().map(|c| ContainerName::as_str(&c.name));
    if let Some((first, second)) = first_duplicate_name(names()) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "a container is listed twice")
                .at_value(format!("/storage/containers/{second}/name"))
                .label("listed again")
                .related_value(format!("/storage/containers/{first}/name"), "listed first here")
                .fixed_by(remove_equal(c.document, "/storage/containers", &mut names())),
        );
    }
    for (at, container) in storage.containers.iter().enumerate() {
        if container.role.is_some() && storage.identity_access.scope == RoleScope::Account {
            c.report(
                Diagnostic::error(
                    Code::CONTAINER_ROLE,
                    "a container has a role, but roles are assigned on the storage account",
                )
                .at_value(format!("/storage/containers/{at}/role"))
                .label("this would have no effect")
                .help("set `storage.identityAccess.scope: container`, or remove the role"),
            );
        }
    }
}

/// Each rule once, and the one of the account under its own key. IDs are compared without case, as in Azure.
fn check_resource_instances(c: &mut CheckContext<'_>) {
    let ids: Vec<String> = c.topology.storage.resource_instances.iter().map(ToString::to_string).collect();
    if let Some((first, second)) = first_duplicate_name(ids.iter().map(String::as_str)) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "a resource is listed twice")
                .at_value(format!("/storage/resourceInstances/{second}"))
                .label("listed again")
                .related_value(format!("/storage/resourceInstances/{first}"), "listed first here")
                .fixed_by(remove_repeated("/storage/resourceInstances", ids.iter().map(String::as_str))),
        );
    }
    let Some(account) = c.topology.account.existing.as_ref().map(ToString::to_string) else { return };
    for (at, _) in ids.iter().enumerate().filter(|(_, id)| id.eq_ignore_ascii_case(&account)) {
        c.report(
            Diagnostic::error(
                Code::RESOURCE_INSTANCE,
                "the account of the topology is listed under `resourceInstances`",
            )
            .at_value(format!("/storage/resourceInstances/{at}"))
            .label("its rule has a key of its own")
            .related_value("/account/existing", "the account")
            .help("remove it, and set `storage.resourceInstanceRule: true`"),
        );
    }
}
