//! Expectations: which hold, which do not and why, and which rule each other out.

use super::{Advised, Advisor, Edit, key};
use crate::{
    analyse::access::{Access, Actor, Flow, Service, Verdict, together},
    diagnostic::{Code, Diagnostic},
    plan::Plan,
    topology::values::{Expected, Statement},
};

/// What is wrong with the expectations of a file: an error for each, with the chain that decides it.
#[must_use]
pub fn expectations(plan: &Plan, statements: &[Statement], advisor: Option<&Advisor<'_>>) -> Vec<Diagnostic> {
    let access = Access::new(plan);
    let mut findings = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let flows = match access.about(statement) {
            Ok(flows) => flows,
            Err(missing) => {
                let mut finding = Diagnostic::error(Code::EMPTY_STATEMENT, missing.why).at(pointer(at));
                finding = finding.label("about nothing of this topology");
                findings.push(Diagnostic { help: missing.help.into_iter().collect(), ..finding });
                continue;
            }
        };
        let Some(flow) = flows.iter().find(|flow| !holds(statement, flow)) else { continue };
        findings.push(not_met(at, statement, flow));
        let Some(advisor) = advisor else { continue };
        let Some(edits) = change(advisor, statement, flow) else { continue };
        let conflict = conflict(advisor, statements, (at, statement), &edits);
        let finding = findings.last_mut();
        if let (Some(finding), None) = (finding, &conflict) {
            let words: Vec<String> = edits.iter().map(Edit::text).collect();
            finding.help.push(format!("it would hold with {}", words.join(" and ")));
        }
        findings.extend(conflict);
    }
    findings
}

fn pointer(at: usize) -> String {
    format!("/expect/{at}")
}

/// Whether a statement holds of one of its flows.
fn holds(statement: &Statement, flow: &Flow) -> bool {
    statement.expected.met_by(flow.verdict())
}

fn not_met(at: usize, statement: &Statement, flow: &Flow) -> Diagnostic {
    let message = format!("expected {}, and it is {}: {flow}", statement.expected, flow.verdict());
    let mut finding =
        Diagnostic::error(Code::NOT_MET, message).at(pointer(at)).label(format!("it is {}", flow.verdict()));
    if let Some(step) = flow.deciding().filter(|step| !step.decided_by.is_empty()) {
        finding = finding.see(step.decided_by.clone(), "decided here");
    }
    for step in &flow.steps {
        let mark = step.word();
        let place = if step.decided_by.is_empty() { String::new() } else { format!(" ({})", key(&step.decided_by)) };
        finding = finding.help(format!("{mark}: {}: {}{place}", step.aspect, step.text));
    }
    if statement.expected == Expected::Is(Verdict::Allowed) && flow.verdict() == Verdict::Conditional {
        let meant = "where that is good enough, write `is not denied`, as in `internet to account is not denied`";
        finding = finding.help(meant);
    }
    finding
}

/// The smallest change with which a statement holds of a flow.
fn change(advisor: &Advisor<'_>, statement: &Statement, flow: &Flow) -> Option<Vec<Edit>> {
    match (statement.expected, flow.verdict()) {
        (Expected::Is(Verdict::Allowed | Verdict::Conditional) | Expected::IsNot(Verdict::Denied), Verdict::Denied) => {
            match advisor.advice_for(flow, |verdict| statement.expected.met_by(verdict)) {
                Advised::Change(advice) => Some(advice.edits),
                Advised::Nothing | Advised::LeftOut => None,
            }
        }
        (Expected::Is(Verdict::Denied) | Expected::IsNot(_), _) => {
            let key = Service::of(&flow.thing).access_key();
            let closing = ["selected", "private"].map(|word| super::edit::set(key, word));
            let studio = matches!(flow.actor, Actor::Studio | Actor::StudioBrowser)
                .then(|| super::edit::set("/allow/studio", "off"));
            closing.into_iter().chain(studio).map(|edit| vec![edit]).find(|edits| {
                advisor.changed(edits).is_some_and(|plan| {
                    let after = Access::new(&plan).flow(&flow.actor, flow.place.as_ref(), flow.verb, &flow.thing);
                    after.is_some_and(|after| holds(statement, &after))
                })
            })
        }
        _ => None,
    }
}

/// What a change that one goal needs would break: another goal, or what the file says in so many words.
fn conflict(
    advisor: &Advisor<'_>,
    statements: &[Statement],
    (at, statement): (usize, &Statement),
    edits: &[Edit],
) -> Option<Diagnostic> {
    let before = Access::new(advisor.plan);
    let plan = advisor.changed(edits)?;
    let after = Access::new(&plan);
    let met = |access: &Access<'_>, other: &Statement| {
        access.about(other).ok().and_then(|flows| together(&flows).map(|_| flows.iter().all(|flow| holds(other, flow))))
    };
    let words: Vec<String> = edits.iter().map(Edit::text).collect();
    let needs = format!("it needs {}", words.join(" and "));
    let broken = statements
        .iter()
        .enumerate()
        .find(|(other, goal)| *other != at && met(&before, goal) == Some(true) && met(&after, goal) == Some(false));
    if let Some((other, goal)) = broken {
        let message = format!("`{statement}` and `{goal}` rule each other out");
        let finding = Diagnostic::error(Code::CONFLICT, message).at(pointer(at)).label(needs);
        return Some(finding.see(pointer(other), "which breaks this").help("drop one of the two"));
    }
    // A list that gets longer contradicts nothing.
    let written = edits.iter().find(|edit| !edit.appended && advisor.says(&edit.pointer).is_some())?;
    let says = advisor.says(&written.pointer)?;
    let message = format!("`{statement}` and `{}: {says}` rule each other out", key(&written.pointer));
    let finding = Diagnostic::error(Code::CONFLICT, message).at(pointer(at)).label(needs);
    Some(finding.see(written.pointer.clone(), "which this line rules out").help("change one of the two"))
}
