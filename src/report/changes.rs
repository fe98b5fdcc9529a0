//! What changes, for a terminal, a pull request and a program.

use serde_json::{Value, json};

use crate::{
    analyse::access::Verdict,
    compare::{AccessPathChange, Change, Changes, PropertyChange, ResourceChange},
};

/// More of one kind than this are folded away in Markdown.
const MAX_UNFOLDED_LINES: usize = 12;

/// Up to so many resources that change alike are named.
const MAX_UNGROUPED_NAMES: usize = 3;

/// So many of them are named where there are more.
const MAX_GROUP_NAMES: usize = 8;

/// A heading with its lines.
struct ReportSection {
    title: &'static str,
    lines: Vec<String>,
}

/// The verdict in one sentence: the worst first.
#[must_use]
pub fn summarize_changes(changes: &Changes) -> String {
    if changes.is_empty() {
        return "Nothing changes in meaning".to_owned();
    }
    let count = |number: usize, one: &str, several: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {several}")),
    };
    let count_of = |wanted: fn(&Change) -> bool| changes.resources.iter().filter(|change| wanted(change)).count();
    let parts: Vec<String> = [
        count(changes.opened_paths().count(), "flow opens", "flows open"),
        count(changes.closed_paths().count(), "flow closes", "flows close"),
        count(changes.replaced_resources().count(), "resource is replaced", "resources are replaced"),
        count(count_of(|c| matches!(c, Change::Removed(_))), "resource is removed", "resources are removed"),
        count(count_of(|c| matches!(c, Change::Added(_))), "resource is added", "resources are added"),
        count(count_of(|c| matches!(c, Change::Changed(_))), "resource changes in place", "resources change in place"),
        count(changes.roles_added.len(), "role is given", "roles are given"),
        count(changes.roles_removed.len(), "role is taken away", "roles are taken away"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut text = parts.join(", ");
    if !changes.opened_paths().any(|_| true) {
        text.push_str("; nothing opens");
    }
    text
}

fn report_sections(changes: &Changes) -> Vec<ReportSection> {
    let flows = |opens: bool| {
        changes.access_paths.iter().filter(move |c| c.opens() == opens).map(path_change_line).collect::<Vec<_>>()
    };
    let of =
        |wanted: &dyn Fn(&Change) -> Option<String>| changes.resources.iter().filter_map(wanted).collect::<Vec<_>>();
    let replaced = of(&|change| match change {
        Change::Replaced(replaced) => Some(format!("{}: {}", resource_label(&replaced.resource), replaced.reason)),
        _ => None,
    });
    let added = of(&|change| match change {
        Change::Added(resource) => Some(resource_label(resource)),
        _ => None,
    });
    let removed = of(&|change| match change {
        Change::Removed(resource) => Some(resource_label(resource)),
        _ => None,
    });
    // What else is other about something replaced is part of making it anew, unless somebody should look at it.
    let different = |wanted: fn(&PropertyChange) -> bool, anew: bool| {
        let resources = changes.resources.iter().filter_map(|change| match change {
            Change::Changed(resource) => Some(resource),
            Change::Replaced(replaced) if anew => Some(&replaced.resource),
            _ => None,
        });
        group_by_change(
            resources
                .filter_map(|resource| Some((resource_label(resource), changed_properties(resource, wanted)?)))
                .collect(),
        )
    };
    let mut cost = of(&|change| match change {
        Change::Added(resource) if resource.cost => Some(format!("{} comes", resource_label(resource))),
        Change::Removed(resource) if resource.cost => Some(format!("{} goes", resource_label(resource))),
        _ => None,
    });
    cost.extend(different(|property| property.cost, true));
    [
        ("Opens", flows(true)),
        ("Closes", flows(false)),
        ("Replaced: fixed when made, so a new one is made and the old one deleted, with what it holds", replaced),
        ("Exposure", different(|property| property.exposure, true)),
        ("Roles given", changes.roles_added.clone()),
        ("Roles taken away", changes.roles_removed.clone()),
        ("Added", added),
        ("Removed", removed),
        ("Changed", different(|property| !property.exposure && !property.cost, false)),
        ("Cost", cost),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(title, lines)| ReportSection { title, lines })
    .collect()
}

fn resource_label(resource: &ResourceChange) -> String {
    format!("{} {}", resource.kind, resource.name)
}

fn path_change_line(change: &AccessPathChange) -> String {
    let word = |verdict: Option<Verdict>| verdict.map(|verdict| verdict.to_string()).unwrap_or_default();
    let error = change.access_path.service_error().filter(|_| change.after == Some(Verdict::Denied));
    let error = error.map(|error| format!(" ({})", error.name)).unwrap_or_default();
    if let Some(somebody) = &change.new_identity {
        return format!("{}: {}, and that is somebody else now: {somebody}", change.access_path, word(change.after));
    }
    match (change.before, change.after) {
        (None, after) => format!("{}: new, {}{error}", change.access_path, word(after)),
        (before, None) => format!("{}: gone, was {}", change.access_path, word(before)),
        (before, after) => format!("{}: {} to {}{error}", change.access_path, word(before), word(after)),
    }
}

/// The wanted changes of properties of a resource, if there are any: lists by which elements are added and removed.
fn changed_properties(resource: &ResourceChange, wanted: fn(&PropertyChange) -> bool) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut lists: Vec<(String, bool, Vec<String>)> = Vec::new();
    for PropertyChange { property, before, after, .. } in resource.properties.iter().filter(|property| wanted(property))
    {
        match (before.as_str(), after.as_str()) {
            ("listed", "") | ("", "listed") => {
                let (list, item) = property.rsplit_once(' ').unwrap_or(("", property));
                let comes = before.is_empty();
                match lists.iter_mut().find(|(other, way, _)| other == list && *way == comes) {
                    Some((_, _, items)) => items.push(item.to_owned()),
                    None => lists.push((list.to_owned(), comes, vec![item.to_owned()])),
                }
            }
            ("", after) => parts.push(format!("{property}: {after}")),
            (before, "") => parts.push(format!("{property}: no longer {before}")),
            (before, after) => parts.push(format!("{property}: {before} to {after}")),
        }
    }
    parts.extend(lists.into_iter().map(|(list, comes, items)| {
        format!("{list}: {} {}", if comes { "now with" } else { "no longer" }, items.join(", "))
    }));
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What is said of many resources is said once.
fn group_by_change(said: Vec<(String, String)>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (name, parts) in said {
        match groups.iter_mut().find(|(other, _)| *other == parts) {
            Some((_, names)) => names.push(name),
            None => groups.push((parts, vec![name])),
        }
    }
    let lines = groups.into_iter().flat_map(|(parts, names)| match names.len() {
        1..=MAX_UNGROUPED_NAMES => names.iter().map(|name| format!("{name}: {parts}")).collect(),
        many => {
            let (shown, rest) = names.split_at(many.min(MAX_GROUP_NAMES));
            let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
            vec![format!("{many} resources: {parts} ({}{more})", shown.join(", "))]
        }
    });
    lines.collect()
}

/// For a terminal.
#[must_use]
pub fn render_text(changes: &Changes) -> String {
    let mut text = format!("{}\n", summarize_changes(changes));
    for section in report_sections(changes) {
        text.push_str(&format!("\n{}\n", section.title));
        text.push_str(&section.lines.iter().map(|line| format!("  {line}\n")).collect::<String>());
    }
    text
}

/// For a pull request: the verdict first, long lists folded away.
#[must_use]
pub fn render_markdown(changes: &Changes) -> String {
    let mut text = format!("**{}.**\n", summarize_changes(changes));
    for section in report_sections(changes) {
        let lines: String = section.lines.iter().map(|line| format!("- {}\n", escape_markdown(line))).collect();
        if section.lines.len() > MAX_UNFOLDED_LINES {
            let many = section.lines.len();
            text.push_str(&format!(
                "\n<details><summary>{} ({many})</summary>\n\n{lines}\n</details>\n",
                section.title
            ));
        } else {
            text.push_str(&format!("\n### {}\n\n{lines}", section.title));
        }
    }
    text
}

/// For programs.
#[must_use]
pub fn render_json(changes: &Changes) -> Value {
    let word = |verdict: Option<Verdict>| verdict.map(|verdict| verdict.to_string());
    let flows: Vec<Value> = changes
        .access_paths
        .iter()
        .map(|change| {
            json!({
                "flow": change.access_path.to_string(), "before": word(change.before), "after": word(change.after),
                "opens": change.opens(), "somebodyElse": change.new_identity,
            })
        })
        .collect();
    let one = |how: &str, resource: &ResourceChange, reason: Option<&str>| {
        json!({
            "change": how, "kind": resource.kind, "name": resource.name, "because": reason, "cost": resource.cost,
            "facts": resource.properties.iter().map(|property| json!({
                "fact": property.property, "before": property.before, "after": property.after, "cost": property.cost, "exposure": property.exposure,
            })).collect::<Vec<_>>(),
        })
    };
    let resources: Vec<Value> = changes
        .resources
        .iter()
        .map(|change| match change {
            Change::Added(resource) => one("added", resource, None),
            Change::Removed(resource) => one("removed", resource, None),
            Change::Changed(resource) => one("changed", resource, None),
            Change::Replaced(replaced) => one("replaced", &replaced.resource, Some(&replaced.reason)),
        })
        .collect();
    json!({
        "verdict": summarize_changes(changes), "flows": flows, "resources": resources,
        "roles": { "given": changes.roles_added, "taken": changes.roles_removed },
    })
}

/// Names come from the file, and Markdown may hold HTML.
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>|#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
