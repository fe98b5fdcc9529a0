//! Changed values, with references to a resource that has another ID: another network has other subnets of the same name.

use super::{
    properties::{ValueChange, collect_references, value_changes},
    property_path::PropertyPath,
    resource_ids::id_text,
};
use crate::plan::{Attribute, Expr, PropertyTree as _, ResolvedTopology, Resource};

/// The values that differ, and the references that lead to another resource.
pub(super) fn changes_with_references(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
) -> Vec<ValueChange> {
    let mut changes = value_changes((old, before), (new, after));
    let (old_references, new_references) = (references(before), references(after));
    for change in &mut changes {
        name_reference(old, &old_references, &change.path, &mut change.before);
        name_reference(new, &new_references, &change.path, &mut change.after);
    }
    for (path, reference) in new_references {
        let Some((_, old_reference)) = old_references.iter().find(|(other, _)| *other == path) else { continue };
        if id_text(old, old_reference) != id_text(new, reference) && !changes.iter().any(|change| change.path == path) {
            let (before, after) = (reference_name(old, old_reference), reference_name(new, reference));
            changes.push(ValueChange { path, before, after, is_reference: true });
        }
    }
    changes
}

/// Puts the name of a resource in the place of its symbolic name, where that could be another word: `workspace`.
fn name_reference(
    plan: &ResolvedTopology,
    references: &[(PropertyPath, &Expr)],
    path: &PropertyPath,
    value: &mut String,
) {
    let reference = references.iter().find(|(other, _)| other == path).map(|(_, reference)| *reference);
    if let Some(reference @ Expr::Attribute(symbol, Attribute::Id)) = reference
        && symbol.as_str() == value
        && !value.contains(char::is_uppercase)
    {
        *value = reference_name(plan, reference);
    }
}

fn references(resource: &Resource) -> Vec<(PropertyPath, &Expr)> {
    let mut references = Vec::new();
    collect_references(&PropertyPath::default(), &resource.body.property_value(), &mut references);
    references
}

/// The name of the resource that an expression refers to, after that of its parent.
fn reference_name(plan: &ResolvedTopology, reference: &Expr) -> String {
    let Expr::Attribute(symbol, _) = reference else { return plan.display_text(reference) };
    let Some(resource) = plan.find(symbol) else { return symbol.as_str().to_owned() };
    let name = plan.display_text(&resource.name);
    match resource.parent.as_ref().and_then(|parent| plan.find(parent)) {
        Some(parent) => format!("{}/{name}", plan.display_text(&parent.name)),
        None => name,
    }
}
