//! Access paths of one kind of actors, bundled: one line for each service and verdict.

use super::model::Bundle;
use crate::{
    analyse::access::{AccessTarget, Actor, EvaluatedPath, Operation, TargetService, Verdict},
    order,
};

pub(super) const SERVICES: [TargetService; 3] = [TargetService::Account, TargetService::Storage, TargetService::Vault];

/// Whether a path leads to a service; documents by URL are on hosts, which are not part of the architecture.
pub(super) const fn leads_to_service(path: &EvaluatedPath) -> bool {
    !matches!(path.target, AccessTarget::Host(_) | AccessTarget::OtherHosts)
}

/// The bundles of some actors.
pub(super) fn bundle_paths(paths: &[EvaluatedPath], actors: &[&Actor]) -> Vec<Bundle> {
    let own: Vec<&EvaluatedPath> =
        paths.iter().filter(|path| actors.contains(&&path.actor) && leads_to_service(path)).collect();
    let mut bundles = Vec::new();
    for service in SERVICES {
        for verdict in Verdict::ALL {
            let matching: Vec<&&EvaluatedPath> = own
                .iter()
                .filter(|path| TargetService::for_target(&path.target) == service && path.verdict() == verdict)
                .collect();
            if matching.is_empty() {
                continue;
            }
            let (mut words, mut seen): (Vec<&'static str>, Vec<&Actor>) = (Vec::new(), Vec::new());
            let (mut operations, mut targets): (Vec<Operation>, Vec<AccessTarget>) = (Vec::new(), Vec::new());
            for path in &matching {
                add_once(&mut words, path.deciding_word());
                add_once(&mut seen, &path.actor);
                add_once(&mut operations, path.operation);
                add_once(&mut targets, path.target.clone());
            }
            order::sort_by_key(&mut operations, |operation| *operation as usize);
            order::sort_by_key(&mut targets, ToString::to_string);
            let (actors, paths) = (seen.len(), matching.len());
            bundles.push(Bundle { service, verdict, operations, targets, words, actors, paths });
        }
    }
    for service in SERVICES {
        keep_differences(bundles.iter_mut().filter(|bundle| bundle.service == service).collect());
    }
    bundles
}

fn add_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Leaves out operations and targets that do not tell one bundle of a service from another.
fn keep_differences(mut bundles: Vec<&mut Bundle>) {
    let have_same_operations = bundles.windows(2).all(|pair| pair[0].operations == pair[1].operations);
    let have_same_targets = bundles.windows(2).all(|pair| pair[0].targets == pair[1].targets);
    for bundle in &mut bundles {
        if have_same_targets || bundle.targets.len() > 1 {
            bundle.targets.clear();
        }
        if have_same_operations {
            bundle.operations.clear();
        }
    }
}
