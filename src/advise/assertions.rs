//! Access assertions: which do not hold and why, and which conflict.

use super::{AdviceOutcome, Advisor, Edit, edit::undecided_fix, key_path};
use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath, TargetService, Verdict, combined_verdict},
    diagnostic::{Code, Diagnostic, KeyChange, quote},
    plan::ResolvedTopology,
    topology::values::{Expected, Statement},
};

/// The help for an access path that is conditional.
const ACCEPT_CONDITIONAL: &str =
    "to accept a conditional verdict, use `is not denied`, as in `internet to account is not denied`";

/// Errors for access assertions that do not hold, each with the evaluation steps, and for conflicts.
#[must_use]
pub fn check_assertions(
    plan: &ResolvedTopology,
    statements: &[Statement],
    advisor: Option<&Advisor<'_>>,
) -> Vec<Diagnostic> {
    let access = AccessAnalysis::new(plan);
    let mut diagnostics = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        let paths = match access.paths_for_statement(statement) {
            Ok(paths) => paths,
            Err(missing) => {
                let diagnostic =
                    Diagnostic::error(Code::EMPTY_ASSERTION, missing.message).at_value(assertion_pointer(index));
                let diagnostic = diagnostic.label("matches no access path of this topology");
                // What it names may have been removed, with what the assertion was about.
                let may_differ = missing.meant.as_ref().is_some_and(|(name, meant)| !name.eq_ignore_ascii_case(meant));
                let corrected = missing.meant.map(|(name, meant)| {
                    let text = statement.to_string();
                    let words = text.split_whitespace().map(|word| if word == name { &meant } else { word });
                    let value = words.collect::<Vec<_>>().join(" ").into();
                    KeyChange::Replace { pointer: assertion_pointer(index), value }
                });
                let diagnostic = diagnostic.fixed_by(corrected).left_to_decision(may_differ);
                diagnostics.push(Diagnostic { help: missing.help.into_iter().collect(), ..diagnostic });
                continue;
            }
        };
        let Some(path) = paths.iter().find(|path| !assertion_holds(statement, path)) else { continue };
        diagnostics.push(failed_assertion(index, statement, path));
        let Some(advisor) = advisor else { continue };
        let Some(edits) = edits_for_assertion(advisor, statement, path) else {
            if let (Some(diagnostic), Some(edits)) =
                (diagnostics.last_mut(), conditional_edits(advisor, statement, path))
            {
                let text = format!(
                    "{} makes it conditional, since the rest is managed outside this topology",
                    join_edits(&edits)
                );
                diagnostic.help.push(text);
                diagnostic.help.push(ACCEPT_CONDITIONAL.to_owned());
            }
            continue;
        };
        let conflict = find_conflict(advisor, statements, (index, statement), &edits);
        if let (Some(diagnostic), None) = (diagnostics.last_mut(), &conflict) {
            diagnostic.help.push(format!("to make it hold, use {}", join_edits(&edits)));
            // A person decides whether the assertion is right, or the topology.
            diagnostic.fix = undecided_fix(&edits);
        }
        diagnostics.extend(conflict);
    }
    diagnostics
}

fn assertion_pointer(index: usize) -> String {
    format!("/expect/{index}")
}

fn join_edits(edits: &[Edit]) -> String {
    edits.iter().map(Edit::display_text).collect::<Vec<_>>().join(" and ")
}

/// The smallest change after which a denied access path is conditional, where none makes it allowed.
fn conditional_edits(advisor: &Advisor<'_>, statement: &Statement, path: &EvaluatedPath) -> Option<Vec<Edit>> {
    if statement.expected != Expected::Is(Verdict::Allowed) || path.verdict() != Verdict::Denied {
        return None;
    }
    match advisor.find_advice(path) {
        AdviceOutcome::Change(advice) => Some(advice.edits),
        AdviceOutcome::NotFound | AdviceOutcome::LimitReached => None,
    }
}

/// Whether an access assertion holds for one of its access paths.
fn assertion_holds(statement: &Statement, path: &EvaluatedPath) -> bool {
    statement.expected.is_met_by(path.verdict())
}

fn failed_assertion(index: usize, statement: &Statement, path: &EvaluatedPath) -> Diagnostic {
    let message = format!("`{path}` is {}, expected {}", path.verdict(), statement.expected);
    let mut diagnostic = Diagnostic::error(Code::ASSERTION_FAILED, message)
        .at_value(assertion_pointer(index))
        .label(format!("the access path is {}", path.verdict()));
    if let Some(step) = path.deciding_step().filter(|step| !step.decided_by.is_empty()) {
        diagnostic = diagnostic.related_value(step.decided_by.clone(), "decided here");
    }
    for step in &path.steps {
        let outcome = step.outcome;
        let key = if step.decided_by.is_empty() { String::new() } else { format!(" ({})", key_path(&step.decided_by)) };
        diagnostic = diagnostic.help(format!("{} {outcome}: {}{key}", step.aspect, step.reason));
    }
    if statement.expected == Expected::Is(Verdict::Allowed) && path.verdict() == Verdict::Conditional {
        diagnostic = diagnostic.help(ACCEPT_CONDITIONAL);
    }
    diagnostic
}

/// The smallest change after which an access assertion holds for an access path.
fn edits_for_assertion(advisor: &Advisor<'_>, statement: &Statement, path: &EvaluatedPath) -> Option<Vec<Edit>> {
    match (statement.expected, path.verdict()) {
        (Expected::Is(Verdict::Allowed | Verdict::Conditional) | Expected::IsNot(Verdict::Denied), Verdict::Denied) => {
            match advisor.find_advice_where(path, |verdict| statement.expected.is_met_by(verdict)) {
                AdviceOutcome::Change(advice) => Some(advice.edits),
                AdviceOutcome::NotFound | AdviceOutcome::LimitReached => None,
            }
        }
        (Expected::Is(Verdict::Denied) | Expected::IsNot(_), _) => {
            let key = TargetService::for_target(&path.target).public_access_pointer();
            let restrictive = ["selected", "private"].map(|value| super::edit::set_value(key, value));
            let studio = matches!(path.actor, Actor::Studio | Actor::StudioBrowser)
                .then(|| super::edit::set_value("/allow/studio", "off"));
            let mut candidates = restrictive.into_iter().chain(studio).map(|edit| vec![edit]);
            candidates.find(|edits| {
                advisor.resolve_with_edits(edits).is_some_and(|plan| {
                    let after = AccessAnalysis::new(&plan).evaluate_path(
                        &path.actor,
                        path.from.as_ref(),
                        path.operation,
                        &path.target,
                    );
                    after.is_some_and(|after| assertion_holds(statement, &after))
                })
            })
        }
        _ => None,
    }
}

/// The assertion or the explicit value of the file that a change required by one assertion would violate.
fn find_conflict(
    advisor: &Advisor<'_>,
    statements: &[Statement],
    (index, statement): (usize, &Statement),
    edits: &[Edit],
) -> Option<Diagnostic> {
    let before = AccessAnalysis::new(advisor.plan);
    let plan = advisor.resolve_with_edits(edits)?;
    let after = AccessAnalysis::new(&plan);
    let holds = |access: &AccessAnalysis<'_>, other: &Statement| {
        access
            .paths_for_statement(other)
            .ok()
            .and_then(|paths| combined_verdict(&paths).map(|_| paths.iter().all(|path| assertion_holds(other, path))))
    };
    let requirement = format!("requires {}", join_edits(edits));
    let violated = statements
        .iter()
        .enumerate()
        .find(|(at, other)| *at != index && holds(&before, other) == Some(true) && holds(&after, other) == Some(false));
    if let Some((at, other)) = violated {
        let message = format!("{} conflicts with {}", quote(&statement.to_string()), quote(&other.to_string()));
        let diagnostic =
            Diagnostic::error(Code::CONFLICT, message).at_value(assertion_pointer(index)).label(requirement);
        let diagnostic = diagnostic.related_value(assertion_pointer(at), "the change violates this assertion");
        return Some(diagnostic.help("remove one of the two assertions"));
    }
    // An entry that is added to a list conflicts with no value of the file.
    let conflicting = edits.iter().find(|edit| !edit.appended && advisor.value_at(&edit.pointer).is_some())?;
    let value = advisor.value_at(&conflicting.pointer)?;
    let message = format!("`{statement}` conflicts with `{}: {value}`", key_path(&conflicting.pointer));
    let diagnostic = Diagnostic::error(Code::CONFLICT, message).at_value(assertion_pointer(index)).label(requirement);
    let diagnostic = diagnostic.related_value(conflicting.pointer.clone(), "the file sets another value here");
    Some(diagnostic.help("change the assertion or the value"))
}
