//! Diagnostics as text: the message, the line with a caret, and the help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet, renderer::DecorStyle};

use super::{Diagnostic, Severity, SourceLocation, escape_invisible, is_invisible};

/// One of several texts that share an address space: its offsets start after those of the texts before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceFile<'a> {
    /// The name of the text.
    pub(crate) name: &'a str,
    /// The text.
    pub(crate) text: &'a str,
    /// The offset of its first byte.
    pub(crate) start: usize,
}

/// The texts that diagnostics point to.
pub(crate) struct RenderContext<'a> {
    /// The texts, the first of which is the file itself.
    pub(crate) files: Vec<SourceFile<'a>>,
    /// Bytes that must not be shown.
    pub(crate) hidden_ranges: Vec<Range<usize>>,
    /// The bytes of a location.
    pub(crate) locate: &'a dyn Fn(&SourceLocation) -> Option<Range<usize>>,
    /// Whether a location is set in the file, rather than a default.
    pub(crate) is_set: &'a dyn Fn(&SourceLocation) -> bool,
    /// Whether to use ANSI colours.
    pub(crate) colour: bool,
}

/// Draws one diagnostic.
pub(crate) fn render_with_context(diagnostic: &Diagnostic, view: &RenderContext<'_>) -> String {
    let RenderContext { files, hidden_ranges: hidden, locate, is_set, colour } = view;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = escape_message(&diagnostic.message);
    let label = escape_message(&diagnostic.label);
    let help: Vec<String> = diagnostic.help.iter().map(|line| escape_message(line)).collect();
    let related: Vec<(Option<Range<usize>>, String)> = diagnostic
        .related
        .iter()
        .filter(|(location, _)| is_set(location))
        .map(|(location, text)| (locate(location), escape_message(text)))
        .collect();

    let span = locate(&diagnostic.location);
    // Shown text has the length of the source, so that every span stays valid.
    let shown: Vec<String> = files.iter().map(|file| mask_secrets(file, hidden)).collect();
    let file_of = |range: &Range<usize>| files.iter().rposition(|file| file.start <= range.start).unwrap_or_default();
    let within = |file: &SourceFile<'_>, range: &Range<usize>| {
        clamp_to_first_line(file.text, range.start.saturating_sub(file.start)..range.end.saturating_sub(file.start))
    };

    let mut group =
        level.primary_title(message.as_str()).id(diagnostic.code.as_str()).elements(Vec::<Element<'_>>::new());
    if let Some(range) = span {
        // The file with the location itself first, then others with related locations.
        let own = file_of(&range);
        let others = (0..files.len()).filter(|at| *at != own);
        for at in std::iter::once(own).chain(others) {
            let in_file = related.iter().filter_map(|(range, label)| Some((range.as_ref()?, label)));
            let in_file: Vec<_> = in_file.filter(|(range, _)| file_of(range) == at).collect();
            if at != own && in_file.is_empty() {
                continue;
            }
            let mut snippet = Snippet::source(shown[at].as_str()).path(escape_message(files[at].name));
            if at == own {
                snippet =
                    snippet.annotation(AnnotationKind::Primary.span(within(&files[at], &range)).label(label.as_str()));
            }
            for (range, label) in in_file {
                let span = within(&files[at], range);
                snippet = snippet.annotation(AnnotationKind::Context.span(span).label(label.as_str()));
            }
            group = group.element(snippet);
        }
    } else if !label.is_empty() {
        group = group.element(Level::NOTE.message(label.as_str()));
    }
    for line in &help {
        group = group.element(Level::HELP.message(line.as_str()));
    }
    let renderer = if *colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// Truncates a marked range to its first line: the caret shows where it starts, not how long it is.
fn clamp_to_first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.start.min(text.len());
    let end = range.end.clamp(start, text.len());
    let first_line = text[start..end].find('\n').map_or(end, |at| start + at);
    let end = start + text[start..first_line].trim_end().len();
    start..end
}

/// The text without hidden ranges, at the same length and with the same lines. The ranges are in order and apart.
fn mask_secrets(file: &SourceFile<'_>, hidden: &[Range<usize>]) -> String {
    let end = file.start + file.text.len();
    if !hidden.iter().any(|range| range.start < end && range.end > file.start) {
        return replace_invisible(file.text);
    }
    let mut masked = String::with_capacity(file.text.len());
    let mut hidden = hidden.iter().peekable();
    for (at, c) in replace_invisible(file.text).char_indices() {
        let at = at + file.start;
        while hidden.next_if(|range| range.end <= at).is_some() {}
        if c != '\n' && hidden.peek().is_some_and(|range| range.contains(&at)) {
            masked.extend(std::iter::repeat_n('*', c.len_utf8()));
        } else {
            masked.push(c);
        }
    }
    masked
}

/// Replaces each byte of an invisible character with `?`.
fn replace_invisible(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r')) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) && !matches!(c, '\n' | '\t' | '\r') {
            shown.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Messages may quote text from the file.
fn escape_message(text: &str) -> String {
    escape_invisible(text, &[])
}
