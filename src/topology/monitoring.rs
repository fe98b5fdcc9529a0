//! Diagnostic logs, and delete locks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{WorkspaceId, WorkspaceName, keywords};

/// Sends the logs of all new resources that have logs to Log Analytics: the account, blob storage, the vault, network
/// security groups and Bastion. Cost-relevant.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Monitoring {
    /// Resource ID of an existing workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<WorkspaceId>,
    /// Name of a new workspace. Default: `log-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<WorkspaceName>,
    /// Days that a new workspace retains logs. Cost-relevant.
    #[schemars(range(min = 30, max = 730))]
    pub retention_days: u16,
    /// Which logs are sent: all, or audit logs.
    pub logs: Logs,
    /// What writes the diagnostic settings. With `policy`, this topology writes neither settings nor a workspace.
    pub diagnostic_settings: DiagnosticSettings,
}

impl Default for Monitoring {
    fn default() -> Self {
        Self {
            existing: None,
            name: None,
            retention_days: 30,
            logs: Logs::All,
            diagnostic_settings: DiagnosticSettings::Create,
        }
    }
}

keywords!(
    /// Which logs are sent.
    #[derive(Default)]
    pub enum Logs {
        /// All logs, and metrics.
        #[default]
        All = "all"["allLogs"],
        /// Audit logs, where the service has that group, and metrics.
        Audit = "audit"["auditLogs"],
    }
);

keywords!(
    /// What writes the diagnostic settings.
    #[derive(Default)]
    pub enum DiagnosticSettings {
        /// This topology.
        #[default]
        Create = "create",
        /// Azure Policy, after the deployment.
        Policy = "policy"["Azure Policy"],
    }
);

keywords!(
    /// A resource that can have a delete lock.
    pub enum Lockable {
        /// The account.
        Account = "account"["cognitive account"],
        /// A new storage account.
        Storage = "storage"["storage account"],
        /// A new vault.
        Vault = "vault"["key vault"],
    }
);
