//! Diagnostics as text: the message, the line with a caret, and the help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use super::{
    Diagnostic, Severity, SourceLocation,
    commands::{ESCAPE_LENGTH, escape_commands, escaped_offsets},
    escape_for_people, is_invisible,
};

/// One of several texts that share an address space: its offsets start after those of the texts before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceFile<'a> {
    /// The name of the text.
    pub(crate) name: &'a str,
    /// The text.
    pub(crate) text: &'a str,
    /// The offset of its first byte.
    pub(crate) start: usize,
    /// Whether only locations are shown, and nothing of the text.
    pub(crate) is_concealed: bool,
}

/// The texts that diagnostics point to.
pub(crate) struct RenderContext<'a> {
    /// The texts, the first of which is the file itself.
    pub(crate) files: Vec<SourceFile<'a>>,
    /// The same texts as they are shown.
    pub(crate) shown: &'a [ShownSource],
    /// The bytes of a location.
    pub(crate) locate: &'a dyn Fn(&SourceLocation) -> Option<Range<usize>>,
    /// Whether a location is set in the file, rather than a default.
    pub(crate) is_set: &'a dyn Fn(&SourceLocation) -> bool,
    /// Whether to use ANSI colours.
    pub(crate) colour: bool,
}

/// Draws one diagnostic.
pub(crate) fn render_with_context(diagnostic: &Diagnostic, view: &RenderContext<'_>) -> String {
    let RenderContext { files, shown, locate, is_set, colour } = view;
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
    let file_of = |range: &Range<usize>| files.iter().rposition(|file| file.start <= range.start).unwrap_or_default();
    let within = |at: usize, range: &Range<usize>| {
        let file = &files[at];
        let range = range.start.saturating_sub(file.start)..range.end.saturating_sub(file.start);
        shown[at].shown_range(&clamp_to_first_line(file.text, range))
    };

    let mut notes = Vec::new();
    let mut group =
        level.primary_title(message.as_str()).id(diagnostic.code.as_str()).elements(Vec::<Element<'_>>::new());
    if let Some(range) = span {
        // The file with the location itself first, then others with related locations.
        let own = file_of(&range);
        let others = (0..files.len()).filter(|at| *at != own);
        for at in std::iter::once(own).chain(others) {
            let in_file = related.iter().filter_map(|(range, label)| Some((range.as_ref()?, label)));
            let in_file: Vec<_> = in_file.filter(|(range, _)| file_of(range) == at).collect();
            if at != own && (in_file.is_empty() || files[at].is_concealed) {
                continue;
            }
            if files[at].is_concealed {
                group = group.element(locate_without_text(&files[at], range.start));
                continue;
            }
            // A mark far away in the same long line would be drawn as a line of spaces.
            let (in_file, far): (Vec<_>, Vec<_>) = in_file.into_iter().partition(|(other, _)| {
                at != own || !is_far_in_line(&shown[at].text, &within(at, &range), &within(at, other))
            });
            notes.extend(far.into_iter().map(|(range, label)| {
                let (line, column) = line_and_column(&files[at], range.start);
                format!("{label}: {line}:{column}")
            }));
            let first =
                if at == own { range.start } else { in_file.first().map_or(range.start, |(other, _)| other.start) };
            let own_span = (at == own).then(|| (AnnotationKind::Primary, within(at, &range), label.as_str()));
            let other_spans =
                in_file.into_iter().map(|(range, label)| (AnnotationKind::Context, within(at, range), label.as_str()));
            let spans: Vec<_> = own_span.into_iter().chain(other_spans).collect();
            let text = shown[at].text.as_str();
            let marked =
                spans.iter().fold(text.len()..0, |all, (_, span, _)| all.start.min(span.start)..all.end.max(span.end));
            let window = text_around(text, &marked);
            let first_line = text[..window.start].matches('\n').count() + 1;
            let mut snippet = Snippet::source(&text[window.clone()]).line_start(first_line);
            if is_line_start(text, window.start) || text[window.start..marked.start].contains('\n') {
                snippet = snippet.path(escape_message(files[at].name));
            } else {
                // The columns of the snippet are not those of the file.
                group = group.element(locate_without_text(&files[at], first));
            }
            for (kind, span, label) in spans {
                let span = span.start - window.start..span.end - window.start;
                snippet = snippet.annotation(kind.span(span).label(label));
            }
            group = group.element(snippet);
        }
    } else if !label.is_empty() {
        group = group.element(Level::NOTE.message(label.as_str()));
    }
    for line in &notes {
        group = group.element(Level::NOTE.message(line.as_str()));
    }
    for line in &help {
        group = group.element(Level::HELP.message(line.as_str()));
    }
    let renderer = if *colour { Renderer::styled() } else { Renderer::plain() };
    let drawn = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    // The parts have no command, and neither has what they are together.
    escape_commands(&drawn).into_owned()
}

/// The text of a file as it is shown: without secrets and without commands of pipelines.
#[derive(Debug)]
pub(crate) struct ShownSource {
    text: String,
    /// The bytes of the file whose character is escaped.
    escaped: Vec<usize>,
}

impl ShownSource {
    /// The text of a file. Hidden ranges are in the order of their start.
    pub(crate) fn new(file: &SourceFile<'_>, hidden: &[Range<usize>]) -> Self {
        // Masks have the length of what they hide; escapes of commands are longer.
        let masked = mask_secrets(file, hidden);
        Self { escaped: escaped_offsets(&masked), text: escape_commands(&masked).into_owned() }
    }

    /// Where a range of the file is shown.
    fn shown_range(&self, range: &Range<usize>) -> Range<usize> {
        let shown = |offset: usize| offset + self.escaped.partition_point(|at| *at < offset) * (ESCAPE_LENGTH - 1);
        shown(range.start)..shown(range.end)
    }
}

/// The number of bytes between two marks in one line up to which both are drawn.
const MAX_DISTANCE: usize = 1000;

/// Whether two ranges are in one line, with much between them.
fn is_far_in_line(text: &str, first: &Range<usize>, second: &Range<usize>) -> bool {
    let (start, end) = (first.end.min(second.end), first.start.max(second.start));
    start + MAX_DISTANCE < end && !text[start..end].contains('\n')
}

/// The lines with the marked text, and one line before and after them; of a long line, only what is near the marks. A longer
/// text takes longer to draw, and is not shown.
fn text_around(text: &str, marked: &Range<usize>) -> Range<usize> {
    let first = text[..marked.start].rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let last = text[marked.end..].match_indices('\n').nth(1).map_or(text.len(), |(at, _)| marked.end + at + 1);
    let near = |at: &usize| text.is_char_boundary(*at);
    let start = (marked.start.saturating_sub(MAX_DISTANCE)..=marked.start).find(near);
    let end = (marked.end..=text.len().min(marked.end + MAX_DISTANCE)).rfind(near);
    first.max(start.unwrap_or(marked.start))..last.min(end.unwrap_or(marked.end))
}

fn is_line_start(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes()[at - 1] == b'\n'
}

/// The path, line and column of an offset.
fn locate_without_text(file: &SourceFile<'_>, at: usize) -> Origin<'static> {
    let (line, column) = line_and_column(file, at);
    Origin::path(escape_message(file.name)).line(line).char_column(column)
}

/// The line and the column of an offset, both from 1.
fn line_and_column(file: &SourceFile<'_>, at: usize) -> (usize, usize) {
    let before = file.text.get(..at.saturating_sub(file.start)).unwrap_or(file.text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Truncates a marked range to its first line, or a part of a long one: the caret shows where it starts, not how long it is.
fn clamp_to_first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.start.min(text.len());
    let end = range.end.clamp(start, text.len());
    let first_line = text[start..end].find('\n').map_or(end, |at| start + at);
    let longest = (start..=first_line.min(start + MAX_DISTANCE)).rfind(|at| text.is_char_boundary(*at));
    let end = start + text[start..longest.unwrap_or(start)].trim_end().len();
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
    escape_for_people(text, &[])
}
