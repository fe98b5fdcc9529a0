//! Logs and locks: only of resources that this topology creates.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::Lockable,
};

pub(super) fn check_monitoring(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let has_workspace = t.monitoring.as_ref().is_some_and(|monitoring| monitoring.existing.is_some());
    if has_workspace && !t.leaves_logs_to_policy() {
        for key in ["name", "retentionDays"] {
            let pointer = format!("/monitoring/{key}");
            if c.is_set(&pointer) {
                c.report(
                    Diagnostic::error(Code::MONITORING, format!("`{key}` is not valid for an existing workspace"))
                        .at_key(pointer)
                        .label("valid only for a new workspace")
                        .related_value("/monitoring/existing", "the workspace already exists"),
                );
            }
        }
    }
    if t.leaves_logs_to_policy() {
        for key in ["existing", "name", "retentionDays", "logs"] {
            let pointer = format!("/monitoring/{key}");
            if c.is_set(&pointer) {
                c.report(
                    Diagnostic::error(
                        Code::MONITORING,
                        format!("`{key}` is not valid if a policy writes the settings"),
                    )
                    .at_key(pointer)
                    .label("the assignment of the policy decides it")
                    .related_value("/monitoring/diagnosticSettings", "Azure Policy writes the diagnostic settings"),
                );
            }
        }
    }
    for (at, lock) in t.locks.iter().enumerate() {
        let missing = match lock {
            Lockable::Account => t.account.existing.as_ref().map(|_| ("/account/existing", "the account")),
            Lockable::Storage => t.storage.existing.as_ref().map(|_| ("/storage/existing", "the storage account")),
            Lockable::Vault => t.vault_access().is_none().then_some(("/keyVault/existing", "the vault")),
        };
        if let Some((related_pointer, resource)) = missing {
            c.report(
                Diagnostic::error(
                    Code::MONITORING,
                    format!("{resource} is not created by this topology and cannot be locked by it"),
                )
                .at_value(format!("/locks/{at}"))
                .label("locks apply only to resources that this topology creates")
                .related_value(related_pointer, "it already exists")
                .help("remove it from `locks`"),
            );
        }
    }
}
