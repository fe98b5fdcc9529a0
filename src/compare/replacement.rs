//! Resources that are replaced because an immutable property changes, and the resources that depend on them.
//!
//! This is what azurerm does. A property names its rule with its field (`catalog::changes`).

use std::collections::BTreeMap;

use super::{
    changed_values::ChangedValues,
    managed::managed_resources,
    outcomes::{change_outcomes, describe_outcomes},
};
use crate::{
    catalog::changes::{Effect, Engine},
    plan::{Expr, Property, PropertyTree as _, PropertyValue, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// The reasons why resources are replaced, by symbolic name.
pub(super) type ReplacementReasons = BTreeMap<Symbol, String>;

/// The resources that are replaced, each with the reason.
pub(super) fn replacement_reasons(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    changed_values: &ChangedValues,
) -> ReplacementReasons {
    let mut reasons = BTreeMap::new();
    // What azurerm does with the resources of its state is not settled: `general::OTHER_TARGET_IN_TERRAFORM`.
    if target_change(old, new).is_some() {
        return reasons;
    }
    let pairs: Vec<(&Resource, &Resource)> = managed_resources(new)
        .filter_map(|after| Some((managed_resources(old).find(|before| before.symbol == after.symbol)?, after)))
        .collect();
    for (before, after) in &pairs {
        if let Some(reason) = own_replacement_reason((old, before), (new, after), changed_values) {
            reasons.insert(after.symbol.clone(), reason);
        }
    }
    // Resources that depend on a replaced resource are replaced as well, directly or indirectly.
    loop {
        let next = pairs.iter().find_map(|(_, after)| {
            // These are parts of their parent and reported with it.
            if after.kind.terraform_type().is_empty() {
                return None;
            }
            let replaced =
                replacement_dependencies(new, after).into_iter().find(|(_, symbol)| reasons.contains_key(symbol))?;
            (!reasons.contains_key(&after.symbol)).then_some((after, replaced))
        });
        let Some((resource, (property, symbol))) = next else { break };
        let name = property.map(Property::display_name);
        let reason = match (new.find(&symbol), name) {
            (Some(dependency), None) => {
                let kind = dependency.kind.display_name();
                format!("its {kind} {} is replaced", new.display_text(&dependency.name))
            }
            (Some(dependency), Some(name)) => format!("its {name} {} is replaced", new.display_text(&dependency.name)),
            (None, name) => format!("its {} is replaced", name.unwrap_or_default()),
        };
        reasons.insert(resource.symbol.clone(), reason);
    }
    reasons
}

/// What changes of the deployment's target: the cloud or the subscription, as far as the files set it.
pub(super) fn target_change(old: &ResolvedTopology, new: &ResolvedTopology) -> Option<String> {
    if old.cloud != new.cloud {
        return Some(format!("its cloud changes to {:?}", new.cloud));
    }
    match (&old.subscription, &new.subscription) {
        (Some(before), Some(after)) if before != after => Some(format!("its subscription changes to {after}")),
        _ => None,
    }
}

/// Why a resource is replaced by its own changes.
fn own_replacement_reason(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
    changed_values: &ChangedValues,
) -> Option<String> {
    let (name, new_name) = (old.display_text(&before.name), new.display_text(&after.name));
    if name != new_name {
        return Some(format!("its name was {name}"));
    }
    if before.kind != after.kind {
        return Some("its operating system cannot change".to_owned());
    }
    let is_in_other_scope = before.deployment_target != after.deployment_target;
    // What is inside another resource moves with that.
    let owner = |plan: &ResolvedTopology, resource: &Resource| {
        let owner = plan.find(resource.parent.as_ref()?)?;
        Some((owner.kind.display_name(), plan.display_text(&owner.name), owner.existing.is_some()))
    };
    if let (Some((kind, former, was_existing)), Some((_, name, is_existing))) = (owner(old, before), owner(new, after))
        && former != name
        && (is_in_other_scope || (was_existing && is_existing))
    {
        return Some(format!("its {kind} was {former}"));
    }
    if is_in_other_scope {
        return Some("its resource group changes".to_owned());
    }
    let changes = changed_values.without_references(&after.symbol);
    let mut outcomes = change_outcomes(new, after, &changes, Engine::Terraform);
    outcomes.retain(|outcome| outcome.outcome.effect == Effect::Replaced && outcome.outcome.condition.is_none());
    (!outcomes.is_empty()).then(|| describe_outcomes((old, new), &outcomes))
}

/// The resources whose replacement replaces this one: its parent, the resource it extends, and the targets of its
/// immutable properties, each with the property.
fn replacement_dependencies(plan: &ResolvedTopology, resource: &Resource) -> Vec<(Option<&'static Property>, Symbol)> {
    // A blob service is a part of its storage account.
    let whole = |symbol: &Symbol| {
        let part = plan.find(symbol).filter(|owner| owner.kind == ResourceKind::BlobService);
        part.and_then(|part| part.parent.clone()).unwrap_or_else(|| symbol.clone())
    };
    let owners = resource.parent.iter().chain(&resource.scope);
    let mut dependencies: Vec<(Option<&'static Property>, Symbol)> =
        owners.map(|symbol| (None, whole(symbol))).collect();
    if let PropertyValue::Record(fields) = resource.body.property_value() {
        dependencies.extend(fields.into_iter().filter_map(|(property, value)| match value {
            PropertyValue::Expr(Expr::Attribute(symbol, _)) if property.always_replaces() => {
                Some((Some(property), symbol.clone()))
            }
            _ => None,
        }));
    }
    dependencies
}
