//! Access paths as a table, as evaluation steps, as Markdown and as JSON.

use serde_json::{Value, json};

use super::decisions::{Decision, SourceLocator};
use crate::{
    advise::{AdviceOutcome, Advisor, Edit, key_path},
    analyse::access::{AccessStep, EvaluatedPath, Verdict},
    catalog::{Fact, FactText},
    diagnostic::{code_span, escape_for_people, inert_cell, inert_line},
};

/// For a denied access path that none of the candidate edits allows.
const NO_ADVICE: &str = "to allow it: no change of a few keys is known to be sufficient";

/// One line for each access path, with its verdict in the first column.
#[must_use]
pub fn render_table(paths: &[EvaluatedPath], locator: &SourceLocator<'_>) -> String {
    let rows: Vec<[String; 4]> =
        paths.iter().map(|path| table_row(path, locator).map(|cell| escape_for_people(&cell, &[]))).collect();
    let headings = ["VERDICT", "ACCESS PATH", "DECIDED BY", "REASON"];
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).chain([headings[column].len()]).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let line = |row: [&str; 4]| {
        let padded: Vec<String> = row.iter().zip(widths).map(|(text, width)| format!("{text:width$}")).collect();
        format!("{}  {}\n", padded.join("  "), row[3])
    };
    let body: String = rows.iter().map(|row| line([&row[0], &row[1], &row[2], &row[3]])).collect();
    format!("{}{body}", line(headings))
}

/// The verdict, the access path, what decides it, and the reason.
fn table_row(path: &EvaluatedPath, locator: &SourceLocator<'_>) -> [String; 4] {
    let decision = deciding_setting(path, locator).display_text();
    [path.verdict().to_string(), path.to_string(), decision, explain_verdict(path)]
}

/// The setting that decides the verdict.
pub(crate) fn deciding_setting(path: &EvaluatedPath, locator: &SourceLocator<'_>) -> Decision {
    path.deciding_step().map_or(Decision::Azure, |step| locator.find_decision(&step.decided_by))
}

/// The error that is returned, and the reasons for the verdict.
pub(crate) fn explain_verdict(path: &EvaluatedPath) -> String {
    // A message of Azure is a sentence, whose end is not seen without quotation marks.
    let quoted = |name: String| if name.contains(' ') { format!("\"{name}\" ") } else { format!("{name}: ") };
    format!("{}{}", error_name(path).map(quoted).unwrap_or_default(), verdict_reasons(path))
}

fn unverified_note(pointer: &str, locator: &SourceLocator<'_>) -> String {
    let decision = locator.find_decision(pointer).display_text();
    format!("Unverified: {} ({decision}) adds settings that are not evaluated", key_path(pointer))
}

/// The reasons for the verdict, and the settings that are not evaluated.
fn verdict_reasons(path: &EvaluatedPath) -> String {
    let reasons = deciding_reasons(path);
    if path.unverified_settings.is_empty() {
        reasons
    } else {
        format!("{reasons}. Unverified: {}", join_keys(&path.unverified_settings))
    }
}

fn join_keys(pointers: &[String]) -> String {
    pointers.iter().map(|pointer| key_path(pointer)).collect::<Vec<_>>().join(", ")
}

fn deciding_reasons(path: &EvaluatedPath) -> String {
    let first = path.deciding_step().map_or("", |step| &step.reason).to_owned();
    if path.verdict() != Verdict::Conditional {
        return first;
    }
    let others = path.steps.iter().filter(|step| step.outcome == Verdict::Conditional && step.reason != first);
    others.fold(first.clone(), |text, step| format!("{text}. {}", step.reason))
}

/// The number of access paths with each verdict.
#[must_use]
pub fn summarize_verdicts(paths: &[EvaluatedPath]) -> String {
    let count_of = |verdict: Verdict| paths.iter().filter(|path| path.verdict() == verdict).count();
    let counts: Vec<String> =
        Verdict::ALL.into_iter().map(|verdict| format!("{} {verdict}", count_of(verdict))).collect();
    let plural = if paths.len() == 1 { "" } else { "s" };
    format!("{} access path{plural}: {}", paths.len(), counts.join(", "))
}

/// The evaluation steps of one access path, one on each line.
#[must_use]
pub fn render_steps(path: &EvaluatedPath, locator: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> String {
    let mut lines = vec![format!("{path}: {}", path.verdict())];
    lines.extend(path.steps.iter().map(|step| {
        let (aspect, suffix) = (step.aspect.to_string(), decision_suffix(step, locator));
        format!("  {:13}{aspect:16}{}{suffix}", step.outcome.as_str(), step.reason)
    }));
    match (path.service_error(), path.unreachable()) {
        (Some(error), Some(address)) => lines.push(format!("  no response from {address}: {}", error.name)),
        (Some(error), None) => {
            let status = error.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
            lines.push(format!("  returned error: {}{status}. {}", error.name, error.cause));
        }
        (None, _) => {}
    }
    if !path.deciding_parameters().is_empty() {
        lines.push(format!("  {}", parameter_note(path)));
    }
    lines.extend(path.unverified_settings.iter().map(|pointer| format!("  {}", unverified_note(pointer, locator))));
    lines.extend(advice_lines(path, advisor).into_iter().map(|line| format!("  {line}")));
    lines.iter().map(|line| format!("{}\n", escape_for_people(line, &[]))).collect()
}

/// A document: all verdicts first, then the evaluation steps of every access path that is not allowed.
#[must_use]
pub fn render_markdown(paths: &[EvaluatedPath], locator: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> String {
    render_titled_markdown("Who can reach what", paths, locator, advisor)
}

/// The same with another title.
pub(super) fn render_titled_markdown(
    title: &str,
    paths: &[EvaluatedPath],
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> String {
    let mut text = format!(
        "# {title}\n\n{}.\n\n| Verdict | Access path | Decided by | Reason |\n|---|---|---|---|\n",
        summarize_verdicts(paths)
    );
    for path in paths {
        let decision = deciding_setting(path, locator);
        let error = error_name(path).map(|name| format!("**{}**: ", inert_cell(&name))).unwrap_or_default();
        text.push_str(&format!(
            "| {} | {} | {} | {error}{} |\n",
            path.verdict(),
            inert_cell(&path.to_string()),
            decision.markdown_cell(),
            inert_cell(&verdict_reasons(path))
        ));
    }
    for path in paths.iter().filter(|path| path.verdict() != Verdict::Allowed) {
        text.push_str(&format!("\n## {}: {}\n\n", inert_line(&path.to_string()), path.verdict()));
        for step in &path.steps {
            let decision = match locator.find_decision(&step.decided_by) {
                Decision::Azure => String::new(),
                decision => format!(" ({})", decision.markdown()),
            };
            let (outcome, aspect, reason) = (step.outcome, &step.aspect, inert_line(&step.reason));
            text.push_str(&format!("- {outcome} **{aspect}**: {reason}{decision}\n"));
        }
        match (path.service_error(), path.unreachable()) {
            (Some(error), Some(address)) => {
                text.push_str(&format!("\nNo response from {}: {}.\n", inert_line(address), code_span(error.name)));
            }
            (Some(error), None) => {
                text.push_str(&format!("\nReturned error: {}. {}\n", code_span(error.name), inert_line(error.cause)));
            }
            (None, _) => {}
        }
        if !path.deciding_parameters().is_empty() {
            text.push_str(&format!("\n{}\n", inert_line(&parameter_note(path))));
        }
        for pointer in &path.unverified_settings {
            text.push_str(&format!("\n{}\n", inert_line(&unverified_note(pointer, locator))));
        }
        let advice: Vec<String> = advice_lines(path, advisor).iter().map(|line| inert_line(line)).collect();
        if !advice.is_empty() {
            text.push_str(&format!("\n{}\n", advice.join("\n")));
        }
    }
    text
}

/// Every access path with its evaluation steps, for programs.
#[must_use]
pub fn render_json(paths: &[EvaluatedPath], locator: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> Value {
    Value::Array(paths.iter().map(|path| path_json(path, locator, advisor, FACT_TEXT)).collect())
}

/// A fact in JSON.
pub(super) type FactJson = fn(&Fact) -> Value;

/// A fact with its statement and sources.
pub(super) const FACT_TEXT: FactJson = |fact| fact_json(fact.text());

/// The name of a fact, for a reader that has [`fact_json`] of each.
pub(super) const FACT_NAME: FactJson = |fact| json!(fact.name);

/// The same without advice. A program that asks for none then has none.
#[must_use]
pub(super) fn render_json_without_advice(
    paths: &[EvaluatedPath],
    locator: &SourceLocator<'_>,
    fact_json: FactJson,
) -> Value {
    Value::Array(paths.iter().map(|path| path_json_without_advice(path, locator, fact_json)).collect())
}

/// As [`render_json`], with the names of facts, for a reader that has [`fact_json`] of each.
#[must_use]
pub fn render_json_with_fact_names(
    paths: &[EvaluatedPath],
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> Value {
    Value::Array(paths.iter().map(|path| path_json(path, locator, advisor, FACT_NAME)).collect())
}

fn path_json(
    path: &EvaluatedPath,
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
    fact_json: FactJson,
) -> Value {
    let advice = advisor.filter(|_| path.verdict() == Verdict::Denied).map(|advisor| match advisor.find_advice(path) {
        AdviceOutcome::Change(advice) => json!({
            "edits": advice.edits.iter().map(|edit| json!({ "key": key_path(&edit.pointer), "value": edit.value, "append": edit.appended })).collect::<Vec<_>>(),
            "verdict": advice.verdict.to_string(),
            "opens": opened_json(&advice.opened_paths),
        }),
        AdviceOutcome::NotFound | AdviceOutcome::LimitReached => Value::Null,
    });
    let mut json = path_json_without_advice(path, locator, fact_json);
    json["advice"] = json!(advice);
    json
}

fn path_json_without_advice(path: &EvaluatedPath, locator: &SourceLocator<'_>, fact_json: FactJson) -> Value {
    let steps: Vec<Value> = path
        .steps
        .iter()
        .map(|step| {
            let decision = locator.find_decision(&step.decided_by);
            json!({
                "aspect": step.aspect.to_string(),
                "outcome": step.outcome.as_str(),
                "why": step.reason,
                "key": match &decision {
                    Decision::Line(_) | Decision::Default(_) => json!(key_path(&step.decided_by)),
                    Decision::Existing(_) | Decision::Azure => Value::Null,
                },
                "decidedBy": decision.to_json(),
                "facts": step.facts.iter().map(|fact| fact_json(fact)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "flow": path.to_string(),
        "from": path.actor.to_string(),
        "place": path.from.as_ref().map(ToString::to_string),
        "does": path.operation.to_string(),
        "to": path.target.to_string(),
        "verdict": path.verdict().to_string(),
        "error": path.service_error().map(|error| json!({
            "name": error.name,
            "status": error.status,
            "cause": error.cause,
            "unreachable": path.unreachable(),
        })),
        "parameters": path.deciding_parameters(),
        "unverified": path.unverified_settings.iter().map(|pointer| key_path(pointer)).collect::<Vec<_>>(),
        "steps": steps,
        "advice": null,
    })
}

/// The access paths that a change opens, for programs.
pub(super) fn opened_json(paths: &[EvaluatedPath]) -> Value {
    paths.iter().map(|path| json!({ "flow": path.to_string(), "verdict": path.verdict().to_string() })).collect()
}

/// The name of the error, with the address that gives no response.
fn error_name(path: &EvaluatedPath) -> Option<String> {
    let name = path.service_error()?.name;
    Some(path.unreachable().map_or_else(|| name.to_owned(), |address| format!("{name} ({address})")))
}

/// A fact with its sources; without one it is unverified.
#[must_use]
pub fn fact_json(fact: &FactText) -> Value {
    json!({
        "statement": fact.statement,
        "sources": fact.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// The edits that would allow a denied access path, and their consequences.
pub(super) fn advice_lines(path: &EvaluatedPath, advisor: Option<&Advisor<'_>>) -> Vec<String> {
    let Some(advisor) = advisor.filter(|_| path.verdict() == Verdict::Denied) else { return Vec::new() };
    match advisor.find_advice(path) {
        AdviceOutcome::Change(advice) => {
            vec![
                format!("to allow it: {}", join_edits(&advice.edits)),
                describe_consequences(advice.verdict, &advice.opened_paths),
            ]
        }
        AdviceOutcome::NotFound => vec![NO_ADVICE.to_owned()],
        AdviceOutcome::LimitReached => vec![format!("to allow it: run the command again with --from '{}'", path.actor)],
    }
}

fn decision_suffix(step: &AccessStep, locator: &SourceLocator<'_>) -> String {
    match locator.find_decision(&step.decided_by) {
        Decision::Azure => String::new(),
        decision => format!(" ({})", decision.display_text()),
    }
}

fn parameter_note(path: &EvaluatedPath) -> String {
    let names: Vec<String> = path.deciding_parameters().iter().map(|name| format!("`{name}`")).collect();
    format!("This verdict is for the default of {}; a deployment can set another value", names.join(" and "))
}

fn join_edits(edits: &[Edit]) -> String {
    edits.iter().map(Edit::display_text).collect::<Vec<_>>().join(" and ")
}

/// What a change does to an access path, and to others.
pub(super) fn describe_consequences(verdict: Verdict, opened_paths: &[EvaluatedPath]) -> String {
    let verdict = match verdict {
        Verdict::Allowed => "It becomes allowed",
        _ => "It becomes conditional",
    };
    if opened_paths.is_empty() {
        return format!("{verdict}, and no other access path becomes less restrictive.");
    }
    let others: Vec<String> = opened_paths.iter().map(|path| format!("{path} ({})", path.verdict())).collect();
    format!("{verdict}. These access paths become less restrictive as well: {}.", others.join(", "))
}
