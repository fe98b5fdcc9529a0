//! Secrets in a text that cannot be parsed as YAML, and in comments.
//!
//! Such a text has no tree, so more is hidden than what is secret: all that may belong to the value of a key with the name
//! of one, in any way that YAML has to write it. What the parser read before its error is judged as in a document.

use std::ops::Range;

use super::{
    parsed_secrets::parsed_secret_ranges,
    raw_names::{anchor_name, secret_names},
    tree::{YamlDocument, YamlNode, YamlNodeKind},
};
use crate::order;
use crate::secret::{comment_secret_ranges, find_text_secrets};

/// Bytes that must not be shown of a text that cannot be parsed.
pub(super) fn raw_secret_ranges(text: &str) -> Vec<Range<usize>> {
    let mut hidden: Vec<Range<usize>> = find_text_secrets(text).into_iter().map(|found| found.range).collect();
    let lines = RawLines::new(text);
    let mut looked_at = 0;
    for name in secret_names(text) {
        if looked_at > MAX_NESTED * text.len() {
            hidden.push(name.end..text.len());
            break;
        }
        let range = lines.value_range(&name);
        looked_at += range.len();
        if hidden.len() < MAX_ALIASES {
            hidden.extend(lines.anchored_ranges(&text[range.clone()]));
        }
        hidden.push(range);
    }
    hidden.extend(parsed_secret_ranges(text));
    hidden
}

/// In how many values of other names each byte may be, on average. Each value may end far away, so a text with more is hidden
/// from there on, which keeps the cost from growing with the square of its size.
const MAX_NESTED: usize = 32;

/// The number of ranges after which anchors are no longer looked for.
const MAX_ALIASES: usize = 500;

/// The lines of a text, with their indentation and with the brackets that are open before each.
struct RawLines<'t> {
    text: &'t str,
    lines: Vec<RawLine>,
    /// The offsets of the brackets that open a collection.
    opening: Vec<usize>,
    /// The offsets of those that close one.
    closing: Vec<usize>,
}

struct RawLine {
    range: Range<usize>,
    indent: usize,
    /// The spaces and marks of list items before its key.
    list_indent: usize,
    /// Whether it is a list item.
    is_item: bool,
    /// Brackets that are open before the line.
    depth: usize,
    /// Whether it starts with a key, rather than with the value of one.
    starts_with_key: bool,
    /// Whether a value in brackets may end in it.
    may_end_value: bool,
}

/// What may be before a key.
fn is_list_mark(c: char) -> bool {
    matches!(c, ' ' | '\t' | '-' | '?')
}

impl<'t> RawLines<'t> {
    fn new(text: &'t str) -> Self {
        let (mut lines, mut start, mut depth) = (Vec::new(), 0, 0_usize);
        let find = |brackets: [char; 2]| text.match_indices(brackets).map(|(at, _)| at).collect();
        let (opening, closing) = (find(['{', '[']), find(['}', ']']));
        for line in text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let content = line.trim();
            lines.push(RawLine {
                range: start..start + line.trim_end().len(),
                indent,
                list_indent: line.len() - line.trim_start_matches(is_list_mark).len(),
                is_item: content.starts_with('-'),
                depth,
                starts_with_key: has_key_mark(content)
                    && !content.starts_with([':', '"', '\'', '-', '?', '{', '[', '|', '>']),
                may_end_value: content.contains([',', '}', ']']),
            });
            for byte in line.bytes() {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            start += line.len();
        }
        Self { text, lines, opening, closing }
    }

    /// All that may belong to the value after a name.
    fn value_range(&self, name: &Range<usize>) -> Range<usize> {
        let at = self.lines.partition_point(|line| line.range.end < name.end);
        let Some(line) = self.lines.get(at) else { return name.end..self.text.len() };
        let first = self.lines.get(self.lines.partition_point(|line| line.range.end < name.start));
        let start = first.map_or(name.start, |line| line.range.start).min(name.start);
        let length_before = name.start - start;
        // Counted once for all names of a long line.
        let count = |brackets: &[usize]| {
            brackets.partition_point(|at| *at < name.start) - brackets.partition_point(|at| *at < start)
        };
        let depth = (line.depth + count(&self.opening)).saturating_sub(count(&self.closing));
        // The column of the key: a list item starts behind its dash.
        let column = length_before.min(first.map_or(0, |line| line.list_indent));
        let value = self.text[name.end.min(line.range.end)..line.range.end].trim_start_matches([':', '=', ' ', '\t']);
        // What looks like an anchor or a tag may be the secret: `password: !hunter2`.
        let value_start = line.range.end - value.len();
        let value = skip_properties(value);
        // A block scalar is in the next lines.
        let (value_start, value) = if is_block_header(value) { (line.range.end, "") } else { (value_start, value) };
        if let Some(length) = tight_value_length(&self.text[name.end..line.range.end.max(name.end)]) {
            return name.end + 1..name.end + 1 + length;
        }
        let content_start = line.range.end - value.len();
        match self.end_in_line(content_start..line.range.end, depth > 0) {
            ValueEnd::Here(length) => value_start..content_start + length,
            ValueEnd::NotBefore(end) => {
                value_start
                    ..self.following_end(
                        at,
                        end,
                        FirstLine {
                            column,
                            is_flow: depth > 0,
                            is_empty: value.is_empty() || value.starts_with('#'),
                            is_item: first.is_some_and(|line| line.is_item && line.indent < length_before),
                        },
                    )
            }
        }
    }

    /// Where a value ends that starts in a line.
    fn end_in_line(&self, range: Range<usize>, is_flow: bool) -> ValueEnd {
        let Range { start, end: line_end } = range;
        let value = &self.text[start..line_end];
        if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            return match quote_end(&self.text[start + 1..], quote) {
                Some(closed) if start + 1 + closed < line_end => {
                    let rest = value[closed + 2..].trim_start();
                    let is_end = rest.is_empty() || rest.starts_with([',', '}', ']', '#']);
                    if is_end { ValueEnd::Here(closed + 2) } else { ValueEnd::NotBefore(line_end) }
                }
                Some(closed) => ValueEnd::NotBefore(self.line_end(start + 1 + closed)),
                None => ValueEnd::NotBefore(self.text.len()),
            };
        }
        if value.starts_with(['{', '[']) {
            let end = if is_closed(value) { line_end } else { self.collection_end(start) };
            return ValueEnd::NotBefore(end);
        }
        let flow_end = if is_flow { plain_flow_end(value) } else { None };
        flow_end.map_or(ValueEnd::NotBefore(line_end), ValueEnd::Here)
    }

    /// The end of the lines after a line that may belong to its value.
    fn following_end(&self, at: usize, mut end: usize, first: FirstLine) -> usize {
        let mut follows_colon = false;
        for next in &self.lines[at + 1..] {
            if next.range.end <= end {
                continue;
            }
            let content = self.text[next.range.clone()].trim_start();
            let belongs = content.is_empty()
                || follows_colon
                || next.indent > first.column
                // The value of `? password`, and a list at the column of its key.
                || content.starts_with(':')
                || (content.starts_with("- ") && next.indent >= first.column && !first.is_item)
                || ((first.is_flow || first.is_empty) && !next.starts_with_key)
                // Lost indentation.
                || (!next.starts_with_key && !content.starts_with("- ") && !content.starts_with('#'));
            if !belongs {
                break;
            }
            end = next.range.end.max(end);
            follows_colon = content == ":" || (follows_colon && content.is_empty());
            if first.is_flow && next.may_end_value {
                break;
            }
        }
        end
    }

    /// What the anchors of aliases mark: `*name` stands for the value after `&name`.
    fn anchored_ranges(&self, value: &str) -> Vec<Range<usize>> {
        let anchored = |(at, _): (usize, &str)| {
            let alias = anchor_name(&value[at + 1..])?;
            let end = self.text.find(&format!("&{alias}"))? + 1 + alias.len();
            Some(self.value_range(&(end..end)))
        };
        value.match_indices('*').take(MAX_ALIASES_OF_VALUE).filter_map(anchored).collect()
    }

    fn line_end(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|line| line.range.end < at);
        self.lines.get(line).map_or(self.text.len(), |line| line.range.end)
    }

    /// The end of the line that closes a bracket, or of the text.
    fn collection_end(&self, start: usize) -> usize {
        let mut depth = 0_usize;
        for (at, byte) in self.text[start..].bytes().enumerate() {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => return self.line_end(start + at),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
        self.text.len()
    }
}

/// The number of aliases in one value that are looked up.
const MAX_ALIASES_OF_VALUE: usize = 20;

/// Where a value ends.
enum ValueEnd {
    /// After some bytes.
    Here(usize),
    /// Not before an offset: more lines may belong to it.
    NotBefore(usize),
}

/// What the line of a name tells about the lines after it.
#[derive(Clone, Copy)]
struct FirstLine {
    /// The column of the name.
    column: usize,
    /// Whether the name is inside of brackets.
    is_flow: bool,
    /// Whether the value starts in another line.
    is_empty: bool,
    /// Whether the line is an item of a list.
    is_item: bool,
}

/// Whether a value is the header of a block scalar: `|`, `>-`, `|2 # comment`.
fn is_block_header(value: &str) -> bool {
    // The mark first: the rest of a line may be long, and is asked for each of its names.
    value.strip_prefix(['|', '>']).is_some_and(|rest| {
        let header = rest.split(" #").next().unwrap_or_default();
        header.trim().bytes().all(|b| b"+-0123456789".contains(&b))
    })
}

/// The length of a value without quotes that an equal sign assigns inside of a text: `AccountKey=...; ask Ada`.
fn tight_value_length(assigned: &str) -> Option<usize> {
    let value = assigned.strip_prefix('=')?;
    let is_plain =
        !value.is_empty() && !value.starts_with([' ', '\t', '=', '"', '\'', '[', '{', '<', '|', '>', '&', '!', '*']);
    is_plain.then(|| value.find([' ', '\t', ';', '"', '\'']).unwrap_or(value.len()))
}

/// The length of a plain value in brackets: up to the next key, or up to the closing bracket at the end of the line. A comma
/// without a key after it may be a part of the secret.
fn plain_flow_end(value: &str) -> Option<usize> {
    // Closing brackets in a row are followed by the same, so it is looked for once.
    let mut closed_until = 0;
    let is_end = |(at, c): &(usize, char)| match c {
        ',' => {
            let rest = value[at + 1..].trim_start();
            let key = rest.find([':', ',', '{', '}', '[', ']']).filter(|end| *end > 0);
            key.is_some_and(|end| ends_key(&rest[..end], &rest[end..]))
        }
        '}' | ']' if *at >= closed_until => {
            let rest = value[at + 1..].trim_start_matches(|c: char| matches!(c, '}' | ']') || c.is_whitespace());
            closed_until = value.len() - rest.len();
            rest.is_empty() || rest.starts_with(',')
        }
        _ => false,
    };
    value.char_indices().find(is_end).map(|(at, _)| value[..at].trim_end().len())
}

/// Whether a text has a colon that ends a key: white space follows it. `ab:c` is a value.
fn has_key_mark(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|at| ends_key(&text[..at], &text[at..]))
}

/// Whether the colon at the start of a text ends the key before it, which in quotes needs no white space after it.
fn ends_key(key: &str, mark: &str) -> bool {
    mark.strip_prefix(':').is_some_and(|rest| {
        rest.chars().next().is_none_or(char::is_whitespace) || key.trim_end().ends_with(['"', '\''])
    })
}

/// A value without the tag and the anchor before it.
fn skip_properties(mut value: &str) -> &str {
    while value.starts_with(['!', '&']) {
        let end = value.find([' ', '\t']).unwrap_or(value.len());
        value = value[end..].trim_start_matches([' ', '\t']);
    }
    value
}

fn is_closed(value: &str) -> bool {
    value.matches(['{', '[']).count() <= value.matches(['}', ']']).count()
}

/// The offset of the quote that ends a text.
fn quote_end(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\\' if quote == '"' => escaped = !escaped,
            c if c == quote && !escaped => return Some(at),
            _ => escaped = false,
        }
    }
    None
}

/// Secrets in the comments of a text that was parsed.
pub(super) fn comment_ranges(text: &str, document: &YamlDocument) -> Vec<Range<usize>> {
    if !text.contains('#') {
        return Vec::new();
    }
    let mut scalars = Vec::new();
    collect_scalar_spans(&document.root, &mut scalars);
    order::sort_by_key(&mut scalars, |range| range.start);
    let is_in_scalar = |at: usize| {
        let next = scalars.partition_point(|range| range.start <= at);
        next > 0 && scalars[next - 1].end > at
    };
    let mut hidden = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.match_indices('#').map(|(at, _)| at).find(|at| {
            let is_first = line[..*at].chars().next_back().is_none_or(char::is_whitespace);
            is_first && !is_in_scalar(start + at)
        });
        if let Some(at) = comment {
            let comment = &line[at..];
            let named = comment_secret_ranges(comment);
            let shaped = find_text_secrets(comment).into_iter().map(|found| found.range);
            hidden
                .extend(named.into_iter().chain(shaped).map(|range| range.start + start + at..range.end + start + at));
        }
        start += line.len();
    }
    hidden
}

pub(super) fn collect_scalar_spans(node: &YamlNode, spans: &mut Vec<Range<usize>>) {
    match &node.kind {
        YamlNodeKind::Scalar(_) => spans.push(node.span.clone()),
        YamlNodeKind::List(items) => items.iter().for_each(|item| collect_scalar_spans(item, spans)),
        YamlNodeKind::Mapping(entries) => {
            for entry in entries.iter() {
                spans.push(entry.key_span.clone());
                collect_scalar_spans(&entry.value, spans);
            }
        }
    }
}
