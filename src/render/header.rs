//! The header of every generated file: the marker line and the notes.

use std::borrow::Cow;

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
    notes(plan, language).map(Cow::into_owned).collect()
}

/// The same notes as sentences, for the header of a file.
pub(super) fn format_notes(plan: &ResolvedTopology, language: Language) -> Vec<String> {
    notes(plan, language).map(|note| format_note(&note)).collect()
}

fn notes(plan: &ResolvedTopology, language: Language) -> impl Iterator<Item = Cow<'_, Diagnostic>> {
    plan.notes.iter().filter(move |note| note.applies_to(plan, language)).map(move |note| {
        let mut diagnostic = Cow::Borrowed(&note.diagnostic);
        for name in note.names.iter().filter(|_| language == Language::Terraform) {
            let message = diagnostic.message.replace(name, &snake_case(name));
            diagnostic.to_mut().message = message;
        }
        diagnostic
    })
}

/// The header in a language with comments: the marker on a line of its own, then the notes, wrapped.
pub(super) fn header_lines(plan: &ResolvedTopology, language: Language, command: &str) -> Vec<String> {
    std::iter::once(marker_line(plan, command))
        .chain(
            format_notes(plan, language)
                .iter()
                .flat_map(|note| wrap_words(note, MAX_LINE_WIDTH, "  ", LineBreak::BetweenSentences)),
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
