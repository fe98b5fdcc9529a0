//! Evaluates definitions on every request of a topology.
//!
//! Most requests are the same in every language; their conditions are evaluated once.

use std::{cell::RefCell, rc::Rc};

use super::{
    evaluate::{Evaluated, evaluate_condition},
    finding::PolicyFinding,
    outcome::PolicyVerdict,
    request::{Moment, Request},
    value::AzureValue,
};
use crate::{
    catalog::policies::{Check, PolicyAssignment, PolicyDefinition, PolicyEffect, PolicyOutcome, PolicySetDefinition},
    order,
    plan::{Body, LanguageFamily, ResolvedTopology, Resource, ResourceKind},
    topology::Cloud,
};

/// Evaluates the definitions of sets for some languages.
pub struct PolicyEvaluator {
    policies: Vec<AssignedPolicy>,
    families: Vec<LanguageFamily>,
    /// Found on first use of a kind.
    relevant: RefCell<Vec<Rc<RelevantChecks>>>,
}

/// A definition with its strongest effect in the sets.
struct AssignedPolicy {
    definition: &'static PolicyDefinition,
    effect: PolicyEffect,
    assignments: Vec<&'static PolicyAssignment>,
}

/// The checks that are about a kind of resource, with the positions of their definitions.
struct RelevantChecks {
    kind: ResourceKind,
    checks: Vec<(usize, &'static Check)>,
    read_tags: bool,
}

/// The conditions that were evaluated for a language.
struct EvaluatedRequest {
    moment: Moment,
    body: AzureValue,
    evaluated: Vec<Evaluated>,
}

impl PolicyEvaluator {
    /// Creates the evaluator of sets in a cloud, for some languages.
    #[must_use]
    pub fn new(sets: &[&'static PolicySetDefinition], cloud: Cloud, families: &[LanguageFamily]) -> Self {
        Self { policies: assigned_policies(sets, cloud), families: families.to_vec(), relevant: RefCell::default() }
    }

    /// What all definitions do to a topology.
    #[must_use]
    pub fn evaluate(&self, plan: &ResolvedTopology) -> Vec<PolicyFinding> {
        self.evaluate_where(plan, |_| true)
    }

    /// What is refused.
    pub(crate) fn evaluate_refusals(&self, plan: &ResolvedTopology) -> Vec<PolicyFinding> {
        self.evaluate_where(plan, |policy| policy.effect.outcome() == PolicyOutcome::Refused)
    }

    /// What the definitions with an ID do.
    pub(crate) fn evaluate_definition(&self, plan: &ResolvedTopology, id: &str) -> Vec<PolicyFinding> {
        self.evaluate_where(plan, |policy| policy.definition.id == id)
    }

    fn evaluate_where(
        &self,
        plan: &ResolvedTopology,
        is_wanted: impl Fn(&AssignedPolicy) -> bool,
    ) -> Vec<PolicyFinding> {
        let mut findings: Vec<PolicyFinding> = Vec::new();
        for resource in plan.resources.iter().filter(|resource| resource.existing.is_none()) {
            let relevant = self.relevant_checks(resource.kind);
            let policies = relevant.checks.iter().map(|(position, check)| (&self.policies[*position], *check));
            let wanted: Vec<(&AssignedPolicy, &Check)> = policies.filter(|(policy, _)| is_wanted(policy)).collect();
            self.evaluate_resource(plan, resource, &wanted, relevant.read_tags, &mut findings);
        }
        order::sort_by_key(&mut findings, PolicyFinding::outcome);
        findings
    }

    fn relevant_checks(&self, kind: ResourceKind) -> Rc<RelevantChecks> {
        let mut known = self.relevant.borrow_mut();
        if let Some(relevant) = known.iter().find(|relevant| relevant.kind == kind) {
            return Rc::clone(relevant);
        }
        let checks: Vec<(usize, &'static Check)> = self
            .policies
            .iter()
            .enumerate()
            .flat_map(|(position, policy)| policy.definition.checks.iter().map(move |check| (position, check)))
            .filter(|(_, check)| applies_to(check, kind))
            .collect();
        let mut read_tags = false;
        for (_, check) in &checks {
            check.trips.visit_paths(&mut |path| read_tags |= path.starts_with("tags"));
        }
        let relevant = Rc::new(RelevantChecks { kind, checks, read_tags });
        known.push(Rc::clone(&relevant));
        relevant
    }

    fn evaluate_resource(
        &self,
        plan: &ResolvedTopology,
        resource: &Resource,
        checks: &[(&AssignedPolicy, &Check)],
        read_tags: bool,
        findings: &mut Vec<PolicyFinding>,
    ) {
        let mut earlier: Vec<EvaluatedRequest> = Vec::new();
        for family in &self.families {
            for moment in [Moment::Request, Moment::Deployed] {
                let judged = || checks.iter().filter(|(policy, _)| moment_of(policy.effect) == moment);
                if judged().next().is_none() {
                    continue;
                }
                let Some(request) = Request::new(plan, resource, *family, moment) else { continue };
                let request = if read_tags { request.with_tags() } else { request };
                let request = match plan.observed() {
                    Some(_) => request.with_unseen(checks.iter().map(|(_, check)| &check.trips)),
                    None => request,
                };
                let same = earlier.iter().find(|other| other.moment == moment && other.body == request.body);
                let evaluated: Vec<Evaluated> = judged()
                    .enumerate()
                    .map(|(position, (_, check))| match same {
                        Some(same) if !check.trips.has_related() => same.evaluated[position].clone(),
                        _ => evaluate_condition(&check.trips, &request),
                    })
                    .collect();
                for ((policy, check), evaluated) in judged().zip(&evaluated) {
                    if let Some(finding) = finding_of(policy, check, evaluated, &request) {
                        add_finding(findings, finding);
                    }
                }
                if same.is_none() && self.families.len() > 1 {
                    earlier.push(EvaluatedRequest { moment, body: request.body, evaluated });
                }
            }
        }
    }
}

const fn moment_of(effect: PolicyEffect) -> Moment {
    match effect {
        PolicyEffect::Deny | PolicyEffect::Modify => Moment::Request,
        PolicyEffect::DeployIfNotExists | PolicyEffect::Audit | PolicyEffect::AuditIfNotExists => Moment::Deployed,
    }
}

fn assigned_policies(sets: &[&'static PolicySetDefinition], cloud: Cloud) -> Vec<AssignedPolicy> {
    let mut assigned: Vec<AssignedPolicy> = Vec::new();
    let assignments = sets.iter().flat_map(|set| set.all_assignments());
    for assignment in assignments.filter(|assignment| assignment.exists_in(cloud)) {
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
pub(super) fn applies_to(check: &Check, kind: ResourceKind) -> bool {
    const DATA_PLANE: &str = ".Data";
    let (arm_type, own_type) = (check.arm_type, kind.arm_type());
    arm_type == own_type
        || arm_type.len() == own_type.len() + DATA_PLANE.len()
            && arm_type
                .split_once(DATA_PLANE)
                .is_some_and(|(provider, rest)| own_type.strip_prefix(provider) == Some(rest))
}

/// The finding that the evaluated condition of a check leads to.
fn finding_of(
    policy: &AssignedPolicy,
    check: &Check,
    evaluated: &Evaluated,
    request: &Request<'_>,
) -> Option<PolicyFinding> {
    // Left to a policy that writes it afterwards, the diagnostic setting exists when this one looks for it.
    let is_left_to_policy = request.plan.logs_by_policy
        && policy.effect == PolicyEffect::AuditIfNotExists
        && check.trips.looks_at_related("Microsoft.Insights/diagnosticSettings");
    if !evaluated.verdict.may_hold() || is_left_to_policy {
        return None;
    }
    let mut verdict = evaluated.verdict.clone();
    // Whether the data plane's policies refuse what Resource Manager creates is not documented.
    let is_creation = policy.effect.outcome() == PolicyOutcome::Refused;
    if check.arm_type.contains(".Data/") && is_creation && request.family == LanguageFamily::Azure {
        let reason = "whether the policy is evaluated for what Resource Manager creates in a vault (unverified)";
        verdict = match verdict.date_text() {
            Some(days) => PolicyVerdict::Conditional(format!("{reason}, and then applies {days}")),
            None => PolicyVerdict::Conditional(reason.to_owned()),
        };
    }
    let mut aliases: Vec<String> = Vec::new();
    for path in &evaluated.paths {
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

/// Whether extensions can be installed on a resource.
fn allows_extensions(resource: &Resource) -> bool {
    matches!(&resource.body, Body::VirtualMachine(machine) if machine.allow_extension_operations)
}
