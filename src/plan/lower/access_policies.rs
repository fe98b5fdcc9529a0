//! Access policies of a vault that does not use Azure RBAC.

use super::{builder::PlanBuilder, clients, encryption, vault::ADDED_POLICIES};
use crate::{
    plan::{AccessPolicy, Body, Expr, KeyVaultAccessPolicies, ResourceKind, Symbol},
    topology::VaultAuthorization,
};

/// The secret permissions of clients in a vault that uses access policies.
const SECRET_READER_PERMISSIONS: &[&str] = &["get", "list"];

/// Adds access policies for clients and encryption identities to a vault that uses them. Roles have no effect there.
pub(super) fn lower_access_policies(b: &mut PlanBuilder<'_>, vault: Option<&Symbol>) {
    let (Some(symbol), Some(vault)) = (vault, b.topology.effective_vault()) else { return };
    if vault.authorization == VaultAuthorization::Rbac {
        return;
    }
    let readers = b.topology.clients.iter().filter(|client| b.topology.reads_secrets(client));
    let policies: Vec<AccessPolicy> = readers
        .map(|client| AccessPolicy {
            label: Expr::string(clients::policy_label(client)),
            tenant: Expr::TenantId,
            principal: clients::object_id(client),
            keys: Vec::new(),
            secrets: SECRET_READER_PERMISSIONS.to_vec(),
        })
        .chain(encryption::key_user_policies(b))
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
    b.set_origin("/keyVault/authorization");
    let body = Body::KeyVaultAccessPolicies(KeyVaultAccessPolicies { policies });
    let purpose = "Adds access policies to the existing vault; its other access policies are kept.";
    let added =
        b.add_resource(ADDED_POLICIES, ResourceKind::KeyVaultAccessPolicies, purpose, Expr::string("add"), body);
    added.parent = Some(symbol.clone());
    let added = added.symbol.clone();
    b.copy_deployment_target(&added, symbol);
}
