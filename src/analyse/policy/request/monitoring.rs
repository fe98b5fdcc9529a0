//! Requests for logs, identities and Azure Bastion.

use super::builder::Builder;
use crate::{
    analyse::policy::value::{AzureValue, object},
    plan::{BastionHost, DiagnosticSetting, FederatedCredential, LogAnalyticsWorkspace},
};

impl Builder<'_> {
    pub(super) fn federated_credential(self, credential: &FederatedCredential) -> AzureValue {
        object! {
            "properties": object! {
                "issuer": self.text(&credential.issuer),
                "subject": self.text(&credential.subject),
            },
        }
    }
}

pub(super) fn workspace_body(workspace: &LogAnalyticsWorkspace) -> AzureValue {
    object! {
        "properties": object! {
            "sku": object! { "name": "PerGB2018" },
            "retentionInDays": workspace.retention_days,
            "features": object! { "disableLocalAuth": true },
        },
    }
}

pub(super) fn setting_body(setting: &DiagnosticSetting) -> AzureValue {
    object! {
        "properties": object! { "logs": vec![object! { "categoryGroup": setting.log_group, "enabled": true }] },
    }
}

pub(super) fn bastion_body(host: &BastionHost) -> AzureValue {
    object! { "sku": object! { "name": host.sku }, "properties": object! {} }
}
