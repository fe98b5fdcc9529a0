//! Uploads a labeled set of documents, builds a custom model with it, and analyzes a document.

use serde::Serialize;

use super::{
    client_place::ClientPlace,
    names::{DataPlane, blob_host},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{Body, ResolvedTopology, Symbol},
    topology::{RoleScope, StorageRole, TopologyFile},
};

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct TrainingUpload {
    #[serde(flatten)]
    data_plane: DataPlane,
    blob_host: String,
    container: String,
    /// The audience of the token for the account.
    token_resource: String,
    place: UploadPlace,
    /// Why no client reaches the account, and the keys that change this.
    account_missing: Option<String>,
    /// The same for blob storage.
    storage_missing: Option<String>,
    /// Whether the test VM has the roles.
    machine_uploads: bool,
}

/// From where blob storage can be reached.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum UploadPlace {
    /// Only inside the network.
    Private,
    /// From IP addresses and subnets with a rule.
    Selected,
    /// As the owning team allows.
    Existing,
    /// From nowhere.
    Nowhere,
}

impl TrainingUpload {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Result<Self, Vec<Diagnostic>> {
        let Some(container) = training_container(topology) else {
            return Err(vec![
                Diagnostic::error(Code::NO_RUNBOOK, "the account cannot read training data")
                    .at_value("/storage/identityAccess/role")
                    .label("its identity has no role on storage")
                    .help("set `storage.identityAccess.role: reader`"),
            ]);
        };
        let account = ClientPlace::of_account(topology);
        let storage = ClientPlace::of_storage(
            topology,
            matches!(
                plan.find(&Symbol::from("storageAccount")).map(|storage| &storage.body),
                Some(Body::StorageAccount(body)) if body.public_network_access
            ),
        );
        // The steps call both services, so the more restrictive one decides.
        let place = match (&account, &storage) {
            (ClientPlace::Nowhere(_), _) | (_, ClientPlace::Nowhere(_)) => UploadPlace::Nowhere,
            (ClientPlace::Private, _) | (_, ClientPlace::Private) => UploadPlace::Private,
            (_, ClientPlace::Existing) => UploadPlace::Existing,
            _ => UploadPlace::Selected,
        };
        Ok(Self {
            data_plane: DataPlane::for_plan(plan),
            blob_host: blob_host(plan),
            container,
            token_resource: format!("https://{}", plan.cloud.facts().cognitive_services_suffix),
            place,
            account_missing: account.missing_keys().map(ToOwned::to_owned),
            storage_missing: storage.missing_keys().map(ToOwned::to_owned),
            machine_uploads: topology.test_machine.as_ref().is_some_and(|machine| machine.upload_training_files),
        })
    }
}

/// The first container that the account's identity can read.
pub(super) fn training_container(topology: &TopologyFile) -> Option<String> {
    if !topology.account_uses_storage() {
        return None;
    }
    let access = &topology.storage.identity_access;
    let is_read = |container: &&crate::topology::Container| {
        access.scope == RoleScope::Account || topology.container_role(container) != StorageRole::None
    };
    topology.storage.containers.iter().find(is_read).map(|container| container.name.to_string())
}
