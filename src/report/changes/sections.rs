//! The sections of a report, the most important first.

use super::{
    flows::{Movement, movement_lines},
    languages::ReportedLanguages,
    lines::{ChangeLine, changed_properties, group_by_change, resource_label},
};
use crate::{
    analyse::policy::PolicyFinding,
    catalog::changes::{CostDirection, Effect, Engine, Heading},
    catalog::policies::PolicyOutcome,
    compare::{
        Change, Changes, EngineEffects, PropertyChange, ReportedConsequence, ResourceChange, ResourceEffect,
        RoleAssignmentChange, RoleAssignmentChangeKind,
    },
    report::policies::summarize_finding,
};

/// What is left has a price as before.
const COST_STAYS: &str = "left in Azure, its cost stays";

/// The title of access paths that only a removal in Azure closes.
const STAYS_OPEN: &str = "Stays open until it is removed from Azure";

/// The line below that title.
const REMOVAL_COMMAND: &str = "To close it: `di-gen runbook remove OLD NEW` writes the commands";

/// A heading with its lines.
pub(super) struct ReportSection {
    pub(super) title: String,
    /// A line below the title: what to do.
    pub(super) note: Option<&'static str>,
    pub(super) lines: Vec<String>,
}

/// All sections that have lines.
pub(super) fn report_sections(changes: &Changes, languages: &ReportedLanguages) -> Vec<ReportSection> {
    let headed = |heading: Heading| (heading.title().to_owned(), consequence_lines(changes, languages, heading));
    let moved = |title: &str, movement| (title.to_owned(), movement_lines(changes, languages, movement));
    let all = [
        headed(Heading::LosesData),
        headed(Heading::CannotBeUndone),
        headed(Heading::Interrupts),
        headed(Heading::Refused),
        (
            "Refused by a policy".to_owned(),
            policy_lines(&changes.policies.added, languages, Some(PolicyOutcome::Refused)),
        ),
        moved("Opens", Movement::Opens),
        moved("Becomes conditional", Movement::BecomesConditional),
        moved("Closes", Movement::Closes),
        moved(STAYS_OPEN, Movement::StaysUntilRemoval),
        headed(Heading::ProtectsLess),
        (
            "Changed by a policy".to_owned(),
            policy_lines(&changes.policies.added, languages, Some(PolicyOutcome::Changed)),
        ),
        (
            "Reported by a policy".to_owned(),
            policy_lines(&changes.policies.added, languages, Some(PolicyOutcome::Reported)),
        ),
        ("No longer".to_owned(), policy_lines(&changes.policies.removed, languages, None)),
        ("Cost".to_owned(), cost_lines(changes, languages)),
        ("Replaced".to_owned(), replaced_lines(changes, languages)),
        ("Exposure".to_owned(), property_lines(changes, languages, |property| property.exposure, true)),
        ("Role assignments added".to_owned(), added_role_lines(changes, languages)),
        ("Role assignments removed".to_owned(), removed_role_lines(changes, languages)),
        ("Added".to_owned(), added_lines(changes, languages)),
        ("Removed".to_owned(), removed_lines(changes, languages)),
        (
            "Changed".to_owned(),
            property_lines(changes, languages, |property| !property.exposure && property.cost.is_none(), false),
        ),
    ];
    all.into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| {
            let note = (title == STAYS_OPEN).then_some(REMOVAL_COMMAND);
            ReportSection { title, note, lines }
        })
        .collect()
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
    findings.iter().filter(reported).map(|finding| summarize_finding(finding, &families)).collect()
}

/// The number of resources under each heading, for the summary.
pub(super) fn count_headings(changes: &Changes, languages: &ReportedLanguages) -> Vec<(&'static str, usize)> {
    let count = |heading| {
        let mut symbols: Vec<&str> = reported(changes, languages, heading).map(|one| one.symbol.as_str()).collect();
        symbols.sort_unstable();
        symbols.dedup();
        symbols.len()
    };
    Heading::ALL.iter().map(|heading| (heading.title(), count(*heading))).filter(|(_, count)| *count > 0).collect()
}

fn reported<'a>(
    changes: &'a Changes,
    languages: &'a ReportedLanguages,
    heading: Heading,
) -> impl Iterator<Item = &'a ReportedConsequence> {
    let of_heading = changes.consequences.iter().filter(move |consequence| consequence.heading == heading);
    of_heading.filter(|consequence| languages.prefix(&consequence.engines).is_some())
}

/// One line for each resource and set of languages.
fn consequence_lines(changes: &Changes, languages: &ReportedLanguages, heading: Heading) -> Vec<String> {
    let mut lines: Vec<ChangeLine> = Vec::new();
    for consequence in reported(changes, languages, heading) {
        let Some(prefix) = languages.prefix(&consequence.engines) else { continue };
        match lines.iter_mut().find(|line| line.prefix == prefix && line.name == consequence.label) {
            Some(line) => line.text.push_str(&format!("; {}", consequence.text)),
            None => {
                lines.push(ChangeLine { prefix, name: consequence.label.clone(), text: consequence.text.clone() });
            }
        }
    }
    group_by_change(lines)
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

fn cost_lines(changes: &Changes, languages: &ReportedLanguages) -> Vec<String> {
    let mut lines: Vec<ChangeLine> = Vec::new();
    for change in &changes.resources {
        let mut by_engine: Vec<(String, Vec<Engine>)> = Vec::new();
        for engine in languages.engines() {
            let Some(text) = cost_text(change, engine) else { continue };
            match by_engine.iter_mut().find(|(other, _)| *other == text) {
                Some((_, engines)) => engines.push(engine),
                None => by_engine.push((text, vec![engine])),
            }
        }
        let name = resource_label(change.resource());
        lines.extend(by_engine.into_iter().filter_map(|(text, engines)| {
            Some(ChangeLine { prefix: languages.prefix(&engines)?, name: name.clone(), text })
        }));
    }
    group_by_change(lines)
}

/// What an engine does to the cost of a resource, as far as it carries the change out.
fn cost_text(change: &Change, engine: Engine) -> Option<String> {
    let resource = change.resource();
    let has = |wanted: Effect| resource.effects[engine as usize].iter().any(|effect| effect.effect == wanted);
    let is_second = resource.is_billed && has(Effect::Created) && has(Effect::Left);
    if is_second && matches!(change, Change::Changed(_) | Change::Replaced(_)) {
        return Some("a second one is created beside the old one, cost rises".to_owned());
    }
    resource.cost?;
    match change {
        Change::Added(_) => has(Effect::Created).then(|| "added, cost rises".to_owned()),
        Change::Removed(_) if has(Effect::Left) => Some(COST_STAYS.to_owned()),
        Change::Removed(_) => has(Effect::Destroyed).then(|| "removed, cost falls".to_owned()),
        Change::Changed(_) | Change::Replaced(_) => {
            let is_carried_out =
                [Effect::Changed, Effect::Replaced, Effect::Created, Effect::Unknown].into_iter().any(has);
            is_carried_out.then(|| changed_costs(resource)).flatten()
        }
    }
}

/// The properties that change the cost, by its direction.
fn changed_costs(resource: &ResourceChange) -> Option<String> {
    let directions = [CostDirection::Rises, CostDirection::Falls, CostDirection::Changes];
    let parts = directions.into_iter().filter_map(|direction| {
        let properties = changed_properties(resource, |property| property.cost == Some(direction))?;
        Some(format!("{properties}; cost {}", direction.as_str()))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Whether the cost changes in any language of the report.
pub(super) fn changes_cost(changes: &Changes, languages: &ReportedLanguages) -> bool {
    let engines = languages.engines();
    let changes_in = |change: &Change, engine: Engine| {
        let text = cost_text(change, engine);
        text.is_some_and(|text| text != COST_STAYS)
    };
    changes.resources.iter().any(|change| engines.iter().any(|engine| changes_in(change, *engine)))
}
