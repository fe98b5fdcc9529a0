//! What policy definitions refuse, change or report, evaluated on what each language requests.
//!
//! Existing resources are never judged, and a definition that is not in the catalog is never claimed.

mod evaluate;
mod evaluator;
mod finding;
mod outcome;
mod request;
mod value;

pub use evaluator::PolicyEvaluator;
pub use finding::PolicyFinding;
pub use outcome::PolicyVerdict;

pub(crate) use request::UNSEEN;

use crate::{
    catalog::policies::PolicySetDefinition,
    plan::{LanguageFamily, ResolvedTopology},
    topology::values::Date,
};

/// What the policies of a set do to a topology, in the order of the resources.
#[must_use]
pub fn evaluate_policies(
    plan: &ResolvedTopology,
    sets: &[&'static PolicySetDefinition],
    families: &[LanguageFamily],
) -> Vec<PolicyFinding> {
    PolicyEvaluator::new(sets, plan.cloud, families).evaluate(plan)
}

/// What remains of findings in a deployment on a day: those that depend on the day hold, or are gone.
#[must_use]
pub fn findings_on(day: Date, findings: Vec<PolicyFinding>) -> Vec<PolicyFinding> {
    let on_day = findings.into_iter().map(|finding| PolicyFinding { verdict: finding.verdict.on(day), ..finding });
    on_day.filter(|finding| finding.verdict.may_hold()).collect()
}

/// The language families of the outputs, or both.
#[must_use]
pub fn output_families(plan: &ResolvedTopology) -> Vec<LanguageFamily> {
    let both = [LanguageFamily::Azure, LanguageFamily::Terraform];
    let declared = |family: &LanguageFamily| plan.output_languages.iter().any(|language| language.family() == *family);
    let families: Vec<LanguageFamily> = both.into_iter().filter(declared).collect();
    if families.is_empty() { both.to_vec() } else { families }
}

/// What the policies under which a topology is deployed do to it.
#[must_use]
pub fn evaluate_own_policies(plan: &ResolvedTopology) -> Vec<PolicyFinding> {
    let sets: Vec<&'static PolicySetDefinition> = plan.policies.iter().map(|set| set.definition()).collect();
    evaluate_policies(plan, &sets, &output_families(plan))
}

/// The properties that definitions look at, by alias, for every request: for tests that compare them with the outputs.
#[cfg(feature = "internals")]
#[must_use]
pub fn requested_properties(plan: &ResolvedTopology, family: LanguageFamily) -> Vec<(String, Vec<serde_json::Value>)> {
    use crate::catalog::policies::{Check, SETS};
    use evaluator::applies_to;
    use request::{Moment, Request};
    let definitions = SETS.iter().flat_map(|set| set.all_assignments()).flat_map(|assignment| assignment.policies);
    let checks: Vec<&Check> = definitions.flat_map(|(_, definition)| definition.checks).collect();
    let mut properties = Vec::new();
    for resource in &plan.resources {
        let Some(request) = Request::new(plan, resource, family, Moment::Request) else { continue };
        let request = request.with_tags();
        let mut paths: Vec<&str> = Vec::new();
        for check in checks.iter().filter(|check| applies_to(check, resource.kind)) {
            check.trips.visit_paths(&mut |path| {
                if !paths.contains(&path) && !check.arm_type.contains(".Data/") {
                    paths.push(path);
                }
            });
        }
        for path in paths {
            let alias = format!("{}/{path}", resource.kind.arm_type());
            let values = request.body.select(path).into_iter().filter(|value| **value != value::AzureValue::Absent);
            properties.push((alias, values.map(value::AzureValue::to_json).collect()));
        }
    }
    properties
}
