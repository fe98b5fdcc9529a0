//! Access policies of a vault that does not use roles.

use super::{builder::Builder, clients, encryption, vault::ADDED_POLICIES};
use crate::{
    plan::{AccessPolicy, Body, Expr, KeyVaultAccessPolicies, ResourceKind, Symbol},
    topology::VaultAuthorization,
};

/// What a principal may do with secrets in a vault that keeps its own list.
const READ_SECRETS: &[&str] = &["get", "list"];

/// What clients and encryption may do in a vault that keeps its own list. Roles have no effect there.
pub(super) fn lower(b: &mut Builder<'_>, vault: Option<&Symbol>) {
    let (Some(symbol), Some(vault)) = (vault, b.topology.effective_vault()) else { return };
    if vault.authorization == VaultAuthorization::Rbac {
        return;
    }
    let readers = b.topology.clients.iter().filter(|client| b.topology.reads_secrets(client));
    let policies: Vec<AccessPolicy> = readers
        .map(|client| AccessPolicy {
            label: Expr::text(clients::label(client)),
            tenant: Expr::TenantId,
            principal: clients::object_id(client),
            keys: Vec::new(),
            secrets: READ_SECRETS.to_vec(),
        })
        .chain(encryption::policies(b))
        .collect();
    if policies.is_empty() {
        return;
    }
    if vault.existing.is_none() {
        if let Some(Body::KeyVault(body)) = b.body_mut(symbol) {
            body.access_policies = policies;
        }
        return;
    }
    b.about("/keyVault/authorization");
    let body = Body::KeyVaultAccessPolicies(KeyVaultAccessPolicies { policies });
    let purpose = "Adds to the list of the existing vault; what is on it stays.";
    let added = b.add(ADDED_POLICIES, ResourceKind::KeyVaultAccessPolicies, purpose, Expr::text("add"), body);
    added.parent = Some(symbol.clone());
    let added = added.symbol.clone();
    b.place_beside(&added, symbol);
}
