//! Customer-managed keys: how to return to Microsoft-managed keys, and what to delete afterwards.

use serde::Serialize;

use super::{names::default_name, sign_in::SignIn};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{ResolvedTopology, ResourceKind},
    topology::{AccountKind, CustomerKey, TopologyFile},
};

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct CmkRemoval {
    #[serde(flatten)]
    sign_in: SignIn,
    vault: String,
    /// Whether the vault was created for the keys alone.
    vault_only_for_keys: bool,
    storage: Option<EncryptedResource>,
    account: Option<EncryptedResource>,
    /// Whether a key was created for one of them.
    disables_keys: bool,
    /// Whether a key or an identity was created for one of them.
    deletes_resources: bool,
    /// Whether the account is a Foundry resource: see `encryption::FOUNDRY_KEEPS_ITS_KEY`.
    is_foundry: bool,
    /// The API version of accounts.
    api_version: &'static str,
}

/// A resource that is encrypted with a customer-managed key.
#[derive(Serialize)]
struct EncryptedResource {
    name: String,
    /// The name of its key, if it was created for it.
    own_key: Option<String>,
    /// The name of the identity that uses the key, if it was created for that.
    identity: Option<String>,
}

impl CmkRemoval {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Result<Self, Vec<Diagnostic>> {
        if topology.customer_keys().next().is_none() {
            return Err(vec![
                Diagnostic::error(Code::NO_RUNBOOK, "there are no customer-managed keys to remove")
                    .help("use the topology file as it was while `encryption` was set"),
            ]);
        }
        let encrypted = |resource: &str, target: &str, settings: &CustomerKey| EncryptedResource {
            name: default_name(plan, resource),
            own_key: settings.existing.is_none().then(|| default_name(plan, &format!("{target}EncryptionKey"))),
            identity: settings.has_own_identity().then(|| default_name(plan, &format!("{target}EncryptionIdentity"))),
        };
        let encryption = &topology.encryption;
        let disables_keys = topology.customer_keys().any(|(_, key)| key.existing.is_none());
        Ok(Self {
            sign_in: SignIn::for_topology(topology, plan),
            vault: default_name(plan, "keyVault"),
            vault_only_for_keys: topology.vault_access().is_some()
                && topology.key_vault.is_none()
                && topology.account_key_secret().is_none(),
            storage: encryption.storage.as_ref().map(|key| encrypted("storageAccount", "storage", key)),
            account: encryption.account.as_ref().map(|key| encrypted("account", "account", key)),
            disables_keys,
            deletes_resources: disables_keys || topology.customer_keys().any(|(_, key)| key.has_own_identity()),
            is_foundry: topology.account.kind == AccountKind::AiServices,
            api_version: plan.api_version(ResourceKind::CognitiveAccount),
        })
    }
}
