//! The sections of a report, the most important first.

use super::{
    checks::{lost_check_lines, stack_line},
    entries::heading_entries,
    flows::{count_movements, path_label},
    headings::{EntrySubject, HeadingEntry, Movement, ReportHeading},
    languages::ReportedLanguages,
    lines::{ChangeLine, changed_properties, group_by_change, resource_label},
    summary::{Fate, resource_fate, role_fate},
};
use crate::{
    analyse::policy::PolicyFinding,
    catalog::changes::{Effect, Engine, Heading},
    catalog::policies::PolicyOutcome,
    compare::{
        Change, Changes, EngineEffects, PropertyChange, RenamedClient, ResourceEffect, RoleAssignmentChange,
        RoleAssignmentChangeKind, SideBySide,
    },
    order,
    report::{
        marked::mark_unless_words,
        policies::{short_reference, summarize_finding},
    },
};

/// A heading with its lines.
pub(super) struct ReportSection {
    pub(super) title: String,
    /// A line below the title: what to do.
    pub(super) note: Option<&'static str>,
    pub(super) lines: Vec<String>,
}

/// All sections that have lines; a line of several resources has at most `max_names` names.
pub(super) fn report_sections(
    changes: &Changes,
    languages: &ReportedLanguages,
    max_names: usize,
) -> Vec<ReportSection> {
    let entries = heading_entries(changes, &languages.engines());
    let policies = &changes.policies;
    let by_policy = |title: &str, outcome| ReportSection {
        title: title.to_owned(),
        note: None,
        lines: policy_lines(&policies.added, languages, Some(outcome)),
    };
    let headed = ReportHeading::ALL.into_iter().flat_map(|heading| {
        let mut sections = vec![ReportSection {
            title: heading.title().to_owned(),
            note: heading.note().filter(|_| has_commands(changes, languages)),
            lines: heading_lines(&entries, languages, heading, max_names),
        }];
        match heading {
            ReportHeading::Consequence(Heading::Refused) => {
                sections.push(by_policy("Refused by a policy", PolicyOutcome::Refused));
            }
            ReportHeading::Consequence(Heading::ProtectsLess) => {
                sections.push(by_policy("Changed by a policy", PolicyOutcome::Changed));
                sections.push(by_policy("Reported by a policy", PolicyOutcome::Reported));
            }
            _ => {}
        }
        sections
    });
    let others = [
        ("No longer refused, changed or reported by a policy", policy_lines(&policies.removed, languages, None)),
        ("Checked less", lost_check_lines(&changes.lost_checks)),
        ("Deployment", changes.stack.map(stack_line).into_iter().collect()),
        ("Renamed", renamed_lines(changes, languages, max_names)),
        ("Replaced", replaced_lines(changes, languages)),
        ("Created beside the old one", beside_lines(changes, languages)),
        ("Exposure", property_lines(changes, languages, Properties::Exposed, max_names)),
        ("Role assignments added", added_role_lines(changes, languages)),
        ("Role assignments removed", removed_role_lines(changes, languages)),
        ("Added", added_lines(changes, languages)),
        ("Removed", removed_lines(changes, languages)),
        ("Changed", property_lines(changes, languages, Properties::Other, max_names)),
    ];
    let others = others.map(|(title, lines)| ReportSection { title: title.to_owned(), note: None, lines });
    let sections = headed.chain(others).filter(|section| !section.lines.is_empty());
    sections.map(|section| ReportSection { title: title_side_by_side(changes, section.title), ..section }).collect()
}

/// Whether a runbook has commands for what stays open. Terraform leaves nothing: what a lock keeps is removed by the next
/// apply without the lock.
fn has_commands(changes: &Changes, languages: &ReportedLanguages) -> bool {
    let engine = Engine::ResourceManager;
    languages.engines().contains(&engine) && count_movements(changes, &[engine], Movement::StaysUntilRemoval) > 0
}

/// The properties under no other heading: a difference of two deployments has no cost, since nothing is carried out.
fn other_properties(changes: &Changes) -> fn(&PropertyChange) -> bool {
    match changes.side_by_side {
        Some(_) => |property| !property.exposure,
        None => |property| !property.exposure && property.cost.is_none(),
    }
}

/// The title of a section: of two deployments side by side, neither loses anything to the other.
fn title_side_by_side(changes: &Changes, title: String) -> String {
    let Some(SideBySide { old, new }) = &changes.side_by_side else { return title };
    match title.as_str() {
        "Opens" => format!("Less restrictive in {new}"),
        "Becomes conditional" => format!("Conditional in {new}"),
        "Closes" => format!("Denied in {new}"),
        "Role assignments added" => format!("Role assignments only in {new}"),
        "Role assignments removed" => format!("Role assignments only in {old}"),
        "Added" => format!("Only in {new}"),
        "Removed" => format!("Only in {old}"),
        "Changed" => "Different".to_owned(),
        _ => title,
    }
}

/// One line for each finding of policies; all outcomes, if none is given.
fn policy_lines(
    findings: &[PolicyFinding],
    languages: &ReportedLanguages,
    outcome: Option<PolicyOutcome>,
) -> Vec<String> {
    let families = languages.families();
    let reported = |finding: &&PolicyFinding| {
        outcome.is_none_or(|outcome| finding.outcome() == outcome)
            && finding.families.iter().any(|family| families.contains(family))
    };
    let summary = |finding| summarize_finding(finding, &families).replace('`', "\"");
    let line = |finding| format!("{} ({})", summary(finding), short_reference(finding));
    findings.iter().filter(reported).map(line).collect()
}

/// The number of resources under each heading, for the summary.
pub(super) fn count_headings(changes: &Changes, languages: &ReportedLanguages) -> Vec<(&'static str, usize)> {
    let entries = heading_entries(changes, &languages.engines());
    let count = |heading| {
        let of_heading = entries.iter().filter(|entry| entry.heading == ReportHeading::Consequence(heading));
        let mut symbols: Vec<&str> = of_heading
            .filter_map(|entry| match &entry.subject {
                EntrySubject::Resource { symbol, .. } => Some(*symbol),
                EntrySubject::Path { .. } => None,
            })
            .collect();
        order::sort_by_key(&mut symbols, |symbol| *symbol);
        symbols.dedup();
        symbols.len()
    };
    Heading::ALL.iter().map(|heading| (heading.title(), count(*heading))).filter(|(_, count)| *count > 0).collect()
}

/// One line for each access path, or for each resource and set of languages.
fn heading_lines(
    entries: &[HeadingEntry<'_>],
    languages: &ReportedLanguages,
    heading: ReportHeading,
    max_names: usize,
) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    let mut resources: Vec<ChangeLine> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.heading == heading) {
        let Some(prefix) = languages.prefix(&entry.engines) else { continue };
        let label = match &entry.subject {
            EntrySubject::Path { path, former } => {
                paths.push(format!("{prefix}{}: {}", path_label(path, *former), entry.text));
                continue;
            }
            EntrySubject::Resource { label, .. } => label,
        };
        match resources.iter_mut().find(|line| line.prefix == prefix && line.name == *label) {
            Some(line) => line.text.push_str(&format!("; {}", entry.text)),
            None => resources.push(ChangeLine { prefix, name: label.clone(), text: entry.text.clone() }),
        }
    }
    paths.extend(group_by_change(resources, max_names));
    paths
}

/// The start of a line about what some languages do not have: those that have it.
fn acting_prefix(effects: &EngineEffects, languages: &ReportedLanguages) -> Option<String> {
    let acting: Vec<Engine> = Engine::ALL.into_iter().filter(|engine| !effects[*engine as usize].is_empty()).collect();
    languages.prefix(if acting.is_empty() { &Engine::ALL } else { &acting })
}

fn added_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let line = |change: &Change| match change {
        Change::Added(resource) => {
            // What is refused is under its heading.
            let is_listed = |engine: &Engine| !matches!(resource_fate(change, *engine), None | Some(Fate::Refused));
            let prefix = languages.prefix(&Engine::ALL.into_iter().filter(is_listed).collect::<Vec<_>>())?;
            Some(format!("{prefix}{}", resource_label(resource)))
        }
        _ => None,
    };
    changes.resources.iter().filter_map(line).collect()
}

/// What has another label in the file and is the same in Azure.
fn renamed_lines(changes: &Changes, languages: &ReportedLanguages, max_names: usize) -> Vec<String> {
    let renamed = changes.renamed_clients.iter();
    let mut lines: Vec<String> = renamed
        .map(|RenamedClient { before, after, principal }| {
            let same = match principal.rsplit_once('/') {
                Some((_, identity)) => format!("managed identity, {identity}"),
                None => format!("principal, {principal}"),
            };
            format!("client {before} is now client {after}: the same {same}")
        })
        .collect();
    let Some(prefix) = languages.prefix(&[Engine::Terraform]) else { return lines };
    let resources = changes.resources.iter().map(Change::resource);
    let resources = resources.map(|resource| (&resource.effects, resource_label(resource)));
    let roles = changes.role_assignments.iter().map(|role| (&role.effects, mark_unless_words(&role.text)));
    let has_other_address = |effects: &EngineEffects| effects.iter().flatten().any(ResourceEffect::is_of_other_address);
    let text = "its address changes; it is replaced unless the output of `di-gen diff --moved` is applied";
    let moved = resources.chain(roles).filter(|(effects, _)| has_other_address(effects));
    lines.extend(group_by_change(
        moved.map(|(_, name)| ChangeLine { prefix: prefix.clone(), name, text: text.to_owned() }).collect(),
        max_names,
    ));
    lines
}

/// The start of a line about the engines in which a resource has a fate.
fn fate_prefix(change: &Change, languages: &ReportedLanguages, wanted: Fate) -> Option<String> {
    let has_fate = |engine: &Engine| resource_fate(change, *engine) == Some(wanted);
    languages.prefix(&Engine::ALL.into_iter().filter(has_fate).collect::<Vec<_>>())
}

fn replaced_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let line = |change: &Change| {
        let prefix = fate_prefix(change, languages, Fate::Replaced)?;
        let reason = match change {
            Change::Replaced(replaced) => replaced.reason.clone(),
            _ => replacement_reason(change)
                .unwrap_or_else(|| "a new one is created, and the stack deletes the old one".to_owned()),
        };
        Some(format!("{prefix}{}: {reason}", resource_label(change.resource())))
    };
    changes.resources.iter().filter_map(line).collect()
}

/// Why an engine replaces what is the same resource in the files, with the condition on which it does.
fn replacement_reason(change: &Change) -> Option<String> {
    let effects = change.resource().effects.iter().flatten().filter(|effect| effect.effect == Effect::Replaced);
    let effect = effects.min_by_key(|effect| effect.condition.is_some())?;
    let reason = effect.reason.as_ref()?;
    Some(effect.condition.as_ref().map_or_else(|| reason.clone(), |condition| format!("{reason}, {condition}")))
}

fn beside_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let line = |change: &Change| {
        let prefix = fate_prefix(change, languages, Fate::Beside)?;
        let reason = match change {
            Change::Replaced(replaced) => format!(": {}", replaced.reason),
            _ => String::new(),
        };
        Some(format!("{prefix}{}{reason}", resource_label(change.resource())))
    };
    changes.resources.iter().filter_map(line).collect()
}

/// What happens to what the new topology no longer has: the languages that leave it, where they differ.
fn fate(effects: &EngineEffects, languages: &ReportedLanguages) -> String {
    let with = |wanted: &dyn Fn(&ResourceEffect) -> bool| -> Vec<Engine> {
        Engine::ALL.into_iter().filter(|engine| effects[*engine as usize].iter().any(wanted)).collect()
    };
    let is_left = |effect: &ResourceEffect| effect.effect == Effect::Left && effect.reason.is_none();
    let leaving = with(&is_left);
    let left = match languages.prefix(&leaving).as_deref() {
        None => None,
        Some("") => Some("left in Azure".to_owned()),
        Some(_) => {
            let names: Vec<String> = leaving.into_iter().map(|engine| languages.names(engine)).collect();
            let names = names.join(" and ");
            let verb = if names.contains(" and ") { "leave" } else { "leaves" };
            Some(format!("{names} {verb} it in Azure"))
        }
    };
    // Why it stays, or why its removal is refused.
    let explain = |effect: &ResourceEffect| match effect.effect {
        Effect::Left => effect.reason.clone(),
        Effect::Unknown => Some("it may stay in Azure".to_owned()),
        _ => effect.refused_removal(),
    };
    let mut refusals: Vec<String> = Vec::new();
    for refusal in effects.iter().flatten().filter_map(explain) {
        let prefix = languages.prefix(&with(&|effect| explain(effect).as_ref() == Some(&refusal)));
        let line = prefix.map(|prefix| format!("{prefix}{refusal}"));
        refusals.extend(line.filter(|line| !refusals.contains(line)));
    }
    let parts: Vec<String> = left.into_iter().chain(refusals).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join("; ")) }
}

fn removed_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let line = |change: &Change| match change {
        Change::Removed(resource) => {
            let prefix = acting_prefix(&resource.effects, languages)?;
            Some(format!("{prefix}{}{}", resource_label(resource), fate(&resource.effects, languages)))
        }
        _ => None,
    };
    changes.resources.iter().filter_map(line).collect()
}

/// Role assignments that a language of the report creates; what is refused is under its heading.
fn added_role_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let suffix = |role: &RoleAssignmentChange, fate: Fate| match (role.kind, fate) {
        (RoleAssignmentChangeKind::Recreated, Fate::Replaced) => " (recreated with the replaced resource)",
        (_, Fate::Beside) => " (beside the old one)",
        _ => "",
    };
    let lines = |role: &RoleAssignmentChange| -> Vec<String> {
        let creating = [Fate::Added, Fate::Replaced, Fate::Beside];
        let line = |fate: &Fate| {
            let has_fate = |engine: &Engine| role_fate(role, *engine) == Some(*fate);
            let prefix = languages.prefix(&Engine::ALL.into_iter().filter(has_fate).collect::<Vec<_>>())?;
            Some(format!("{prefix}{}{}", mark_unless_words(&role.text), suffix(role, *fate)))
        };
        creating.iter().filter_map(line).collect()
    };
    let is_of_new = |role: &&RoleAssignmentChange| {
        matches!(role.kind, RoleAssignmentChangeKind::Added | RoleAssignmentChangeKind::Recreated)
    };
    changes.role_assignments.iter().filter(is_of_new).flat_map(lines).collect()
}

/// Role assignments that the new topology does not have, and the old ones of those that are created beside them.
fn removed_role_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let line = |role: &RoleAssignmentChange| {
        let prefix = if role.kind == RoleAssignmentChangeKind::Removed {
            acting_prefix(&role.effects, languages)?
        } else {
            let is_beside = |engine: &Engine| role_fate(role, *engine) == Some(Fate::Beside);
            languages.prefix(&Engine::ALL.into_iter().filter(is_beside).collect::<Vec<_>>())?
        };
        Some(format!("{prefix}{}{}", mark_unless_words(&role.text), fate(&role.effects, languages)))
    };
    changes.role_assignments.iter().filter_map(line).collect()
}

/// Properties that are listed together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Properties {
    /// Those that decide about access.
    Exposed,
    /// Those under no other heading.
    Other,
}

/// Lines about properties; other changed properties of a replaced resource are part of the replacement. What a language
/// refuses, it does not change.
fn property_lines(
    changes: &Changes,
    languages: &ReportedLanguages,
    properties: Properties,
    max_names: usize,
) -> Vec<String> {
    let wanted = match properties {
        Properties::Exposed => |property: &PropertyChange| property.exposure,
        Properties::Other => other_properties(changes),
    };
    let prefix = |change: &Change| languages.prefix(&accepting_engines(&change.resource().effects));
    let resources = changes.resources.iter().filter(|change| match change {
        Change::Changed(_) => true,
        Change::Replaced(_) => properties == Properties::Exposed,
        Change::Added(_) | Change::Removed(_) => false,
    });
    let line = |change: &Change| {
        let (prefix, resource) = (prefix(change)?, change.resource());
        let text = changed_properties(resource, wanted)?;
        Some(ChangeLine { prefix, name: resource_label(resource), text })
    };
    group_by_change(resources.filter_map(line).collect(), max_names)
}

/// The engines that have something to do, and neither refuse it for certain nor ignore all of it.
fn accepting_engines(effects: &EngineEffects) -> Vec<Engine> {
    let is_certain = |effect: &ResourceEffect, wanted| effect.effect == wanted && effect.condition.is_none();
    let is_without_result = |effects: &[ResourceEffect]| {
        effects.iter().any(|effect| is_certain(effect, Effect::Refused))
            || (!effects.is_empty() && effects.iter().all(|effect| is_certain(effect, Effect::Ignored)))
    };
    let is_of_other = |engine: Engine| effects[engine as usize].is_empty() && effects.iter().any(|all| !all.is_empty());
    let has_result = |engine: &Engine| !is_of_other(*engine) && !is_without_result(&effects[*engine as usize]);
    Engine::ALL.into_iter().filter(has_result).collect()
}
