//! The header of every generated file: the marker line and the notes.

use super::{expression::snake_case, marker::marker_line};
use crate::{
    diagnostic::{Code, Diagnostic, LineBreak, wrap_words},
    plan::{Language, ResolvedTopology},
};

/// The maximum width of a header line, without the comment sign.
const MAX_LINE_WIDTH: usize = 116;

/// Notes for the reader of the output in one language, with that language's names of parameters and outputs.
#[must_use]
pub fn notes_for_language(plan: &ResolvedTopology, language: Language) -> Vec<Diagnostic> {
    let notes = plan.notes.iter().filter(|note| note.applies_to(plan, language));
    notes
        .map(|note| {
            let mut diagnostic = note.diagnostic.clone();
            for name in note.names.iter().filter(|_| language == Language::Terraform) {
                diagnostic.message = diagnostic.message.replace(name, &snake_case(name));
            }
            diagnostic
        })
        .collect()
}

/// The same notes as sentences, for the header of a file.
pub(super) fn format_notes(plan: &ResolvedTopology, language: Language) -> Vec<String> {
    notes_for_language(plan, language).iter().map(format_note).collect()
}

/// The header in a language with comments: the marker on a line of its own, then the notes, wrapped.
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
    let prefix = if note.code == Code::REQUIRED_STEP { "Required step: " } else { "" };
    match note.help.first() {
        Some(help) => format!("{prefix}{}; {help}.", note.message),
        None => format!("{prefix}{}.", note.message),
    }
}
