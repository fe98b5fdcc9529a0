//! What the first deployment of a topology does to what exists: for a terminal, a pull request and a program.

use serde_json::{Value, json};

use super::{
    Section, comparison_notes, difference_json,
    labels::Labels,
    lines::{deployed_access_line, deployed_difference_text, other_name_text},
    write_markdown, write_text,
};
use crate::{
    catalog::changes::{Effect, Engine, Heading, Outcome},
    existing::Inventory,
    report::marked::{mark_unless_words, mark_value},
    takeover::{Preflight, PropertyStep, Step, Subject},
};

/// The sections of effects, with what the summary says of one.
const EFFECTS: [(Effect, &str, &str); 6] = [
    (Effect::Refused, "Refused", "refused"),
    (Effect::Replaced, "Replaced", "replaced"),
    (Effect::Destroyed, "Deleted", "deleted"),
    (Effect::Created, "Created", "created"),
    (Effect::Changed, "Changed", "changed in place"),
    (Effect::Left, "Left", "left as it is"),
];

/// What Terraform does besides, by number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Imported {
    /// The resources that it imports.
    pub imported: usize,
    /// The addresses that it forgets.
    pub forgotten: usize,
}

/// As text for a terminal.
#[must_use]
pub fn render_preflight_text(preflight: &Preflight, imported: Imported, existing: &Inventory) -> String {
    write_text(&summary(preflight, imported), sections(preflight, existing), &notes(preflight))
}

/// As Markdown.
#[must_use]
pub fn render_preflight_markdown(preflight: &Preflight, imported: Imported, existing: &Inventory) -> String {
    write_markdown(&summary(preflight, imported), sections(preflight, existing), &notes(preflight))
}

/// As JSON for programs.
#[must_use]
pub fn render_preflight_json(preflight: &Preflight, existing: &Inventory) -> Value {
    let access = preflight.access.iter().map(|step| {
        json!({
            "account": step.change.account.as_str(),
            "path": step.change.path.to_string(),
            "before": step.change.existing.map(|verdict| verdict.to_string()),
            "after": step.change.declared.map(|verdict| verdict.to_string()),
            "opens": step.opens,
        })
    });
    let posture =
        preflight.violations.iter().map(|one| json!({ "code": one.code.to_string(), "message": one.message }));
    let unread = preflight.comparison.found.iter().filter(|found| found.is_unread);
    json!({
        "deployment": {
            "subscription": preflight.place.subscription,
            "resourceGroup": preflight.place.resource_group,
        },
        "engine": match preflight.engine { Engine::ResourceManager => "resourceManager", Engine::Terraform => "terraform" },
        "safe": preflight.is_safe(),
        "steps": preflight.steps.iter().map(|step| step_json(step, existing)).collect::<Vec<_>>(),
        "access": access.collect::<Vec<_>>(),
        "posture": posture.collect::<Vec<_>>(),
        "unchanged": preflight.unchanged,
        "notCompared": super::unknown_json(&preflight.comparison),
        "onlyExistence": unread.map(|found| found.existing.as_str()).collect::<Vec<_>>(),
    })
}

fn step_json(step: &Step, existing: &Inventory) -> Value {
    let mut json = json!({ "effect": step.effect.as_str(), "opens": step.opens, "harmful": step.is_harmful() });
    match &step.subject {
        Subject::Resource(resource) => {
            json["id"] = json!(resource.id.as_str());
            json["type"] = json!(&*resource.resource_type);
            json["readFrom"] = json!(existing.find(&resource.id).map(|found| found.origin.to_string()));
        }
        Subject::Address { address, purpose } => {
            json["address"] = json!(address);
            json["purpose"] = json!(purpose);
        }
    }
    let is_created = step.effect == Effect::Created;
    let more = [
        ("mayExist", is_created.then(|| json!(step.may_exist))),
        ("reason", step.reason.as_ref().map(|reason| json!(reason))),
        ("existingName", step.other_name.as_ref().map(|name| json!(name))),
    ];
    for (name, value) in more.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        json[name] = value;
    }
    let differences = step.differences.iter().map(|property| {
        let mut json = difference_json(&property.difference);
        let outcome = property.outcome;
        json["effect"] = json!(outcome.map_or(Effect::Changed, |outcome| outcome.effect).as_str());
        json["code"] = json!(outcome.and_then(|outcome| outcome.code));
        json["condition"] = json!(outcome.and_then(|outcome| outcome.condition));
        json
    });
    json["differences"] = differences.collect();
    let consequences = step
        .consequences
        .iter()
        .map(|one| json!({ "heading": one.heading.as_str(), "text": one.text, "condition": one.condition }));
    json["consequences"] = consequences.collect();
    json
}

fn summary(preflight: &Preflight, imported: Imported) -> String {
    let engine = match preflight.engine {
        Engine::ResourceManager => "A deployment of Bicep or ARM",
        Engine::Terraform => "A first apply of Terraform",
    };
    let of_terraform = [(imported.imported, "imported"), (imported.forgotten, "no longer managed")];
    let effects = EFFECTS.iter().map(|(effect, _, text)| (preflight.steps_with(*effect).count(), *text));
    let parts: Vec<String> = of_terraform
        .into_iter()
        .chain(effects)
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| format!("{count} {text}"))
        .collect();
    let changes = if preflight.steps.is_empty() { Some("nothing changes".to_owned()) } else { None };
    let parts: Vec<String> = parts.into_iter().chain(changes).collect();
    format!("{engine}: {}", parts.join(", "))
}

fn sections(preflight: &Preflight, existing: &Inventory) -> Vec<Section> {
    let labels = Labels::new(existing);
    let meaning = |heading: Heading| -> Vec<String> {
        let of_step = |step: &Step| -> Vec<String> {
            let own = step.consequences.iter().filter(|consequence| consequence.heading == heading);
            let line = |text: &str, condition: Option<&str>| {
                let condition = condition.map(|condition| format!(" {condition}")).unwrap_or_default();
                format!("{}: {text}{condition}", name_of(step, &labels))
            };
            own.map(|consequence| line(consequence.text, consequence.condition)).collect()
        };
        preflight.steps.iter().flat_map(of_step).collect()
    };
    let effect = |wanted: Effect| -> (&'static str, Vec<String>) {
        let title = EFFECTS.iter().find(|(effect, ..)| *effect == wanted).map_or("", |(_, title, _)| *title);
        (title, preflight.steps_with(wanted).map(|step| step_line(step, &labels)).collect())
    };
    let (refused, mut refused_lines) = effect(Effect::Refused);
    refused_lines.extend(meaning(Heading::Refused));
    let violations =
        preflight.violations.iter().map(|one| format!("{}: {}", one.code, mark_unless_words(&one.message)));
    let sections = [
        (Heading::LosesData.title(), meaning(Heading::LosesData)),
        (Heading::CannotBeUndone.title(), meaning(Heading::CannotBeUndone)),
        (Heading::Interrupts.title(), meaning(Heading::Interrupts)),
        (refused, refused_lines),
        effect(Effect::Replaced),
        effect(Effect::Destroyed),
        (Heading::ProtectsLess.title(), meaning(Heading::ProtectsLess)),
        ("Access", preflight.access.iter().map(|step| deployed_access_line(&step.change, step.opens)).collect()),
        ("Posture", violations.collect()),
        effect(Effect::Created),
        effect(Effect::Changed),
        effect(Effect::Left),
    ];
    sections.into_iter().map(|(title, lines)| Section { title, lines }).filter(|s| !s.lines.is_empty()).collect()
}

fn name_of(step: &Step, labels: &Labels) -> String {
    match &step.subject {
        Subject::Resource(resource) => labels.of(resource),
        Subject::Address { address, .. } => mark_value(address),
    }
}

/// A resource, why, and what is changed of it.
fn step_line(step: &Step, labels: &Labels) -> String {
    let purpose = match &step.subject {
        Subject::Address { purpose: Some(purpose), .. } => Some(purpose.trim_end_matches('.').to_owned()),
        _ => None,
    };
    let other_name = match (&step.other_name, &step.subject) {
        (Some(name), Subject::Resource(resource)) => Some(other_name_text(resource.id.name(), name)),
        _ => None,
    };
    let details: Vec<String> = [step.reason.clone(), purpose]
        .into_iter()
        .flatten()
        .map(|text| mark_unless_words(&text))
        .chain(other_name)
        .chain(step.differences.iter().map(property_text))
        .collect();
    let details = if details.is_empty() { String::new() } else { format!(": {}", details.join("; ")) };
    let may_exist = if step.may_exist { " (unless it exists)" } else { "" };
    let opens = if step.opens { " (opens)" } else { "" };
    format!("{}{details}{may_exist}{opens}", name_of(step, labels))
}

/// A change, with what the deployment does with it.
fn property_text(property: &PropertyStep) -> String {
    let text = deployed_difference_text(&property.difference);
    let Some(outcome) = property.outcome else { return text };
    match outcome {
        Outcome { effect: Effect::Refused, code: Some(code), condition: None, .. } => {
            format!("{text}, refused with {code}")
        }
        Outcome { effect: Effect::Refused, code: None, condition: None, .. } => format!("{text}, which cannot change"),
        Outcome { effect: Effect::Refused, code, condition: Some(condition), .. } => {
            format!("{text} (refused {condition}{})", code.map(|code| format!(": {code}")).unwrap_or_default())
        }
        Outcome { effect: Effect::Replaced, condition: None, .. } => format!("{text}, which replaces it"),
        Outcome { effect: Effect::Replaced, condition: Some(condition), .. } => {
            format!("{text} (replaced {condition})")
        }
        Outcome { effect: Effect::Ignored, .. } => format!("{text} (the deployment ignores it)"),
        Outcome { effect: Effect::Unknown, .. } => format!("{text} (no source says whether it can change)"),
        Outcome { condition: Some(condition), .. } => format!("{text} ({condition})"),
        Outcome { .. } => text,
    }
}

fn notes(preflight: &Preflight) -> Vec<String> {
    comparison_notes(&preflight.comparison.found, &[], "and taken as unchanged")
}
