//! Lines about resources and their properties, in which values are marked (`report::marked`).

use crate::{
    catalog::changes::CostDirection,
    compare::{PropertyChange, ResourceChange},
    report::marked::{mark_unless_words, mark_value},
};

/// Up to this number, resources with the same change have a line each.
const MAX_UNGROUPED_NAMES: usize = 3;

/// The number of names in the line of a larger group of a report that has a maximum length.
pub(super) const MAX_GROUP_NAMES: usize = 8;

pub(super) fn resource_label(resource: &ResourceChange) -> String {
    mark_unless_words(&format!("{} {}", resource.kind, resource.name))
}

/// How the names of elements of lists begin.
const ELEMENTS: [&str; 4] = ["rule ", "zone configuration ", "static IP address of ", "access policy of "];

fn is_element(property: &str) -> bool {
    ELEMENTS.iter().any(|element| property.starts_with(element))
}

/// The wanted property changes of a resource, if it has any; a list shows the elements that are added and removed.
pub(super) fn changed_properties(
    resource: &ResourceChange,
    wanted: impl Fn(&PropertyChange) -> bool,
) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut lists: Vec<(String, bool, Vec<String>)> = Vec::new();
    for change in resource.properties.iter().filter(|property| wanted(property)) {
        let PropertyChange { property, element, before, after, .. } = change;
        if let Some(element) = element {
            let list = property.strip_suffix(element.as_str()).unwrap_or(property).trim_end();
            let (added, item) = (before.is_empty(), mark_value(element));
            match lists.iter_mut().find(|(other, other_added, _)| other == list && *other_added == added) {
                Some((_, _, items)) => items.push(item),
                None => lists.push((list.to_owned(), added, vec![item])),
            }
            continue;
        }
        let values = (before.is_empty(), after.is_empty());
        let name = mark_property(property);
        let (before, after) = (mark_value(before), mark_value(after));
        parts.push(match values {
            (true, _) if is_element(property) => format!("{name} is added: {after}"),
            (_, true) if is_element(property) => format!("{name} is removed: {before}"),
            (true, _) => format!("{name}: {after}"),
            (_, true) if property.ends_with("in days") => format!("{name}: {before} to disabled"),
            (_, true) => format!("{name}: no longer {before}"),
            _ => format!("{name}: {before} to {after}"),
        });
    }
    parts.extend(lists.into_iter().map(|(list, added, items)| {
        format!("{list}: {} {}", if added { "added" } else { "removed" }, items.join(", "))
    }));
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// How the names of additional settings begin; then come keys of the user.
const EXTRA: [&str; 2] = ["extra azure ", "extra terraform "];

fn mark_property(property: &str) -> String {
    let keys = EXTRA.iter().find_map(|start| Some((start, property.strip_prefix(start)?)));
    keys.map_or_else(|| mark_unless_words(property), |(start, keys)| format!("{start}{}", mark_value(keys)))
}

/// The properties that change the cost, by its direction.
pub(super) fn changed_costs(resource: &ResourceChange) -> Vec<(Option<CostDirection>, String)> {
    let directions = [CostDirection::Rises, CostDirection::Falls, CostDirection::Changes];
    let parts = directions.into_iter().filter_map(|direction| {
        let properties = changed_properties(resource, |property| property.cost == Some(direction))?;
        Some((Some(direction), format!("{properties}; cost {}", direction.as_str())))
    });
    parts.collect()
}

/// A change of a resource, as a line of a report.
pub(super) struct ChangeLine {
    /// The languages of which it is true, as the start of a line.
    pub(super) prefix: String,
    /// The resource.
    pub(super) name: String,
    /// The change.
    pub(super) text: String,
}

/// One line for all resources with the same change, with at most `max_names` names.
pub(super) fn group_by_change(changes: Vec<ChangeLine>, max_names: usize) -> Vec<String> {
    let mut groups: Vec<((String, String), Vec<String>)> = Vec::new();
    for ChangeLine { prefix, name, text } in changes {
        let change = (prefix, text);
        match groups.iter_mut().find(|(other, _)| *other == change) {
            Some((_, names)) => names.push(name),
            None => groups.push((change, vec![name])),
        }
    }
    let lines = groups.into_iter().flat_map(|((prefix, parts), names)| match names.len() {
        1..=MAX_UNGROUPED_NAMES => names.iter().map(|name| format!("{prefix}{name}: {parts}")).collect(),
        count => {
            let (shown, rest) = names.split_at(count.min(max_names));
            let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
            vec![format!("{prefix}{count} resources, each: {parts} ({}{more})", shown.join(", "))]
        }
    });
    lines.collect()
}
