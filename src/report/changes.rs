//! Changes between two topologies, for a terminal, a pull request and a program.

mod json;

pub use json::render_json;

use crate::{
    analyse::access::Verdict,
    compare::{AccessPathChange, Change, Changes, PropertyChange, ResourceChange},
};

/// Sections with more lines than this are collapsed in Markdown.
const MAX_UNFOLDED_LINES: usize = 12;

/// Up to this number, resources with the same change have a line each.
const MAX_UNGROUPED_NAMES: usize = 3;

/// The number of names in the line of a larger group.
const MAX_GROUP_NAMES: usize = 8;

/// A heading with its lines.
struct ReportSection {
    title: &'static str,
    lines: Vec<String>,
}

/// All changes in one sentence, access first.
#[must_use]
pub fn summarize_changes(changes: &Changes) -> String {
    if changes.is_empty() {
        return "Nothing changes in meaning".to_owned();
    }
    let count = |number: usize, singular: &str, plural: &str| match number {
        0 => None,
        1 => Some(format!("1 {singular}")),
        number => Some(format!("{number} {plural}")),
    };
    let count_of = |wanted: fn(&Change) -> bool| changes.resources.iter().filter(|change| wanted(change)).count();
    let parts: Vec<String> = [
        count(
            changes.opened_paths().count(),
            "access path becomes less restrictive",
            "access paths become less restrictive",
        ),
        count(
            changes.closed_paths().count(),
            "access path becomes more restrictive",
            "access paths become more restrictive",
        ),
        count(changes.replaced_resources().count(), "resource is replaced", "resources are replaced"),
        count(count_of(|c| matches!(c, Change::Removed(_))), "resource is removed", "resources are removed"),
        count(count_of(|c| matches!(c, Change::Added(_))), "resource is added", "resources are added"),
        count(count_of(|c| matches!(c, Change::Changed(_))), "resource changes in place", "resources change in place"),
        count(changes.roles_added().len(), "role assignment is added", "role assignments are added"),
        count(changes.roles_removed().len(), "role assignment is removed", "role assignments are removed"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut text = parts.join(", ");
    if !changes.opened_paths().any(|_| true) {
        text.push_str("; no access path becomes less restrictive");
    }
    text
}

fn report_sections(changes: &Changes) -> Vec<ReportSection> {
    let access_lines = |opens: bool| {
        changes.access_paths.iter().filter(move |c| c.opens() == opens).map(path_change_line).collect::<Vec<_>>()
    };
    let resource_lines =
        |wanted: &dyn Fn(&Change) -> Option<String>| changes.resources.iter().filter_map(wanted).collect::<Vec<_>>();
    let replaced = resource_lines(&|change| match change {
        Change::Replaced(replaced) => Some(format!("{}: {}", resource_label(&replaced.resource), replaced.reason)),
        _ => None,
    });
    let added = resource_lines(&|change| match change {
        Change::Added(resource) => Some(resource_label(resource)),
        _ => None,
    });
    let removed = resource_lines(&|change| match change {
        Change::Removed(resource) => Some(resource_label(resource)),
        _ => None,
    });
    // Other changed properties of a replaced resource are part of the replacement; only exposure and cost are listed.
    let property_lines = |wanted: fn(&PropertyChange) -> bool, with_replaced: bool| {
        let resources = changes.resources.iter().filter_map(|change| match change {
            Change::Changed(resource) => Some(resource),
            Change::Replaced(replaced) if with_replaced => Some(&replaced.resource),
            _ => None,
        });
        group_by_change(
            resources
                .filter_map(|resource| Some((resource_label(resource), changed_properties(resource, wanted)?)))
                .collect(),
        )
    };
    let mut cost = resource_lines(&|change| match change {
        Change::Added(resource) if resource.cost => Some(format!("{} is added", resource_label(resource))),
        Change::Removed(resource) if resource.cost => Some(format!("{} is removed", resource_label(resource))),
        _ => None,
    });
    cost.extend(property_lines(|property| property.cost, true));
    [
        ("Less restrictive access", access_lines(true)),
        ("More restrictive access", access_lines(false)),
        ("Replaced (immutable): the old resource is deleted with its contents, and a new one is created", replaced),
        ("Exposure", property_lines(|property| property.exposure, true)),
        ("Role assignments added", changes.roles_added()),
        ("Role assignments removed", changes.roles_removed()),
        (
            "Customer-managed keys removed: before the deployment, follow `di-gen runbook remove-cmk` with the old file",
            changes.customer_keys_removed.clone(),
        ),
        (
            "Customer-managed keys replaced: data may be inaccessible until the new key is set, so first return to \
             Microsoft-managed keys with `di-gen runbook remove-cmk` and the old file, where the resource can",
            changes.customer_keys_replaced.clone(),
        ),
        (
            "Customer-managed keys of Foundry resources: these cannot return to Microsoft-managed keys, and an older page of \
             Microsoft says that they take a key only at their creation",
            changes.foundry_keys_added.clone(),
        ),
        (
            "Refused by a delete lock (ScopeLocked): before this change, remove the resource from `locks` and deploy",
            changes.refused_by_locks.clone(),
        ),
        ("Added", added),
        ("Removed", removed),
        ("Changed", property_lines(|property| !property.exposure && !property.cost, false)),
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
    let verdict_text = |verdict: Option<Verdict>| verdict.map(|verdict| verdict.to_string()).unwrap_or_default();
    let error = change.access_path.service_error().filter(|_| change.after == Some(Verdict::Denied));
    let error = error.map(|error| format!(" ({})", error.name)).unwrap_or_default();
    if let Some(identity) = &change.new_identity {
        return format!(
            "{}: {}, but for a different principal: {identity}",
            change.access_path,
            verdict_text(change.after)
        );
    }
    match (change.before, change.after) {
        (None, after) => format!("{}: new, {}{error}", change.access_path, verdict_text(after)),
        (before, None) => format!("{}: removed, was {}", change.access_path, verdict_text(before)),
        (before, after) => {
            format!("{}: {} to {}{error}", change.access_path, verdict_text(before), verdict_text(after))
        }
    }
}

/// The wanted property changes of a resource, if it has any; a list shows the elements that are added and removed.
fn changed_properties(resource: &ResourceChange, wanted: fn(&PropertyChange) -> bool) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut lists: Vec<(String, bool, Vec<String>)> = Vec::new();
    for PropertyChange { property, before, after, .. } in resource.properties.iter().filter(|property| wanted(property))
    {
        match (before.as_str(), after.as_str()) {
            ("listed", "") | ("", "listed") => {
                let (list, item) = property.rsplit_once(' ').unwrap_or(("", property));
                let added = before.is_empty();
                match lists.iter_mut().find(|(other, other_added, _)| other == list && *other_added == added) {
                    Some((_, _, items)) => items.push(item.to_owned()),
                    None => lists.push((list.to_owned(), added, vec![item.to_owned()])),
                }
            }
            ("", after) => parts.push(format!("{property}: {after}")),
            (before, "") => parts.push(format!("{property}: no longer {before}")),
            (before, after) => parts.push(format!("{property}: {before} to {after}")),
        }
    }
    parts.extend(lists.into_iter().map(|(list, added, items)| {
        format!("{list}: {} {}", if added { "added" } else { "removed" }, items.join(", "))
    }));
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// One line for all resources with the same change.
fn group_by_change(changes: Vec<(String, String)>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (name, parts) in changes {
        match groups.iter_mut().find(|(other, _)| *other == parts) {
            Some((_, names)) => names.push(name),
            None => groups.push((parts, vec![name])),
        }
    }
    let lines = groups.into_iter().flat_map(|(parts, names)| match names.len() {
        1..=MAX_UNGROUPED_NAMES => names.iter().map(|name| format!("{name}: {parts}")).collect(),
        count => {
            let (shown, rest) = names.split_at(count.min(MAX_GROUP_NAMES));
            let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
            vec![format!("{count} resources: {parts} ({}{more})", shown.join(", "))]
        }
    });
    lines.collect()
}

/// The changes as text for a terminal.
#[must_use]
pub fn render_text(changes: &Changes) -> String {
    let mut text = format!("{}\n", summarize_changes(changes));
    for section in report_sections(changes) {
        text.push_str(&format!("\n{}\n", section.title));
        text.push_str(&section.lines.iter().map(|line| format!("  {line}\n")).collect::<String>());
    }
    text
}

/// The changes as Markdown for a pull request: the summary first, long lists collapsed.
#[must_use]
pub fn render_markdown(changes: &Changes) -> String {
    let mut text = format!("**{}.**\n", summarize_changes(changes));
    for section in report_sections(changes) {
        let lines: String = section.lines.iter().map(|line| format!("- {}\n", escape_markdown(line))).collect();
        if section.lines.len() > MAX_UNFOLDED_LINES {
            let count = section.lines.len();
            text.push_str(&format!(
                "\n<details><summary>{} ({count})</summary>\n\n{lines}\n</details>\n",
                section.title
            ));
        } else {
            text.push_str(&format!("\n### {}\n\n{lines}", section.title));
        }
    }
    text
}

/// Names come from the file, and Markdown can contain HTML.
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
