//! Resource IDs to display, and to compare within two plans that are deployed to the same target: with texts for what only a
//! deployment knows. `azure_id` makes IDs, and has those for commands.

use std::collections::HashMap;

use super::azure_id;
use crate::plan::{Attribute, Expr, ResolvedTopology, Resource, ResourceKind, Symbol};

/// The end of the ID of a customer-managed key, which has none in Azure.
pub(super) const KEY_SUFFIX: &str = "#customerManagedKey";

/// The ID of a resource.
pub(crate) fn resource_id(plan: &ResolvedTopology, resource: &Resource) -> String {
    let id = azure_id::id_with_names(plan, resource, &|name| Some(id_text(plan, name)));
    format!("{}{}", id.unwrap_or_default(), key_suffix(resource))
}

/// A customer-managed key is a property of the encrypted resource, which azurerm has as a resource of its own.
const fn key_suffix(resource: &Resource) -> &'static str {
    match resource.kind {
        ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey => KEY_SUFFIX,
        _ => "",
    }
}

/// The IDs of all resources of a plan, each computed once.
pub(super) struct ResourceIds(HashMap<Symbol, String>);

impl ResourceIds {
    pub(super) fn new(plan: &ResolvedTopology) -> Self {
        let mut ids: HashMap<Symbol, String> = HashMap::new();
        for resource in &plan.resources {
            // Owners come before what they own.
            let owner = resource.scope.as_ref().or(resource.parent.as_ref()).and_then(|owner| ids.get(owner)).cloned();
            let id = match owner {
                Some(owner) if resource.existing.is_none() => {
                    azure_id::id_below(resource, &owner, &id_text(plan, &resource.name))
                }
                _ => resource_id(plan, resource),
            };
            ids.insert(resource.symbol.clone(), id);
        }
        Self(ids)
    }

    /// The ID of a resource of the plan.
    pub(super) fn of(&self, resource: &Resource) -> &str {
        self.0.get(&resource.symbol).map(String::as_str).unwrap_or_default()
    }
}

/// The ID of the resource that a resource extends, or of the resource group or subscription that contains it.
pub(crate) fn scope_id(plan: &ResolvedTopology, resource: &Resource) -> String {
    match resource.scope.as_ref().and_then(|scope| plan.find(scope)) {
        Some(scope) => resource_id(plan, scope),
        None => azure_id::target_id(plan, &resource.deployment_target),
    }
}

/// The text of an expression in which references are resource IDs: two texts are the same only if they refer to the same
/// resources.
pub(super) fn id_text(plan: &ResolvedTopology, expr: &Expr) -> String {
    match expr {
        Expr::Attribute(symbol, attribute) => match (plan.find(symbol), attribute) {
            (Some(resource), Attribute::Id) => resource_id(plan, resource),
            (Some(resource), _) => format!("{attribute:?} of {}", resource_id(plan, resource)),
            (None, _) => plan.display_text(expr),
        },
        Expr::Guid(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| id_text(plan, part)).collect();
            format!("guid({})", parts.join(","))
        }
        Expr::Join(parts) => parts.iter().map(|part| id_text(plan, part)).collect(),
        _ => plan.display_text(expr),
    }
}

/// Whether two IDs are the same; Azure ignores their case.
pub(super) fn is_same_id(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
