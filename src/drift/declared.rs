//! What would exist if the drift were undone: so both sides are evaluated in the same way, with what is outside of the topology.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    comparison::{ChangedResource, Comparison},
    properties::{Difference, ElementChange},
};
use crate::{
    arm_template::Value,
    existing::{AzureId, ExistingResource, Inventory},
};

/// The resources that exist, as the topology deploys them, without those extra ones that are removed.
#[must_use]
pub fn declared_inventory(
    comparison: &Comparison,
    existing: &Inventory,
    is_reset: bool,
    is_removed: impl Fn(&ExistingResource) -> bool,
) -> Inventory {
    let changed = |id: &AzureId| comparison.found.iter().find(|found| found.existing == *id && has_changed(found));
    let is_extra = |id: &AzureId| comparison.extra.iter().any(|extra| extra.id == *id && is_removed(extra));
    let mut declared = existing.filter(|resource| !is_extra(&resource.id) && changed(&resource.id).is_none());
    for found in comparison.found.iter().filter(|found| has_changed(found)) {
        let Some(resource) = existing.find(&found.existing) else { continue };
        let without = |body, difference| without(&body, difference, is_reset);
        let body = found.differences.iter().fold(resource.body.clone(), without);
        let body = without_subnets(&overlay(&body, &found.expected.body));
        declared.add(ExistingResource { body, ..resource.clone() });
    }
    for missing in &comparison.missing {
        declared.add(ExistingResource { body: without_subnets(&missing.body), ..missing.clone() });
    }
    declared
}

fn has_changed(found: &ChangedResource) -> bool {
    !found.differences.is_empty()
}

/// Subnets are resources of their own.
fn without_subnets(body: &Value) -> Value {
    remove(body, &["properties", "subnets"])
}

/// What a deployment would reset is not there.
fn without(body: &Value, difference: &Difference, is_reset: bool) -> Value {
    let is_removed = match difference.change {
        ElementChange::NotWritten { is_reset: has_default, .. } => is_reset && has_default,
        ElementChange::Extra { .. } => true,
        ElementChange::Changed { .. } | ElementChange::Missing { .. } => false,
    };
    if !is_removed || difference.path.contains('[') {
        return body.clone();
    }
    remove(body, &difference.path.split('.').collect::<Vec<_>>())
}

/// The value without what is at a path.
fn remove(value: &Value, path: &[&str]) -> Value {
    let (Some(object), Some((name, rest))) = (value.as_object(), path.split_first()) else { return value.clone() };
    let mut entries = IndexMap::new();
    for (own, value) in object.entries() {
        if !own.eq_ignore_ascii_case(name) {
            entries.insert(Rc::clone(own), value.clone());
        } else if !rest.is_empty() {
            entries.insert(Rc::clone(own), remove(value, rest));
        }
    }
    Value::open_object(entries, object.open().cloned())
}

/// Properties of which one replaces the other.
const ALTERNATIVES: &[(&str, &str)] = &[("addressPrefix", "addressPrefixes"), ("addressPrefixes", "addressPrefix")];

/// What exists, with what the topology sets where it is known.
fn overlay(existing: &Value, expected: &Value) -> Value {
    match (existing, expected) {
        (existing, Value::Unknown(_)) => existing.clone(),
        (Value::Object(existing), Value::Object(expected)) => {
            let mut entries: IndexMap<Rc<str>, Value> = IndexMap::new();
            let is_replaced =
                |name: &str| ALTERNATIVES.iter().any(|(old, new)| *old == name && expected.get(new).is_some());
            for (name, value) in existing.entries().filter(|(name, _)| !is_replaced(name)) {
                let value = expected.get(name).map_or_else(|| value.clone(), |other| overlay(value, other));
                entries.insert(Rc::clone(name), value);
            }
            for (name, value) in expected.entries().filter(|(name, _)| existing.get(name).is_none()) {
                entries.insert(Rc::clone(name), value.clone());
            }
            Value::open_object(entries, existing.open().cloned())
        }
        (Value::Array(existing), expected) if has_unknown(expected) => Value::Array(Rc::clone(existing)),
        (_, expected) => expected.clone(),
    }
}

fn has_unknown(value: &Value) -> bool {
    match value {
        Value::Unknown(_) => true,
        Value::Array(array) => array.items().iter().any(has_unknown),
        Value::Object(object) => object.entries().any(|(_, value)| has_unknown(value)),
        _ => false,
    }
}
