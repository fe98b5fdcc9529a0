//! Resources that are replaced because an immutable property changes, and the resources that depend on them.
//!
//! Properties are declared as immutable with the fields ([`Immutability`]).

use std::collections::BTreeMap;

use super::{
    managed::{managed_resources, managed_resources_except_roles},
    properties::{ValueChange, humanize, value_changes},
};
use crate::plan::{
    Expr, Immutability, Property, PropertyTree as _, PropertyValue, ResolvedTopology, Resource, ResourceKind, Symbol,
};

/// The resources that are replaced, each with the reason.
pub(super) fn replacement_reasons(old: &ResolvedTopology, new: &ResolvedTopology) -> BTreeMap<Symbol, String> {
    let mut reasons = BTreeMap::new();
    let pairs: Vec<(&Resource, &Resource)> = managed_resources_except_roles(new)
        .filter_map(|after| Some((managed_resources(old).find(|before| before.symbol == after.symbol)?, after)))
        .collect();
    let scope_change = scope_change_reason(old, new);
    for (before, after) in &pairs {
        let own = || own_replacement_reason((old, before), (new, after));
        if let Some(reason) = scope_change.clone().or_else(own) {
            reasons.insert(after.symbol.clone(), reason);
        }
    }
    // Resources that depend on a replaced resource are replaced as well, directly or indirectly.
    loop {
        let next = pairs.iter().find_map(|(_, after)| {
            // These are parts of their parent and reported with it.
            if matches!(after.kind, ResourceKind::PrivateDnsZoneGroup | ResourceKind::BlobService) {
                return None;
            }
            let replaced =
                replacement_dependencies(after).into_iter().find(|(_, symbol)| reasons.contains_key(symbol))?;
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

/// Why all resources are replaced: another target cloud or subscription.
fn scope_change_reason(old: &ResolvedTopology, new: &ResolvedTopology) -> Option<String> {
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
) -> Option<String> {
    let (name, new_name) = (old.display_text(&before.name), new.display_text(&after.name));
    if name != new_name {
        return Some(format!("its name was {name}"));
    }
    if before.kind != after.kind {
        return Some("its operating system cannot change".to_owned());
    }
    if before.deployment_target != after.deployment_target {
        return Some("its resource group changes".to_owned());
    }
    let changes = value_changes((old, before), (new, after));
    let mut refused = refused_changes(new, after, &changes);
    // Settings of the resource itself come before its region.
    refused.sort_by_key(|(_, immutability, _)| *immutability);
    let downgrade = refused.iter().find(|(_, immutability, _)| matches!(immutability, Immutability::SkuDowngrade(_)));
    if let Some((_, _, change)) = downgrade {
        return Some(format!("its SKU is downgraded from {} to {}", change.before, change.after));
    }
    let reasons: Vec<String> = refused
        .into_iter()
        .map(|(property, immutability, _)| {
            let name = property.display_name();
            match changes.iter().find(|change| change.path.ends_with(property)) {
                _ if immutability == Immutability::ExistingElements => format!("{name} in use"),
                Some(ValueChange { before, after, .. }) => {
                    format!("{name} ({} to {})", humanize(old, before), humanize(new, after))
                }
                None => name.into_owned(),
            }
        })
        .collect();
    (!reasons.is_empty()).then(|| format!("{} cannot change", reasons.join(" and ")))
}

/// Immutable properties that differ, in the order of the fields, each once with its first change.
fn refused_changes<'a>(
    new: &ResolvedTopology,
    after: &Resource,
    changes: &'a [ValueChange],
) -> Vec<(&'static Property, Immutability, &'a ValueChange)> {
    let mut refused: Vec<(&Property, Immutability, &ValueChange)> = Vec::new();
    for root in after.body.properties() {
        for change in changes.iter().filter(|change| change.path.field_properties().next() == Some(root)) {
            for property in change.path.field_properties() {
                let immutability = property.immutability.filter(|immutability| is_refused(*immutability, new, change));
                if let Some(immutability) = immutability
                    && !refused.iter().any(|(other, ..)| *other == property)
                {
                    refused.push((property, immutability, change));
                }
            }
        }
    }
    refused
}

fn is_refused(immutability: Immutability, new: &ResolvedTopology, change: &ValueChange) -> bool {
    let ValueChange { before, after, .. } = change;
    match immutability {
        Immutability::Value => true,
        Immutability::Region => {
            let unknown = new.display_text(&Expr::ResourceGroupLocation);
            *before != unknown && *after != unknown
        }
        Immutability::ExistingElements => after.is_empty(),
        Immutability::SkuDowngrade(order) => {
            let rank = |sku: &str| order.iter().position(|known| *known == sku);
            rank(after) < rank(before)
        }
    }
}

/// The resources whose replacement replaces this one: its parent, the resource it extends, and the targets of its
/// immutable properties, each with the property.
fn replacement_dependencies(resource: &Resource) -> Vec<(Option<&'static Property>, Symbol)> {
    let parent = match resource.kind {
        // The blob service in between is a part of the storage account.
        ResourceKind::BlobContainer => Some(Symbol::from("storageAccount")),
        _ => resource.parent.clone(),
    };
    let mut dependencies: Vec<(Option<&'static Property>, Symbol)> =
        parent.into_iter().chain(resource.scope.clone()).map(|symbol| (None, symbol)).collect();
    if let PropertyValue::Record(fields) = resource.body.property_value() {
        dependencies.extend(fields.into_iter().filter_map(|(property, value)| match (property.immutability, value) {
            (Some(Immutability::Value), PropertyValue::Expr(Expr::Attribute(symbol, _))) => {
                Some((Some(property), symbol.clone()))
            }
            _ => None,
        }));
    }
    dependencies
}
