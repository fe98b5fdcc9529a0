//! Where in a text a change is made: in its line, or in a new one with the indentation and line ending of its neighbours.

use std::ops::Range;

use serde_json::Value;

use super::{
    super::{
        edition::line_ending_after,
        tree::{YamlDocument, YamlEntry, YamlNode, YamlNodeKind},
    },
    path::{deepest_node, nest_value},
    value_text::{Notation, requote},
};

/// The spaces of one level, where the text has none yet.
const DEFAULT_INDENT: usize = 2;

/// A change of a text: bytes, and the text in their place.
pub(super) type Change = (Range<usize>, String);

pub(super) struct Layout<'t> {
    pub(super) text: &'t str,
    pub(super) document: &'t YamlDocument,
}

impl Layout<'_> {
    pub(super) fn set_value(&self, path: &[String], value: &Value) -> Option<Change> {
        let (node, depth) = deepest_node(self.document, path);
        let missing = &path[depth..];
        let Some((key, deeper)) = missing.split_first() else { return self.replace_value(path, value) };
        // An index of a list that the text does not have.
        if missing.iter().any(|key| key.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        match &node.kind {
            YamlNodeKind::Mapping(entries) if self.is_flow(node) => {
                let notation = entries.first().map_or(Notation::Yaml, |first| self.notation_of(first));
                let pair = format!("{}: {}", notation.string(key), notation.value(&nest_value(deeper, value)));
                Some(match entries.last() {
                    Some(last) => (self.end_of_entry(last)..self.end_of_entry(last), format!(", {pair}")),
                    None => (node.span.clone(), format!("{{ {pair} }}")),
                })
            }
            YamlNodeKind::Mapping(entries) => {
                let Some(last) = entries.last() else { return self.first_key(key, deeper, value) };
                let indent = self.column(entries.first()?.key_span.start);
                let at = self.end_of_line(self.end_of_entry(last));
                Some((at..at, self.block_lines(at, indent, key, deeper, value)))
            }
            YamlNodeKind::Scalar(Value::Null) => self.replace_value(&path[..depth], &nest_value(missing, value)),
            YamlNodeKind::Scalar(_) | YamlNodeKind::List(_) => None,
        }
    }

    /// The first key of a text that has none.
    fn first_key(&self, key: &str, deeper: &[String], value: &Value) -> Option<Change> {
        let is_whole_text = self.document.root.span == (0..0);
        let at = self.text.len();
        let start = if at == 0 || self.text.ends_with('\n') { "" } else { line_ending_after(self.text, 0) };
        let lines = self.block_lines(at, 0, key, deeper, value);
        let line_end = line_ending_after(self.text, 0);
        is_whole_text.then(|| (at..at, format!("{start}{}{line_end}", lines.trim_start_matches(['\r', '\n']))))
    }

    /// A new key of a block mapping: in new lines, after a line ending.
    fn block_lines(&self, at: usize, indent: usize, key: &str, deeper: &[String], value: &Value) -> String {
        let line_end = line_ending_after(self.text, self.start_of_line(at));
        let step = self.indent_step();
        let mut lines = String::new();
        for (depth, key) in std::iter::once(key).chain(deeper.iter().map(String::as_str)).enumerate() {
            lines.push_str(&format!("{line_end}{}{}:", " ".repeat(indent + depth * step), Notation::Yaml.string(key)));
        }
        format!("{lines} {}", Notation::Yaml.value(value))
    }

    /// The number of spaces by which the first nested mapping is indented.
    fn indent_step(&self) -> usize {
        let YamlNodeKind::Mapping(entries) = &self.document.root.kind else { return DEFAULT_INDENT };
        let nested = entries.iter().find_map(|entry| match &entry.value.kind {
            YamlNodeKind::Mapping(inner) if !self.is_flow(&entry.value) => {
                let start = inner.first()?.key_span.start;
                self.column(start).checked_sub(self.column(entry.key_span.start)).filter(|step| *step > 0)
            }
            _ => None,
        });
        nested.unwrap_or(DEFAULT_INDENT)
    }

    pub(super) fn replace_value(&self, path: &[String], value: &Value) -> Option<Change> {
        let (node, depth) = deepest_node(self.document, path);
        if depth < path.len() || path.is_empty() {
            return None;
        }
        let entry = self.entry_at(path);
        let shown = self.text.get(node.span.clone())?;
        let notation = entry.map_or(Notation::Yaml, |entry| self.notation_of(entry));
        match (&node.kind, value) {
            (YamlNodeKind::Scalar(_), _) if shown.is_empty() => {
                let at = self.after_colon(entry?)?;
                Some((at..at, format!(" {}", notation.value(value))))
            }
            (YamlNodeKind::Scalar(_), _) if self.is_block_scalar(node, entry) => {
                let start = self.start_of_value(node, entry)?;
                // A comment would be lost with the header.
                let has_comment = self.text[start..self.end_of_line(start)].contains('#');
                (!has_comment).then(|| (start..self.end_of(node), format!(" {}", notation.value(value))))
            }
            (YamlNodeKind::Scalar(Value::String(_)), Value::String(new)) => {
                Some((node.span.clone(), requote(shown, new)))
            }
            (YamlNodeKind::Scalar(_), _) => Some((node.span.clone(), notation.value(value))),
            _ if self.is_flow(node) => Some((node.span.clone(), notation.value(value))),
            _ => None,
        }
    }

    /// Whether a value of a key, or an item, is a block scalar, which spans lines.
    fn is_block_scalar(&self, node: &YamlNode, entry: Option<&YamlEntry>) -> bool {
        let start = self.start_of_value(node, entry).unwrap_or(node.span.start);
        self.text[start.min(node.span.start)..].trim_start().starts_with(['|', '>'])
    }

    /// The offset after the colon or dash of a value.
    fn start_of_value(&self, node: &YamlNode, entry: Option<&YamlEntry>) -> Option<usize> {
        entry.map_or_else(|| self.dash_before(node).map(|dash| dash + 1), |entry| self.after_colon(entry))
    }

    pub(super) fn append_value(&self, path: &[String], value: &Value) -> Option<Change> {
        let (node, depth) = deepest_node(self.document, path);
        let as_list = || Value::Array(vec![value.clone()]);
        let items = match &node.kind {
            YamlNodeKind::List(items) if depth == path.len() => items,
            _ if depth < path.len() => return self.set_value(path, &as_list()),
            YamlNodeKind::Scalar(Value::Null) => return self.replace_value(path, &as_list()),
            _ => return None,
        };
        let notation = self.entry_at(path).map_or(Notation::Yaml, |entry| self.notation_of(entry));
        let Some(last) = items.last() else { return self.replace_value(path, &as_list()) };
        let end = self.end_of(last);
        if self.is_flow(node) {
            return Some((end..end, format!(", {}", notation.value(value))));
        }
        let at = self.end_of_line(end);
        let indent = self.dash_before(items.first()?)?;
        let line_end = line_ending_after(self.text, self.start_of_line(at));
        let column = self.column(indent);
        Some((at..at, format!("{line_end}{}- {}", " ".repeat(column), notation.value(value))))
    }

    pub(super) fn entry_at(&self, path: &[String]) -> Option<&YamlEntry> {
        let (last, parents) = path.split_last()?;
        match &deepest_node(self.document, parents).0.kind {
            YamlNodeKind::Mapping(entries) => entries.find(last),
            _ => None,
        }
    }

    fn notation_of(&self, entry: &YamlEntry) -> Notation {
        Notation::of_key(&self.text[entry.key_span.clone()])
    }

    /// Whether a list or mapping is in brackets.
    pub(super) fn is_flow(&self, node: &YamlNode) -> bool {
        self.text[node.span.start..].starts_with(['{', '['])
    }

    /// The offset after the colon of an entry.
    pub(super) fn after_colon(&self, entry: &YamlEntry) -> Option<usize> {
        let end = entry.key_span.end;
        let rest = &self.text[end..];
        let colon = rest.find(':').filter(|colon| rest[..*colon].trim().is_empty())?;
        Some(end + colon + 1)
    }

    pub(super) fn end_of_entry(&self, entry: &YamlEntry) -> usize {
        let is_empty = entry.value.span.is_empty() && matches!(entry.value.kind, YamlNodeKind::Scalar(_));
        if is_empty { self.after_colon(entry).unwrap_or(entry.key_span.end) } else { self.end_of(&entry.value) }
    }

    /// The offset after the last byte of a value. The end of a block collection is that of its last value.
    pub(super) fn end_of(&self, node: &YamlNode) -> usize {
        let flow = self.is_flow(node);
        match &node.kind {
            YamlNodeKind::Mapping(entries) if !flow => {
                entries.last().map_or(node.span.end, |last| self.end_of_entry(last))
            }
            YamlNodeKind::List(items) if !flow => items.last().map_or(node.span.end, |last| self.end_of(last)),
            _ => node.span.start + self.text[node.span.clone()].trim_end().len(),
        }
    }

    /// The offset of the dash before an item of a block list: in its line, or above it, before nothing but comments.
    pub(super) fn dash_before(&self, item: &YamlNode) -> Option<usize> {
        let mut end = item.span.start;
        loop {
            let line = self.start_of_line(end);
            let shown = &self.text[line..end];
            let comment = shown.find(" #").or_else(|| shown.starts_with('#').then_some(0));
            let before = shown[..comment.unwrap_or(shown.len())].trim_end();
            if !before.is_empty() {
                // The header of a block scalar is before its text.
                let dash = before.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
                let dash = dash.strip_suffix(['|', '>']).map_or(before, str::trim_end);
                return dash.ends_with('-').then(|| line + dash.len() - 1);
            }
            end = line.checked_sub(1)?;
        }
    }

    pub(super) fn start_of_line(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    pub(super) fn end_of_line(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |end| at + end)
    }

    /// The column of an offset, in characters from 0.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text[self.start_of_line(at)..at].chars().count()
    }
}
