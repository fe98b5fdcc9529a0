//! Access paths of one kind of actors, bundled: one line for each service and verdict.

use super::model::Bundle;
use crate::analyse::access::{AccessTarget, Actor, EvaluatedPath, TargetService, Verdict};

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
            for path in &matching {
                let word = path.deciding_word();
                if !words.contains(&word) {
                    words.push(word);
                }
                if !seen.contains(&&path.actor) {
                    seen.push(&path.actor);
                }
            }
            bundles.push(Bundle { service, verdict, words, actors: seen.len(), paths: matching.len() });
        }
    }
    bundles
}
