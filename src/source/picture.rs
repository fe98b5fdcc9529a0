//! Diagnostics drawn with the lines that they point at.

use std::ops::Range;

use super::{named_text::Source, tree::Document};
use crate::diagnostic::{Diagnostic, Place, Severity, View};

/// What is looked up once for all diagnostics about a source. Diagnostics are plain values: the text is read again here.
#[derive(Debug)]
pub struct Pictures<'a> {
    source: &'a Source,
    document: Option<Document>,
    hidden: Vec<Range<usize>>,
}

impl Source {
    /// Draws a diagnostic as text with the line it points at. Secrets in that line are hidden.
    #[must_use]
    pub fn render(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        self.pictures().draw(diagnostic, colour)
    }

    /// Draws several diagnostics.
    #[must_use]
    pub fn pictures(&self) -> Pictures<'_> {
        Pictures::new(self)
    }
}

impl<'a> Pictures<'a> {
    fn new(source: &'a Source) -> Self {
        // A text that does not parse has only byte places.
        let whole = source.merged().ok();
        // Secrets are hidden in all of the text, whichever environment it is read for.
        let hidden = source.hidden(whole.as_ref());
        // An environment that is not there is said of the whole file.
        let document = whole.map(|whole| source.chosen(whole.clone()).unwrap_or(whole));
        Self { source, document, hidden }
    }

    /// Draws a diagnostic as text with the line it points at. Secrets in that line are hidden.
    #[must_use]
    pub fn draw(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        let document = self.document.as_ref();
        let locate = |place: &Place| -> Option<Range<usize>> {
            match place {
                Place::Nowhere | Place::File(_) => None,
                Place::Bytes(bytes) => Some(bytes.clone()),
                // What a default brings is not a matter of the line that comes nearest.
                Place::Value(pointer) | Place::Key(pointer)
                    if diagnostic.severity != Severity::Error
                        && document.is_some_and(|d| !d.has(first_segment(pointer))) =>
                {
                    None
                }
                Place::Value(pointer) => document.map(|d| d.value_span(pointer)),
                Place::Key(pointer) => document.map(|d| d.key_span(pointer)),
            }
        };
        let written = |place: &Place| match (place, document) {
            (Place::Value(pointer) | Place::Key(pointer), Some(document)) => document.has(pointer),
            (place, _) => !matches!(place, Place::Nowhere | Place::File(_)),
        };
        let (files, hidden) = (self.source.parts(), self.hidden.clone());
        crate::diagnostic::render(diagnostic, &View { files, hidden, locate: &locate, written: &written, colour })
    }
}

/// `/keyVault` of `/keyVault/deployerAddresses/0`.
fn first_segment(pointer: &str) -> &str {
    pointer.get(1..).and_then(|rest| rest.find('/')).map_or(pointer, |end| &pointer[..=end])
}
