//! Uploads a labelled set of documents, builds a custom model with it, and analyzes a document.

use serde::Serialize;

use super::names::{DataPlane, blob_host};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{Body, ResolvedTopology, Symbol},
    topology::{PublicNetworkAccess, RoleScope, StorageRole, TopologyFile},
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
        // The steps call both services, so the more restrictive one decides.
        let is_private = topology.account.existing.is_none()
            && topology.account.public_network_access == PublicNetworkAccess::Private;
        let place = match plan.find(&Symbol::from("storageAccount")).map(|storage| &storage.body) {
            Some(Body::StorageAccount(body)) if body.public_network_access && !is_private => UploadPlace::Selected,
            Some(Body::StorageAccount(_)) => UploadPlace::Private,
            _ if is_private => UploadPlace::Private,
            _ => UploadPlace::Existing,
        };
        Ok(Self {
            data_plane: DataPlane::for_plan(plan),
            blob_host: blob_host(plan),
            container,
            token_resource: format!("https://{}", plan.cloud.facts().cognitive_services_suffix),
            place,
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
