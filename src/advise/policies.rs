//! The change of the file that avoids what a policy refuses, changes or reports. Changes are tried, as all advice is.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use serde_json::{Value, json};

use super::{Advisor, Edit, edit::set_value};
use crate::{
    analyse::policy::{PolicyEvaluator, PolicyFinding},
    catalog::{network::BASTION_SUBNET, policies::PolicyDefinition},
    plan::{Body, Expr, LanguageFamily, ResolvedTopology},
};

/// A change of the file that avoids a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyAdvice {
    /// Keys with their new values.
    pub edits: Vec<Edit>,
    /// The languages for which it avoids the finding.
    pub families: Vec<LanguageFamily>,
    /// The definitions that refuse the changed topology, and did not refuse the file.
    pub then_refused_by: Vec<&'static PolicyDefinition>,
}

impl PolicyAdvice {
    /// Whether it avoids a finding in all its languages, and no other policy refuses the changed topology.
    pub(crate) fn is_sufficient_for(&self, finding: &PolicyFinding) -> bool {
        self.then_refused_by.is_empty() && self.families.len() == finding.families.len()
    }
}

/// Tries changes of a file against sets of policies.
pub struct PolicyAdvisor<'a> {
    advisor: &'a Advisor<'a>,
    evaluator: &'a PolicyEvaluator,
    /// Topologies after a change, by its text; none if the changed file is not valid.
    tried: RefCell<HashMap<String, Option<Rc<TriedTopology>>>>,
}

/// A topology after a change.
struct TriedTopology {
    plan: ResolvedTopology,
    /// What is refused then, computed on first use.
    refusals: OnceCell<Vec<PolicyFinding>>,
}

impl<'a> PolicyAdvisor<'a> {
    /// Creates the advisor for a file, the sets and the languages.
    #[must_use]
    pub fn new(advisor: &'a Advisor<'a>, evaluator: &'a PolicyEvaluator) -> Self {
        Self { advisor, evaluator, tried: RefCell::default() }
    }

    /// The first change of the definition after which the finding is gone and nothing else is refused; otherwise the first
    /// one after which it is gone for some of its languages; otherwise the one after which the fewest others refuse it.
    #[must_use]
    pub fn find_change(&self, finding: &PolicyFinding, before: &[PolicyFinding]) -> Option<PolicyAdvice> {
        let mut refused: Vec<PolicyAdvice> = Vec::new();
        for advice in self.changes_for(finding, &finding.families, before) {
            if advice.then_refused_by.is_empty() {
                return Some(advice);
            }
            refused.push(advice);
        }
        let for_one = finding.families.iter().find_map(|family| {
            self.changes_for(finding, &[*family], before).find(|advice| advice.then_refused_by.is_empty())
        });
        for_one.or_else(|| refused.into_iter().min_by_key(|advice| advice.then_refused_by.len()))
    }

    /// The changes after which a finding is gone for some languages.
    fn changes_for<'f>(
        &'f self,
        finding: &'f PolicyFinding,
        families: &'f [LanguageFamily],
        before: &'f [PolicyFinding],
    ) -> impl Iterator<Item = PolicyAdvice> + 'f {
        finding.definition.fixes.iter().filter_map(|fix| {
            let mut edits = Vec::new();
            for (pointer, value) in *fix {
                let value = serde_json::from_str::<Value>(value).ok()?;
                match pointer.strip_prefix("/network/subnets/*/") {
                    Some(key) => edits.extend(self.edits_of_subnets(key, &value)),
                    None => edits.push(set_value(pointer, value)),
                }
            }
            // A key that the file does not have need not be removed.
            edits.retain(|edit| !edit.value.is_null() || self.advisor.file.pointer(&edit.pointer).is_some());
            let then_refused_by = self.refusals_after(&edits, finding, families, before)?;
            Some(PolicyAdvice { edits, families: families.to_vec(), then_refused_by })
        })
    }

    /// Sets a key of each new subnet that does not have it.
    fn edits_of_subnets(&self, key: &str, value: &Value) -> Vec<Edit> {
        let new_subnets = self.advisor.plan.resources.iter().filter(|resource| {
            matches!(resource.body, Body::Subnet(_)) && resource.name != Expr::string(BASTION_SUBNET)
        });
        let edits = new_subnets.filter_map(|subnet| {
            // Without a list of workload subnets, there is a single one.
            if subnet.origin == "/network/subnets" {
                let workload = json!({ "name": self.advisor.plan.display_text(&subnet.name), key: value });
                return Some(set_value("/network/subnets/workloads", json!([workload])));
            }
            let pointer = format!("{}/{key}", subnet.origin);
            self.advisor.file.pointer(&pointer).is_none().then(|| set_value(&pointer, value.clone()))
        });
        edits.collect()
    }

    /// The definitions that refuse the topology only after a change; none if the change does not avoid the finding.
    fn refusals_after(
        &self,
        edits: &[Edit],
        finding: &PolicyFinding,
        families: &[LanguageFamily],
        before: &[PolicyFinding],
    ) -> Option<Vec<&'static PolicyDefinition>> {
        let after = self.try_edits(edits)?;
        let concerns = |other: &PolicyFinding| other.families.iter().any(|family| families.contains(family));
        let same_definition = self.evaluator.evaluate_definition(&after.plan, finding.definition.id);
        if same_definition.iter().any(|other| other.is_same_as(finding) && concerns(other)) {
            return None;
        }
        let is_new = |other: &&PolicyFinding| concerns(other) && !before.iter().any(|known| known.is_same_as(other));
        let refusals = after.refusals.get_or_init(|| self.evaluator.evaluate_refusals(&after.plan));
        let mut definitions: Vec<&'static PolicyDefinition> = Vec::new();
        for other in refusals.iter().filter(|other| other.refuses()).filter(is_new) {
            if !definitions.contains(&other.definition) {
                definitions.push(other.definition);
            }
        }
        Some(definitions)
    }

    /// The topology after a change; none if the file is not valid then.
    fn try_edits(&self, edits: &[Edit]) -> Option<Rc<TriedTopology>> {
        let name = edits.iter().map(Edit::display_text).collect::<Vec<_>>().join("\n");
        let mut tried = self.tried.borrow_mut();
        let topology = tried.entry(name).or_insert_with(|| {
            let plan = self.advisor.resolve_with_edits(edits)?;
            Some(Rc::new(TriedTopology { plan, refusals: OnceCell::new() }))
        });
        topology.clone()
    }
}
