//! The sections of a report, the most important first.

use super::{
    entries::heading_entries,
    flows::path_label,
    headings::{EntrySubject, HeadingEntry, ReportHeading},
    languages::ReportedLanguages,
    lines::{ChangeLine, changed_properties, group_by_change, resource_label},
};
use crate::{
    catalog::changes::{Effect, Engine, Heading},
    compare::{
        Change, Changes, EngineEffects, PropertyChange, ResourceEffect, RoleAssignmentChange, RoleAssignmentChangeKind,
    },
};

/// A heading with its lines.
pub(super) struct ReportSection {
    pub(super) title: String,
    /// A line below the title: what to do.
    pub(super) note: Option<&'static str>,
    pub(super) lines: Vec<String>,
}

/// All sections that have lines.
pub(super) fn report_sections(changes: &Changes, languages: &ReportedLanguages) -> Vec<ReportSection> {
    let entries = heading_entries(changes, &languages.engines());
    let headed = ReportHeading::ALL.map(|heading| ReportSection {
        title: heading.title().to_owned(),
        note: heading.note(),
        lines: heading_lines(&entries, languages, heading),
    });
    let others = [
        ("Replaced", replaced_lines(changes, languages)),
        ("Exposure", property_lines(changes, languages, |property| property.exposure, true)),
        ("Role assignments added", added_role_lines(changes, languages)),
        ("Role assignments removed", removed_role_lines(changes, languages)),
        ("Added", added_lines(changes, languages)),
        ("Removed", removed_lines(changes, languages)),
        (
            "Changed",
            property_lines(changes, languages, |property| !property.exposure && property.cost.is_none(), false),
        ),
    ];
    let others = others.map(|(title, lines)| ReportSection { title: title.to_owned(), note: None, lines });
    headed.into_iter().chain(others).filter(|section| !section.lines.is_empty()).collect()
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
        symbols.sort_unstable();
        symbols.dedup();
        symbols.len()
    };
    Heading::ALL.iter().map(|heading| (heading.title(), count(*heading))).filter(|(_, count)| *count > 0).collect()
}

/// One line for each access path, or for each resource and set of languages.
fn heading_lines(entries: &[HeadingEntry<'_>], languages: &ReportedLanguages, heading: ReportHeading) -> Vec<String> {
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
    paths.extend(group_by_change(resources));
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
            Some(format!("{}{}", acting_prefix(&resource.effects, languages)?, resource_label(resource)))
        }
        _ => None,
    };
    changes.resources.iter().filter_map(line).collect()
}

fn replaced_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let Some(prefix) = languages.prefix(&[Engine::Terraform]) else { return Vec::new() };
    let line = |change: &Change| match change {
        Change::Replaced(replaced) => {
            Some(format!("{prefix}{}: {}", resource_label(&replaced.resource), replaced.reason))
        }
        _ => None,
    };
    changes.resources.iter().filter_map(line).collect()
}

/// What happens to what the new topology no longer has: the languages that leave it, where they differ.
fn fate(effects: &EngineEffects, languages: &ReportedLanguages) -> String {
    let with = |wanted: &dyn Fn(&ResourceEffect) -> bool| -> Vec<Engine> {
        Engine::ALL.into_iter().filter(|engine| effects[*engine as usize].iter().any(wanted)).collect()
    };
    let left = match languages.prefix(&with(&|effect| effect.effect == Effect::Left)).as_deref() {
        None => None,
        Some("") => Some("left in Azure".to_owned()),
        Some(_) => {
            let names = languages.names(Engine::ResourceManager);
            let verb = if names.contains(" and ") { "leave" } else { "leaves" };
            Some(format!("{names} {verb} it in Azure"))
        }
    };
    let mut refusals: Vec<String> = Vec::new();
    for refusal in effects.iter().flatten().filter_map(ResourceEffect::refused_removal) {
        let prefix = languages.prefix(&with(&|effect| effect.refused_removal().as_ref() == Some(&refusal)));
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
    let line = |role: &RoleAssignmentChange| {
        let suffix = match role.kind {
            RoleAssignmentChangeKind::Added => "",
            RoleAssignmentChangeKind::Recreated => " (recreated with the replaced resource)",
            RoleAssignmentChangeKind::Removed => return None,
        };
        let is_created = |engine: &Engine| {
            let effects = &role.effects[*engine as usize];
            effects.iter().any(|effect| matches!(effect.effect, Effect::Created | Effect::Replaced))
        };
        let creating: Vec<Engine> = if role.effects.iter().all(Vec::is_empty) {
            Engine::ALL.to_vec()
        } else {
            Engine::ALL.into_iter().filter(is_created).collect()
        };
        Some(format!("{}{}{suffix}", languages.prefix(&creating)?, role.text))
    };
    changes.role_assignments.iter().filter_map(line).collect()
}

fn removed_role_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let removed = changes.role_assignments.iter().filter(|role| role.kind == RoleAssignmentChangeKind::Removed);
    let line = |role: &RoleAssignmentChange| {
        let prefix = acting_prefix(&role.effects, languages)?;
        Some(format!("{prefix}{}{}", role.text, fate(&role.effects, languages)))
    };
    removed.filter_map(line).collect()
}

/// Lines about properties; other changed properties of a replaced resource are part of the replacement. What a language
/// refuses, it does not change.
fn property_lines(
    changes: &Changes,
    languages: &ReportedLanguages,
    wanted: fn(&PropertyChange) -> bool,
    with_replaced: bool,
) -> Vec<String> {
    let prefix = |change: &Change| match change {
        Change::Changed(resource) => languages.prefix(&accepting_engines(&resource.effects)),
        _ => Some(String::new()),
    };
    let resources = changes.resources.iter().filter(|change| match change {
        Change::Changed(_) => true,
        Change::Replaced(_) => with_replaced,
        Change::Added(_) | Change::Removed(_) => false,
    });
    group_by_change(
        resources
            .filter_map(|change| {
                let (prefix, resource) = (prefix(change)?, change.resource());
                let text = changed_properties(resource, wanted)?;
                Some(ChangeLine { prefix, name: resource_label(resource), text })
            })
            .collect(),
    )
}

/// The engines that neither refuse a change for certain nor ignore all of it.
fn accepting_engines(effects: &EngineEffects) -> Vec<Engine> {
    let is_certain = |effect: &ResourceEffect, wanted| effect.effect == wanted && effect.condition.is_none();
    let is_without_result = |effects: &[ResourceEffect]| {
        effects.iter().any(|effect| is_certain(effect, Effect::Refused))
            || (!effects.is_empty() && effects.iter().all(|effect| is_certain(effect, Effect::Ignored)))
    };
    Engine::ALL.into_iter().filter(|engine| !is_without_result(&effects[*engine as usize])).collect()
}
