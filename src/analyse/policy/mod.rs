//! What policy definitions refuse, change or report, evaluated on what each language requests.
//!
//! Existing resources are never judged, and a definition that is not in the catalog is never claimed.

mod evaluate;
mod outcome;
mod request;
mod value;

pub use outcome::PolicyVerdict;

use crate::{
    catalog::policies::{Check, PolicyAssignment, PolicyDefinition, PolicyEffect, PolicyOutcome, PolicySetDefinition},
    plan::{Body, LanguageFamily, ResolvedTopology, Resource, ResourceKind, Symbol},
};
use evaluate::evaluate_condition;
use request::{Moment, Request};

/// A policy definition that a resource trips.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyFinding {
    /// The definition.
    pub definition: &'static PolicyDefinition,
    /// Its strongest effect in the set.
    pub effect: PolicyEffect,
    /// The assignments with that effect.
    pub assignments: Vec<&'static PolicyAssignment>,
    /// The resource.
    pub symbol: Symbol,
    /// Its kind.
    pub kind: ResourceKind,
    /// Its key in the file.
    pub origin: String,
    /// The aliases that trip the definition.
    pub aliases: Vec<String>,
    /// Whether it is certain.
    pub verdict: PolicyVerdict,
    /// The languages whose requests trip it.
    pub families: Vec<LanguageFamily>,
    /// Whether it deploys an extension that the VM does not allow.
    pub is_prevented: bool,
}

impl PolicyFinding {
    /// What it means for a deployment.
    #[must_use]
    pub const fn outcome(&self) -> PolicyOutcome {
        self.effect.outcome()
    }

    /// Whether the deployment is refused for certain.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.outcome() == PolicyOutcome::Refused && !matches!(self.verdict, PolicyVerdict::Conditional(_))
    }

    /// Whether another finding is about the same definition and resource.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.definition.id == other.definition.id && self.symbol == other.symbol && self.effect == other.effect
    }

    /// Whether another finding says as much: the same for at least the same languages.
    #[must_use]
    pub fn is_part_of(&self, other: &Self) -> bool {
        self.is_same_as(other)
            && self.verdict == other.verdict
            && self.families.iter().all(|family| other.families.contains(family))
    }
}

/// What the policies of a set do to a topology, in the order of the resources.
#[must_use]
pub fn evaluate_policies(
    plan: &ResolvedTopology,
    sets: &[&'static PolicySetDefinition],
    families: &[LanguageFamily],
) -> Vec<PolicyFinding> {
    let policies = assigned_policies(sets);
    let mut findings: Vec<PolicyFinding> = Vec::new();
    for resource in &plan.resources {
        let relevant = |check: &Check| applies_to(check, resource.kind);
        let relevant: Vec<(&AssignedPolicy, &Check)> = policies
            .iter()
            .flat_map(|policy| policy.definition.checks.iter().map(move |check| (policy, check)))
            .filter(|(_, check)| relevant(check))
            .collect();
        if relevant.is_empty() {
            continue;
        }
        for family in families {
            for moment in [Moment::Request, Moment::Deployed] {
                let judged = |policy: &AssignedPolicy| moment_of(policy.effect) == moment;
                let mut relevant = relevant.iter().filter(|(policy, _)| judged(policy)).peekable();
                if relevant.peek().is_none() {
                    continue;
                }
                let Some(request) = Request::new(plan, resource, *family, moment) else { continue };
                for (policy, check) in relevant {
                    if let Some(finding) = evaluate_check(policy, check, &request) {
                        add_finding(&mut findings, finding);
                    }
                }
            }
        }
    }
    findings.sort_by_key(PolicyFinding::outcome);
    findings
}

const fn moment_of(effect: PolicyEffect) -> Moment {
    match effect {
        PolicyEffect::Deny | PolicyEffect::Modify => Moment::Request,
        PolicyEffect::DeployIfNotExists | PolicyEffect::Audit | PolicyEffect::AuditIfNotExists => Moment::Deployed,
    }
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

/// A definition with its strongest effect in the sets.
struct AssignedPolicy {
    definition: &'static PolicyDefinition,
    effect: PolicyEffect,
    assignments: Vec<&'static PolicyAssignment>,
}

fn assigned_policies(sets: &[&'static PolicySetDefinition]) -> Vec<AssignedPolicy> {
    let mut assigned: Vec<AssignedPolicy> = Vec::new();
    for assignment in sets.iter().flat_map(|set| set.all_assignments()) {
        for (effect, definition) in assignment.policies {
            let known = assigned.iter_mut().find(|policy| policy.definition == *definition);
            match known {
                Some(policy) if *effect < policy.effect => {
                    policy.effect = *effect;
                    policy.assignments = vec![assignment];
                }
                Some(policy) if *effect == policy.effect && !policy.assignments.contains(&assignment) => {
                    policy.assignments.push(assignment);
                }
                Some(_) => {}
                None => {
                    assigned.push(AssignedPolicy { definition, effect: *effect, assignments: vec![assignment] });
                }
            }
        }
    }
    assigned
}

/// Whether a check is about a kind of resource; types of a data plane are those of what the plane contains.
fn applies_to(check: &Check, kind: ResourceKind) -> bool {
    let arm_type = check.arm_type;
    arm_type == kind.arm_type()
        || arm_type.split_once(".Data/").is_some_and(|(provider, rest)| {
            kind.arm_type().strip_prefix(provider).and_then(|other| other.strip_prefix('/')) == Some(rest)
        })
}

fn evaluate_check(policy: &AssignedPolicy, check: &Check, request: &Request<'_>) -> Option<PolicyFinding> {
    let evaluated = evaluate_condition(&check.trips, request);
    if !evaluated.verdict.may_hold() {
        return None;
    }
    let mut verdict = evaluated.verdict;
    // Whether the data plane's policies refuse what Resource Manager creates is not documented.
    let is_creation = policy.effect.outcome() == PolicyOutcome::Refused;
    if check.arm_type.contains(".Data/") && is_creation && request.family == LanguageFamily::Azure {
        let reason = "whether the policy is evaluated for what Resource Manager creates in a vault (unverified)";
        verdict = PolicyVerdict::Conditional(reason.to_owned());
    }
    let mut aliases: Vec<String> = Vec::new();
    // The name is why an exception does not apply.
    let is_name = |path: &str| path == "name" || path.ends_with("].name");
    let named_only = evaluated.paths.iter().all(|path| is_name(path));
    for path in evaluated.paths.into_iter().filter(|path| named_only || !is_name(path)) {
        let alias = format!("{}/{path}", check.arm_type);
        if !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    Some(PolicyFinding {
        definition: policy.definition,
        effect: policy.effect,
        assignments: policy.assignments.clone(),
        symbol: request.resource.symbol.clone(),
        kind: request.resource.kind,
        origin: request.resource.origin.clone(),
        aliases,
        verdict,
        families: vec![request.family],
        is_prevented: policy.definition.deploys_extension() && !allows_extensions(request.resource),
    })
}

/// Whether extensions can be installed on a resource.
fn allows_extensions(resource: &Resource) -> bool {
    matches!(&resource.body, Body::VirtualMachine(machine) if machine.allow_extension_operations)
}

/// Adds a finding, or the language to the finding of another language.
fn add_finding(findings: &mut Vec<PolicyFinding>, finding: PolicyFinding) {
    match findings.iter_mut().find(|known| known.is_same_as(&finding) && known.verdict == finding.verdict) {
        Some(known) => {
            for family in finding.families {
                if !known.families.contains(&family) {
                    known.families.push(family);
                }
            }
        }
        None => findings.push(finding),
    }
}

/// The properties that definitions look at, by alias, for every request: for tests that compare them with the outputs.
#[cfg(feature = "internals")]
#[must_use]
pub fn requested_properties(plan: &ResolvedTopology, family: LanguageFamily) -> Vec<(String, Vec<serde_json::Value>)> {
    use crate::catalog::policies::SETS;
    let definitions = SETS.iter().flat_map(|set| set.all_assignments()).flat_map(|assignment| assignment.policies);
    let checks: Vec<&Check> = definitions.flat_map(|(_, definition)| definition.checks).collect();
    let mut properties = Vec::new();
    for resource in &plan.resources {
        let Some(request) = Request::new(plan, resource, family, Moment::Request) else { continue };
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
            let values = request.select(path).into_iter().filter(|value| **value != value::AzureValue::Absent);
            properties.push((alias, values.map(value::AzureValue::to_json).collect()));
        }
    }
    properties
}
