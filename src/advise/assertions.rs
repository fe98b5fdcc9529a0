//! Expectations: which hold, which do not and why, and which rule each other out.

use super::{AdviceOutcome, Advisor, Edit, key_path};
use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath, TargetService, Verdict, combined_verdict},
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
    topology::values::{Expected, Statement},
};

/// What is wrong with the expectations of a file: an error for each, with the chain that decides it.
#[must_use]
pub fn check_assertions(
    plan: &ResolvedTopology,
    statements: &[Statement],
    advisor: Option<&Advisor<'_>>,
) -> Vec<Diagnostic> {
    let access = AccessAnalysis::new(plan);
    let mut findings = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let flows = match access.paths_for_statement(statement) {
            Ok(flows) => flows,
            Err(missing) => {
                let mut finding =
                    Diagnostic::error(Code::EMPTY_STATEMENT, missing.message).at_value(assertion_pointer(at));
                finding = finding.label("about nothing of this topology");
                findings.push(Diagnostic { help: missing.help.into_iter().collect(), ..finding });
                continue;
            }
        };
        let Some(flow) = flows.iter().find(|flow| !assertion_holds(statement, flow)) else { continue };
        findings.push(failed_assertion(at, statement, flow));
        let Some(advisor) = advisor else { continue };
        let Some(edits) = edits_for_assertion(advisor, statement, flow) else { continue };
        let conflict = find_conflict(advisor, statements, (at, statement), &edits);
        let finding = findings.last_mut();
        if let (Some(finding), None) = (finding, &conflict) {
            let words: Vec<String> = edits.iter().map(Edit::display_text).collect();
            finding.help.push(format!("it would hold with {}", words.join(" and ")));
        }
        findings.extend(conflict);
    }
    findings
}

fn assertion_pointer(at: usize) -> String {
    format!("/expect/{at}")
}

/// Whether a statement holds of one of its flows.
fn assertion_holds(statement: &Statement, flow: &EvaluatedPath) -> bool {
    statement.expected.is_met_by(flow.verdict())
}

fn failed_assertion(at: usize, statement: &Statement, flow: &EvaluatedPath) -> Diagnostic {
    let message = format!("expected {}, and it is {}: {flow}", statement.expected, flow.verdict());
    let mut finding = Diagnostic::error(Code::NOT_MET, message)
        .at_value(assertion_pointer(at))
        .label(format!("it is {}", flow.verdict()));
    if let Some(step) = flow.deciding_step().filter(|step| !step.decided_by.is_empty()) {
        finding = finding.related_value(step.decided_by.clone(), "decided here");
    }
    for step in &flow.steps {
        let place =
            if step.decided_by.is_empty() { String::new() } else { format!(" ({})", key_path(&step.decided_by)) };
        finding = finding.help(format!("{}: {}: {}{place}", step.outcome, step.aspect, step.reason));
    }
    if statement.expected == Expected::Is(Verdict::Allowed) && flow.verdict() == Verdict::Conditional {
        let meant = "where that is good enough, write `is not denied`, as in `internet to account is not denied`";
        finding = finding.help(meant);
    }
    finding
}

/// The smallest change with which a statement holds of a flow.
fn edits_for_assertion(advisor: &Advisor<'_>, statement: &Statement, flow: &EvaluatedPath) -> Option<Vec<Edit>> {
    match (statement.expected, flow.verdict()) {
        (Expected::Is(Verdict::Allowed | Verdict::Conditional) | Expected::IsNot(Verdict::Denied), Verdict::Denied) => {
            match advisor.find_advice_where(flow, |verdict| statement.expected.is_met_by(verdict)) {
                AdviceOutcome::Change(advice) => Some(advice.edits),
                AdviceOutcome::NotFound | AdviceOutcome::LimitReached => None,
            }
        }
        (Expected::Is(Verdict::Denied) | Expected::IsNot(_), _) => {
            let key = TargetService::for_target(&flow.target).public_access_pointer();
            let closing = ["selected", "private"].map(|word| super::edit::set_value(key, word));
            let studio = matches!(flow.actor, Actor::Studio | Actor::StudioBrowser)
                .then(|| super::edit::set_value("/allow/studio", "off"));
            closing.into_iter().chain(studio).map(|edit| vec![edit]).find(|edits| {
                advisor.resolve_with_edits(edits).is_some_and(|plan| {
                    let after = AccessAnalysis::new(&plan).evaluate_path(
                        &flow.actor,
                        flow.from.as_ref(),
                        flow.operation,
                        &flow.target,
                    );
                    after.is_some_and(|after| assertion_holds(statement, &after))
                })
            })
        }
        _ => None,
    }
}

/// What a change that one goal needs would break: another goal, or what the file says in so many words.
fn find_conflict(
    advisor: &Advisor<'_>,
    statements: &[Statement],
    (at, statement): (usize, &Statement),
    edits: &[Edit],
) -> Option<Diagnostic> {
    let before = AccessAnalysis::new(advisor.plan);
    let plan = advisor.resolve_with_edits(edits)?;
    let after = AccessAnalysis::new(&plan);
    let met = |access: &AccessAnalysis<'_>, other: &Statement| {
        access
            .paths_for_statement(other)
            .ok()
            .and_then(|flows| combined_verdict(&flows).map(|_| flows.iter().all(|flow| assertion_holds(other, flow))))
    };
    let words: Vec<String> = edits.iter().map(Edit::display_text).collect();
    let needs = format!("it needs {}", words.join(" and "));
    let broken = statements
        .iter()
        .enumerate()
        .find(|(other, goal)| *other != at && met(&before, goal) == Some(true) && met(&after, goal) == Some(false));
    if let Some((other, goal)) = broken {
        let message = format!("`{statement}` and `{goal}` rule each other out");
        let finding = Diagnostic::error(Code::CONFLICT, message).at_value(assertion_pointer(at)).label(needs);
        return Some(finding.related_value(assertion_pointer(other), "which breaks this").help("drop one of the two"));
    }
    // A list that gets longer contradicts nothing.
    let written = edits.iter().find(|edit| !edit.appended && advisor.value_at(&edit.pointer).is_some())?;
    let says = advisor.value_at(&written.pointer)?;
    let message = format!("`{statement}` and `{}: {says}` rule each other out", key_path(&written.pointer));
    let finding = Diagnostic::error(Code::CONFLICT, message).at_value(assertion_pointer(at)).label(needs);
    Some(finding.related_value(written.pointer.clone(), "which this line rules out").help("change one of the two"))
}
