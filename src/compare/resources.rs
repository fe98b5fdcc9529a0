//! Resources that are added, removed, changed or replaced.

use super::{
    effects::{Comparison, EffectsBySymbol, EngineEffects},
    labels::{distinctive_name, resource_label},
    list_elements::join_element_changes,
    managed::{deployed_last, managed_resources_except_roles},
    properties::PropertyChange,
    resource_effect::ResourceEffect,
    resource_ids::scope_id,
};
use crate::{
    catalog::changes::CostDirection,
    plan::{Attribute, Expr, ResolvedTopology, Resource, Symbol},
};

/// The change of a resource.
#[derive(Debug, Clone)]
pub enum Change {
    /// It is added.
    Added(ResourceChange),
    /// It is removed.
    Removed(ResourceChange),
    /// It changes in place.
    Changed(ResourceChange),
    /// It is replaced, since an immutable property changes.
    Replaced(Replacement),
}

/// A resource with its changed properties.
#[derive(Debug, Clone)]
pub struct ResourceChange {
    /// Its symbolic name; empty for an output.
    pub symbol: String,
    /// Its ARM type; empty for an output.
    pub arm_type: &'static str,
    /// The ID of the resource that it extends, or of the resource group or subscription that contains it.
    pub scope: String,
    /// The display name of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Properties that differ from before.
    pub properties: Vec<PropertyChange>,
    /// What it does to the cost where it is carried out; none where the cost stays.
    pub cost: Option<CostDirection>,
    /// Whether it has a price of its own, so that a second one costs more.
    pub is_billed: bool,
    /// What each engine does with it.
    pub effects: EngineEffects,
}

/// A resource that is replaced.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The resource.
    pub resource: ResourceChange,
    /// Why it cannot change in place.
    pub reason: String,
}

/// Every change, in the order of the plans.
pub(super) fn resource_changes(comparison: &Comparison<'_>, effects: [&EffectsBySymbol; 2]) -> Vec<Change> {
    let Comparison { old, new, .. } = *comparison;
    let mut changes = Vec::new();
    for after in managed_resources_except_roles(new) {
        match managed_resources_except_roles(old).find(|other| other.symbol == after.symbol) {
            None => changes.push(Change::Added(resource_change(
                new,
                after,
                Vec::new(),
                cost_of_existence(after, CostDirection::Rises),
            ))),
            Some(before) => {
                changes.extend(compare_resource(comparison, before, after));
            }
        }
    }
    changes.extend(output_changes(old, new));
    for before in managed_resources_except_roles(old) {
        if !managed_resources_except_roles(new).any(|other| other.symbol == before.symbol) {
            changes.push(Change::Removed(resource_change(
                old,
                before,
                Vec::new(),
                cost_of_existence(before, CostDirection::Falls),
            )));
        }
    }
    // A network that is refused because of a subnet, for example, has no changed property of its own.
    for after in managed_resources_except_roles(new).filter(|after| has_effects(&effects, &after.symbol)) {
        if !changes.iter().any(|change| change.resource().symbol == after.symbol.as_str()) {
            changes.push(Change::Changed(resource_change(new, after, Vec::new(), None)));
        }
    }
    for change in &mut changes {
        let resource = change.resource_mut();
        let symbol = Symbol::from(resource.symbol.as_str());
        resource.effects = effects
            .map(|effects| effects.get(&symbol).into_iter().flatten().map(ResourceEffect::on_azure_resource).collect());
    }
    changes
}

fn has_effects(effects: &[&EffectsBySymbol; 2], symbol: &Symbol) -> bool {
    effects.iter().any(|effects| effects.contains_key(symbol))
}

impl Change {
    /// The resource.
    #[must_use]
    pub const fn resource(&self) -> &ResourceChange {
        match self {
            Self::Added(resource) | Self::Removed(resource) | Self::Changed(resource) => resource,
            Self::Replaced(replacement) => &replacement.resource,
        }
    }

    pub(super) const fn resource_mut(&mut self) -> &mut ResourceChange {
        match self {
            Self::Added(resource) | Self::Removed(resource) | Self::Changed(resource) => resource,
            Self::Replaced(replacement) => &mut replacement.resource,
        }
    }
}

/// Outputs with another value that no managed resource has: the endpoint of an existing account.
fn output_changes<'a>(old: &'a ResolvedTopology, new: &'a ResolvedTopology) -> impl Iterator<Item = Change> + 'a {
    new.outputs.iter().filter_map(|output| {
        let old_output = old.outputs.iter().find(|other| other.name == output.name)?;
        let is_other = old.display_text(&old_output.value) != new.display_text(&output.value);
        let (before, after) = (output_value_text(old, &old_output.value), output_value_text(new, &output.value));
        let value =
            PropertyChange { property: "value".to_owned(), element: None, before, after, cost: None, exposure: false };
        is_other.then(|| {
            Change::Changed(ResourceChange {
                symbol: String::new(),
                arm_type: "",
                scope: String::new(),
                kind: "output".to_owned(),
                name: output.name.clone(),
                properties: vec![value],
                cost: None,
                is_billed: false,
                effects: EngineEffects::default(),
            })
        })
    })
}

/// The value of an output, without symbolic names.
fn output_value_text(plan: &ResolvedTopology, value: &Expr) -> String {
    let Expr::Attribute(symbol, attribute) = value else { return plan.display_text(value) };
    let Some(resource) = plan.find(symbol) else { return plan.display_text(value) };
    let label = resource_label(plan, resource);
    match attribute {
        Attribute::Id => format!("the ID of {label}"),
        Attribute::Endpoint => format!("the endpoint of {label}"),
        _ => plan.display_text(value),
    }
}

fn resource_change(
    plan: &ResolvedTopology,
    resource: &Resource,
    properties: Vec<PropertyChange>,
    cost: Option<CostDirection>,
) -> ResourceChange {
    ResourceChange {
        symbol: resource.symbol.as_str().to_owned(),
        arm_type: resource.kind.arm_type(),
        scope: scope_id(plan, resource),
        effects: EngineEffects::default(),
        kind: resource.kind.display_name(),
        name: distinctive_name(plan, resource),
        cost: cost.or_else(|| properties.iter().filter_map(|property| property.cost).reduce(CostDirection::combine)),
        is_billed: resource.body.is_billed(),
        properties,
    }
}

/// What happens to the cost with a resource that has a price of its own.
fn cost_of_existence(resource: &Resource, direction: CostDirection) -> Option<CostDirection> {
    resource.body.is_billed().then_some(direction)
}

/// The change of a resource that is in both plans.
fn compare_resource(comparison: &Comparison<'_>, before: &Resource, after: &Resource) -> Option<Change> {
    let Comparison { old, new, replaced, changed_values, .. } = *comparison;
    let reason = replaced.get(&after.symbol);
    // What a replaced resource refers to is replaced or moved with it, and with another target, everything moves.
    let mut values = if reason.is_some() || !comparison.has_same_target() {
        changed_values.without_references(&after.symbol)
    } else {
        changed_values.of(&after.symbol).to_vec()
    };
    if values.is_empty() && reason.is_none() {
        return None;
    }
    let last = ((old, deployed_last(old, before)), (new, deployed_last(new, after)));
    let elements = join_element_changes(last.0, last.1, &mut values);
    let mut properties: Vec<PropertyChange> =
        values.iter().map(|change| PropertyChange::new(old, new, change)).collect();
    properties.extend(elements);
    match reason {
        Some(reason) => {
            let resource = resource_change(new, after, properties, None);
            Some(Change::Replaced(Replacement { resource, reason: reason.clone() }))
        }
        None => Some(Change::Changed(resource_change(new, after, properties, None))),
    }
}
