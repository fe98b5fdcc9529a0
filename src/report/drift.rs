//! How what exists differs from a topology: for a terminal, a pull request and a program.

mod labels;
mod lines;
mod preflight;

use std::collections::BTreeMap;

use labels::Labels;
use lines::{access_line, difference_text, other_name_text, to_json};
pub use preflight::{Imported, render_preflight_json, render_preflight_markdown, render_preflight_text};
use serde_json::{Value, json};

use super::marked::{markdown_line, text_line};
use crate::{
    drift::{ChangedResource, Comparison, Difference, Drift, ElementChange, UnknownProperty},
    existing::{ExistingResource, Inventory},
};

/// Lines under a title.
struct Section {
    title: &'static str,
    lines: Vec<String>,
}

/// The drift as text for a terminal.
#[must_use]
pub fn render_text(drift: &Drift, existing: &Inventory) -> String {
    write_text(&summary(drift), sections(drift, existing), &notes(drift))
}

/// The drift as Markdown for a pull request or an issue.
#[must_use]
pub fn render_markdown(drift: &Drift, existing: &Inventory) -> String {
    write_markdown(&summary(drift), sections(drift, existing), &notes(drift))
}

fn write_text(summary: &str, sections: Vec<Section>, notes: &[String]) -> String {
    let mut text = format!("{}\n", text_line(summary));
    for Section { title, lines } in sections {
        text.push_str(&format!("\n{title}\n"));
        lines.iter().for_each(|line| text.push_str(&format!("  {}\n", text_line(line))));
    }
    for (index, note) in notes.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { "" });
        text.push_str(&format!("{}\n", text_line(note)));
    }
    text
}

fn write_markdown(summary: &str, sections: Vec<Section>, notes: &[String]) -> String {
    let mut text = format!("**{}.**\n", markdown_line(summary));
    for Section { title, lines } in sections {
        text.push_str(&format!("\n### {title}\n\n"));
        lines.iter().for_each(|line| text.push_str(&format!("- {}\n", markdown_line(line))));
    }
    for note in notes {
        text.push_str(&format!("\n{}.\n", markdown_line(note)));
    }
    text
}

/// The drift as JSON for programs.
#[must_use]
pub fn render_json(drift: &Drift, existing: &Inventory) -> Value {
    let compared = &drift.comparison;
    let of_resource =
        |resource: &ExistingResource| json!({ "id": resource.id.as_str(), "type": &*resource.resource_type });
    let read_from = |resource: &ExistingResource| {
        let mut json = of_resource(resource);
        json["readFrom"] = json!(resource.origin.to_string());
        json
    };
    let changed = drift.changed().map(|(found, differences)| {
        let mut json = of_resource(&found.expected);
        json["readFrom"] = json!(existing.find(&found.existing).map(|resource| resource.origin.to_string()));
        json["differences"] = differences.into_iter().map(difference_json).collect();
        json
    });
    let access = drift.access.iter().map(|change| {
        json!({
            "account": change.account.as_str(),
            "path": change.path.to_string(),
            "declared": change.declared.map(|verdict| verdict.to_string()),
            "existing": change.existing.map(|verdict| verdict.to_string()),
        })
    });
    let other_names = found_under_other_names(drift)
        .map(|found| json!({ "id": found.expected.id.as_str(), "existing": found.existing.as_str() }));
    let not_written = drift.not_written().map(|(found, difference)| {
        let mut json = difference_json(difference);
        json["id"] = json!(found.existing.as_str());
        json
    });
    json!({
        "deployment": {
            "subscription": drift.place.subscription,
            "resourceGroup": drift.place.resource_group,
        },
        "drift": drift.is_any(),
        "missing": compared.missing.iter().map(of_resource).collect::<Vec<_>>(),
        "extra": compared.extra.iter().map(read_from).collect::<Vec<_>>(),
        "changed": changed.collect::<Vec<_>>(),
        "access": access.collect::<Vec<_>>(),
        "otherNames": other_names.collect::<Vec<_>>(),
        "notReproduced": not_written.collect::<Vec<_>>(),
        "notCompared": unknown_json(compared),
        "notSeen": compared.not_seen.iter().map(of_resource).collect::<Vec<_>>(),
    })
}

/// The properties that could not be compared.
fn unknown_json(compared: &Comparison) -> Vec<Value> {
    let of_found = |found: &ChangedResource| {
        let of_property = |property: &UnknownProperty| json!({ "id": found.existing.as_str(), "path": property.path, "reason": property.reason });
        found.unknown.iter().map(of_property).collect::<Vec<_>>()
    };
    compared.found.iter().flat_map(of_found).collect()
}

fn difference_json(difference: &Difference) -> Value {
    let mut json = json!({ "path": difference.path, "label": difference.label });
    match &difference.change {
        ElementChange::Changed { expected, existing } => {
            json["change"] = json!("changed");
            json["declared"] = to_json(expected);
            json["existing"] = existing.as_ref().map_or(Value::Null, to_json);
        }
        ElementChange::Missing { element, expected } => {
            json["change"] = json!("missing");
            json["element"] = json!(element);
            json["declared"] = to_json(expected);
        }
        ElementChange::Extra { element, existing } => {
            json["change"] = json!("extra");
            json["element"] = json!(element);
            json["existing"] = to_json(existing);
        }
        ElementChange::NotWritten { existing, .. } => {
            json["change"] = json!("notSet");
            json["existing"] = to_json(existing);
        }
    }
    json
}

/// Everything in one sentence.
fn summary(drift: &Drift) -> String {
    let compared = &drift.comparison;
    let count = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {several}")),
    };
    let parts = [
        count(drift.access.len(), "access path differs", "access paths differ"),
        count(compared.missing.len(), "resource is missing", "resources are missing"),
        count(compared.extra.len(), "resource is extra", "resources are extra"),
        count(drift.changed().count(), "resource differs", "resources differ"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "No drift".to_owned() } else { format!("Drift: {}", parts.join(", ")) }
}

fn sections(drift: &Drift, existing: &Inventory) -> Vec<Section> {
    let labels = Labels::new(existing);
    let compared = &drift.comparison;
    let of_resources = |resources: &[ExistingResource]| resources.iter().map(|r| labels.of(r)).collect();
    let changed = drift.changed().map(|(found, differences)| {
        let parts: Vec<String> = differences.into_iter().map(difference_text).collect();
        format!("{}: {}", labels.of(&found.expected), parts.join("; "))
    });
    let other_name = |found: &ChangedResource| {
        let text = other_name_text(found.expected.id.name(), found.existing.name());
        format!("{}: {text}", labels.of(&found.expected))
    };
    let sections = [
        ("Access", drift.access.iter().map(access_line).collect()),
        ("Missing", of_resources(&compared.missing)),
        ("Extra", of_resources(&compared.extra)),
        ("Changed", changed.collect()),
        ("Under another name", found_under_other_names(drift).map(other_name).collect()),
    ];
    sections.into_iter().map(|(title, lines)| Section { title, lines }).filter(|s| !s.lines.is_empty()).collect()
}

/// Role assignments under another name, where a deployment of Bicep or ARM may follow. Terraform knows them by their addresses.
fn found_under_other_names(drift: &Drift) -> impl Iterator<Item = &ChangedResource> {
    drift.under_another_name().filter(|found| drift.is_reset && !found.is_of_terraform)
}

/// What is no drift, in sentences.
fn notes(drift: &Drift) -> Vec<String> {
    comparison_notes(&drift.comparison.found, &drift.comparison.not_seen, "and no drift")
}

/// What was not compared, or not seen, in sentences.
fn comparison_notes(found: &[ChangedResource], not_seen: &[ExistingResource], meaning: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for property in found.iter().flat_map(|found| &found.unknown) {
        *reasons.entry(&property.reason).or_default() += 1;
    }
    if !reasons.is_empty() {
        let parts: Vec<String> = reasons.iter().map(|(reason, count)| format!("{count} ({reason})")).collect();
        notes.push(format!("Not compared, {meaning}: properties that are not known: {}", parts.join(", ")));
    }
    let unread = found.iter().filter(|found| found.is_unread).map(|found| &found.expected);
    for (resources, text) in [
        (unread.collect::<Vec<_>>(), "Only their existence is compared"),
        (not_seen.iter().collect(), "Not seen, and no drift: the input is not complete for these"),
    ] {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for resource in resources {
            *counts.entry(labels::kind_name(resource)).or_default() += 1;
        }
        if !counts.is_empty() {
            let parts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            notes.push(format!("{text}: {}", parts.join(", ")));
        }
    }
    notes
}
