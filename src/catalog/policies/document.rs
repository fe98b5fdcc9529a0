//! `docs/landing-zones.md`: what the policies of each scope refuse, change and report, as tables that are generated from the list.

use std::{fmt::Write as _, path::Path};

use super::{
    ALZ_CORP, ALZ_GUARDRAILS, Archetype, PolicyAssignment, PolicyDefinition, PolicyEffect, PolicyOutcome, facts,
    vault::PLACEHOLDER_DATE,
};
use crate::catalog::fact::FactText;

/// The start of `docs/landing-zones.md`.
const HEAD: &str = include_str!("document_head.md");

/// A part of the document: a title, what it contains, and its assignments.
struct Part {
    title: &'static str,
    introduction: &'static str,
    assignments: Vec<&'static PolicyAssignment>,
}

fn parts() -> Vec<Part> {
    let of_scope = |scope: Archetype| -> Vec<&'static PolicyAssignment> {
        ALZ_CORP
            .all_assignments()
            .filter(|assignment| assignment.enforced && assignment.scopes.first() == Some(&scope))
            .collect()
    };
    let guardrails = ALZ_GUARDRAILS.all_assignments().filter(|assignment| !assignment.enforced);
    vec![
        Part {
            title: "Intermediate root: every subscription",
            introduction: "In `alz-online` and `alz-corp`.",
            assignments: of_scope(Archetype::Root),
        },
        Part {
            title: "Landing zones: Online and Corp",
            introduction: "In `alz-online` and `alz-corp`. Some are also assigned to the platform.",
            assignments: of_scope(Archetype::LandingZones),
        },
        Part { title: "Corp landing zones", introduction: "In `alz-corp`.", assignments: of_scope(Archetype::Corp) },
        Part {
            title: "Guardrails: landing zones and platform, once they are enforced",
            introduction: "In `alz-guardrails`. Azure landing zones assign them without enforcing them, so until a platform team \
                           changes that, they only report.",
            assignments: guardrails.collect(),
        },
    ]
}

/// A row: a definition with the names of its assignments.
struct Row {
    effect: PolicyEffect,
    definition: &'static PolicyDefinition,
    assignments: Vec<&'static str>,
}

fn rows(part: &Part, outcome: PolicyOutcome) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for assignment in &part.assignments {
        for (effect, definition) in assignment.policies.iter().filter(|(effect, _)| effect.outcome() == outcome) {
            match rows.iter_mut().find(|row| row.definition == *definition && row.effect == *effect) {
                Some(row) => row.assignments.push(assignment.name),
                None => rows.push(Row { effect: *effect, definition, assignments: vec![assignment.name] }),
            }
        }
    }
    rows.sort_by_key(|row| (resource_types(row.definition), row.definition.name));
    rows
}

/// The resource types, without what all of them have in common.
fn resource_types(definition: &PolicyDefinition) -> String {
    let mut types: Vec<&str> = Vec::new();
    for check in definition.checks {
        let short = check.arm_type.trim_start_matches("Microsoft.");
        if !types.contains(&short) {
            types.push(short);
        }
    }
    types.join("<br>")
}

/// `storage.copyScope: AAD`
fn setting(pointer: &str, value: &str) -> String {
    let key = pointer.trim_start_matches('/').replace('/', ".");
    match value.trim_matches('"') {
        "null" => format!("no `{key}`"),
        PLACEHOLDER_DATE => format!("a date as `{key}`"),
        value => format!("`{key}: {value}`"),
    }
}

/// The changes of the file that may avoid it.
fn keys(definition: &PolicyDefinition) -> String {
    let change = |settings: &&[(&str, &str)]| {
        settings.iter().map(|(pointer, value)| setting(pointer, value)).collect::<Vec<_>>().join(" and ")
    };
    // What adds to a shorter change is for files with more settings: `di-gen validate` tries it.
    let mut shown: Vec<&'static [(&str, &str)]> = Vec::new();
    for fix in definition.fixes {
        if !shown.iter().any(|known| known.iter().all(|setting| fix.contains(setting))) && fix.len() < 3 {
            shown.push(fix);
        }
    }
    // Different files need different parts of a change that contains all others.
    let includes_others = |fix: &&&'static [(&str, &str)]| {
        shown.len() > 1 && shown.iter().all(|other| other.iter().all(|setting| fix.contains(setting)))
    };
    if let Some(whole) = definition.fixes.iter().filter(|fix| fix.len() < 3).find(includes_others) {
        let settings: Vec<String> = whole.iter().map(|(pointer, value)| setting(pointer, value)).collect();
        let note = if definition.note.is_empty() { String::new() } else { format!("<br>{}", definition.note) };
        return format!("{}, as far as each is needed{note}", settings.join(", "));
    }
    let changes: Vec<String> = shown.iter().map(change).collect();
    match (changes.is_empty(), definition.note) {
        (true, "") => "none".to_owned(),
        (true, note) => note.to_owned(),
        (false, "") => changes.join("<br>or "),
        (false, note) => format!("{}<br>{note}", changes.join("<br>or ")),
    }
}

fn table(part: &Part, outcome: PolicyOutcome) -> String {
    let rows = rows(part, outcome);
    let (title, action) = match outcome {
        PolicyOutcome::Refused => ("Refused", ""),
        PolicyOutcome::Changed => ("Changed or added", " What it does |"),
        PolicyOutcome::Reported => ("Reported", ""),
    };
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### {title}\n\n| Policy | Resource type |{action} Key that avoids it | Assigned by |\n");
    text.push_str(if action.is_empty() { "|---|---|---|---|\n" } else { "|---|---|---|---|---|\n" });
    for row in rows {
        let Row { effect, definition, assignments } = row;
        let action =
            if outcome == PolicyOutcome::Changed { format!(" {} |", definition.action) } else { String::new() };
        let name = definition.name.replace('|', "\\|");
        _ = writeln!(
            text,
            "| {name}<br>`{}`, {} | {} |{action} {} | {} |",
            definition.id,
            effect.as_str(),
            resource_types(definition),
            keys(definition),
            assignments.join(", ")
        );
    }
    text
}

fn fact_line(fact: &FactText) -> String {
    let sources: Vec<String> = fact.sources.iter().map(ToString::to_string).collect();
    if sources.is_empty() {
        return format!("- {}.\n", fact.statement);
    }
    format!("- {} ({}).\n", fact.statement, sources.join("; "))
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for part in parts() {
        _ = writeln!(text, "\n## {}\n\n{}", part.title, part.introduction);
        for outcome in [PolicyOutcome::Refused, PolicyOutcome::Changed, PolicyOutcome::Reported] {
            text.push_str(&table(&part, outcome));
        }
    }
    text.push_str("\n## Statements and their sources\n\n");
    facts::FACTS.iter().for_each(|fact| text.push_str(&fact_line(fact)));
    text
}

#[test]
fn the_document_shows_every_assignment_of_a_landing_zone() {
    let fresh = document();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/landing-zones.md");
    if std::env::var_os("DI_GEN_REFRESH").is_some() {
        std::fs::write(path, fresh).expect("the document can be written");
        return;
    }
    let checked_in = std::fs::read_to_string(path).expect("docs/landing-zones.md");
    assert!(fresh == checked_in, "docs/landing-zones.md is stale: run `cargo run --example refresh`");
}

/// No assignment is forgotten because of its first scope, and each definition is in the table of its outcome.
#[test]
fn every_assignment_is_in_one_part() {
    let parts = parts();
    for assignment in ALZ_CORP.all_assignments().chain(ALZ_GUARDRAILS.all_assignments()) {
        let listed = parts.iter().filter(|part| part.assignments.contains(&assignment)).count();
        assert_eq!(listed, 1, "{}", assignment.name);
    }
    let text = document();
    for (_, definition) in parts.iter().flat_map(|part| &part.assignments).flat_map(|assignment| assignment.policies) {
        assert!(text.contains(&format!("`{}`", definition.id)), "{}", definition.id);
    }
}
