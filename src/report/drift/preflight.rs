//! What a deployment of Bicep or ARM over what exists does.

use serde_json::{Value, json};

use super::{
    Section,
    labels::Labels,
    lines::{deployed_access_line, deployed_difference_text, other_name_line},
    write_markdown, write_text,
};
use crate::{
    catalog::changes::{Consequence, Effect, Heading, Outcome},
    drift::{ChangedResource, Difference, Drift, deployment_outcome},
    existing::{ExistingResource, Inventory},
    report::marked::without_marks,
};

/// As text for a terminal.
#[must_use]
pub fn render_preflight_text(drift: &Drift, existing: &Inventory) -> String {
    write_text(&summary(drift), sections(drift, existing), &notes(drift))
}

/// As Markdown.
#[must_use]
pub fn render_preflight_markdown(drift: &Drift, existing: &Inventory) -> String {
    write_markdown(&summary(drift), sections(drift, existing), &notes(drift))
}

/// As JSON for programs: the lines of each section.
#[must_use]
pub fn render_preflight_json(drift: &Drift, existing: &Inventory) -> Value {
    let mut json = json!({
        "deployment": { "subscription": drift.place.subscription, "resourceGroup": drift.place.resource_group },
        "safe": !drift.is_unsafe_to_deploy(),
        "mayBeCreated": drift.comparison.not_seen.iter().map(|resource| resource.id.as_str()).collect::<Vec<_>>(),
    });
    for Section { title, lines } in sections(drift, existing) {
        let lines = lines.iter().map(|line| json!(without_marks(line))).collect();
        json[title.to_lowercase()] = Value::Array(lines);
    }
    json
}

fn summary(drift: &Drift) -> String {
    let count = |count: usize, text: &str| match count {
        0 => None,
        1 => Some(format!("1 resource is {text}")),
        count => Some(format!("{count} resources are {text}")),
    };
    let refused = drift.refused().map(|(found, ..)| &found.existing).collect::<std::collections::BTreeSet<_>>();
    let parts = [
        count(refused.len() + drift.under_another_name().count(), "refused"),
        count(drift.deleted().count(), "deleted"),
        count(drift.comparison.missing.len(), "created"),
        count(drift.changed().filter(|(found, _)| !refused.contains(&found.existing)).count(), "changed in place"),
        count(drift.left().count(), "left as it is"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let parts = if parts.is_empty() { "nothing changes".to_owned() } else { parts.join(", ") };
    format!("A deployment of Bicep or ARM: {parts}")
}

fn sections(drift: &Drift, existing: &Inventory) -> Vec<Section> {
    let labels = Labels::new(existing);
    let label = |resource: &ExistingResource| labels.of(resource);
    let refused = drift.refused().map(|(found, difference, outcome)| {
        format!("{}: {}{}", label(&found.expected), deployed_difference_text(difference), refusal(outcome))
    });
    let changed = drift.changed().filter_map(|(found, differences)| {
        let parts: Vec<String> =
            differences.into_iter().filter_map(|difference| changed_text(found, difference)).collect();
        (!parts.is_empty()).then(|| format!("{}: {}", label(&found.expected), parts.join("; ")))
    });
    let meaning = |heading: Heading| {
        let of_heading = drift.consequences().filter(|(_, consequence)| consequence.heading == heading);
        let line = |(found, consequence): (&ChangedResource, &Consequence)| {
            let condition = consequence.condition.map(|condition| format!(" {condition}")).unwrap_or_default();
            format!("{}: {}{condition}", label(&found.expected), consequence.text)
        };
        (heading.title(), of_heading.map(line).collect::<Vec<_>>())
    };
    let names = drift.under_another_name().map(|found| other_name_line(&labels, found));
    let by_hand = meaning(Heading::Refused).1;
    let sections = [
        meaning(Heading::LosesData),
        meaning(Heading::CannotBeUndone),
        meaning(Heading::Interrupts),
        ("Refused", refused.chain(names).chain(by_hand).collect()),
        ("Deleted", drift.deleted().map(label).collect()),
        meaning(Heading::ProtectsLess),
        ("Access", drift.access.iter().map(deployed_access_line).collect()),
        ("Created", drift.comparison.missing.iter().map(label).collect()),
        ("Changed", changed.collect()),
        ("Left", drift.left().map(label).collect::<Vec<_>>()),
    ];
    sections.into_iter().map(|(title, lines)| Section { title, lines }).filter(|s| !s.lines.is_empty()).collect()
}

fn refusal(outcome: &Outcome) -> String {
    let code = outcome.code.map(|code| format!(", refused with {code}")).unwrap_or_default();
    let condition = outcome.condition.map(|condition| format!(" {condition}")).unwrap_or_default();
    if code.is_empty() { format!(", which cannot change{condition}") } else { format!("{code}{condition}") }
}

/// A difference that is not refused.
fn changed_text(found: &ChangedResource, difference: &Difference) -> Option<String> {
    let text = deployed_difference_text(difference);
    match deployment_outcome(&found.expected.resource_type, difference)
        .map(|outcome| (outcome.effect, outcome.condition))
    {
        Some((Effect::Refused, _)) => None,
        Some((Effect::Ignored, _)) => Some(format!("{text} (the deployment ignores it)")),
        Some((Effect::Unknown, _)) => Some(format!("{text} (no source says whether it can change)")),
        Some((_, Some(condition))) => Some(format!("{text} ({condition})")),
        _ => Some(text),
    }
}

fn notes(drift: &Drift) -> Vec<String> {
    let mut notes = super::notes(drift);
    if !drift.comparison.not_seen.is_empty() {
        notes.push("What is not seen is created if it does not exist".to_owned());
    }
    notes
}
