//! Logs of what is made here, and locks against deletion. Both come last: they are about everything before them.

use super::builder::{PlanBuilder, location_parameter, tags_parameter};
use crate::{
    plan::{
        Body, DeploymentTarget, DiagnosticSetting, Expr, LogAnalyticsWorkspace, ManagementLock, ResourceKind, Symbol,
    },
    topology::{Lockable, Logs},
};

pub(super) fn lower_monitoring(b: &mut PlanBuilder<'_>) {
    lower_diagnostic_settings(b);
    lower_locks(b);
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

fn lower_diagnostic_settings(b: &mut PlanBuilder<'_>) {
    let Some(monitoring) = b.topology.monitoring.clone() else { return };
    b.set_origin("/monitoring");
    let watched: Vec<(Symbol, ResourceKind, bool)> = b
        .plan
        .resources
        .iter()
        // What is written once more has its logs already.
        .filter(|resource| resource.existing.is_none() && resource.deployment_target != DeploymentTarget::SecondPass)
        .filter_map(|resource| has_logs(resource.kind).map(|metrics| (resource.symbol.clone(), resource.kind, metrics)))
        .collect();
    let workspace = if let Some(id) = &monitoring.existing {
        b.add_existing("workspace", ResourceKind::LogAnalyticsWorkspace, "The workspace exists already.", &id.0)
    } else {
        let body = Body::LogAnalyticsWorkspace(LogAnalyticsWorkspace {
            location: location_parameter(),
            tags: tags_parameter(),
            retention_days: i64::from(monitoring.retention_days),
        });
        let name = Expr::string(b.names.workspace_name(&monitoring));
        b.add_resource("workspace", ResourceKind::LogAnalyticsWorkspace, "Keeps the logs.", name, body).symbol.clone()
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
        let symbol = Symbol::from_parts(target.as_str(), "logs");
        let setting = b.add_resource(
            symbol,
            ResourceKind::DiagnosticSetting,
            "Sends logs to the workspace.",
            Expr::string("log-analytics"),
            Body::DiagnosticSetting(body),
        );
        setting.scope = Some(target);
    }
}

fn lower_locks(b: &mut PlanBuilder<'_>) {
    for (at, lock) in b.topology.locks.iter().enumerate() {
        b.set_origin(format!("/locks/{at}"));
        let target = Symbol::from(match lock {
            Lockable::Account => "account",
            Lockable::Storage => "storageAccount",
            Lockable::Vault => "keyVault",
        });
        // What belongs to the target can only be removed before the lock was made, or after it is gone.
        let about: Vec<Symbol> = b
            .plan
            .resources
            .iter()
            .filter(|r| r.referenced_symbols().contains(&target))
            .map(|r| r.symbol.clone())
            .collect();
        let symbol = Symbol::from_parts(target.as_str(), "lock");
        let resource = b.add_resource(
            symbol,
            ResourceKind::ManagementLock,
            "Nobody deletes this by mistake: the lock has to be removed first.",
            Expr::string("no-deletion"),
            Body::ManagementLock(ManagementLock { level: "CanNotDelete" }),
        );
        for symbol in &about {
            resource.add_dependency(symbol, "the lock is made last and removed first");
        }
        resource.scope = Some(target);
    }
}
