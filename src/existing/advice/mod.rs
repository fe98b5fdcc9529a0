//! The smallest change of existing resources that allows a denied access path.
//!
//! A change is made in a copy of the inventory, which is resolved and evaluated like any other. Changes that open more are
//! tried only where those that open less are not enough: a role assignment or a rule comes before public access.

mod argument;
mod candidates;
mod change;

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use super::{
    AzureId, Inventory, ResolvedAccount,
    access::{evaluate_access, relate_to_input},
    kept::Kept,
    resolve::resolve_again,
};
use crate::{
    analyse::access::{AccessAnalysis, EvaluatedPath},
    topology::values::Verdict,
};
use candidates::candidate_changes;
use change::Openness;
pub use change::{Change, ChangeAction};

/// A change that allows an access path.
#[derive(Debug)]
pub struct ResourceAdvice {
    /// What to change.
    pub changes: Vec<Change>,
    /// The verdict on the access path after the change.
    pub verdict: Verdict,
    /// Other access paths that become less restricted.
    pub opened_paths: Vec<EvaluatedPath>,
}

/// The most changes that are made together.
const MAX_CHANGES: usize = 4;

/// The most combinations of changes that are evaluated for an access path.
const MAX_TRIALS: usize = 120;

/// A state that changes lead to, in which the access path is still denied.
struct Trial {
    changes: Vec<Change>,
    account: ResolvedAccount,
    inventory: Inventory,
    path: EvaluatedPath,
}

/// The smallest change that allows a denied access path; none if no change of these is sufficient. An access path that only
/// may be denied has none: what is missing may exist.
#[must_use]
pub fn find_resource_change(
    account: &ResolvedAccount,
    inventory: &Inventory,
    path: &EvaluatedPath,
) -> Option<ResourceAdvice> {
    if path.verdict() != Verdict::Denied {
        return None;
    }
    let (mut remaining, before) = (MAX_TRIALS, OnceCell::new());
    [Openness::Named, Openness::Class, Openness::Public]
        .into_iter()
        .find_map(|limit| find_within(account, inventory, path, limit, &mut remaining, &before))
}

fn find_within(
    account: &ResolvedAccount,
    inventory: &Inventory,
    path: &EvaluatedPath,
    limit: Openness,
    remaining: &mut usize,
    before: &OnceCell<HashMap<String, Verdict>>,
) -> Option<ResourceAdvice> {
    // Most resources of a subscription have nothing to do with an account.
    let seen: HashSet<&AzureId> = account.places.iter().map(|place| &place.id).collect();
    let start = inventory
        .filter(|resource| Kept::of_type(&resource.resource_type) == Kept::Everything || seen.contains(&resource.id));
    let first =
        Trial { changes: Vec::new(), account: resolve_again(account, &start)?, inventory: start, path: path.clone() };
    let mut trials = vec![first];
    for _ in 0..MAX_CHANGES {
        let (mut solved, mut next) = (Vec::new(), Vec::new());
        // The order of changes does not matter.
        let mut tried: HashSet<Vec<String>> = HashSet::new();
        for trial in &trials {
            for change in candidate_changes(&trial.account, &trial.inventory, &trial.path) {
                let mut texts: Vec<String> = trial.changes.iter().chain([&change]).map(Change::display_text).collect();
                crate::order::sort_by_key(&mut texts, Clone::clone);
                texts.dedup();
                let is_new = texts.len() > trial.changes.len() && tried.insert(texts);
                if change.openness > limit || *remaining == 0 || !is_new {
                    continue;
                }
                *remaining -= 1;
                let Some(trial) = after_change(trial, change) else { continue };
                if trial.path.verdict() == Verdict::Denied { next.push(trial) } else { solved.push(trial) }
            }
        }
        let with_opened = solved.into_iter().map(|trial| {
            let before = before.get_or_init(|| {
                all_paths(account, inventory).iter().map(|path| (path.to_string(), path.verdict())).collect()
            });
            let opened = opened_paths(before, &trial);
            (trial, opened)
        });
        let least = with_opened.min_by_key(|(trial, opened)| (trial.path.verdict(), opened.len()));
        if let Some((trial, opened_paths)) = least {
            let changes = trial.changes.into_iter().map(|change| change.with_argument(inventory)).collect();
            return Some(ResourceAdvice { changes, verdict: trial.path.verdict(), opened_paths });
        }
        trials = next;
    }
    None
}

/// The state after one more change; none if the change is not possible.
fn after_change(trial: &Trial, change: Change) -> Option<Trial> {
    let mut inventory = trial.inventory.filter(|_| true);
    if !change.apply(&mut inventory) {
        return None;
    }
    let account = resolve_again(&trial.account, &inventory)?;
    let (actor, from) = (&trial.path.actor, trial.path.from.as_ref());
    let path =
        AccessAnalysis::new(&account.plan).evaluate_path(actor, from, trial.path.operation, &trial.path.target)?;
    let path = relate_to_input(&account, &inventory, path)?.path;
    let changes = trial.changes.iter().cloned().chain([change]).collect();
    Some(Trial { changes, account, inventory, path })
}

fn all_paths(account: &ResolvedAccount, inventory: &Inventory) -> Vec<EvaluatedPath> {
    evaluate_access(account, inventory, None, None, None).map(|access| access.paths).unwrap_or_default()
}

/// The other access paths that are less restricted than before.
fn opened_paths(before: &HashMap<String, Verdict>, trial: &Trial) -> Vec<EvaluatedPath> {
    let is_opened = |path: &EvaluatedPath| {
        before.get(&path.to_string()).is_some_and(|before| path.verdict() < *before)
            && path.to_string() != trial.path.to_string()
    };
    all_paths(&trial.account, &trial.inventory).into_iter().filter(is_opened).collect()
}
