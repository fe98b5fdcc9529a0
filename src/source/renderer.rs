//! Diagnostics drawn with the lines that they point at.

use std::ops::Range;

use super::{named_text::Source, tree::YamlDocument};
use crate::diagnostic::{Diagnostic, RenderContext, Severity, SourceLocation};

/// What is looked up once for all diagnostics about a source. Diagnostics are plain values: the text is read again here.
#[derive(Debug)]
pub struct DiagnosticRenderer<'a> {
    source: &'a Source,
    document: Option<YamlDocument>,
    hidden_ranges: Vec<Range<usize>>,
}

impl Source {
    /// Draws a diagnostic as text with the line it points at. Secrets in that line are hidden.
    #[must_use]
    pub fn render_diagnostic(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        self.diagnostic_renderer().render_diagnostic(diagnostic, colour)
    }

    /// Draws several diagnostics.
    #[must_use]
    pub fn diagnostic_renderer(&self) -> DiagnosticRenderer<'_> {
        DiagnosticRenderer::new(self)
    }
}

impl<'a> DiagnosticRenderer<'a> {
    fn new(source: &'a Source) -> Self {
        // A text that does not parse has only byte places.
        let whole = source.merge_files().ok();
        // Secrets are hidden in all of the text, whichever environment it is read for.
        let hidden = source.hidden_ranges(whole.as_ref());
        // An environment that is not there is said of the whole file.
        let document = whole.map(|whole| source.select_environment(whole.clone()).unwrap_or(whole));
        Self { source, document, hidden_ranges: hidden }
    }

    /// Draws a diagnostic as text with the line it points at. Secrets in that line are hidden.
    #[must_use]
    pub fn render_diagnostic(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        let document = self.document.as_ref();
        let locate = |place: &SourceLocation| -> Option<Range<usize>> {
            match place {
                SourceLocation::Unspecified | SourceLocation::OtherFile(_) => None,
                SourceLocation::Bytes(bytes) => Some(bytes.clone()),
                // What a default brings is not a matter of the line that comes nearest.
                SourceLocation::Value(pointer) | SourceLocation::Key(pointer)
                    if diagnostic.severity != Severity::Error
                        && document.is_some_and(|d| !d.has_value(first_segment(pointer))) =>
                {
                    None
                }
                SourceLocation::Value(pointer) => document.map(|d| d.value_span(pointer)),
                SourceLocation::Key(pointer) => document.map(|d| d.key_span(pointer)),
            }
        };
        let written = |place: &SourceLocation| match (place, document) {
            (SourceLocation::Value(pointer) | SourceLocation::Key(pointer), Some(document)) => {
                document.has_value(pointer)
            }
            (place, _) => !matches!(place, SourceLocation::Unspecified | SourceLocation::OtherFile(_)),
        };
        let (files, hidden) = (self.source.source_files(), self.hidden_ranges.clone());
        crate::diagnostic::render_with_context(
            diagnostic,
            &RenderContext { files, hidden_ranges: hidden, locate: &locate, is_set: &written, colour },
        )
    }
}

/// `/keyVault` of `/keyVault/deployerAddresses/0`.
fn first_segment(pointer: &str) -> &str {
    pointer.get(1..).and_then(|rest| rest.find('/')).map_or(pointer, |end| &pointer[..=end])
}
