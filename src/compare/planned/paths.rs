//! Access paths with another verdict before and after.

use std::collections::{HashMap, HashSet};

use crate::{
    analyse::access::{Actor, EvaluatedPath, Verdict},
    compare::{AccessPathChange, DeployedVerdicts, evaluated_plan::verdict_or_denied},
    existing::{Inventory, ResolvedAccount, evaluate_access},
};

/// An account on one side, if it is there.
type Side<'a> = Option<(&'a ResolvedAccount, &'a Inventory)>;

/// The access paths of an account; none of one that is not there.
fn access_paths(side: Side<'_>) -> Vec<EvaluatedPath> {
    let access = side.and_then(|(account, inventory)| evaluate_access(account, inventory, None, None, None).ok());
    access.map(|access| access.paths).unwrap_or_default()
}

/// What a query of the side finds about an access path of the other one. Addresses exist whether or not a firewall has a rule
/// for them.
fn verdict_of_address(side: Side<'_>, path: &EvaluatedPath) -> Option<Verdict> {
    let (account, inventory) = side.filter(|_| matches!(path.actor, Actor::Address(_)))?;
    let access = evaluate_access(account, inventory, Some(&path.actor), path.from.as_ref(), Some(&path.target)).ok()?;
    let found = access.paths.iter().find(|other| other.operation == path.operation && other.target == path.target);
    found.map(EvaluatedPath::verdict)
}

/// The access paths whose verdict differs; one that only one side has is denied in the other.
pub(super) fn access_path_changes(before: Side<'_>, after: Side<'_>) -> Vec<AccessPathChange> {
    let sides = (before, after);
    let (before, after) = (access_paths(before), access_paths(after));
    let by_name = |paths: &[EvaluatedPath]| -> HashMap<String, usize> {
        paths.iter().enumerate().map(|(index, path)| (path.to_string(), index)).collect()
    };
    let (old, new) = (by_name(&before), by_name(&after));
    let mut seen = HashSet::new();
    let mut changes = Vec::new();
    for path in after.iter().chain(&before) {
        let name = path.to_string();
        if !seen.insert(name.clone()) {
            continue;
        }
        let verdict = |side: &HashMap<String, usize>, paths: &[EvaluatedPath]| {
            side.get(&name).map(|index| paths[*index].verdict())
        };
        let before = verdict(&old, &before).or_else(|| verdict_of_address(sides.0, path));
        let after = verdict(&new, &after).or_else(|| verdict_of_address(sides.1, path));
        if verdict_or_denied(before) != verdict_or_denied(after) {
            let deployed = DeployedVerdicts { before, after, after_removal: after };
            changes.push(AccessPathChange {
                access_path: path.clone(),
                before,
                after,
                new_identity: None,
                former: None,
                deployed: [deployed; 2],
            });
        }
    }
    changes
}
