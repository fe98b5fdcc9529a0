//! Secrets in a text that cannot be parsed as YAML, and in comments.
//!
//! Such a text has no tree, so more is hidden than what is secret: all that may belong to the value of a key with the name
//! of one, in any way that YAML has to write it. What the parser read before its error is judged as in a document.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::tree::{YamlDocument, YamlNode, YamlNodeKind};
use crate::secret::{NameMeaning, comment_secret_ranges, find_text_secrets, name_meaning};

/// Bytes that must not be shown of a text that cannot be parsed.
pub(super) fn raw_secret_ranges(text: &str) -> Vec<Range<usize>> {
    let mut hidden: Vec<Range<usize>> = find_text_secrets(text).into_iter().map(|found| found.range).collect();
    let lines = RawLines::new(text);
    let mut long = 0..0;
    for name in secret_names(text) {
        // What a long range hides needs no second look, which would take long in a text of many names.
        if long.contains(&name.start) {
            continue;
        }
        let range = name.end..lines.value_end(&name);
        if hidden.len() < MAX_ALIASES {
            hidden.extend(lines.anchored_range(&text[range.clone()]));
        }
        if range.len() > MAX_OVERLAP {
            long = range.clone();
        }
        hidden.push(range);
    }
    hidden.extend(parsed_secret_ranges(text));
    hidden
}

/// The length of a range inside which others are not looked for.
const MAX_OVERLAP: usize = 16 * 1024;

/// The number of ranges after which anchors are no longer looked for.
const MAX_ALIASES: usize = 500;

/// Whether a name is that of a secret, wherever it is.
fn is_secret_name(name: &str) -> bool {
    !matches!(name_meaning(name), NameMeaning::Harmless | NameMeaning::Neutral)
}

/// The names of secrets in a text, each with its quotes: before a `:` or `=`, or after a `?`.
fn secret_names(text: &str) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Before each `:` and `=`, from the nearest character that is no part of a key.
        for (at, _) in line.match_indices([':', '=']) {
            let before = line[..at].trim_end();
            let key_start = key_start(before);
            let key = unescape(before[key_start..].trim_matches(['"', '\'']));
            if is_secret_name(&key) {
                names.push(start + key_start..start + at);
            }
        }
        // `? password`, and the rest of a line that is nothing but a key.
        let trimmed = line.trim_start();
        if let Some(key) = trimmed.strip_prefix('?') {
            let key = key.trim().trim_end_matches(':');
            let key = key.rsplit([' ', '\t']).next().unwrap_or_default();
            if is_secret_name(&unescape(key.trim_matches(['"', '\'']))) {
                names.push(start..start + line.trim_end().len());
            }
        }
        start += line.len();
    }
    names
}

/// The longest key that is looked at.
const MAX_KEY: usize = 120;

/// Where the key at the end of a text starts.
fn key_start(before: &str) -> usize {
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let from = before.len().saturating_sub(MAX_KEY);
    let from = (from..=before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
    if let Some(quote) = quote {
        let inner = &before[from..before.len() - 1];
        return from + inner.rfind(quote).unwrap_or_default();
    }
    let is_end = |c: char| matches!(c, '{' | '[' | ',' | '?' | '"' | '\'' | ':' | '&' | '!' | '#' | '}' | ']' | '\t');
    let inner = &before[from..];
    from + inner.rfind(is_end).map_or(0, |at| at + 1)
}

/// A key without the escapes of a text in double quotes.
fn unescape(key: &str) -> String {
    let mut plain = String::with_capacity(key.len());
    let mut characters = key.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let digits = match characters.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(other) => {
                plain.push(other);
                continue;
            }
            None => break,
        };
        let code: String = characters.by_ref().take(digits).collect();
        plain.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
    }
    plain
}

/// The lines of a text, with their indentation and with the brackets that are open before each.
struct RawLines<'t> {
    text: &'t str,
    lines: Vec<RawLine>,
}

struct RawLine {
    range: Range<usize>,
    indent: usize,
    /// Brackets that are open before the line.
    depth: usize,
}

impl<'t> RawLines<'t> {
    fn new(text: &'t str) -> Self {
        let (mut lines, mut start, mut depth) = (Vec::new(), 0, 0_usize);
        for line in text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            lines.push(RawLine { range: start..start + line.trim_end().len(), indent, depth });
            for byte in line.bytes() {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            start += line.len();
        }
        Self { text, lines }
    }

    /// The end of all that may belong to the value after a name.
    fn value_end(&self, name: &Range<usize>) -> usize {
        let at = self.lines.partition_point(|line| line.range.end < name.end && line.range.end < name.start + 1);
        let at = at.min(self.lines.len().saturating_sub(1));
        let Some(line) = self.lines.get(at) else { return self.text.len() };
        let before = &self.text[line.range.start..name.start.max(line.range.start)];
        let opened = before.matches(['{', '[']).count();
        let is_flow = line.depth + opened > 0;
        // The column of the key: a list item starts behind its dash.
        let is_list = |c: char| matches!(c, ' ' | '\t' | '-' | '?');
        let column = before.len() - before.trim_start_matches(is_list).len();
        let column = if before.trim_start_matches(is_list).is_empty() { column } else { line.indent };
        let value = self.text[name.end.min(line.range.end)..line.range.end].trim_start_matches([':', '=', ' ', '\t']);
        let value = skip_properties(value);
        let mut end = line.range.end;
        if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let start = line.range.end - value.len() + 1;
            match quote_end(&self.text[start..], quote) {
                Some(closed) if start + closed <= line.range.end => {}
                Some(closed) => end = self.line_end(start + closed),
                None => return self.text.len(),
            }
        }
        if value.starts_with(['{', '[']) && !is_closed(value) {
            end = end.max(self.collection_end(line.range.end - value.len()));
        }
        let is_empty = value.is_empty() || value.starts_with('#');
        for next in &self.lines[at + 1..] {
            if next.range.end <= end {
                continue;
            }
            let content = self.text[next.range.clone()].trim_start();
            let looks_like_key =
                content.contains(':') && !content.starts_with([':', '"', '\'', '-', '?', '{', '[', '|', '>']);
            let belongs = content.is_empty()
                || next.indent > column
                // The value of `? password`, and a list at the column of its key.
                || content.starts_with(':')
                || (content.starts_with("- ") && next.indent >= column && !before.trim_start().starts_with('-'))
                || ((is_flow || is_empty) && !looks_like_key);
            if !belongs {
                break;
            }
            end = next.range.end.max(end);
            if is_flow && content.contains([',', '}', ']']) {
                break;
            }
        }
        end
    }

    /// What the anchor of an alias marks: `*name` stands for the value after `&name`.
    fn anchored_range(&self, value: &str) -> Option<Range<usize>> {
        let alias = value.trim_start_matches([':', '=', ' ', '\t', '\r', '\n']).strip_prefix('*')?;
        let alias =
            alias.split(|c: char| c.is_whitespace() || ",]}".contains(c)).next().filter(|alias| !alias.is_empty())?;
        let at = self.text.find(&format!("&{alias}"))?;
        let end = at + 1 + alias.len();
        Some(end..self.value_end(&(at..end)))
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

/// Values below the names of secrets, as far as the parser read them. A secret whose value was not read to its end hides the
/// rest of the text.
fn parsed_secret_ranges(text: &str) -> Vec<Range<usize>> {
    /// A collection that is open: whether the next scalar of a mapping is a key, and whether its values are secret.
    struct Open {
        is_mapping: bool,
        awaits_key: bool,
        is_secret: bool,
        inherited: bool,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut hidden = Vec::new();
    let mut hides_rest_from = None;
    let byte = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or(text.len()).min(text.len());
    for parsed in Parser::new_from_str(text) {
        let Ok((event, span)) = parsed else {
            hidden.extend(hides_rest_from.map(|from| from..text.len()));
            break;
        };
        let range = byte(&span.start)..byte(&span.end).max(byte(&span.start));
        let is_secret = open.last().is_some_and(|open| open.is_secret);
        match event {
            Event::Scalar(scalar, ..) => {
                let Some(collection) = open.last_mut() else { continue };
                if collection.is_mapping && collection.awaits_key {
                    collection.is_secret = match name_meaning(&scalar) {
                        NameMeaning::Secret | NameMeaning::SecretOfService | NameMeaning::MaybeSecret => true,
                        NameMeaning::Harmless => false,
                        NameMeaning::Neutral => collection.inherited,
                    };
                    collection.awaits_key = false;
                    hides_rest_from = collection.is_secret.then_some(range.end);
                } else {
                    if is_secret {
                        hidden.push(range);
                    }
                    end_value(collection.is_mapping, &mut collection.awaits_key, &mut hides_rest_from);
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let is_mapping = matches!(event, Event::MappingStart(..));
                open.push(Open { is_mapping, awaits_key: is_mapping, is_secret, inherited: is_secret });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                if let Some(collection) = open.last_mut() {
                    end_value(collection.is_mapping, &mut collection.awaits_key, &mut hides_rest_from);
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                if let Some(collection) = open.last_mut() {
                    end_value(collection.is_mapping, &mut collection.awaits_key, &mut hides_rest_from);
                }
            }
            _ => {}
        }
    }
    hidden
}

/// After a value of a mapping, a key follows.
fn end_value(is_mapping: bool, awaits_key: &mut bool, hides_rest_from: &mut Option<usize>) {
    if is_mapping {
        *awaits_key = true;
    }
    *hides_rest_from = None;
}

/// Secrets in the comments of a text that was parsed.
pub(super) fn comment_ranges(text: &str, document: &YamlDocument) -> Vec<Range<usize>> {
    if !text.contains('#') {
        return Vec::new();
    }
    let mut scalars = Vec::new();
    collect_scalar_spans(&document.root, &mut scalars);
    scalars.sort_by_key(|range| range.start);
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

fn collect_scalar_spans(node: &YamlNode, spans: &mut Vec<Range<usize>>) {
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
