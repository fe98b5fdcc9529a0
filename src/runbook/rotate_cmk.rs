//! Customer-managed keys: how to create a new version, and how to revoke access.

use serde::Serialize;

use super::{names::default_name, sign_in::SignIn};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
    topology::TopologyFile,
};

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct CmkRotation {
    #[serde(flatten)]
    sign_in: SignIn,
    vault: String,
    /// Whether the vault uses Azure RBAC, not access policies.
    vault_has_roles: bool,
    storage: Option<EncryptedResource>,
    account: Option<EncryptedResource>,
}

/// A resource that is encrypted with a customer-managed key.
#[derive(Serialize)]
struct EncryptedResource {
    name: String,
    /// The name of its key.
    key: String,
    /// Whether the file specifies the key version that the resource uses.
    version_in_file: bool,
}

impl CmkRotation {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Result<Self, Vec<Diagnostic>> {
        if topology.customer_keys().next().is_none() {
            return Err(vec![
                Diagnostic::error(Code::NO_RUNBOOK, "there are no customer-managed keys to rotate")
                    .help("set `encryption` to use customer-managed keys; Azure rotates Microsoft-managed keys"),
            ]);
        }
        let storage = topology.encryption.storage.as_ref().map(|settings| EncryptedResource {
            name: default_name(plan, "storageAccount"),
            key: default_name(plan, "storageEncryptionKey"),
            version_in_file: settings.existing.as_ref().is_some_and(|url| url.version.is_some()),
        });
        let account = topology.encryption.account.as_ref().map(|settings| EncryptedResource {
            name: default_name(plan, "account"),
            key: default_name(plan, "accountEncryptionKey"),
            version_in_file: settings.existing.is_some(),
        });
        Ok(Self {
            sign_in: SignIn::for_topology(topology, plan),
            vault: default_name(plan, "keyVault"),
            vault_has_roles: topology.vault_uses_rbac(),
            storage,
            account,
        })
    }
}
