//! The change of the file that avoids what a policy refuses, changes or reports. Changes are tried, as all advice is.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use super::{Advisor, Edit, edit::set_value};
use crate::{
    analyse::policy::{PolicyEvaluator, PolicyFinding},
    plan::{LanguageFamily, ResolvedTopology},
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
            let edits: Option<Vec<Edit>> = fix
                .iter()
                .map(|(pointer, value)| {
                    Some(set_value(pointer, serde_json::from_str::<serde_json::Value>(value).ok()?))
                })
                .collect();
            let mut edits = edits?;
            // A key that the file does not have need not be removed.
            edits.retain(|edit| !edit.value.is_null() || self.advisor.file.pointer(&edit.pointer).is_some());
            let avoids = self.avoids(&edits, finding, families, before);
            avoids.then(|| PolicyAdvice { edits, families: families.to_vec() })
        })
    }

    fn avoids(
        &self,
        edits: &[Edit],
        finding: &PolicyFinding,
        families: &[LanguageFamily],
        before: &[PolicyFinding],
    ) -> bool {
        let Some(after) = self.try_edits(edits) else { return false };
        let concerns = |other: &PolicyFinding| other.families.iter().any(|family| families.contains(family));
        let same_definition = self.evaluator.evaluate_definition(&after.plan, finding.definition.id);
        if same_definition.iter().any(|other| other.is_same_as(finding) && concerns(other)) {
            return false;
        }
        let is_new = |other: &&PolicyFinding| concerns(other) && !before.iter().any(|known| known.is_same_as(other));
        let refusals = after.refusals.get_or_init(|| self.evaluator.evaluate_refusals(&after.plan));
        !refusals.iter().filter(|other| other.refuses()).any(|other| is_new(&other))
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
