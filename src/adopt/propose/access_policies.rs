//! Access policies of a vault that does not use roles.

use crate::{
    adopt::{
        observed::Observed,
        role::{Principal, Role},
        value::{flag, items, texts},
    },
    catalog::{ResourceKind, roles::KEY_VAULT_SECRETS_USER},
    existing::ExistingResource,
};

/// The resources with the access policies of the vault: itself, or what adds them to it.
fn policy_holders<'i>(seen: &Observed<'i>) -> Vec<&'i ExistingResource> {
    let Some(vault) = &seen.vault_id else { return Vec::new() };
    let added = seen.children(ResourceKind::KeyVaultAccessPolicies, vault);
    seen.vault.into_iter().filter(|_| added.is_empty()).chain(added.iter().copied()).collect()
}

/// Whether the vault uses access policies.
pub(super) fn uses_access_policies(seen: &Observed<'_>) -> bool {
    match seen.vault {
        Some(vault) => flag(&vault.body, "properties/enableRbacAuthorization") != Some(true),
        None => !policy_holders(seen).is_empty(),
    }
}

/// Principals that may read secrets, as the role that means the same in the file.
pub(super) fn secret_readers(seen: &Observed<'_>) -> Vec<Role> {
    let Some(scope) = seen.secret().map(|secret| &secret.id).or(seen.vault_id.as_ref()) else { return Vec::new() };
    let mut readers = Vec::new();
    for holder in policy_holders(seen) {
        for policy in items(&holder.body, "properties/accessPolicies") {
            let can_read = texts(policy, "permissions/secrets").iter().any(|right| right.eq_ignore_ascii_case("get"));
            readers.extend(Principal::read(policy, &["objectId"]).filter(|_| can_read).map(|principal| Role {
                id: holder.id.clone(),
                scope: scope.clone(),
                guid: KEY_VAULT_SECRETS_USER.guid.to_owned(),
                definition: String::new(),
                principal,
                principal_type: None,
            }));
        }
    }
    readers
}
