//! The change of the file that avoids what a policy refuses, changes or reports. Changes are tried, as all advice is.

use std::{cell::RefCell, collections::HashMap};

use serde_json::{Value, json};

use super::{Advisor, Edit, edit::set_value};
use crate::{
    analyse::policy::{PolicyFinding, evaluate_policies},
    catalog::{network::BASTION_SUBNET, policies::PolicySetDefinition},
    plan::{Body, Expr, LanguageFamily},
};

/// A change of the file that avoids a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyAdvice {
    /// Keys with their new values.
    pub edits: Vec<Edit>,
    /// The languages for which it avoids the finding.
    pub families: Vec<LanguageFamily>,
}

/// Tries changes of a file against sets of policies.
pub struct PolicyAdvisor<'a> {
    advisor: &'a Advisor<'a>,
    sets: &'a [&'static PolicySetDefinition],
    families: &'a [LanguageFamily],
    /// Findings after a change, by its text; none if the changed file is not valid.
    tried: RefCell<HashMap<String, Option<Vec<PolicyFinding>>>>,
}

impl<'a> PolicyAdvisor<'a> {
    /// Creates the advisor for a file, the sets and the languages.
    #[must_use]
    pub fn new(
        advisor: &'a Advisor<'a>,
        sets: &'a [&'static PolicySetDefinition],
        families: &'a [LanguageFamily],
    ) -> Self {
        Self { advisor, sets, families, tried: RefCell::default() }
    }

    /// The first change of the definition after which the finding is gone and nothing else is refused; otherwise the first
    /// one after which it is gone for some of its languages.
    #[must_use]
    pub fn find_change(&self, finding: &PolicyFinding, before: &[PolicyFinding]) -> Option<PolicyAdvice> {
        let for_all = self.find_change_for(finding, &finding.families, before);
        for_all.or_else(|| finding.families.iter().find_map(|family| self.find_change_for(finding, &[*family], before)))
    }

    fn find_change_for(
        &self,
        finding: &PolicyFinding,
        families: &[LanguageFamily],
        before: &[PolicyFinding],
    ) -> Option<PolicyAdvice> {
        finding.definition.fixes.iter().find_map(|fix| {
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
            let avoids = self.avoids(&edits, finding, families, before);
            avoids.then(|| PolicyAdvice { edits, families: families.to_vec() })
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

    fn avoids(
        &self,
        edits: &[Edit],
        finding: &PolicyFinding,
        families: &[LanguageFamily],
        before: &[PolicyFinding],
    ) -> bool {
        let name = edits.iter().map(Edit::display_text).collect::<Vec<_>>().join("\n");
        let mut tried = self.tried.borrow_mut();
        let after = tried.entry(name).or_insert_with(|| {
            let plan = self.advisor.resolve_with_edits(edits)?;
            Some(evaluate_policies(&plan, self.sets, self.families))
        });
        let Some(after) = after else { return false };
        let concerns = |other: &PolicyFinding| other.families.iter().any(|family| families.contains(family));
        let is_gone = !after.iter().any(|other| other.is_same_as(finding) && concerns(other));
        let is_new = |other: &&PolicyFinding| concerns(other) && !before.iter().any(|known| known.is_same_as(other));
        is_gone && !after.iter().filter(|other| other.refuses()).any(|other| is_new(&other))
    }
}
