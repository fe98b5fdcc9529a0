//! Diagnostic settings and management locks. Both are last: they apply to the resources before them.

use super::builder::{PlanBuilder, location_parameter, tags_parameter};
use crate::{
    catalog::policies::{PolicyDefinition, monitoring::LOG_DEPLOYMENTS},
    diagnostic::{Code, Diagnostic},
    plan::{
        Body, DeploymentTarget, DiagnosticSetting, Expr, LogAnalyticsWorkspace, ManagementLock, ResolvedTopology,
        Resource, ResourceKind, Symbol,
    },
    topology::{Lockable, Logs},
};

pub(super) fn lower_monitoring(b: &mut PlanBuilder<'_>) {
    lower_diagnostic_settings(b);
    lower_locks(b);
}

/// For a kind that has logs, whether it has metrics too: network security groups have none.
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

/// Whether the logs of a kind have the category group `audit`.
const fn has_audit_group(kind: ResourceKind) -> bool {
    matches!(kind, ResourceKind::CognitiveAccount | ResourceKind::BlobService | ResourceKind::KeyVault)
}

fn lower_diagnostic_settings(b: &mut PlanBuilder<'_>) {
    let Some(monitoring) = b.topology.monitoring.clone() else { return };
    b.set_origin("/monitoring");
    if b.topology.leaves_logs_to_policy() {
        return note_settings_by_policy(b);
    }
    let targets = logged_resources(b);
    let workspace = if let Some(id) = &monitoring.existing {
        b.add_existing("workspace", ResourceKind::LogAnalyticsWorkspace, "Existing Log Analytics workspace.", &id.0)
    } else {
        let body = Body::LogAnalyticsWorkspace(LogAnalyticsWorkspace {
            location: location_parameter(),
            tags: tags_parameter(),
            retention_days: i64::from(monitoring.retention_days),
        });
        let name = Expr::string(b.names.workspace_name(&monitoring));
        b.add_resource("workspace", ResourceKind::LogAnalyticsWorkspace, "Stores the logs.", name, body).symbol.clone()
    };
    for (target, kind, metrics) in targets {
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
            "Sends logs to the Log Analytics workspace.",
            Expr::string("log-analytics"),
            Body::DiagnosticSetting(body),
        );
        setting.scope = Some(target);
    }
}

/// The resources that have logs, each with its kind and whether it has metrics.
fn logged_resources(b: &PlanBuilder<'_>) -> Vec<(Symbol, ResourceKind, bool)> {
    b.plan
        .resources
        .iter()
        // A resource of the second deployment pass already has its diagnostic setting.
        .filter(|resource| resource.existing.is_none() && resource.deployment_target != DeploymentTarget::SecondPass)
        .filter_map(|resource| has_logs(resource.kind).map(|metrics| (resource.symbol.clone(), resource.kind, metrics)))
        .collect()
}

/// Without a setting, no log is collected: `monitoring::NO_LOGS_WITHOUT_A_SETTING`.
fn note_settings_by_policy(b: &mut PlanBuilder<'_>) {
    let mut kinds: Vec<ResourceKind> = Vec::new();
    for (_, kind, _) in logged_resources(b) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() {
        return;
    }
    let step = format!(
        "Ensure that Azure Policy writes diagnostic settings for these resources, since no logs are collected before: {}",
        join_names(&kinds)
    );
    let mut note = Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/monitoring/diagnosticSettings");
    let without = kinds_without_log_policy(b, &kinds);
    if !without.is_empty() {
        note = note.help(format!(
            "the named policies write none for {}: they need a policy of your own",
            join_names(&without)
        ));
    }
    b.add_note(None, note);
}

/// The kinds for which no policy of the named sets writes a diagnostic setting, if the sets have such policies.
fn kinds_without_log_policy(b: &PlanBuilder<'_>, kinds: &[ResourceKind]) -> Vec<ResourceKind> {
    let assignments = b.topology.policies.iter().flat_map(|set| set.definition().all_assignments());
    let definitions = assignments.flat_map(|assignment| assignment.policies).map(|(_, definition)| *definition);
    let logging: Vec<&PolicyDefinition> =
        definitions.filter(|definition| LOG_DEPLOYMENTS.contains(definition)).collect();
    if logging.is_empty() {
        return Vec::new();
    }
    let has_no_policy = |kind: &&ResourceKind| {
        let mut checks = logging.iter().flat_map(|definition| definition.checks);
        !checks.any(|check| check.arm_type == kind.arm_type())
    };
    kinds.iter().filter(has_no_policy).copied().collect()
}

fn join_names(kinds: &[ResourceKind]) -> String {
    kinds.iter().map(|kind| kind.display_name()).collect::<Vec<_>>().join(", ")
}

fn lower_locks(b: &mut PlanBuilder<'_>) {
    for (index, lock) in b.topology.locks.iter().enumerate() {
        b.set_origin(format!("/locks/{index}"));
        let target = Symbol::from(match lock {
            Lockable::Account => "account",
            Lockable::Storage => "storageAccount",
            Lockable::Vault => "keyVault",
        });
        // Resources that belong to the target can be deleted only while the lock does not exist.
        let referencing: Vec<Symbol> = b
            .plan
            .resources
            .iter()
            .filter(|r| r.referenced_symbols().contains(&target) || belongs_to(&b.plan, r, &target))
            .map(|r| r.symbol.clone())
            .collect();
        let symbol = Symbol::from_parts(target.as_str(), "lock");
        let resource = b.add_resource(
            symbol,
            ResourceKind::ManagementLock,
            "Prevents accidental deletion; remove the lock before deleting the resource.",
            Expr::string("no-deletion"),
            Body::ManagementLock(ManagementLock { level: "CanNotDelete" }),
        );
        for symbol in &referencing {
            resource.add_dependency(symbol, "the lock is created last and removed first");
        }
        resource.scope = Some(target);
    }
}

/// Whether a resource is below another one, as a container is below the storage account.
fn belongs_to(plan: &ResolvedTopology, resource: &Resource, ancestor: &Symbol) -> bool {
    let owner = resource.scope.as_ref().or(resource.parent.as_ref());
    owner.is_some_and(|owner| {
        owner == ancestor || plan.find(owner).is_some_and(|resource| belongs_to(plan, resource, ancestor))
    })
}
