//! What policies do to what exists: evaluated on the bodies as the input shows them.

use super::{ExistingResource, InputKind, Inventory, ResolvedAccount};
use crate::{
    analyse::policy::{PolicyFinding, PolicyVerdict, UNSEEN, evaluate_policies},
    arm_template::Value,
    catalog::{ResourceKind, policies::PolicySetDefinition},
    plan::{LanguageFamily, ObservedBody},
    topology::PolicySet,
};

/// What policies do to the resources of an account.
#[derive(Debug)]
pub struct ExistingPolicies {
    /// What the input shows. The origin is a key of the places of the account.
    pub findings: Vec<PolicyFinding>,
    /// How many definitions depend on what the input does not show.
    pub undecided: usize,
}

/// Evaluates sets of policies on the resources of an account. A finding that depends on what the input does not show is
/// counted, and not reported.
#[must_use]
pub fn evaluate_existing_policies(
    account: &ResolvedAccount,
    inventory: &Inventory,
    sets: &[PolicySet],
) -> ExistingPolicies {
    let mut plan = account.plan.clone();
    // A key is a property of the resource that has it.
    let is_key = |kind| matches!(kind, ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey);
    plan.resources.retain(|resource| !is_key(resource.kind) && account.place_of(resource).is_some());
    let bodies = plan.resources.iter().filter_map(|resource| {
        let seen = inventory.find(&account.place_of(resource)?.id)?;
        Some((resource.symbol.clone(), serde_json::to_string(&observed_body(seen)).ok()?))
    });
    let bodies = bodies.collect();
    plan.observed.get_or_insert_default().bodies = bodies;
    let sets: Vec<&'static PolicySetDefinition> = sets.iter().map(|set| set.definition()).collect();
    let all = evaluate_policies(&plan, &sets, &[LanguageFamily::Azure]);
    let is_undecided = |finding: &PolicyFinding| finding.verdict == PolicyVerdict::Conditional(UNSEEN.to_owned());
    let undecided = all.iter().filter(|finding| is_undecided(finding)).count();
    ExistingPolicies { findings: all.into_iter().filter(|finding| !is_undecided(finding)).collect(), undecided }
}

fn observed_body(seen: &ExistingResource) -> ObservedBody {
    let mut is_whole = seen.origin.input == InputKind::Live;
    let mut body = to_json(&seen.body, &mut is_whole);
    if let Some(entries) = body.as_object_mut() {
        entries.entry("name").or_insert_with(|| seen.id.name().into());
    }
    ObservedBody { body, is_whole }
}

/// A body as JSON, without what is not known of it.
fn to_json(value: &Value, is_whole: &mut bool) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(text) => text.to_string().into(),
        Value::Array(items) => items.items().iter().map(|item| to_json(item, is_whole)).collect(),
        Value::Object(object) => {
            *is_whole &= object.open().is_none();
            let entries = object.entries().map(|(name, value)| (name.to_string(), to_json(value, is_whole)));
            serde_json::Value::Object(entries.collect())
        }
        Value::Unknown(_) => {
            *is_whole = false;
            serde_json::Value::Null
        }
    }
}
