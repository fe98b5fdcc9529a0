//! Access assertions for what holds today.

use serde_json::Value as Json;

use super::minimise::resolve;
use crate::{
    analyse::access::{AccessAnalysis, EvaluatedPath, Verdict},
    topology::values::{Operation, Statement},
};

/// The most assertions that a file can have.
const MAX_ASSERTIONS: usize = 200;

/// Adds an assertion for each access path that is allowed or denied. What others decide is not asserted.
pub(super) fn add_assertions(file: &mut Json) {
    let Some(plan) = resolve(file) else { return };
    let analysis = AccessAnalysis::new(&plan);
    let holds = |text: &String| {
        let Ok(statement) = text.parse::<Statement>() else { return false };
        let paths = analysis.paths_for_statement(&statement).unwrap_or_default();
        !paths.is_empty() && paths.iter().all(|path| statement.expected.is_met_by(path.verdict()))
    };
    let paths = analysis.all_paths();
    let assertions = paths.iter().filter_map(assertion).filter(holds).take(MAX_ASSERTIONS);
    let assertions: Vec<Json> = assertions.map(Json::String).collect();
    if assertions.is_empty() {
        return;
    }
    let mut with_assertions = file.clone();
    with_assertions["expect"] = Json::Array(assertions);
    if resolve(&with_assertions).is_some() {
        *file = with_assertions;
    }
}

/// An access path as an assertion; none if others decide.
fn assertion(path: &EvaluatedPath) -> Option<String> {
    let verdict = match path.verdict() {
        Verdict::Conditional => return None,
        verdict @ (Verdict::Allowed | Verdict::Denied) => verdict,
    };
    let actor = match &path.from {
        Some(from) => format!("{} from {from}", path.actor),
        None => path.actor.to_string(),
    };
    let (operation, target) = (path.operation, &path.target);
    Some(match (operation, verdict) {
        (Operation::Reach, _) => format!("{actor} to {target} is {}", verdict.as_str()),
        (_, Verdict::Denied) => format!("{actor} cannot {} {target}", operation.base_form()),
        _ => format!("{actor} {operation} {target}"),
    })
}
