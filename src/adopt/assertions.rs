//! Access assertions for what holds today.

use serde_json::Value as Json;

use super::minimise::resolve;
use crate::{
    analyse::access::{AccessAnalysis, EvaluatedPath, Verdict},
    topology::values::Statement,
};

/// The most assertions that a file can have.
const MAX_ASSERTIONS: usize = 200;

/// Adds an assertion for each access path that is allowed or denied. What others decide is not asserted.
pub(super) fn add_assertions(file: &mut Json) {
    let Some(plan) = resolve(file) else { return };
    let paths = AccessAnalysis::new(&plan).all_paths();
    let assertions: Vec<Json> = paths.iter().filter_map(assertion).take(MAX_ASSERTIONS).map(Json::String).collect();
    if assertions.is_empty() {
        return;
    }
    let mut with_assertions = file.clone();
    with_assertions["expect"] = Json::Array(assertions);
    if resolve(&with_assertions).is_some() {
        *file = with_assertions;
    }
}

fn assertion(path: &EvaluatedPath) -> Option<String> {
    let verdict = match path.verdict() {
        Verdict::Allowed => "is allowed",
        Verdict::Denied => "is denied",
        Verdict::Conditional => return None,
    };
    let text = format!("{path} {verdict}");
    text.parse::<Statement>().is_ok().then_some(text)
}
