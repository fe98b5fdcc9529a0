//! The first lines of every generated file: the marker, and what to know.

use super::{marker::mark, pen::snake};
use crate::{
    diagnostic::{Break, Code, Diagnostic, wrap_words},
    plan::{Language, Plan},
};

/// The longest line of a head, less the comment mark.
const WIDTH: usize = 116;

/// What a reader of the output in one language has to know, with parameters and outputs as they are named there.
#[must_use]
pub fn notes(plan: &Plan, language: Language) -> Vec<Diagnostic> {
    let about = plan.notes.iter().filter(|note| note.is_about(language));
    about
        .map(|note| {
            let mut finding = note.finding.clone();
            for name in note.names.iter().filter(|_| language == Language::Terraform) {
                finding.message = finding.message.replace(name, &snake(name));
            }
            finding
        })
        .collect()
}

/// The same as sentences, for the head of a file.
pub(super) fn sentences(plan: &Plan, language: Language) -> Vec<String> {
    notes(plan, language).iter().map(sentence).collect()
}

/// The head of a file in a language that has comments: the mark on its own line, notes wrapped below.
pub(super) fn lines(plan: &Plan, language: Language, command: &str) -> Vec<String> {
    std::iter::once(mark(plan, command))
        .chain(sentences(plan, language).iter().flat_map(|note| wrap_words(note, WIDTH, "  ", Break::BetweenWords)))
        .collect()
}

fn sentence(note: &Diagnostic) -> String {
    let what = if note.code == Code::REQUIRED_STEP { "Required step: " } else { "" };
    match note.help.first() {
        Some(help) => format!("{what}{}; {help}.", note.message),
        None => format!("{what}{}.", note.message),
    }
}
