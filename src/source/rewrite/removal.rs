//! Which text goes with a key or item that is removed: its lines, and a comment of one line that is about it alone. No other text of the
//! file is lost.

use std::ops::Range;

use super::{
    super::tree::{YamlEntry, YamlNode, YamlNodeKind},
    layout::{Change, Layout},
    path::deepest_node,
};

/// The change that removes a key or item.
pub(super) fn remove_value(layout: &Layout<'_>, path: &[String]) -> Option<Change> {
    let (last, parents) = path.split_last()?;
    let (parent, depth) = deepest_node(layout.document, parents);
    if depth < parents.len() {
        return None;
    }
    // Each with its first and its last byte.
    let (parts, at): (Vec<Range<usize>>, usize) = match &parent.kind {
        YamlNodeKind::Mapping(entries) => {
            let part = |entry: &YamlEntry| entry.key_span.start..layout.end_of_entry(entry);
            (entries.iter().map(part).collect(), entries.iter().position(|entry| entry.key == *last)?)
        }
        YamlNodeKind::List(items) => {
            let is_flow = layout.is_flow(parent);
            let start = |item: &YamlNode| if is_flow { Some(item.span.start) } else { layout.dash_before(item) };
            let parts = items.iter().map(|item| Some(start(item)?..layout.end_of(item))).collect::<Option<_>>()?;
            (parts, last.parse().ok()?)
        }
        YamlNodeKind::Scalar(_) => return None,
    };
    let own = parts.get(at)?.clone();
    if has_comment_line(&layout.text[own.clone()]) {
        return None;
    }
    let empty = if matches!(parent.kind, YamlNodeKind::List(_)) { "[]" } else { "{}" };
    let is_repeated = match &parent.kind {
        YamlNodeKind::List(items) => {
            let value = items[at].to_json();
            items[..at].iter().any(|item| item.to_json() == value)
        }
        YamlNodeKind::Mapping(_) | YamlNodeKind::Scalar(_) => false,
    };
    let removal = Removal { layout, parts: &parts, at, own: own.clone(), is_repeated };
    if layout.is_flow(parent) {
        return match parts.len() {
            1 => {
                let around = [parent.span.start..own.start, own.end..parent.span.end];
                let has_comment = around.into_iter().any(|part| layout.text[part].contains('#'));
                (!has_comment).then(|| (parent.span.clone(), empty.to_owned()))
            }
            _ => Some((removal.range_in_brackets(parent.span.end), String::new())),
        };
    }
    if parts.len() == 1 {
        let start = layout.after_colon(layout.entry_at(parents)?)?;
        let is_apart = layout.text[start..own.start].trim().is_empty()
            && layout.text[own.end..layout.end_of_line(own.end)].trim().is_empty();
        return is_apart.then(|| (start..own.end, format!(" {empty}")));
    }
    let range = if removal.is_alone_before() { removal.lines() } else { removal.range_behind_dash()? };
    Some((range, String::new()))
}

/// Whether a comment is in a value in a line of its own, or behind its dash: it may be about more than the value, or be meant for
/// another one. A line of a scalar counts as well.
fn has_comment_line(own: &str) -> bool {
    own.trim_start_matches('-').split(['\n', '\r']).any(|line| line.trim_start().starts_with('#'))
}

/// Programs that read comments.
const TOOLS: &[&str] = &["yamllint", "yaml-language-server", "prettier", "noqa", "checkov", "cspell"];

/// Whether a comment is never about the next line alone: one that a program reads, a key or item that is commented out, or a line
/// between parts of a file.
fn is_kept(comment: &str) -> bool {
    let comment = comment.trim();
    let text = comment.trim_start_matches('#').trim_start();
    let is_rule = |text: &str| {
        text.chars().next().is_some_and(|c| "#-=*~_+".contains(c) && text.starts_with(&String::from(c).repeat(3)))
    };
    let is_item = text == "-" || text.starts_with("- ");
    let is_key = text.split_whitespace().next().is_some_and(|word| word.ends_with(':'));
    let is_directive = TOOLS
        .iter()
        .any(|tool| text.strip_prefix(tool).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())));
    is_rule(comment) || is_rule(text) || is_item || is_key || is_directive
}

/// One of several keys or items that is removed.
struct Removal<'r> {
    layout: &'r Layout<'r>,
    parts: &'r [Range<usize>],
    at: usize,
    own: Range<usize>,
    /// Whether an item before it has the same value.
    is_repeated: bool,
}

impl Removal<'_> {
    /// Whether nothing is before it in its line.
    fn is_alone_before(&self) -> bool {
        self.layout.text[self.layout.start_of_line(self.own.start)..self.own.start].trim().is_empty()
    }

    /// In brackets, with a comma. Between two items there is nothing but commas, spaces and comments.
    fn range_in_brackets(&self, end: usize) -> Range<usize> {
        let text = self.layout.text;
        let next = self.parts.get(self.at + 1);
        let range = match self.at.checked_sub(1) {
            Some(before) => self.parts[before].end..self.own.end,
            None => self.own.start..next.map_or(self.own.end, |next| next.start),
        };
        let gap_after = &text[self.own.end..next.map_or(end, |next| next.start)];
        if !text[range.start..self.own.start].contains('#') && !gap_after.contains('#') {
            return range;
        }
        // The comma before it stays: it is one of the comment, and YAML allows it at the end.
        let comma = gap_after.find(',').filter(|comma| !gap_after[..*comma].contains('#'));
        let after = self.own.end + comma.map_or(0, |comma| comma + 1);
        let rest = text[after..self.layout.end_of_line(after)].trim_start();
        if self.is_alone_before() && (rest.is_empty() || rest.starts_with('#')) {
            return self.layout.start_of_line(self.own.start)..self.after_line(after);
        }
        let spaces = text[after..].len() - text[after..].trim_start_matches(' ').len();
        self.own.start..after + spaces
    }

    /// The first key behind a dash: the next one takes its place, or a comment about that.
    fn range_behind_dash(&self) -> Option<Range<usize>> {
        let next = self.parts.get(self.at + 1)?;
        let line_end = self.layout.end_of_line(self.own.end);
        let comment = self.layout.text.get(line_end..next.start).and_then(|gap| gap.find('#'));
        Some(self.own.start..comment.map_or(next.start, |comment| line_end + comment))
    }

    /// Its lines, with the comment above if that is about it alone, and with one of one line below that is indented as its content.
    fn lines(&self) -> Range<usize> {
        let (text, column) = (self.layout.text, self.layout.column(self.own.start));
        let own_line = self.layout.start_of_line(self.own.start);
        let own_comment = self.own_comment(own_line, column).filter(|_| self.owns_comment());
        let mut start = own_comment.unwrap_or(own_line);
        let mut after = self.after_line(self.own.end);
        let is_content = |line: usize| {
            let found = line + text[line..].len() - text[line..].trim_start_matches(' ').len();
            text[found..].starts_with('#')
                && self.layout.column(found) > column
                && !is_kept(&text[found..self.layout.end_of_line(found)])
        };
        if is_content(after) && !is_content(self.after_line(after)) {
            after = self.after_line(after);
        }
        // The last line may have no line ending: then the one before it goes.
        if after == text.len() && !text.ends_with(['\r', '\n']) {
            start = text[..start].trim_end_matches(['\r', '\n']).len();
        }
        start..after
    }

    /// The start of the line above, if that is a comment in its column that may be about it alone. A comment of several lines may be
    /// about several, and one at the top of a file is about the file.
    fn own_comment(&self, line: usize, column: usize) -> Option<usize> {
        let start = self.start_of_comments(line, column);
        let is_comment = |at: usize, end: usize| start <= at && !is_kept(&self.layout.text[at..end]);
        let above = self.line_above(line).filter(|above| start > 0 && is_comment(*above, line))?;
        let is_continued = self.line_above(above).is_some_and(|first| is_comment(first, above));
        (!is_continued).then_some(above)
    }

    /// Whether the comment above it is about nothing else: neither about the whole list or mapping, nor about what follows. A
    /// comment tells a repeated item from the one before.
    fn owns_comment(&self) -> bool {
        let Some(next) = self.parts.get(self.at + 1).filter(|_| !self.is_repeated) else { return true };
        let line = self.layout.start_of_line(next.start);
        let has_comment = self.start_of_comments(line, self.layout.column(next.start)) < line;
        let is_apart = self.layout.text[..line].lines().next_back().is_some_and(|line| line.trim().is_empty());
        has_comment || self.at > 0 && is_apart
    }

    /// The start of the comments directly above a line, in its column.
    fn start_of_comments(&self, line: usize, column: usize) -> usize {
        let mut start = line;
        while let Some(above) = self.line_above(start) {
            let shown = &self.layout.text[above..start];
            if !shown.trim_start().starts_with('#') || shown.chars().take_while(|c| *c == ' ').count() != column {
                break;
            }
            start = above;
        }
        start
    }

    /// The start of the line above the start of a line.
    fn line_above(&self, start: usize) -> Option<usize> {
        let text = &self.layout.text[..start];
        let above = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
        above.or_else(|| text.strip_suffix('\r')).map(|above| self.layout.start_of_line(above.len()))
    }

    /// The offset after the line ending of an offset.
    fn after_line(&self, at: usize) -> usize {
        let end = self.layout.end_of_line(at);
        let rest = &self.layout.text[end..];
        end + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
    }
}
