//! The first lines of every generated file: the marker, and what to know.

use super::{expression::snake_case, marker::marker_line};
use crate::{
    diagnostic::{Code, Diagnostic, LineBreak, wrap_words},
    plan::{Language, ResolvedTopology},
};

/// The longest line of a head, less the comment mark.
const MAX_LINE_WIDTH: usize = 116;

/// What a reader of the output in one language has to know, with parameters and outputs as they are named there.
#[must_use]
pub fn notes_for_language(plan: &ResolvedTopology, language: Language) -> Vec<Diagnostic> {
    let about = plan.notes.iter().filter(|note| note.applies_to(language));
    about
        .map(|note| {
            let mut finding = note.diagnostic.clone();
            for name in note.names.iter().filter(|_| language == Language::Terraform) {
                finding.message = finding.message.replace(name, &snake_case(name));
            }
            finding
        })
        .collect()
}

/// The same as sentences, for the head of a file.
pub(super) fn format_notes(plan: &ResolvedTopology, language: Language) -> Vec<String> {
    notes_for_language(plan, language).iter().map(format_note).collect()
}

/// The head of a file in a language that has comments: the mark on its own line, notes wrapped below.
pub(super) fn header_lines(plan: &ResolvedTopology, language: Language, command: &str) -> Vec<String> {
    std::iter::once(marker_line(plan, command))
        .chain(
            format_notes(plan, language)
                .iter()
                .flat_map(|note| wrap_words(note, MAX_LINE_WIDTH, "  ", LineBreak::BetweenWords)),
        )
        .collect()
}

fn format_note(note: &Diagnostic) -> String {
    let what = if note.code == Code::REQUIRED_STEP { "Required step: " } else { "" };
    match note.help.first() {
        Some(help) => format!("{what}{}; {help}.", note.message),
        None => format!("{what}{}.", note.message),
    }
}
