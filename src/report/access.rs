//! Flows: a table to look over, chains of evidence to read, JSON to ask.

use serde_json::{Value, json};

use super::places::{Decision, Places};
use crate::{
    advise::{Advice, Advised, Advisor, Edit, key},
    analyse::access::{Flow, Step, Verdict},
};

/// Where nothing that was tried helps.
const NO_ADVICE: &str = "to allow it: no change of a few keys that di-gen knows of does";

/// One line for each flow, the worst news in the same column.
#[must_use]
pub fn table(flows: &[Flow], places: &Places<'_>) -> String {
    let rows: Vec<[String; 4]> = flows
        .iter()
        .map(|flow| {
            let step = flow.deciding();
            let decision = step.map_or(Decision::Azure, |step| places.decision(&step.decided_by));
            let why = flow.error().map_or_else(String::new, |error| format!("{}: ", error.name));
            [flow.verdict().to_string(), flow.to_string(), decision.text(), format!("{why}{}", reasons(flow))]
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

fn unverified(pointer: &str, places: &Places<'_>) -> String {
    let decision = places.decision(pointer).text();
    format!("Unverified: {} ({decision}) brings settings along that are not looked at", key(pointer))
}

/// What decides, or everything that it depends on; and whether that is all.
fn reasons(flow: &Flow) -> String {
    let why = deciding(flow);
    if flow.unverified.is_empty() { why } else { format!("{why}. Unverified: {}", keys(&flow.unverified)) }
}

fn keys(pointers: &[String]) -> String {
    pointers.iter().map(|pointer| key(pointer)).collect::<Vec<_>>().join(", ")
}

fn deciding(flow: &Flow) -> String {
    let first = flow.deciding().map_or("", |step| &step.text).to_owned();
    if flow.verdict() != Verdict::Conditional {
        return first;
    }
    let others = flow.steps.iter().filter(|step| step.outcome == Verdict::Conditional && step.text != first);
    others.fold(first.clone(), |text, step| format!("{text}. {}", step.text))
}

/// How many of each verdict.
#[must_use]
pub fn summary(flows: &[Flow]) -> String {
    let of = |verdict: Verdict| flows.iter().filter(|flow| flow.verdict() == verdict).count();
    let counts: Vec<String> = Verdict::ALL.into_iter().map(|verdict| format!("{} {verdict}", of(verdict))).collect();
    format!("{} flows: {}", flows.len(), counts.join(", "))
}

/// The chain of one flow, step by step.
#[must_use]
pub fn chain(flow: &Flow, places: &Places<'_>, advisor: Option<&Advisor<'_>>) -> String {
    let mut text = format!("{flow}: {}\n", flow.verdict());
    for step in &flow.steps {
        let mark = step.word();
        text.push_str(&format!("  {mark:8}{:16}{}{}\n", step.aspect.to_string(), step.text, decided(step, places)));
    }
    if let Some(error) = flow.error() {
        let status = error.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
        text.push_str(&format!("  seen as: {}{status}. {}\n", error.name, error.cause));
    }
    if !flow.parameters().is_empty() {
        text.push_str(&format!("  {}\n", changeable(flow)));
    }
    for pointer in &flow.unverified {
        text.push_str(&format!("  {}\n", unverified(pointer, places)));
    }
    for line in advised(flow, advisor) {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

/// A document: verdicts first, then the chains of what is not simply allowed.
#[must_use]
pub fn markdown(flows: &[Flow], places: &Places<'_>, advisor: Option<&Advisor<'_>>) -> String {
    let mut text = format!(
        "# Who can reach what\n\n{}.\n\n| Verdict | Flow | Decided by | Why |\n|---|---|---|---|\n",
        summary(flows)
    );
    for flow in flows {
        let step = flow.deciding();
        let decision = step.map_or(Decision::Azure, |step| places.decision(&step.decided_by)).text();
        let error = flow.error().map(|error| format!("**{}**: ", error.name)).unwrap_or_default();
        let why = reasons(flow);
        text.push_str(&format!(
            "| {} | {} | {} | {error}{} |\n",
            flow.verdict(),
            cell(&flow.to_string()),
            cell(&decision),
            cell(&why)
        ));
    }
    for flow in flows.iter().filter(|flow| flow.verdict() != Verdict::Allowed) {
        text.push_str(&format!("\n## {}: {}\n\n", cell(&flow.to_string()), flow.verdict()));
        for step in &flow.steps {
            text.push_str(&format!(
                "- {} **{}**: {}{}\n",
                step.word(),
                step.aspect,
                cell(&step.text),
                cell(&decided(step, places))
            ));
        }
        if let Some(error) = flow.error() {
            text.push_str(&format!("\nSeen as `{}`. {}\n", error.name, error.cause));
        }
        if !flow.parameters().is_empty() {
            text.push_str(&format!("\n{}\n", changeable(flow)));
        }
        for pointer in &flow.unverified {
            text.push_str(&format!("\n{}\n", unverified(pointer, places)));
        }
        let advice = advised(flow, advisor);
        if !advice.is_empty() {
            text.push_str(&format!("\n{}\n", advice.join("\n")));
        }
    }
    text
}

/// Everything, for programs.
#[must_use]
pub fn json(flows: &[Flow], places: &Places<'_>, advisor: Option<&Advisor<'_>>) -> Value {
    Value::Array(flows.iter().map(|flow| one(flow, places, advisor)).collect())
}

fn one(flow: &Flow, places: &Places<'_>, advisor: Option<&Advisor<'_>>) -> Value {
    let steps: Vec<Value> = flow
        .steps
        .iter()
        .map(|step| {
            json!({
                "aspect": step.aspect.to_string(),
                "outcome": step_word_for_programs(step.outcome),
                "why": step.text,
                "key": if step.decided_by.is_empty() { Value::Null } else { json!(key(&step.decided_by)) },
                "decidedBy": places.decision(&step.decided_by).json(),
            })
        })
        .collect();
    let advice = advisor.filter(|_| flow.verdict() == Verdict::Denied).map(|advisor| match advisor.advice(flow) {
        Advised::Change(advice) => json!({
            "edits": advice.edits.iter().map(|edit| json!({ "key": key(&edit.pointer), "value": edit.value, "append": edit.appended })).collect::<Vec<_>>(),
            "verdict": advice.verdict.to_string(),
            "opens": advice.opens.iter().map(|other| json!({ "flow": other.to_string(), "verdict": other.verdict().to_string() })).collect::<Vec<_>>(),
        }),
        Advised::Nothing | Advised::LeftOut => Value::Null,
    });
    json!({
        "flow": flow.to_string(),
        "from": flow.actor.to_string(),
        "place": flow.place.as_ref().map(ToString::to_string),
        "does": flow.verb.to_string(),
        "to": flow.thing.to_string(),
        "verdict": flow.verdict().to_string(),
        "error": flow.error().map(|error| json!({ "name": error.name, "status": error.status, "cause": error.cause })),
        "parameters": flow.parameters(),
        "unverified": flow.unverified.iter().map(|pointer| key(pointer)).collect::<Vec<_>>(),
        "steps": steps,
        "advice": advice,
    })
}

/// What would allow a denied flow, in lines.
fn advised(flow: &Flow, advisor: Option<&Advisor<'_>>) -> Vec<String> {
    let Some(advisor) = advisor.filter(|_| flow.verdict() == Verdict::Denied) else { return Vec::new() };
    match advisor.advice(flow) {
        Advised::Change(advice) => vec![format!("to allow it: {}", edits(&advice.edits)), consequences(&advice)],
        Advised::Nothing => vec![NO_ADVICE.to_owned()],
        Advised::LeftOut => vec![format!("to allow it: --from '{}' asks about this one alone", flow.actor)],
    }
}

fn decided(step: &Step, places: &Places<'_>) -> String {
    match places.decision(&step.decided_by) {
        Decision::Azure => String::new(),
        decision => format!(" ({})", decision.text()),
    }
}

fn changeable(flow: &Flow) -> String {
    let names: Vec<String> = flow.parameters().iter().map(|name| format!("`{name}`")).collect();
    format!("This is for the default of the parameter {}; a deployment may give it another value", names.join(" and "))
}

fn edits(edits: &[Edit]) -> String {
    edits.iter().map(Edit::text).collect::<Vec<_>>().join(" and ")
}

fn consequences(advice: &Advice) -> String {
    let then = match advice.verdict {
        Verdict::Allowed => "It is allowed then",
        _ => "It is conditional then",
    };
    if advice.opens.is_empty() {
        return format!("{then}, and nothing else opens.");
    }
    let opens: Vec<String> = advice.opens.iter().map(|flow| format!("{flow} ({})", flow.verdict())).collect();
    format!("{then}. This also opens: {}.", opens.join(", "))
}

/// What a step does, in JSON.
const fn step_word_for_programs(outcome: Verdict) -> &'static str {
    match outcome {
        Verdict::Allowed => "holds",
        Verdict::Conditional => "depends",
        Verdict::Denied => "fails",
    }
}

/// Text inside a table: names come from the file.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "\\<")
}
