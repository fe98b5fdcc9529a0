//! The change of the file that avoids what a policy refuses, changes or reports. Changes are tried, as all advice is.

use std::{cell::RefCell, collections::HashMap};

use super::{Advisor, Edit, edit::set_value};
use crate::{
    analyse::policy::{PolicyFinding, evaluate_policies},
    catalog::policies::PolicySetDefinition,
    plan::LanguageFamily,
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
