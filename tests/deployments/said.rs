//! What the JSON of `diff` says about one language: effects by canonical ID, and verdicts of access paths.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::plan::ResolvedTopology;
use serde_json::Value;

use crate::support::facts::{TARGET, canonical};

/// One effect of a deployment on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) word: String,
    pub(super) code: Option<String>,
    /// Whether it depends on something that is not in the files.
    pub(super) is_conditional: bool,
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
fn id_in_report(id: &str, plan: &ResolvedTopology) -> String {
    let id = id.replace("{resourceGroup}", "target");
    let own = plan.subscription.as_deref().unwrap_or("{subscription}");
    let id = id.replace(&format!("/subscriptions/{own}/resourceGroups/target"), TARGET);
    let id = id.replace("{subscription}", "subscription");
    canonical(&id).unwrap_or(id)
}

/// The effects on resources; those on role assignments are in [`role_effects`].
pub(super) fn resource_effects(
    report: &Value,
    language: &str,
    plan: &ResolvedTopology,
) -> BTreeMap<String, Vec<Effect>> {
    let mut found: BTreeMap<String, Vec<Effect>> = BTreeMap::new();
    for entry in report["resources"].as_array().expect("resources") {
        let effects = entry["effects"][language].as_array();
        for effect in effects.unwrap_or_else(|| panic!("no effects for {language}: {entry}")) {
            let id = id_in_report(effect["id"].as_str().unwrap_or_else(|| panic!("no ID: {effect}")), plan);
            let effect = Effect {
                word: text(&effect["effect"]).expect("an effect"),
                code: text(&effect["code"]),
                is_conditional: effect["condition"].is_string(),
            };
            found.entry(id).or_default().push(effect);
        }
    }
    found
}

const ROLE: &str = "/providers/Microsoft.Authorization/roleAssignments/";

/// The effects on role assignments, each once: scope, role and ID, and what happens to it.
pub(super) fn role_effects(
    report: &Value,
    language: &str,
    plan: &ResolvedTopology,
) -> BTreeSet<(String, String, String, String)> {
    let mut found = BTreeSet::new();
    for entry in report["roleAssignments"].as_array().expect("role assignments") {
        for effect in entry["effects"][language].as_array().expect("effects") {
            let id = effect["id"].as_str().expect("an ID");
            // The name is the call of `guid` with scope, principal and role.
            let (scope, name) = id.split_once(ROLE).unwrap_or_else(|| panic!("not a role assignment: {id}"));
            let role = name.trim_end_matches(')').rsplit([',', '/']).next().unwrap_or_default().to_lowercase();
            let word = text(&effect["effect"]).expect("an effect");
            found.insert((id_in_report(scope, plan), role, id.to_owned(), word));
        }
    }
    found
}

/// The verdicts of the access paths that the report lists, apart from [`former_verdicts`].
pub(super) fn verdicts(report: &Value, language: &str) -> BTreeMap<String, Verdicts> {
    let flows = report["flows"].as_array().expect("access paths").iter();
    let flows = flows.filter(|flow| !flow["former"].is_string());
    flows.map(|flow| (text(&flow["flow"]).expect("an access path"), verdicts_of(flow, language))).collect()
}

/// The verdicts of the access paths of what only the old topology has, where the new one has another of the same name: the access
/// path, what has it, and its verdicts.
pub(super) fn former_verdicts(report: &Value, language: &str) -> Vec<(String, String, Verdicts)> {
    let flows = report["flows"].as_array().expect("access paths").iter();
    let former = flows.filter_map(|flow| {
        Some((text(&flow["flow"]).expect("an access path"), text(&flow["former"])?, verdicts_of(flow, language)))
    });
    former.collect()
}

fn verdicts_of(flow: &Value, language: &str) -> Verdicts {
    let of = |key: &str| text(&flow[language][key]);
    Verdicts { before: of("before"), after: of("after"), after_removal: of("afterRemoval") }
}
