//! Built-in roles and what they permit. Their GUIDs are the same in every cloud.

use std::{collections::HashMap, sync::LazyLock};

use crate::catalog::fact::{code, documented, facts};

mod azure_ai;
mod cognitive_services;
pub(crate) mod definition;
mod general;
mod language_services;
mod other_services;
mod storage;
mod vault;

pub use azure_ai::*;
pub use cognitive_services::*;
pub use definition::{Action, AzureOperation, PermissionSet, ResourceProvider, Role, permit};
pub use general::*;
pub use language_services::*;
pub use other_services::*;
pub use storage::*;
pub use vault::*;

const TABLES: [&[Role]; 7] = [
    general::ROLES,
    cognitive_services::ROLES,
    storage::ROLES,
    vault::ROLES,
    azure_ai::ROLES,
    language_services::ROLES,
    other_services::ROLES,
];

facts! {
    ROLE_ASSIGNMENTS = "A role assignment allows the actions of its role, less its notActions, at its scope and below; assignments add up", [
        documented("MicrosoftDocs/azure-docs articles/role-based-access-control/overview.md", "2022-01-12", "2026-11-29"),
    ];
    ROLE_DEFINITIONS = "A built-in role permits what its actions and dataActions include and its notActions and notDataActions do not subtract", [
        code("iann0036/iam-dataset azure/built-in-roles-raw.json", "2026-08-22", "2026-11-29"),
        documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/ai-machine-learning.md", "2024-04-25", "2026-11-29"),
        documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/security.md", "2026-02-23", "2026-11-29"),
        documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/storage.md", "2026-07-01", "2026-11-29"),
        documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/privileged.md", "2026-07-01", "2026-11-29"),
        documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/general.md", "2026-02-23", "2026-11-29"),
    ];
    SUBSCRIPTION_SCOPE = "A deployment to a resource group assigns roles on the subscription through a module, or a nested deployment with a location, whose scope is the subscription", [
        documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/bicep/deploy-to-resource-group.md", "2024-03-20", "2026-11-29"),
        code("Azure/bicep output of the compiler", "0.49.2", "2026-11-29"),
    ];
    RENAMED_ROLES = "A renamed built-in role keeps its ID, and both names are seen while the new one is rolled out", [
        documented("MicrosoftDocs/azure-ai-docs articles/foundry/includes/role-rename-note.md", "2026-05-11", "2026-11-29"),
    ];
}

/// Every built-in role of the catalog.
pub fn all() -> impl Iterator<Item = &'static Role> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The narrowest role that a page names for an action; none for actions that no role is proposed for. Cognitive Services
/// Data Contributor cannot list keys, but is in preview, and no page about Document Intelligence names it.
#[must_use]
pub const fn narrowest_role(action: Action) -> Option<&'static Role> {
    match action {
        Action::CallAccount => Some(&COGNITIVE_SERVICES_USER),
        Action::ReadBlobs => Some(&STORAGE_BLOB_DATA_READER),
        Action::WriteBlobs => Some(&STORAGE_BLOB_DATA_CONTRIBUTOR),
        Action::ReadSecret => Some(&KEY_VAULT_SECRETS_USER),
        Action::WriteSecret => Some(&KEY_VAULT_SECRETS_OFFICER),
        Action::UseKey => Some(&KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER),
        Action::MakeKey => Some(&KEY_VAULT_CRYPTO_OFFICER),
        Action::ListAccountKeys | Action::ListStorageKeys => None,
    }
}

/// The built-in role with this GUID, if its permissions are in this catalog.
#[must_use]
pub fn find_by_guid(guid: &str) -> Option<&'static Role> {
    static BY_GUID: LazyLock<HashMap<&str, &Role>> = LazyLock::new(|| all().map(|role| (role.guid, role)).collect());
    BY_GUID.get(guid.to_ascii_lowercase().as_str()).copied()
}

/// The built-in role with this display name, today's or a former one.
#[must_use]
pub fn find_by_name(name: &str) -> Option<&'static Role> {
    all().find(|role| role.name == name || role.former_names.contains(&name))
}

/// What a type of principal is called: `service principal`.
#[must_use]
pub fn principal_type_name(principal_type: Option<&str>) -> &str {
    match principal_type {
        Some("ServicePrincipal") => "service principal",
        Some("Group") => "group",
        Some("User") => "user",
        Some("ForeignGroup") => "foreign group",
        Some("Device") => "device",
        other => other.unwrap_or("principal"),
    }
}
