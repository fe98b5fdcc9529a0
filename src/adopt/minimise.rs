//! Removes keys without which the resolved topology is the same.

use std::{borrow::Cow, sync::Arc};

use serde_json::Value as Json;

use super::verify::changes;
use crate::{
    drift::{DeploymentPlace, expected_resources},
    existing::Inventory,
    plan::{Parameter, ResolvedTopology, Resource, Symbol, lower_topology},
    read::read_topology,
    source::{SourceText, write_yaml},
};

/// The text of the shortest file with the same resources, from the largest key to the smallest, in the order of the file.
pub(super) fn minimise(file: &Json, resolved: &ResolvedTopology) -> Json {
    let mut file = file.clone();
    let mut paths = Vec::new();
    // The default subnet of clients has another symbolic name than one that the file names.
    let mut shorter = file.clone();
    let mut resolved = Cow::Borrowed(resolved);
    if remove(&mut shorter, &WORKLOADS.map(str::to_owned))
        && let Some(plan) = resolve(&shorter).filter(|plan| has_same_resources(plan, &resolved))
    {
        file = shorter;
        resolved = Cow::Owned(plan);
    }
    let is_same = |candidate: &Json| resolve(candidate).is_some_and(|plan| is_same_deployment(&plan, &resolved));
    collect_paths(&file, &mut Vec::new(), &mut paths);
    let mut try_without = |path: &[String]| {
        let mut shorter = file.clone();
        if remove(&mut shorter, path) && is_same(&shorter) {
            file = shorter;
        }
    };
    // The environment is part of names: it is needed where they are not.
    let (last, first): (Vec<_>, Vec<_>) = paths.iter().partition(|path| path.as_slice() == ["environment"]);
    first.into_iter().chain(last).for_each(|path| try_without(path));
    // A mapping that lost all its keys may be there for itself: `keyVault: {}`.
    paths.iter().rev().filter(|path| path.len() > 1).for_each(|path| try_without(&path[..path.len() - 1]));
    file
}

/// The topology of a file; none if the file is not valid.
pub(super) fn resolve(file: &Json) -> Option<ResolvedTopology> {
    let source = SourceText::new("di-gen.yaml", write_yaml(file));
    read_topology(&source).ok().map(|topology| lower_topology(&topology))
}

const WORKLOADS: [&str; 3] = ["network", "subnets", "workloads"];

/// Whether a deployment of both leaves the same resources in Azure.
fn has_same_resources(left: &ResolvedTopology, right: &ResolvedTopology) -> bool {
    // Anywhere: where it is known, every ID is.
    let place = DeploymentPlace {
        subscription: Some("00000000-0000-0000-0000-000000000000".to_owned()),
        resource_group: Some("group".to_owned()),
        ..DeploymentPlace::default()
    };
    let expand = |plan: &ResolvedTopology| expected_resources(plan, &place, &Inventory::default());
    let (Ok(left), Ok(right)) = (expand(left), expand(right)) else { return false };
    let found = changes(&left, &right);
    left.resources().len() == right.resources().len() && found.refused.is_empty() && found.other_names.is_empty()
}

/// Keys that are always written.
const KEPT: [&str; 2] = ["edition", "name"];

/// Every key of a mapping, each before those in it.
fn collect_paths(value: &Json, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let entries: Vec<(String, &Json, bool)> = match value {
        Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), value, true)).collect(),
        Json::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item, false)).collect(),
        _ => return,
    };
    for (key, value, can_be_removed) in entries {
        path.push(key);
        if can_be_removed && !(path.len() == 1 && KEPT.contains(&path[0].as_str())) {
            paths.push(path.clone());
        }
        collect_paths(value, path, paths);
        path.pop();
    }
}

/// Removes a key; false if it is not there any more.
fn remove(value: &mut Json, path: &[String]) -> bool {
    let [key, rest @ ..] = path else { return false };
    match value {
        Json::Object(map) if rest.is_empty() => map.shift_remove(key).is_some(),
        Json::Object(map) => map.get_mut(key).is_some_and(|inner| remove(inner, rest)),
        Json::Array(items) => {
            let item = key.parse::<usize>().ok().and_then(|at| items.get_mut(at));
            item.is_some_and(|item| remove(item, rest))
        }
        _ => false,
    }
}

/// Whether a deployment of both leaves the same resources, and the same actors have access.
fn is_same_deployment(left: &ResolvedTopology, right: &ResolvedTopology) -> bool {
    let parameter = |parameter: &Parameter| (parameter.name.clone(), parameter.kind, parameter.default.clone());
    let all = |plan: &ResolvedTopology| plan.parameters.iter().map(parameter).collect::<Vec<_>>();
    // Terraform creates what is in another subscription with another provider, if the target subscription is known.
    let providers = |plan: &ResolvedTopology| {
        plan.other_subscriptions().into_iter().map(|other| (other.id, other.alias)).collect::<Vec<_>>()
    };
    left.resources.len() == right.resources.len()
        && providers(left) == providers(right)
        && left.resources.iter().zip(&right.resources).all(|(left, right)| is_same_resource(left, right))
        && all(left) == all(right)
        && left.variables == right.variables
        && left.cloud == right.cloud
        && left.studio == right.studio
}

fn is_same_resource(left: &Arc<Resource>, right: &Arc<Resource>) -> bool {
    fn parts(resource: &Resource) -> (&Symbol, Option<&Symbol>, Option<&Symbol>) {
        (&resource.symbol, resource.parent.as_ref(), resource.scope.as_ref())
    }
    parts(left) == parts(right)
        && left.name == right.name
        && left.deployment_target == right.deployment_target
        && left.existing == right.existing
        && left.only_for == right.only_for
        && left.body == right.body
}
