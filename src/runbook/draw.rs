//! A runbook as Markdown, or as a bash script.

use super::{Runbook, Step};
use crate::render::MARK;

/// The longest line of prose.
const WIDTH: usize = 100;

fn mark(runbook: &Runbook) -> String {
    format!(
        "{MARK}, output edition {}, from the topology file: `di-gen runbook {}`.",
        runbook.edition.word(),
        runbook.name
    )
}

pub(super) fn markdown(runbook: &Runbook) -> String {
    let mut text = format!("<!-- {} -->\n\n# {}\n", mark(runbook), runbook.title);
    for paragraph in &runbook.before {
        text.push_str(&format!("\n{}\n", wrapped(paragraph, "")));
    }
    let variables = assignments(runbook);
    text.push_str(&format!("\n```bash\n{}\n```\n", variables.join("\n")));
    for (at, step) in runbook.steps.iter().enumerate() {
        text.push_str(&format!("\n## {}. {}\n\n{}\n", at + 1, step.title, wrapped(&step.text, "")));
        if !step.commands.is_empty() {
            text.push_str(&format!("\n```bash\n{}\n```\n", step.commands.join("\n")));
        }
    }
    text
}

pub(super) fn script(runbook: &Runbook) -> String {
    let mut text = format!("#!/usr/bin/env bash\n# {}\n#\n{}\n", mark(runbook), wrapped(&runbook.title, "# "));
    for paragraph in &runbook.before {
        text.push_str(&format!("#\n{}\n", wrapped(paragraph, "# ")));
    }
    text.push_str(&format!("set -euo pipefail\n\n{}\n", assignments(runbook).join("\n")));
    for (at, step) in runbook.steps.iter().enumerate() {
        text.push_str(&format!("\n# {}. {}\n{}\n", at + 1, step.title, wrapped(&step.text, "# ")));
        text.push_str(&acted(step));
    }
    text
}

/// A step that a person has to take waits for them.
fn acted(step: &Step) -> String {
    if step.commands.is_empty() {
        return format!("read -r -p {} _\n", super::shell::quote(&format!("{}. Done? Press Enter.", step.title)));
    }
    format!("{}\n", step.commands.join("\n"))
}

fn assignments(runbook: &Runbook) -> Vec<String> {
    runbook.variables.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// Prose, broken between words; line breaks stay.
fn wrapped(text: &str, start: &str) -> String {
    let lines = text.split('\n').flat_map(|line| {
        let mut lines = vec![start.to_owned()];
        for word in line.split(' ') {
            match lines.last_mut() {
                Some(line) if line.len() == start.len() => line.push_str(word),
                Some(line) if line.len() + 1 + word.len() <= WIDTH => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(format!("{start}{word}")),
            }
        }
        lines
    });
    lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
