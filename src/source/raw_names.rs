//! The names of secrets in a text that cannot be parsed as YAML, in whatever way they are written.

use std::{collections::HashMap, ops::Range};

use crate::secret::{NameMeaning, name_meaning};

/// Whether a name is that of a secret, wherever it is.
fn is_secret_name(name: &str) -> bool {
    !matches!(name_meaning(name), NameMeaning::Harmless | NameMeaning::Neutral)
}

/// The names of secrets in a text, each with its quotes: before a `:` or `=`, or after a `?`.
pub(super) fn secret_names(text: &str) -> Vec<Range<usize>> {
    let anchors = anchored_keys(text);
    let mut names = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Marks in a row have the name before the first one.
        for (at, _) in line.match_indices([':', '=']).filter(|(at, _)| !line[..*at].ends_with([':', '='])) {
            let key = key_before(text, start, start + at);
            let name = plain_key(&anchors, &text[key.clone()]);
            if is_secret_name(&name) || (name == "value" && names_secret_nearby(text, &key)) {
                names.push(key);
            }
        }
        names.extend(names_without_mark(line).into_iter().map(|name| name.start + start..name.end + start));
        // `? password`, and the rest of a line that is nothing but a key.
        let trimmed = line.trim_start().trim_start_matches(['-', ' ']);
        if let Some(key) = trimmed.strip_prefix('?') {
            let key = key.trim().trim_end_matches(':');
            let key = key.rsplit([' ', '\t']).next().unwrap_or_default();
            if is_secret_name(&plain_key(&anchors, key)) {
                names.push(start + (line.len() - trimmed.len())..start + line.trim_end().len());
            }
        }
        start += line.len();
    }
    names
}

/// Names whose mark is missing: a name that one word, a quote or a bracket follows.
fn names_without_mark(line: &str) -> Vec<Range<usize>> {
    let first = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
    let starts = std::iter::once(first).chain(line.match_indices(['{', ',']).map(|(at, _)| at + 1));
    let name_at = |start: usize| {
        let start = line.len() - line[start..].trim_start().len();
        let near = &line[start..ceil_boundary(line, (start + 2 * MAX_KEY).min(line.len()))];
        let (name, rest) = near.split_once(char::is_whitespace)?;
        let value = rest.split([',', '}']).next().unwrap_or_default().trim();
        let is_value = value.starts_with(['"', '\'', '[', '{', '!', '&']) || !value.contains([' ', '\t', ':', '=']);
        (!value.is_empty() && is_value && is_secret_name(name.trim_matches(['"', '\''])))
            .then(|| start..start + name.len())
    };
    starts.filter_map(name_at).collect()
}

/// The longest key that is looked at.
const MAX_KEY: usize = 120;

/// The key before a mark, which is in its line or at the end of the line before it.
fn key_before(text: &str, line_start: usize, mark: usize) -> Range<usize> {
    // Brackets, and what was typed too much.
    let is_closing = |c: char| !c.is_alphanumeric() && !matches!(c, '"' | '\'' | '_');
    let window = ceil_boundary(text, mark.saturating_sub(MAX_KEY));
    let end = window + text[window..mark].trim_end_matches(is_closing).len();
    let from = ceil_boundary(text, end.saturating_sub(MAX_KEY));
    let inner = &text[from..end];
    let Some(last) = inner.chars().next_back() else { return mark..mark };
    if matches!(last, '"' | '\'') {
        let start = inner[..inner.len() - 1].rfind(last).unwrap_or_else(|| inner.rfind('\n').map_or(0, |at| at + 1));
        return from + start..end;
    }
    // A key without quotes is in one line.
    let from = if end > line_start { from.max(line_start) } else { from + inner.rfind('\n').map_or(0, |at| at + 1) };
    let is_end = |c: char| matches!(c, '{' | '[' | ',' | '?' | '"' | '\'' | ':' | '&' | '!' | '#' | '}' | ']' | '\t');
    let start = from + text[from..end].rfind(is_end).map_or(0, |at| at + 1);
    let start = end - text[start..end].trim_start().len();
    start + item_dashes(&text[start..end])..end
}

/// The length of the dashes of list items before a key.
fn item_dashes(key: &str) -> usize {
    let mut rest = key;
    while let Some(after) = rest.strip_prefix("- ") {
        rest = after.trim_start();
    }
    key.len() - rest.len()
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// What the anchors of a text mark, as far as it may be a key: the rest of the line, by the name of the anchor.
fn anchored_keys(text: &str) -> HashMap<&str, &str> {
    let mut keys = HashMap::new();
    for (at, _) in text.match_indices('&') {
        let rest = &text[at + 1..ceil_boundary(text, (at + 2 * MAX_KEY).min(text.len()))];
        if let Some(name) = anchor_name(rest) {
            keys.entry(name).or_insert_with(|| rest[name.len()..].lines().next().unwrap_or_default());
        }
    }
    keys
}

/// What a key means: without quotes and escapes, and for an alias what its anchor marks.
fn plain_key(anchors: &HashMap<&str, &str>, key: &str) -> String {
    let anchored = key.strip_prefix('*').and_then(anchor_name).and_then(|name| anchors.get(name).copied());
    unescape(anchored.unwrap_or(key).trim_matches(['"', '\'', ' ', '\t']))
}

/// The name of an anchor at the start of a text.
pub(super) fn anchor_name(text: &str) -> Option<&str> {
    text.split(|c: char| c.is_whitespace() || ",[]{}:".contains(c)).next().filter(|name| !name.is_empty())
}

/// The distance within which a name belongs to a value.
const NEAR: usize = 200;

/// Whether a secret is named beside a value: `{ name: DB_PASSWORD, value: ... }`.
fn names_secret_nearby(text: &str, value: &Range<usize>) -> bool {
    let before = &text[ceil_boundary(text, value.start.saturating_sub(NEAR))..value.start];
    let after = &text[value.end..ceil_boundary(text, (value.end + NEAR).min(text.len()))];
    let is_secret = |rest: &str| {
        let name = rest.trim_start_matches(['"', '\'', ':', ' ', '\t']);
        is_secret_name(name.split([',', '}', '\n', '"', '\'']).next().unwrap_or_default())
    };
    let is_found = |found: Option<&str>| found.is_some_and(is_secret);
    ["name", "key"].into_iter().any(|word| {
        is_found(before.rfind(word).map(|at| &before[at + word.len()..]))
            || is_found(after.find(word).map(|at| &after[at + word.len()..]))
    })
}

/// A key without the escapes of a text in double quotes.
fn unescape(key: &str) -> String {
    let mut plain = String::with_capacity(key.len());
    let mut characters = key.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let digits = match characters.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            // The line goes on without the white space at the start of the next one.
            Some('\n' | '\r') => {
                while characters.next_if(|c| c.is_whitespace()).is_some() {}
                continue;
            }
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
