//! The steps of a change: for a terminal, a pull request and a program.

use serde_json::{Value, json};

use super::changes::{LANGUAGES, ReportedLanguages, consequence_json, source_text};
use crate::{
    advise::{BaseTopology, DeploymentStep, Edit, IntermediateFile, StepAction, StepSequence, key_path},
    compare::ReportedConsequence,
    diagnostic::{escape_for_people, inert_line},
};

/// The variables of commands.
const VARIABLES: &str =
    "Commands read SUBSCRIPTION (the subscription ID) and RESOURCE_GROUP (the resource group of the deployment).";

/// What holds between the steps.
const LAW: &str = "After every step, each access path that both files allow is allowed, and each that both deny is denied, \
                   unless the step says otherwise. Steps are evaluated over a fresh deployment of the old file. To deploy an \
                   intermediate file, put it in place of the topology file and generate the outputs.";

/// How a text is marked up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Markup {
    Plain,
    Markdown,
}

impl Markup {
    /// A text on one line.
    fn line(self, text: &str) -> String {
        match self {
            Self::Plain => escape_for_people(text, &[]),
            Self::Markdown => inert_line(text),
        }
    }
}

/// The steps as plain text.
#[must_use]
pub fn render_text(sequences: &[StepSequence], languages: &ReportedLanguages) -> String {
    render(sequences, languages, Markup::Plain)
}

/// The steps as Markdown.
#[must_use]
pub fn render_markdown(sequences: &[StepSequence], languages: &ReportedLanguages) -> String {
    render(sequences, languages, Markup::Markdown)
}

fn render(sequences: &[StepSequence], languages: &ReportedLanguages, markup: Markup) -> String {
    let reported = languages.engines();
    let reported: Vec<&StepSequence> =
        sequences.iter().filter(|sequence| reported.contains(&sequence.engine)).collect();
    let mut groups: Vec<(String, String)> = Vec::new();
    for sequence in &reported {
        let (names, text) = (languages.names(sequence.engine), render_sequence(sequence, markup));
        match groups.iter_mut().find(|(_, other)| *other == text) {
            Some((others, _)) => *others = format!("{}, {names}", others.replace(" and ", ", ")),
            None => groups.push((names, text)),
        }
    }
    let has_steps = reported.iter().any(|sequence| !sequence.steps.is_empty());
    let mut text = String::new();
    for (names, sequence) in groups {
        let names = match names.rsplit_once(", ") {
            Some((others, last)) => format!("{others} and {last}"),
            None => names,
        };
        let heading = match markup {
            Markup::Plain => format!("{names}\n"),
            Markup::Markdown => format!("### {names}\n\n"),
        };
        text.push_str(&format!("{heading}{sequence}\n"));
    }
    if has_steps {
        text.push_str(LAW);
        if text.contains("$SUBSCRIPTION") || text.contains("$RESOURCE_GROUP") {
            text.push_str(&format!(" {VARIABLES}"));
        }
        text.push('\n');
    }
    text
}

fn render_sequence(sequence: &StepSequence, markup: Markup) -> String {
    let mut text = String::new();
    for (index, step) in sequence.steps.iter().enumerate() {
        text.push_str(&format!("{}. {}\n", index + 1, markup.line(&action_text(&step.action))));
        let is_last = index + 1 == sequence.steps.len();
        for (name, value) in step_lines(step, is_last) {
            let item = if markup == Markup::Markdown { "- " } else { "" };
            text.push_str(&format!("   {item}{name}: {}\n", markup.line(&value)));
        }
        text.push_str(&block(&step.action, markup));
    }
    if sequence.steps.is_empty() {
        text.push_str(match sequence.by_hand.as_slice() {
            [] => "One deployment of the new file is enough.\n",
            _ => "No order of steps does better than one deployment of the new file.\n",
        });
    }
    if !sequence.by_hand.is_empty() {
        text.push_str("No order avoids, or by hand:\n");
        for consequence in &sequence.by_hand {
            text.push_str(&format!("- {}\n", markup.line(&format!("{}: {}", consequence.label, consequence.text))));
        }
    }
    text
}

fn action_text(action: &StepAction) -> String {
    match action {
        StepAction::DeployIntermediate(file) => format!("Deploy an intermediate file: {}.", difference_text(file)),
        StepAction::DeployNew => "Deploy the new file.".to_owned(),
        StepAction::Run(_) => "Run commands.".to_owned(),
    }
}

fn difference_text(file: &IntermediateFile) -> String {
    let base = match file.base {
        BaseTopology::Old => "the old file",
        BaseTopology::New => "the new file",
    };
    let edits: Vec<String> = file.edits.iter().map(Edit::display_text).collect();
    format!("{base} with {}", edits.join(", "))
}

fn step_lines(step: &DeploymentStep, is_last: bool) -> Vec<(&'static str, String)> {
    let mut lines = vec![("Does", step.purpose.clone()), ("Check", step.check.clone())];
    for broken in &step.breaks {
        let until = if is_last { "afterwards" } else { "until the next steps" };
        lines.push(("Breaks", format!("{} is {} {until}: {}", broken.path, broken.verdict, step.reason)));
    }
    lines.extend(step.interrupts.iter().map(|interrupted| ("Interrupts", interrupted.clone())));
    lines.retain(|(_, text)| !text.is_empty());
    lines
}

/// The file or the commands of a step.
fn block(action: &StepAction, markup: Markup) -> String {
    let (language, content) = match action {
        StepAction::DeployIntermediate(file) => ("yaml", file.text.clone()),
        StepAction::Run(lines) => ("bash", lines.iter().map(|line| format!("{line}\n")).collect()),
        StepAction::DeployNew => return String::new(),
    };
    let indented: String = content.lines().map(|line| format!("   {line}\n")).collect();
    match markup {
        Markup::Plain => format!("\n{indented}\n"),
        Markup::Markdown => {
            // The file can have fences of its own.
            let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or_default();
            let fence = "`".repeat(longest.max(2) + 1);
            format!("\n   {fence}{language}\n{indented}   {fence}\n\n")
        }
    }
}

/// The steps as JSON, by language.
#[must_use]
pub fn render_json(sequences: &[StepSequence]) -> Value {
    let by_language = LANGUAGES.iter().filter_map(|(language, engine)| {
        let sequence = sequences.iter().find(|sequence| sequence.engine == *engine)?;
        Some(((*language).to_owned(), sequence_json(sequence)))
    });
    Value::Object(by_language.collect())
}

fn sequence_json(sequence: &StepSequence) -> Value {
    let by_hand: Vec<Value> = sequence.by_hand.iter().map(by_hand_json).collect();
    json!({ "steps": sequence.steps.iter().map(step_json).collect::<Vec<_>>(), "byHand": by_hand })
}

/// A consequence without its languages, which the sequence has.
fn by_hand_json(consequence: &ReportedConsequence) -> Value {
    let mut json = consequence_json(consequence);
    if let Value::Object(fields) = &mut json {
        fields.remove("languages");
    }
    json
}

fn step_json(step: &DeploymentStep) -> Value {
    let breaks = step.breaks.iter().map(|broken| json!({ "flow": broken.path, "verdict": broken.verdict.to_string() }));
    let mut json = json!({
        "does": step.purpose, "check": step.check,
        "breaks": breaks.collect::<Vec<_>>(), "interrupts": step.interrupts,
        "reason": (!step.reason.is_empty()).then_some(&step.reason),
        "sources": step.facts.iter().map(|fact| source_text(fact)).collect::<Vec<_>>(),
    });
    match &step.action {
        StepAction::DeployIntermediate(file) => {
            json["deploy"] = Value::from("intermediate");
            json["base"] = Value::from(if file.base == BaseTopology::Old { "old" } else { "new" });
            let keys = file.edits.iter().map(|edit| (key_path(&edit.pointer), edit.value.clone()));
            json["keys"] = Value::Object(keys.collect());
            json["file"] = Value::from(file.text.as_str());
        }
        StepAction::DeployNew => json["deploy"] = Value::from("new"),
        StepAction::Run(lines) => json["run"] = Value::from(lines.clone()),
    }
    json
}
