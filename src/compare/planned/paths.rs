//! Access paths with another verdict before and after.

use std::collections::{HashMap, HashSet};

use crate::{
    analyse::access::EvaluatedPath,
    compare::{AccessPathChange, DeployedVerdicts, evaluated_plan::verdict_or_denied},
    existing::{Inventory, ResolvedAccount, evaluate_access},
};

/// The access paths of an account; none of one that is not there.
fn access_paths(side: Option<(&ResolvedAccount, &Inventory)>) -> Vec<EvaluatedPath> {
    let access = side.and_then(|(account, inventory)| evaluate_access(account, inventory, None, None, None).ok());
    access.map(|access| access.paths).unwrap_or_default()
}

/// The access paths whose verdict differs; one that only one side has is denied in the other.
pub(super) fn access_path_changes(
    before: Option<(&ResolvedAccount, &Inventory)>,
    after: Option<(&ResolvedAccount, &Inventory)>,
) -> Vec<AccessPathChange> {
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
        let (before, after) = (verdict(&old, &before), verdict(&new, &after));
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
