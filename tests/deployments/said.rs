//! What the JSON of `diff` says about one language: effects by canonical ID, and verdicts of access paths.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::facts::canonical;

/// One effect of a deployment on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) effect: String,
    pub(super) code: Option<String>,
}

/// The verdicts of an access path, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verdicts {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) after_removal: Option<String>,
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

/// The canonical form of an ID in the report, whose subscription and resource group may have placeholders.
fn id_in_report(id: &str) -> String {
    let id = id.replace("{subscription}", "subscription").replace("{resourceGroup}", "target");
    canonical(&id).unwrap_or(id)
}

/// The effects on resources; those on role assignments are in [`role_effects`].
pub(super) fn resource_effects(report: &Value, language: &str) -> BTreeMap<String, Vec<Effect>> {
    let mut found: BTreeMap<String, Vec<Effect>> = BTreeMap::new();
    for entry in report["resources"].as_array().expect("resources") {
        let effects = entry["effects"][language].as_array();
        for effect in effects.unwrap_or_else(|| panic!("no effects for {language}: {entry}")) {
            let id = id_in_report(effect["id"].as_str().unwrap_or_else(|| panic!("no ID: {effect}")));
            let effect = Effect { effect: text(&effect["effect"]).expect("an effect"), code: text(&effect["code"]) };
            found.entry(id).or_default().push(effect);
        }
    }
    found
}

/// The effects on role assignments: their scope, and what happens to them.
pub(super) fn role_effects(report: &Value, language: &str) -> Vec<(String, Effect)> {
    let mut found = Vec::new();
    for entry in report["roleAssignments"].as_array().expect("role assignments") {
        let scope = id_in_report(entry["scope"].as_str().expect("a scope"));
        for effect in entry["effects"][language].as_array().expect("effects") {
            let effect = Effect { effect: text(&effect["effect"]).expect("an effect"), code: text(&effect["code"]) };
            found.push((scope.clone(), effect));
        }
    }
    found
}

/// The verdicts of the access paths that the report lists.
pub(super) fn verdicts(report: &Value, language: &str) -> BTreeMap<String, Verdicts> {
    let flows = report["flows"].as_array().expect("access paths").iter();
    flows
        .map(|flow| {
            let of = |key: &str| text(&flow[language][key]);
            let verdicts = Verdicts { before: of("before"), after: of("after"), after_removal: of("afterRemoval") };
            (text(&flow["flow"]).expect("an access path"), verdicts)
        })
        .collect()
}
