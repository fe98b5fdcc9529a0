//! Diagnostics as text, with the lines that they point to.

use std::{cell::OnceCell, ops::Range};

use super::{named_text::SourceText, tree::YamlDocument};
use crate::diagnostic::{Diagnostic, RenderContext, Severity, ShownSource, SourceLocation};
use crate::order;

/// Draws diagnostics about a source. Diagnostics are plain values, so the text is parsed again here, once for all.
#[derive(Debug)]
pub struct DiagnosticRenderer<'a> {
    source: &'a SourceText,
    document: Option<YamlDocument>,
    hidden_ranges: Vec<Range<usize>>,
    /// The texts as they are shown, on first use.
    shown: OnceCell<Vec<ShownSource>>,
}

impl SourceText {
    /// Draws a diagnostic as text with the line it points to. Secrets in that line are hidden.
    #[must_use]
    pub fn render_diagnostic(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        self.diagnostic_renderer().render_diagnostic(diagnostic, colour)
    }

    /// A renderer for diagnostics about this source.
    #[must_use]
    pub fn diagnostic_renderer(&self) -> DiagnosticRenderer<'_> {
        DiagnosticRenderer::new(self)
    }
}

impl<'a> DiagnosticRenderer<'a> {
    fn new(source: &'a SourceText) -> Self {
        // Without a parsed document, only locations in bytes can be shown.
        let merged = source.merge_files().ok();
        // Secrets are hidden in the whole text, in every environment.
        let mut hidden_ranges = source.hidden_ranges(merged.as_ref());
        order::sort_by_key(&mut hidden_ranges, |range| range.start);
        // A missing environment is reported for the whole file.
        let document = merged.map(|merged| source.select_environment(merged.clone()).unwrap_or(merged));
        Self { source, document, hidden_ranges, shown: OnceCell::new() }
    }

    /// Draws a diagnostic as text with the line it points to. Secrets in that line are hidden.
    #[must_use]
    pub fn render_diagnostic(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        let document = self.document.as_ref();
        let locate = |location: &SourceLocation| -> Option<Range<usize>> {
            match location {
                SourceLocation::Unspecified | SourceLocation::OtherFile(_) => None,
                SourceLocation::Bytes(bytes) => Some(bytes.clone()),
                // A diagnostic about a default does not point to the nearest line.
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
        let is_set = |location: &SourceLocation| match (location, document) {
            (SourceLocation::Value(pointer) | SourceLocation::Key(pointer), Some(document)) => {
                document.has_value(pointer)
            }
            (location, _) => !matches!(location, SourceLocation::Unspecified | SourceLocation::OtherFile(_)),
        };
        let files = self.source.source_files();
        let shown =
            self.shown.get_or_init(|| files.iter().map(|file| ShownSource::new(file, &self.hidden_ranges)).collect());
        crate::diagnostic::render_with_context(
            diagnostic,
            &RenderContext { files, shown, locate: &locate, is_set: &is_set, colour },
        )
    }
}

/// `/keyVault` of `/keyVault/deployerAddresses/0`.
fn first_segment(pointer: &str) -> &str {
    pointer.get(1..).and_then(|rest| rest.find('/')).map_or(pointer, |end| &pointer[..=end])
}
