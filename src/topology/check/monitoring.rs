//! Logs and locks: only of what is made here.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::Lockable,
};

pub(super) fn check_monitoring(c: &mut CheckContext<'_>) {
    let t = c.topology;
    if t.monitoring.as_ref().is_some_and(|monitoring| monitoring.existing.is_some()) {
        for key in ["name", "retentionDays"] {
            let pointer = format!("/monitoring/{key}");
            if c.is_set(&pointer) {
                c.report(
                    Diagnostic::error(Code::MONITORING, format!("`{key}` cannot be set on an existing workspace"))
                        .at_key(pointer)
                        .label("a setting of a new workspace")
                        .related_value("/monitoring/existing", "the workspace exists already"),
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
        if let Some((see, what)) = missing {
            c.report(
                Diagnostic::error(Code::MONITORING, format!("{what} is not made here, so it is not locked here"))
                    .at_value(format!("/locks/{at}"))
                    .label("locks are for what this topology makes")
                    .related_value(see, "it exists already")
                    .help("remove it from the list"),
            );
        }
    }
}
