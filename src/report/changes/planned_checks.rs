//! The checks file on a plan: access assertions that stop holding, and violations that the file accepts.

use serde_json::{Value, json};

use super::{
    planned_names::{account_title, path_decision, posture_json, posture_line},
    sections::ReportSection,
};
use crate::{
    analyse::{access::EvaluatedPath, policy::PolicyFinding},
    compare::{PlannedAccount, PlannedChanges, PlannedSide},
    diagnostic::Diagnostic,
    existing::{AzureId, ResolvedAccount},
    report::{
        Decision,
        existing_assertions::{NamedChecks, paths_of},
        existing_checks::FoundDiagnostic,
        existing_policies::finding_diagnostic,
        marked::{mark_unless_words, mark_value},
    },
    topology::values::{Expected, Statement, Verdict},
};

/// What a plan does to an access assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssertionChange {
    /// It holds before, or is about no access path there, and does not hold after.
    Broken,
    /// It holds neither before nor after.
    Failing,
    /// It holds after only.
    Restored,
    /// It is about no access path of any account.
    Empty,
}

/// An access assertion that does not hold on one side.
#[derive(Debug)]
pub struct PlannedAssertion {
    /// What the plan does to it.
    pub change: AssertionChange,
    /// The assertion.
    statement: String,
    /// Where it is in the checks file.
    pointer: String,
    /// The account and its title; none where it is about no access path.
    account: Option<(AzureId, String)>,
    /// The access path that decides; none where there is none.
    path: Option<AssertedPath>,
}

/// An access path of an assertion.
#[derive(Debug)]
struct AssertedPath {
    name: String,
    before: Option<Verdict>,
    after: Option<Verdict>,
    expected: String,
    /// Why it has the verdict after, and what decides that.
    why: String,
    decision: Decision,
}

/// What a checks file says about a plan.
#[derive(Debug, Default)]
pub struct PlannedChecks {
    /// The name of the file; empty without one.
    file: String,
    /// Access assertions that do not hold on one of the sides.
    pub assertions: Vec<PlannedAssertion>,
    /// New violations that the file accepts, by account, each with the reason.
    accepted: Vec<Vec<(Diagnostic, String)>>,
}

impl NamedChecks {
    /// Compares the access assertions of the file before and after, and takes what it accepts out of what is new.
    pub fn apply_to_planned(
        &self,
        planned: &mut PlannedChanges<'_>,
        before: PlannedSide<'_>,
        after: PlannedSide<'_>,
    ) -> PlannedChecks {
        let mut checks = PlannedChecks { file: self.file.clone(), ..PlannedChecks::default() };
        for (index, statement) in self.checks.expect.iter().enumerate() {
            let asserted = |change, account, path| PlannedAssertion {
                change,
                statement: statement.to_string(),
                pointer: format!("/expect/{index}"),
                account,
                path,
            };
            let mut is_empty = true;
            for account in &planned.accounts {
                let sides = Sides::new(account, before, after, statement);
                is_empty &= sides.before.is_empty() && sides.after.is_empty();
                let id = account.after.or(account.before).map(|side| (side.account.clone(), account_title(account)));
                let compared = sides.compare(statement.expected);
                checks.assertions.extend(compared.map(|(change, path)| asserted(change, id, Some(path))));
            }
            if is_empty {
                checks.assertions.push(asserted(AssertionChange::Empty, None, None));
            }
        }
        checks.accepted = planned.accounts.iter_mut().map(|account| self.accept(account)).collect();
        checks
    }

    /// Takes out the violations and policies that the file accepts. Returns the violations.
    fn accept(&self, account: &mut PlannedAccount<'_>) -> Vec<(Diagnostic, String)> {
        let Some(side) = account.after.or(account.before) else { return Vec::new() };
        let reason = |side: &ResolvedAccount, violation: &Diagnostic| {
            self.reason_to_accept(&FoundDiagnostic::locate(side, violation.clone()))
        };
        let mut accepted = Vec::new();
        account.posture.added.retain(|violation| match reason(side, violation) {
            Some(reason) => {
                accepted.push((violation.clone(), reason));
                false
            }
            None => true,
        });
        if let Some(before) = account.before {
            account.posture.removed.retain(|violation| reason(before, violation).is_none());
        }
        let is_new = |finding: &PolicyFinding| reason(side, &finding_diagnostic(finding, false)).is_none();
        account.changes.policies.added.retain(is_new);
        accepted
    }
}

/// The access paths of an assertion, before and after.
struct Sides<'a> {
    account: &'a PlannedAccount<'a>,
    before: Vec<EvaluatedPath>,
    after: Vec<EvaluatedPath>,
}

impl<'a> Sides<'a> {
    fn new(
        account: &'a PlannedAccount<'a>,
        before: PlannedSide<'_>,
        after: PlannedSide<'_>,
        statement: &Statement,
    ) -> Self {
        let paths = |resolved: Option<&ResolvedAccount>, side: PlannedSide<'_>| {
            resolved.and_then(|one| paths_of(one, side.inventory, statement).ok()).unwrap_or_default()
        };
        Self { account, before: paths(account.before, before), after: paths(account.after, after) }
    }

    /// What the plan does to the assertion, with the access path that shows it; none where it holds on both sides. An access
    /// path of one side only is denied on the other, as in the report.
    fn compare(&self, expected: Expected) -> Option<(AssertionChange, AssertedPath)> {
        let verdict = |paths: &[EvaluatedPath], name: &str| {
            paths.iter().find(|path| path.to_string() == name).map(EvaluatedPath::verdict)
        };
        let fails = |verdict: Option<Verdict>| !expected.is_met_by(verdict.unwrap_or(Verdict::Denied));
        let compared = self.after.iter().chain(&self.before).filter_map(|path| {
            let name = path.to_string();
            let (before, after) = (verdict(&self.before, &name), verdict(&self.after, &name));
            // Of a new account, nothing failed before.
            let change = match (self.account.before.is_some() && fails(before), fails(after)) {
                (false, false) => return None,
                (false, true) => AssertionChange::Broken,
                (true, true) => AssertionChange::Failing,
                (true, false) => AssertionChange::Restored,
            };
            let (why, decision) = match after {
                Some(_) => path_decision(path, self.account.after),
                None => (String::new(), Decision::Azure),
            };
            Some((change, AssertedPath { name, before, after, expected: expected.to_string(), why, decision }))
        });
        compared.min_by_key(|(change, _)| *change)
    }
}

impl AssertedPath {
    fn to_line(&self) -> String {
        let verdict = |verdict: Option<Verdict>| verdict.map_or_else(|| "absent".to_owned(), |one| one.to_string());
        let (before, after) = (verdict(self.before), verdict(self.after));
        let place = match &self.decision {
            Decision::Existing(origin) => format!(" ({})", mark_value(&origin.to_string())),
            _ => String::new(),
        };
        let why = if self.why.is_empty() { String::new() } else { format!(". {}", mark_unless_words(&self.why)) };
        let name = mark_unless_words(&self.name);
        format!("{name} is {before} before and {after} after, expected {}{why}{place}", self.expected)
    }

    fn to_json(&self) -> Value {
        json!({
            "flow": self.name,
            "before": self.before.map(|verdict| verdict.to_string()),
            "after": self.after.map(|verdict| verdict.to_string()),
            "expected": self.expected,
            "why": self.why,
            "decidedBy": self.decision.to_json(),
        })
    }
}

impl PlannedChecks {
    /// Whether an access assertion does not hold because of the plan, or is about nothing.
    #[must_use]
    pub fn has_broken_assertion(&self) -> bool {
        let is_broken = |one: &PlannedAssertion| matches!(one.change, AssertionChange::Broken | AssertionChange::Empty);
        self.assertions.iter().any(is_broken)
    }

    /// The sections about the assertions.
    pub(super) fn sections(&self, several: bool) -> Vec<ReportSection> {
        let titles = [
            (AssertionChange::Broken, "no longer hold"),
            (AssertionChange::Empty, "are about no access path"),
            (AssertionChange::Failing, "hold neither before nor after"),
            (AssertionChange::Restored, "hold again"),
        ];
        let section = |(change, title): (AssertionChange, &str)| {
            let of_change = self.assertions.iter().filter(|one| one.change == change);
            let line = |one: &PlannedAssertion| {
                let title = one.account.as_ref().map(|(_, title)| mark_unless_words(title)).filter(|_| several);
                let title = title.map(|title| format!(" ({title})")).unwrap_or_default();
                let path = one.path.as_ref().map(|path| format!(": {}", path.to_line())).unwrap_or_default();
                format!("{}{title}{path}", mark_value(&one.statement))
            };
            let title = format!("Access assertions of {} that {title}", mark_unless_words(&self.file));
            ReportSection { title, note: None, lines: of_change.map(line).collect() }
        };
        titles.into_iter().map(section).filter(|section| !section.lines.is_empty()).collect()
    }

    /// The section about the accepted violations of an account.
    pub(super) fn accepted_section(&self, position: usize, side: Option<&ResolvedAccount>) -> Option<ReportSection> {
        let accepted = self.accepted.get(position).filter(|accepted| !accepted.is_empty())?;
        let lines = accepted
            .iter()
            .map(|(violation, reason)| format!("{}: {}", posture_line(violation, side), mark_unless_words(reason)));
        let title = format!("Posture: new, and accepted by {}", mark_unless_words(&self.file));
        Some(ReportSection { title, note: None, lines: lines.collect() })
    }

    /// The accepted violations of an account, for programs.
    pub(super) fn accepted_json(&self, position: usize, side: Option<&ResolvedAccount>) -> Value {
        let accepted = self.accepted.get(position).into_iter().flatten().map(|(violation, reason)| {
            let mut value = posture_json(violation, side);
            value["reason"] = reason.as_str().into();
            value
        });
        accepted.collect()
    }

    /// The assertions that do not hold on one side, for programs.
    pub(super) fn assertions_json(&self) -> Value {
        let one = |one: &PlannedAssertion| {
            json!({
                "change": match one.change {
                    AssertionChange::Broken => "broken",
                    AssertionChange::Failing => "failing",
                    AssertionChange::Restored => "restored",
                    AssertionChange::Empty => "empty",
                },
                "assertion": one.statement,
                "account": one.account.as_ref().map(|(id, _)| id.as_str()),
                "path": one.path.as_ref().map(AssertedPath::to_json),
                "file": self.file,
                "pointer": one.pointer,
            })
        };
        self.assertions.iter().map(one).collect()
    }
}
