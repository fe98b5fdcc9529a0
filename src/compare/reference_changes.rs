//! Changed values, with references to a resource that has another ID: another network has other subnets of the same name.

use super::{
    properties::{PropertyPath, ValueChange, collect_references, value_changes},
    resource_ids::id_text,
};
use crate::plan::{Expr, PropertyTree as _, ResolvedTopology, Resource};

/// The values that differ, and the references that lead to another resource.
pub(super) fn changes_with_references(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
) -> Vec<ValueChange> {
    let mut changes = value_changes((old, before), (new, after));
    let old_references = references(before);
    for (path, reference) in references(after) {
        let Some((_, old_reference)) = old_references.iter().find(|(other, _)| *other == path) else { continue };
        if id_text(old, old_reference) != id_text(new, reference) && !changes.iter().any(|change| change.path == path) {
            let (before, after) = (reference_name(old, old_reference), reference_name(new, reference));
            changes.push(ValueChange { path, before, after, is_reference: true });
        }
    }
    changes
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
