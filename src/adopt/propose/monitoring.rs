//! Diagnostic settings and delete locks.

use crate::{
    adopt::{
        draft::Draft,
        observed::Observed,
        part::Part,
        value::{id, is, items, number, text},
    },
    catalog::ResourceKind,
    existing::ExistingResource,
};

pub(super) fn propose_monitoring(seen: &Observed<'_>, draft: &mut Draft) {
    if !seen.leaves(&Part::Monitoring) {
        propose_settings(seen, draft);
    }
    if !seen.leaves(&Part::Locks) {
        propose_locks(seen, draft);
    }
}

/// The name of the setting that di-gen writes for each resource.
const SETTING: &str = "log-analytics";

fn propose_settings(seen: &Observed<'_>, draft: &mut Draft) {
    let settings: Vec<&ExistingResource> = seen
        .of_kind(ResourceKind::DiagnosticSetting)
        .filter(|setting| setting.id.name().eq_ignore_ascii_case(SETTING) && seen.is_here(&setting.id))
        .collect();
    let Some(workspace) = settings.iter().find_map(|setting| id(&setting.body, "properties/workspaceId")) else {
        return;
    };
    match seen.find(&workspace).filter(|_| seen.is_here(&workspace)) {
        Some(found) => {
            draft.set("monitoring/name", workspace.name());
            draft.set_some("monitoring/retentionDays", number(&found.body, "properties/retentionInDays"));
        }
        None => draft.set("monitoring/existing", workspace.as_str()),
    }
    let is_audit = |setting: &&ExistingResource| {
        items(&setting.body, "properties/logs").iter().any(|log| is(log, "categoryGroup", "audit"))
    };
    draft.set("monitoring/logs", if settings.iter().any(is_audit) { "audit" } else { "all" });
}

fn propose_locks(seen: &Observed<'_>, draft: &mut Draft) {
    let services = [
        ("account", Some(seen.account), Part::Account),
        ("storage", seen.storage, Part::Storage),
        ("vault", seen.vault, Part::Vault),
    ];
    let has_lock = |service: &ExistingResource| {
        let locks = seen.of_kind(ResourceKind::ManagementLock);
        locks
            .filter(|lock| lock.id.scope().as_ref() == Some(&service.id))
            .any(|lock| text(&lock.body, "properties/level").is_some())
    };
    let locked = services.into_iter().filter(|(_, service, part)| !seen.leaves(part) && service.is_some_and(has_lock));
    draft.set_list("locks", locked.map(|(name, _, _)| name).collect());
}
