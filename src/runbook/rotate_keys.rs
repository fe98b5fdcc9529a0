//! The two account keys, one after the other, so that one of them always works.
//!
//! The order is that of "Rotate keys" in Microsoft's documentation of Azure AI services.

use serde::Serialize;

use super::{
    names::{DataPlane, default_name},
    sign_in::SignIn,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
    topology::{ActiveKey, TopologyFile},
};

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct KeyRotation {
    #[serde(flatten)]
    sign_in: SignIn,
    account: String,
    #[serde(flatten)]
    data_plane: DataPlane,
    vault: String,
    secret: String,
    /// When a version of the secret expires, if it is set in the file.
    secret_expires: Option<String>,
    /// The key that clients use, and no other. It is regenerated last.
    active_key: u8,
    /// The other key, to which clients move.
    spare_key: u8,
}

impl KeyRotation {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Result<Self, Vec<Diagnostic>> {
        if topology.account.existing.is_some() {
            return Err(vec![
                Diagnostic::error(Code::NO_RUNBOOK, "the keys of an existing account cannot be rotated here")
                    .at_value("/account/existing")
                    .label("its keys are managed outside this topology"),
            ]);
        }
        let Some(keys) = topology.account_key_secret() else {
            return Err(vec![
                Diagnostic::error(Code::NO_RUNBOOK, "there are no account keys to rotate")
                    .at_value("/account/localAuth")
                    .label("key authentication is disabled")
                    .help("no action is needed with Entra ID authentication only"),
            ]);
        };
        let (active_key, spare_key) = match keys.active_key {
            ActiveKey::Key1 => (1, 2),
            ActiveKey::Key2 => (2, 1),
        };
        Ok(Self {
            sign_in: SignIn::for_topology(topology, plan),
            account: default_name(plan, "account"),
            data_plane: DataPlane::for_plan(plan),
            vault: default_name(plan, "keyVault"),
            secret: keys.secret_name.to_string(),
            secret_expires: keys.expires.map(|day| format!("{day}T00:00:00Z")),
            active_key,
            spare_key,
        })
    }
}
