//! Role assignments: identified by a name, which must not get another principal.

use serde_json::Value;

use super::ids::kind_of;

const ROLE: &str = "Microsoft.Authorization/roleAssignments";

/// A role assignment of this name exists, with another principal.
/// Source: MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md (2023-09-20).
pub(super) const UPDATE_NOT_PERMITTED: &str = "RoleAssignmentUpdateNotPermitted";

/// A role assignment of another name exists with the same scope, principal and role.
/// Source: reported, Azure/bicep issue 8774 (2022-10-24), and issue 19936 (2026-06-22).
pub(super) const EXISTS: &str = "RoleAssignmentExists";

pub(super) fn is_role(key: &str) -> bool {
    kind_of(key) == ROLE
}

/// The ID of a role assignment by its name, instead of scope, principal and role; other IDs as they are.
pub(super) fn named(key: &str, origin: &str) -> String {
    let Some(rest) = key.strip_prefix("role|") else { return key.to_owned() };
    let mut parts: Vec<&str> = rest.split('|').collect();
    let name = origin.split('@').next().unwrap_or_default();
    parts.truncate(parts.len() - 2);
    format!("{}|{ROLE}/{name}", parts.join("|"))
}

/// The ID by scope, principal and role.
pub(super) fn canonical(key: &str, body: &Value) -> String {
    let (scope, _) = key.rsplit_once('|').expect("a role assignment has a scope");
    let text = |name: &str| body["properties"][name].as_str().unwrap_or_default();
    let principal = text("principalId");
    let principal = principal.strip_prefix("principal:").unwrap_or(principal);
    format!("role|{scope}|{principal}|{}", text("roleDefinitionId").rsplit('/').next().unwrap_or_default())
}

/// Whether a resource has a principal of its own, which ends with it.
pub(super) fn has_principal(key: &str, body: &Value) -> bool {
    kind_of(key) == "Microsoft.ManagedIdentity/userAssignedIdentities"
        || body["identity"]["type"].as_str().is_some_and(|kind| kind.contains("SystemAssigned"))
}
