//! Logs of what is made here, and locks against deletion. Both come last: they are about everything before them.

use super::builder::{Builder, location, tags};
use crate::{
    plan::{Body, DiagnosticSetting, Expr, LogAnalyticsWorkspace, ManagementLock, Place, ResourceKind, Symbol},
    topology::{Lockable, Logs},
};

pub(super) fn lower(b: &mut Builder<'_>) {
    logs(b);
    locks(b);
}

/// The resources that have logs; of network security groups there are no metrics.
const fn has_logs(kind: ResourceKind) -> Option<bool> {
    match kind {
        ResourceKind::CognitiveAccount
        | ResourceKind::BlobService
        | ResourceKind::KeyVault
        | ResourceKind::BastionHost => Some(true),
        ResourceKind::NetworkSecurityGroup => Some(false),
        _ => None,
    }
}

/// Those of them whose logs have the group `audit`.
const fn has_audit_group(kind: ResourceKind) -> bool {
    matches!(kind, ResourceKind::CognitiveAccount | ResourceKind::BlobService | ResourceKind::KeyVault)
}

fn logs(b: &mut Builder<'_>) {
    let Some(monitoring) = b.topology.monitoring.clone() else { return };
    b.about("/monitoring");
    let watched: Vec<(Symbol, ResourceKind, bool)> = b
        .plan
        .resources
        .iter()
        // What is written once more has its logs already.
        .filter(|resource| resource.existing.is_none() && resource.place != Place::Again)
        .filter_map(|resource| has_logs(resource.kind).map(|metrics| (resource.symbol.clone(), resource.kind, metrics)))
        .collect();
    let workspace = if let Some(id) = &monitoring.existing {
        b.add_existing("workspace", ResourceKind::LogAnalyticsWorkspace, "The workspace exists already.", &id.0)
    } else {
        let body = Body::LogAnalyticsWorkspace(LogAnalyticsWorkspace {
            location: location(),
            tags: tags(),
            retention_days: i64::from(monitoring.retention_days),
        });
        let name = Expr::text(b.names.workspace_name(&monitoring));
        b.add("workspace", ResourceKind::LogAnalyticsWorkspace, "Keeps the logs.", name, body).symbol.clone()
    };
    for (target, kind, metrics) in watched {
        let body = DiagnosticSetting {
            workspace: Expr::id(&workspace),
            log_group: match monitoring.logs {
                Logs::Audit if has_audit_group(kind) => "audit",
                _ => "allLogs",
            },
            metrics,
        };
        let symbol = Symbol::of(target.as_str(), "logs");
        let setting = b.add(
            symbol,
            ResourceKind::DiagnosticSetting,
            "Sends logs to the workspace.",
            Expr::text("log-analytics"),
            Body::DiagnosticSetting(body),
        );
        setting.scope = Some(target);
    }
}

fn locks(b: &mut Builder<'_>) {
    for (at, lock) in b.topology.locks.iter().enumerate() {
        b.about(format!("/locks/{at}"));
        let target = Symbol::from(match lock {
            Lockable::Account => "account",
            Lockable::Storage => "storageAccount",
            Lockable::Vault => "keyVault",
        });
        // What belongs to the target can only be removed before the lock was made, or after it is gone.
        let about: Vec<Symbol> =
            b.plan.resources.iter().filter(|r| r.references().contains(&target)).map(|r| r.symbol.clone()).collect();
        let symbol = Symbol::of(target.as_str(), "lock");
        let resource = b.add(
            symbol,
            ResourceKind::ManagementLock,
            "Nobody deletes this by mistake: the lock has to be removed first.",
            Expr::text("no-deletion"),
            Body::ManagementLock(ManagementLock { level: "CanNotDelete" }),
        );
        for symbol in &about {
            resource.wait_for(symbol, "the lock is made last and removed first");
        }
        resource.scope = Some(target);
    }
}
