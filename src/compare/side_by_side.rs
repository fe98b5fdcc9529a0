//! Two environments that are deployed beside each other: nothing of one takes the place of anything of the other, so that
//! only the models differ, and no deployment has an effect.

use std::collections::BTreeMap;

use super::{
    Changes, SideBySide, compare_topologies,
    evaluated_plan::{acts_with, verdict_or_denied},
    managed::managed_resources,
    resources::Change,
    role_changes::RoleAssignmentChangeKind,
};
use crate::catalog::changes::Engine;
use crate::order;
use crate::plan::{Body, Expr, PropertyTree as _, ResolvedTopology, Resource, ResourceKind};

/// Compares two environments: as a change of one deployment where they are one, and side by side otherwise.
///
/// They are one deployment if a name is the same that Azure has only once, such as that of the storage account: both
/// cannot exist at the same time.
#[must_use]
pub fn compare_environments(old: &ResolvedTopology, new: &ResolvedTopology) -> Changes {
    if !are_side_by_side(old, new) {
        return compare_topologies(old, new);
    }
    let mut changes = compare_models(old, new);
    changes.consequences.clear();
    changes.side_by_side = Some(SideBySide { old: old.environment.clone(), new: new.environment.clone() });
    changes
}

/// The differences of two topologies, without effects of a deployment; consequences are those of one.
pub(super) fn compare_models(old: &ResolvedTopology, new: &ResolvedTopology) -> Changes {
    let mut aligned = old.clone();
    aligned.subscription.clone_from(&new.subscription);
    align_names(&mut aligned, new);
    let mut changes = compare_topologies(&aligned, new);
    keep_models(&mut changes);
    changes
}

/// Whether two environments are deployments that exist beside each other.
#[must_use]
pub fn are_side_by_side(old: &ResolvedTopology, new: &ResolvedTopology) -> bool {
    if old.cloud != new.cloud {
        return true;
    }
    if old.subscription.as_ref().zip(new.subscription.as_ref()).is_some_and(|(one, other)| one != other) {
        return true;
    }
    let (before, after) = (global_names(old), global_names(new));
    let is_same = |(kind, name): (&ResourceKind, &String)| after.get(kind).is_some_and(|other| other == name);
    if before.iter().any(is_same) {
        return false;
    }
    if before.keys().any(|kind| after.contains_key(kind)) {
        return true;
    }
    let (before, after) = (names(old), names(new));
    !before.is_empty() && !after.is_empty() && !before.iter().any(|name| after.contains(name))
}

/// Whether the new topology is deployed beside the old one, or in place of something else: with another account or storage
/// account, which may exist already.
#[must_use]
pub fn is_another_deployment(old: &ResolvedTopology, new: &ResolvedTopology) -> bool {
    let (before, after) = (service_names(old), service_names(new));
    let differs = |(kind, names): (&ResourceKind, &Vec<String>)| after.get(kind).is_some_and(|other| other != names);
    // Without a subscription, it is deployed to that of the person or pipeline.
    let leaves_subscription = old.subscription.is_some() && new.subscription.is_none();
    leaves_subscription || are_side_by_side(old, new) || before.iter().any(differs)
}

/// The names of the managed account and storage account.
fn service_names(plan: &ResolvedTopology) -> BTreeMap<ResourceKind, Vec<String>> {
    let names = |resource: &Resource| {
        let names = match (&resource.body, resource.kind) {
            (Body::CognitiveAccount(body), _) => vec![&resource.name, &body.custom_subdomain],
            (_, ResourceKind::StorageAccount) => vec![&resource.name],
            _ => return None,
        };
        Some((resource.kind, names.into_iter().map(|name| plan.display_text(name).to_ascii_lowercase()).collect()))
    };
    managed_resources(plan).filter_map(names).collect()
}

/// The names of managed resources that no other resource in Azure can have.
fn global_names(plan: &ResolvedTopology) -> BTreeMap<ResourceKind, String> {
    let name = |resource: &Resource| {
        let name = match (&resource.body, resource.kind) {
            (Body::CognitiveAccount(body), _) => &body.custom_subdomain,
            (_, ResourceKind::StorageAccount | ResourceKind::KeyVault) => &resource.name,
            _ => return None,
        };
        Some((resource.kind, plan.display_text(name).to_ascii_lowercase()))
    };
    managed_resources(plan).filter_map(name).collect()
}

/// The names of managed resources of their own. A private DNS zone has the same name in every deployment.
fn names(plan: &ResolvedTopology) -> Vec<(ResourceKind, String)> {
    let is_own = |resource: &&Resource| {
        resource.parent.is_none() && resource.scope.is_none() && resource.kind != ResourceKind::PrivateDnsZone
    };
    let name = |resource: &Resource| (resource.kind, plan.display_text(&resource.name).to_ascii_lowercase());
    managed_resources(plan).filter(is_own).map(name).collect()
}

/// Gives the resources of the old plan the names that they have in the new one, also in the texts that contain them.
fn align_names(old: &mut ResolvedTopology, new: &ResolvedTopology) {
    let mut names: Vec<(String, String)> = Vec::new();
    for before in managed_resources(old) {
        let Some(after) = managed_resources(new).find(|after| after.symbol == before.symbol) else { continue };
        let mut add = |one: &Expr, other: &Expr| names.push((old.display_text(one), new.display_text(other)));
        add(&before.name, &after.name);
        match (&before.body, &after.body) {
            (Body::CognitiveAccount(former), Body::CognitiveAccount(body)) => {
                add(&former.custom_subdomain, &body.custom_subdomain);
            }
            (Body::PrivateEndpoint(former), Body::PrivateEndpoint(body)) => {
                if let (Some(former), Some(body)) = (&former.nic_name, &body.nic_name) {
                    add(former, body);
                }
            }
            (Body::VirtualMachine(former), Body::VirtualMachine(body)) => {
                add(&former.computer_name, &body.computer_name);
            }
            _ => {}
        }
    }
    names.retain(|(one, other)| one != other && !one.is_empty());
    // The longest first: one may be the start of another.
    order::sort_by_key(&mut names, |(one, _)| std::cmp::Reverse(one.len()));
    let mut replace = |expr: &mut Expr| {
        if let Expr::String(text) = expr {
            *text = replace_names(text, &names);
        }
    };
    for resource in old.resources.iter_mut().map(std::sync::Arc::make_mut) {
        resource.name.visit_mut(&mut replace);
        resource.body.each_expr_mut(&mut replace);
    }
    old.variables.iter_mut().for_each(|variable| variable.value.visit_mut(&mut replace));
    old.outputs.iter_mut().for_each(|output| output.value.visit_mut(&mut replace));
    for default in old.parameters.iter_mut().filter_map(|parameter| parameter.default.as_mut()) {
        default.visit_mut(&mut replace);
    }
}

/// A text with other names; a name that is only a part of a longer one stays.
fn replace_names(text: &str, names: &[(String, String)]) -> String {
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let found = names.iter().find(|(name, _)| {
            !is_part(replaced.chars().next_back())
                && rest.strip_prefix(name.as_str()).is_some_and(|after| !is_part(after.chars().next()))
        });
        let (length, text) = match found {
            Some((name, other)) => (name.len(), other.as_str()),
            None => (next.len_utf8(), &rest[..next.len_utf8()]),
        };
        replaced.push_str(text);
        rest = &rest[length..];
    }
    replaced
}

/// Takes out what only a deployment of one over the other would do.
fn keep_models(changes: &mut Changes) {
    changes.customer_keys_removed.clear();
    changes.customer_keys_replaced.clear();
    changes.foundry_keys_added.clear();
    changes.refused_by_locks.clear();
    changes.stack = None;
    changes.access_paths.retain_mut(|change| {
        change.new_identity = None;
        let engines = Engine::ALL.into_iter().zip(&mut change.deployed);
        for (_, deployed) in engines.filter(|(engine, _)| acts_with(*engine, &change.access_path.actor)) {
            (deployed.before, deployed.after, deployed.after_removal) = (change.before, change.after, change.after);
        }
        change.former.is_none() && verdict_or_denied(change.before) != verdict_or_denied(change.after)
    });
    let resources = std::mem::take(&mut changes.resources);
    changes.resources = resources
        .into_iter()
        .filter_map(|change| {
            let mut change = match change {
                Change::Replaced(replacement) => Change::Changed(replacement.resource),
                other => other,
            };
            change.resource_mut().effects.iter_mut().for_each(Vec::clear);
            let differs = !matches!(&change, Change::Changed(resource) if resource.properties.is_empty());
            differs.then_some(change)
        })
        .collect();
    changes.role_assignments.retain_mut(|role| {
        role.effects.iter_mut().for_each(Vec::clear);
        matches!(role.kind, RoleAssignmentChangeKind::Added | RoleAssignmentChangeKind::Removed)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_replaced() {
        let names = [("di-a-dev".to_owned(), "di-a-prod".to_owned()), ("stdev".to_owned(), "stprod".to_owned())];
        for (text, expected) in [
            ("stdev.blob.core.windows.net", "stprod.blob.core.windows.net"),
            ("pep-di-a-dev", "pep-di-a-dev"),
            ("https://di-a-dev/x", "https://di-a-prod/x"),
            ("mystdev2", "mystdev2"),
            ("ü stdev", "ü stprod"),
        ] {
            assert_eq!(replace_names(text, &names), expected);
        }
    }
}
