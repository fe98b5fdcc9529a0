//! Flows: a table to look over, chains of evidence to read, JSON to ask.

use serde_json::{Value, json};

use super::decisions::{Decision, SourceLocator};
use crate::{
    advise::{Advice, AdviceOutcome, Advisor, Edit, key_path},
    analyse::access::{AccessStep, EvaluatedPath, Verdict},
};

/// Where nothing that was tried helps.
const NO_ADVICE: &str = "to allow it: no change of a few keys that di-gen knows of does";

/// One line for each flow, the worst news in the same column.
#[must_use]
pub fn render_table(flows: &[EvaluatedPath], places: &SourceLocator<'_>) -> String {
    let rows: Vec<[String; 4]> = flows
        .iter()
        .map(|flow| {
            let step = flow.deciding_step();
            let decision = step.map_or(Decision::Azure, |step| places.find_decision(&step.decided_by));
            let why = flow.service_error().map_or_else(String::new, |error| format!("{}: ", error.name));
            [
                flow.verdict().to_string(),
                flow.to_string(),
                decision.display_text(),
                format!("{why}{}", verdict_reasons(flow)),
            ]
        })
        .collect();
    let head = ["VERDICT", "FLOW", "DECIDED BY", "WHY"];
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).chain([head[column].len()]).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let line = |row: [&str; 4]| {
        let padded: Vec<String> = row.iter().zip(widths).map(|(text, width)| format!("{text:width$}")).collect();
        format!("{}  {}\n", padded.join("  "), row[3])
    };
    let body: String = rows.iter().map(|row| line([&row[0], &row[1], &row[2], &row[3]])).collect();
    format!("{}{body}", line(head))
}

fn unverified_note(pointer: &str, places: &SourceLocator<'_>) -> String {
    let decision = places.find_decision(pointer).display_text();
    format!("Unverified: {} ({decision}) brings settings along that are not looked at", key_path(pointer))
}

/// What decides, or everything that it depends on; and whether that is all.
fn verdict_reasons(flow: &EvaluatedPath) -> String {
    let why = deciding_reasons(flow);
    if flow.unverified_settings.is_empty() {
        why
    } else {
        format!("{why}. Unverified: {}", join_keys(&flow.unverified_settings))
    }
}

fn join_keys(pointers: &[String]) -> String {
    pointers.iter().map(|pointer| key_path(pointer)).collect::<Vec<_>>().join(", ")
}

fn deciding_reasons(flow: &EvaluatedPath) -> String {
    let first = flow.deciding_step().map_or("", |step| &step.reason).to_owned();
    if flow.verdict() != Verdict::Conditional {
        return first;
    }
    let others = flow.steps.iter().filter(|step| step.outcome == Verdict::Conditional && step.reason != first);
    others.fold(first.clone(), |text, step| format!("{text}. {}", step.reason))
}

/// How many of each verdict.
#[must_use]
pub fn summarize_verdicts(flows: &[EvaluatedPath]) -> String {
    let of = |verdict: Verdict| flows.iter().filter(|flow| flow.verdict() == verdict).count();
    let counts: Vec<String> = Verdict::ALL.into_iter().map(|verdict| format!("{} {verdict}", of(verdict))).collect();
    format!("{} flows: {}", flows.len(), counts.join(", "))
}

/// The chain of one flow, step by step.
#[must_use]
pub fn render_steps(flow: &EvaluatedPath, places: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> String {
    let mut text = format!("{flow}: {}\n", flow.verdict());
    for step in &flow.steps {
        let mark = step.outcome_label();
        text.push_str(&format!(
            "  {mark:12}{:16}{}{}\n",
            step.aspect.to_string(),
            step.reason,
            decision_suffix(step, places)
        ));
    }
    if let Some(error) = flow.service_error() {
        let status = error.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
        text.push_str(&format!("  seen as: {}{status}. {}\n", error.name, error.cause));
    }
    if !flow.deciding_parameters().is_empty() {
        text.push_str(&format!("  {}\n", parameter_note(flow)));
    }
    for pointer in &flow.unverified_settings {
        text.push_str(&format!("  {}\n", unverified_note(pointer, places)));
    }
    for line in advice_lines(flow, advisor) {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

/// A document: verdicts first, then the chains of what is not simply allowed.
#[must_use]
pub fn render_markdown(flows: &[EvaluatedPath], places: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> String {
    let mut text = format!(
        "# Who can reach what\n\n{}.\n\n| Verdict | Flow | Decided by | Why |\n|---|---|---|---|\n",
        summarize_verdicts(flows)
    );
    for flow in flows {
        let step = flow.deciding_step();
        let decision = step.map_or(Decision::Azure, |step| places.find_decision(&step.decided_by)).display_text();
        let error = flow.service_error().map(|error| format!("**{}**: ", error.name)).unwrap_or_default();
        let why = verdict_reasons(flow);
        text.push_str(&format!(
            "| {} | {} | {} | {error}{} |\n",
            flow.verdict(),
            escape_cell(&flow.to_string()),
            escape_cell(&decision),
            escape_cell(&why)
        ));
    }
    for flow in flows.iter().filter(|flow| flow.verdict() != Verdict::Allowed) {
        text.push_str(&format!("\n## {}: {}\n\n", escape_cell(&flow.to_string()), flow.verdict()));
        for step in &flow.steps {
            text.push_str(&format!(
                "- {} **{}**: {}{}\n",
                step.outcome_label(),
                step.aspect,
                escape_cell(&step.reason),
                escape_cell(&decision_suffix(step, places))
            ));
        }
        if let Some(error) = flow.service_error() {
            text.push_str(&format!("\nSeen as `{}`. {}\n", error.name, error.cause));
        }
        if !flow.deciding_parameters().is_empty() {
            text.push_str(&format!("\n{}\n", parameter_note(flow)));
        }
        for pointer in &flow.unverified_settings {
            text.push_str(&format!("\n{}\n", unverified_note(pointer, places)));
        }
        let advice = advice_lines(flow, advisor);
        if !advice.is_empty() {
            text.push_str(&format!("\n{}\n", advice.join("\n")));
        }
    }
    text
}

/// Everything, for programs.
#[must_use]
pub fn render_json(flows: &[EvaluatedPath], places: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> Value {
    Value::Array(flows.iter().map(|flow| path_json(flow, places, advisor)).collect())
}

fn path_json(flow: &EvaluatedPath, places: &SourceLocator<'_>, advisor: Option<&Advisor<'_>>) -> Value {
    let steps: Vec<Value> = flow
        .steps
        .iter()
        .map(|step| {
            json!({
                "aspect": step.aspect.to_string(),
                "outcome": outcome_json_value(step.outcome),
                "why": step.reason,
                "key": if step.decided_by.is_empty() { Value::Null } else { json!(key_path(&step.decided_by)) },
                "decidedBy": places.find_decision(&step.decided_by).to_json(),
            })
        })
        .collect();
    let advice = advisor.filter(|_| flow.verdict() == Verdict::Denied).map(|advisor| match advisor.find_advice(flow) {
        AdviceOutcome::Change(advice) => json!({
            "edits": advice.edits.iter().map(|edit| json!({ "key": key_path(&edit.pointer), "value": edit.value, "append": edit.appended })).collect::<Vec<_>>(),
            "verdict": advice.verdict.to_string(),
            "opens": advice.opened_paths.iter().map(|other| json!({ "flow": other.to_string(), "verdict": other.verdict().to_string() })).collect::<Vec<_>>(),
        }),
        AdviceOutcome::NotFound | AdviceOutcome::LimitReached => Value::Null,
    });
    json!({
        "flow": flow.to_string(),
        "from": flow.actor.to_string(),
        "place": flow.from.as_ref().map(ToString::to_string),
        "does": flow.operation.to_string(),
        "to": flow.target.to_string(),
        "verdict": flow.verdict().to_string(),
        "error": flow.service_error().map(|error| json!({ "name": error.name, "status": error.status, "cause": error.cause })),
        "parameters": flow.deciding_parameters(),
        "unverified": flow.unverified_settings.iter().map(|pointer| key_path(pointer)).collect::<Vec<_>>(),
        "steps": steps,
        "advice": advice,
    })
}

/// What would allow a denied flow, in lines.
fn advice_lines(flow: &EvaluatedPath, advisor: Option<&Advisor<'_>>) -> Vec<String> {
    let Some(advisor) = advisor.filter(|_| flow.verdict() == Verdict::Denied) else { return Vec::new() };
    match advisor.find_advice(flow) {
        AdviceOutcome::Change(advice) => {
            vec![format!("to allow it: {}", join_edits(&advice.edits)), describe_consequences(&advice)]
        }
        AdviceOutcome::NotFound => vec![NO_ADVICE.to_owned()],
        AdviceOutcome::LimitReached => vec![format!("to allow it: --from '{}' asks about this one alone", flow.actor)],
    }
}

fn decision_suffix(step: &AccessStep, places: &SourceLocator<'_>) -> String {
    match places.find_decision(&step.decided_by) {
        Decision::Azure => String::new(),
        decision => format!(" ({})", decision.display_text()),
    }
}

fn parameter_note(flow: &EvaluatedPath) -> String {
    let names: Vec<String> = flow.deciding_parameters().iter().map(|name| format!("`{name}`")).collect();
    format!("This is for the default of the parameter {}; a deployment may give it another value", names.join(" and "))
}

fn join_edits(edits: &[Edit]) -> String {
    edits.iter().map(Edit::display_text).collect::<Vec<_>>().join(" and ")
}

fn describe_consequences(advice: &Advice) -> String {
    let then = match advice.verdict {
        Verdict::Allowed => "It is allowed then",
        _ => "It is conditional then",
    };
    if advice.opened_paths.is_empty() {
        return format!("{then}, and nothing else opens.");
    }
    let opens: Vec<String> = advice.opened_paths.iter().map(|flow| format!("{flow} ({})", flow.verdict())).collect();
    format!("{then}. This also opens: {}.", opens.join(", "))
}

/// What a step does, in JSON.
const fn outcome_json_value(outcome: Verdict) -> &'static str {
    match outcome {
        Verdict::Allowed => "holds",
        Verdict::Conditional => "depends",
        Verdict::Denied => "fails",
    }
}

/// Text inside a table: names come from the file.
fn escape_cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "\\<")
}
