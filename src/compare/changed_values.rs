//! The changed values of every resource that both plans have, computed once.

use std::collections::{HashMap, HashSet};

use super::{
    managed::{deployed_last, managed_resources},
    properties::ValueChange,
    reference_changes::changes_with_references,
};
use crate::plan::{ResolvedTopology, Resource, Symbol};

/// Changed values by symbolic name; a resource without any is not listed.
pub(super) struct ChangedValues(HashMap<Symbol, Vec<ValueChange>>);

impl ChangedValues {
    pub(super) fn new(old: &ResolvedTopology, new: &ResolvedTopology) -> Self {
        let before: HashMap<&Symbol, &Resource> =
            managed_resources(old).map(|resource| (&resource.symbol, resource)).collect();
        let moved = moved_symbols(old, new);
        // A body that is the same in both refers to nothing that only one of them has.
        let has_same_definitions =
            new.parameters.iter().all(|new| old.parameters.iter().all(|old| old.name != new.name || old == new))
                && new.variables.iter().all(|new| old.variables.iter().all(|old| old.name != new.name || old == new))
                && old.extra == new.extra
                && old.cloud == new.cloud;
        let changed = managed_resources(new).filter_map(|after| {
            let symbol = &after.symbol;
            let (before, after) = (deployed_last(old, before.get(symbol)?), deployed_last(new, after));
            let refers_to_moved = || after.referenced_symbols().iter().any(|symbol| moved.contains(symbol));
            if has_same_definitions && before.body == after.body && !refers_to_moved() {
                return None;
            }
            let values = changes_with_references((old, before), (new, after));
            (!values.is_empty()).then(|| (symbol.clone(), values))
        });
        Self(changed.collect())
    }

    /// All changed values of a resource.
    pub(super) fn of(&self, symbol: &Symbol) -> &[ValueChange] {
        self.0.get(symbol).map(Vec::as_slice).unwrap_or_default()
    }

    /// Without references that lead to another resource of the same symbolic name: that is replaced or moved itself.
    pub(super) fn without_references(&self, symbol: &Symbol) -> Vec<ValueChange> {
        self.of(symbol).iter().filter(|change| !change.is_reference).cloned().collect()
    }
}

/// The symbolic names that mean another resource than before, so that references to them differ.
fn moved_symbols<'a>(old: &ResolvedTopology, new: &'a ResolvedTopology) -> HashSet<&'a Symbol> {
    let before: HashMap<&Symbol, &Resource> =
        old.resources.iter().map(|resource| (&resource.symbol, resource.as_ref())).collect();
    let mut moved: HashSet<&Symbol> = HashSet::new();
    for after in &new.resources {
        let is_same = before.get(&after.symbol).is_some_and(|before| {
            before.name == after.name
                && before.existing == after.existing
                && before.parent == after.parent
                && before.scope == after.scope
                && before.deployment_target == after.deployment_target
                && before.kind == after.kind
        });
        // Owners come before what they own.
        let owner_is_moved = after.parent.iter().chain(&after.scope).any(|owner| moved.contains(owner));
        if !is_same || owner_is_moved || old.subscription != new.subscription {
            moved.insert(&after.symbol);
        }
    }
    moved
}
