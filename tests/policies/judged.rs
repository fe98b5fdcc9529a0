//! The refusals that are predicted are those of the outputs: each output is read back, its requests are judged by the rules of
//! this folder, and the prediction from the plan has to be the same.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{
    analyse::policy::{PolicyFinding, PolicyVerdict, evaluate_policies},
    catalog::policies::{PolicyAssignment, PolicyEffect, PolicyOutcome, PolicySetDefinition, SETS},
    plan::{LanguageFamily, ResolvedTopology},
    topology::{AzurermMajor, Cloud},
};
use time::OffsetDateTime;

use super::{
    requests::{Seen, of_output},
    rules::{DATED, Judged, OF_DATA_PLANE, RULES, Rule, WITHOUT_RULE},
};
use crate::support::{
    assert_none,
    read_back::{Language, ReadBack, all},
};

/// The sets whose definitions refuse something by default, or would.
pub(super) fn refusing_sets() -> impl Iterator<Item = &'static PolicySetDefinition> {
    SETS.iter().copied().filter(|set| ["alz-corp", "alz-online", "alz-guardrails"].contains(&set.name))
}

/// The definitions with the effect Deny.
pub(super) fn denied_by(set: &PolicySetDefinition) -> BTreeSet<&'static str> {
    let policies = set.all_assignments().flat_map(|assignment| assignment.policies);
    policies.filter(|(effect, _)| *effect == PolicyEffect::Deny).map(|(_, definition)| definition.id).collect()
}

/// Initiatives with `alzCloudEnvironments: [AzureCloud]` (Azure/Azure-Landing-Zones-Library faae8ccf85, platform/alz).
const OF_PUBLIC_CLOUD: [&str; 5] = [
    "Deny-PublicPaaSEndpoints",
    "Deploy-AUM-CheckUpdates",
    "Deploy-Private-DNS-Zones",
    "Enforce-ACSB",
    "Enforce-Encryption-CMK_20250218",
];

/// The definitions with the effect Deny that are assigned in the cloud of a topology.
fn denied_in(cloud: Cloud, set: &PolicySetDefinition) -> BTreeSet<&'static str> {
    let is_assigned = |assignment: &&PolicyAssignment| {
        cloud == Cloud::AzureCloud || !assignment.initiative.is_some_and(|one| OF_PUBLIC_CLOUD.contains(&one))
    };
    let policies = set.all_assignments().filter(is_assigned).flat_map(|assignment| assignment.policies);
    policies.filter(|(effect, _)| *effect == PolicyEffect::Deny).map(|(_, definition)| definition.id).collect()
}

/// Definition, resource type and name, and whether and until when it is refused. A name that is known only at deployment is
/// a number.
pub(super) type Refusals = BTreeSet<(String, String, String, String)>;

/// The plan that an output is written from.
fn plan_for(topology: &ReadBack, language: Language) -> ResolvedTopology {
    let plan = topology.story.plan();
    match language {
        Language::Bicep | Language::Arm | Language::Terraform4 => {
            ResolvedTopology { azurerm: AzurermMajor::V4, ..plan }
        }
        Language::Terraform5 => ResolvedTopology { azurerm: AzurermMajor::V5, ..plan },
    }
}

fn family_of(language: Language) -> LanguageFamily {
    if language.is_terraform() { LanguageFamily::Terraform } else { LanguageFamily::Azure }
}

/// The names of resources: those that are known, and the others by number.
#[derive(Default)]
struct Names {
    known: BTreeSet<String>,
    unknown: BTreeMap<String, usize>,
}

impl Names {
    fn number(&mut self, kind: &str, identity: &str) -> String {
        let count = self.unknown.keys().filter(|other| other.starts_with(&format!("{kind} "))).count();
        format!("#{}", self.unknown.entry(format!("{kind} {identity}")).or_insert(count))
    }
}

fn predicted(plan: &ResolvedTopology, set: &'static PolicySetDefinition, family: LanguageFamily) -> Refusals {
    let mut names = Names::default();
    let findings = evaluate_policies(plan, &[set], &[family]);
    let refused = findings.iter().filter(|finding| finding.outcome() == PolicyOutcome::Refused);
    refused
        .map(|finding| {
            let kind = finding.kind.arm_type().to_owned();
            let resource = plan.find(&finding.symbol).expect("a resource of the plan");
            let known = plan.known_text(&resource.name);
            let name = known.unwrap_or_else(|| names.number(&kind, &format!("{:?}", resource.name)));
            (finding.definition.id.to_owned(), kind, name, verdict_of(finding))
        })
        .collect()
}

fn verdict_of(finding: &PolicyFinding) -> String {
    match &finding.verdict {
        PolicyVerdict::Conditional(_) => "may be refused".to_owned(),
        PolicyVerdict::Before(date) => format!("refused before {date}"),
        PolicyVerdict::From(date) => format!("refused from {date}"),
        PolicyVerdict::Yes => "refused".to_owned(),
        PolicyVerdict::No => panic!("a finding without a verdict"),
    }
}

fn judged(requests: &[Seen], plan: &ResolvedTopology, set: &PolicySetDefinition, family: LanguageFamily) -> Refusals {
    let denied = denied_in(plan.cloud, set);
    let mut names = Names {
        known: plan.resources.iter().filter_map(|resource| plan.known_text(&resource.name)).collect(),
        ..Names::default()
    };
    let mut refusals = Refusals::new();
    for request in requests {
        for rule in all_rules().filter(|rule| rule.kind == request.kind && denied.contains(rule.definition)) {
            let verdict = match (rule.trips)(request) {
                Judged::Passes => continue,
                _ if family == LanguageFamily::Azure && OF_DATA_PLANE.contains(&rule.kind) => {
                    "may be refused".to_owned()
                }
                Judged::Trips => "refused".to_owned(),
                Judged::TripsBefore(time) => {
                    format!("refused before {}", OffsetDateTime::from_unix_timestamp(time).expect("a time").date())
                }
            };
            let name = request.name().to_owned();
            let name = if names.known.contains(&name) { name } else { names.number(&request.kind, &request.id) };
            refusals.insert((rule.definition.to_owned(), request.kind.clone(), name, verdict));
        }
    }
    refusals
}

pub(super) fn all_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(DATED)
}

/// The refusals of the output in a language; none if the language refuses the topology.
pub(super) fn judged_of(topology: &ReadBack, language: Language, set: &PolicySetDefinition) -> Refusals {
    let Some(output) = topology.output(language) else { return Refusals::new() };
    judged(&of_output(output), &plan_for(topology, language), set, family_of(language))
}

/// The refusals that are predicted for a topology and those of its outputs, where they differ; and how many were compared.
pub(super) fn differences(topology: &ReadBack) -> (Vec<String>, usize) {
    let (mut found, mut compared) = (Vec::new(), 0);
    for output in &topology.outputs {
        let plan = plan_for(topology, output.language);
        let family = family_of(output.language);
        let requests = of_output(output);
        for set in refusing_sets() {
            let (predicted, judged) = (predicted(&plan, set, family), judged(&requests, &plan, set, family));
            compared += judged.len();
            let name = format!("{} {} {}", topology.story.name, output.language, set.name);
            found.extend(predicted.difference(&judged).map(|one| format!("{name}: {one:?} is predicted only")));
            found.extend(judged.difference(&predicted).map(|one| format!("{name}: {one:?} is of the output only")));
        }
    }
    (found, compared)
}

/// Every example, case and random topology, in every language.
#[test]
fn predicted_refusals_are_those_of_the_outputs() {
    let (mut found, mut compared) = (Vec::new(), 0);
    for topology in all() {
        let (differences, count) = differences(topology);
        found.extend(differences);
        compared += count;
    }
    assert_none(&found);
    assert!(compared > 2000, "{compared}");
}

/// Every definition that refuses has a rule, or a reason why it has none; and a rule is that of a definition.
#[test]
fn every_definition_that_refuses_has_a_rule() {
    let ruled: BTreeSet<&str> = all_rules().map(|rule| rule.definition).collect();
    let reasons: BTreeSet<&str> = WITHOUT_RULE.iter().map(|(definition, _)| *definition).collect();
    assert!(WITHOUT_RULE.iter().all(|(_, reason)| reason.len() > 20));
    assert!(ruled.is_disjoint(&reasons));
    let mut missing = BTreeSet::new();
    for set in refusing_sets() {
        missing.extend(denied_by(set).into_iter().filter(|one| !ruled.contains(one) && !reasons.contains(one)));
    }
    assert!(missing.is_empty(), "neither a rule nor a reason: {missing:?}");
    // A definition is looked at for the same types.
    let mut types: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (_, definition) in refusing_sets().flat_map(PolicySetDefinition::all_assignments).flat_map(|one| one.policies) {
        let checked = definition.checks.iter().map(|check| check.arm_type.replace(".Data/", "/"));
        types.entry(definition.id).or_default().extend(checked);
    }
    for rule in all_rules() {
        let Some(types) = types.get(rule.definition) else { continue };
        assert!(types.contains(rule.kind), "{} is not about {}", rule.definition, rule.kind);
    }
}
