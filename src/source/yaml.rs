//! Builds the tree from YAML text, with the events of granit-parser.
//!
//! A strict subset: a scalar is a string unless it has another type in JSON (`0471` and `yes` remain strings).
//! Features that can hide the meaning of a file (anchors, aliases, tags, merge keys, several documents) are rejected
//! at their location.

use std::{collections::HashMap, ops::Range};

use granit_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value;

use super::{
    named_text::SourceText,
    tree::{YamlDocument, YamlEntry, YamlMapping, YamlNode, YamlNodeKind},
};
use crate::diagnostic::{Code, Diagnostic, SourceLocation, quote};

const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 50_000;

pub(super) fn parse(text: &str) -> Result<YamlDocument, Vec<Diagnostic>> {
    if text.len() > SourceText::MAX_BYTES {
        return Err(vec![SourceText::size_limit_diagnostic()]);
    }
    let mut builder = TreeBuilder {
        text,
        diagnostics: Vec::new(),
        open: Vec::new(),
        root: None,
        node_count: 0,
        line_starts: line_starts(text),
    };
    for parsed in Parser::new_from_str(text) {
        match parsed {
            Ok((event, span)) => {
                if !builder.handle_event(event, &span) {
                    break;
                }
            }
            Err(error) => {
                if let Some(marker) = find_conflict_marker(text) {
                    builder.diagnostics.push(
                        Diagnostic::error(Code::YAML_SYNTAX, "invalid YAML")
                            .at_bytes(marker)
                            .label("a conflict marker of Git")
                            .help("resolve the conflict in this file, then run `di-gen generate`: it resolves those of generated files"),
                    );
                    break;
                }
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let message = error.to_string();
                let message = message.split(" at char ").next().unwrap_or_default();
                let end = (at..=text.len()).skip(1).find(|&e| text.is_char_boundary(e)).unwrap_or(at);
                builder.diagnostics.push(
                    Diagnostic::error(Code::YAML_SYNTAX, "invalid YAML")
                        .at_bytes(floor_char_boundary(text, at)..end)
                        .label(message),
                );
                break;
            }
        }
    }
    if !builder.diagnostics.is_empty() {
        return Err(builder.diagnostics);
    }
    let root = builder.root.unwrap_or(YamlNode { span: 0..0, kind: YamlNodeKind::Mapping(YamlMapping::default()) });
    Ok(YamlDocument::new(root))
}

/// The first conflict marker of a merge, as a byte range.
fn find_conflict_marker(text: &str) -> Option<std::ops::Range<usize>> {
    const START: &str = "<<<<<<< ";
    let at = if text.starts_with(START) { 0 } else { text.find(&format!("\n{START}"))? + 1 };
    Some(at..at + START.trim_end().len())
}

/// A collection whose end was not read yet.
struct OpenCollection {
    start: usize,
    collection: Collection,
}

enum Collection {
    List(Vec<YamlNode>),
    Mapping { entries: Vec<YamlEntry>, key: Option<(String, Range<usize>)>, seen: HashMap<String, Range<usize>> },
}

struct TreeBuilder<'a> {
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
    open: Vec<OpenCollection>,
    root: Option<YamlNode>,
    node_count: usize,
    line_starts: Vec<usize>,
}

impl TreeBuilder<'_> {
    /// Handles one event; false if parsing cannot continue.
    fn handle_event(&mut self, event: Event<'_>, span: &Span) -> bool {
        let bytes = self.byte_range(span);
        if let Some(diagnostic) = unsupported_feature(&event, &bytes, span, self.text) {
            self.diagnostics.push(diagnostic);
        }
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                self.diagnostics.push(
                    Diagnostic::error(Code::YAML_FEATURE, "the file contains more than one YAML document")
                        .at_bytes(bytes)
                        .label("a second document starts here")
                        .help("use one file for each topology"),
                );
                return false;
            }
            Event::Scalar(text, style, ..) => {
                if self.awaits_key() {
                    self.push_key(text.into_owned(), bytes);
                } else {
                    let value = if style == ScalarStyle::Plain {
                        parse_plain_scalar(&text)
                    } else {
                        Value::String(text.into_owned())
                    };
                    self.push_value(YamlNode { span: bytes, kind: YamlNodeKind::Scalar(value) });
                }
            }
            Event::SequenceStart(..) => return self.start_collection(bytes, Collection::List(Vec::new())),
            Event::MappingStart(..) => {
                let mapping = Collection::Mapping { entries: Vec::new(), key: None, seen: HashMap::new() };
                return self.start_collection(bytes, mapping);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end_collection(bytes.end),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.push_value(YamlNode { span: bytes, kind: YamlNodeKind::Scalar(Value::Null) });
            }
            _ => {}
        }
        self.node_count += 1;
        if self.node_count > MAX_NODES {
            self.diagnostics.push(
                Diagnostic::error(Code::TOO_LARGE, "the file contains too many values")
                    .help(format!("reduce the file to at most {MAX_NODES} keys and values")),
            );
        }
        self.node_count <= MAX_NODES
    }

    fn start_collection(&mut self, bytes: Range<usize>, collection: Collection) -> bool {
        if self.awaits_key() {
            self.diagnostics.push(
                Diagnostic::error(Code::YAML_FEATURE, "a key must be plain text")
                    .at_bytes(bytes)
                    .label("a list or a mapping cannot be a key"),
            );
            return false;
        }
        if self.open.len() >= MAX_DEPTH {
            self.diagnostics.push(
                Diagnostic::error(Code::TOO_DEEP, "the file is nested too deeply")
                    .at_bytes(bytes)
                    .label(format!("level {} starts here", MAX_DEPTH + 1))
                    .help(format!("use at most {MAX_DEPTH} levels; a topology needs five")),
            );
            return false;
        }
        self.open.push(OpenCollection { start: bytes.start, collection });
        true
    }

    fn end_collection(&mut self, end: usize) {
        let Some(OpenCollection { start, collection }) = self.open.pop() else { return };
        let kind = match collection {
            Collection::List(items) => YamlNodeKind::List(items),
            Collection::Mapping { entries, .. } => YamlNodeKind::Mapping(entries.into()),
        };
        self.push_value(YamlNode { span: start..end.max(start), kind });
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(OpenCollection { collection: Collection::Mapping { key: None, .. }, .. }))
    }

    fn push_key(&mut self, text: String, bytes: Range<usize>) {
        if text == "<<" {
            self.diagnostics.push(
                Diagnostic::error(Code::YAML_FEATURE, "merge keys are not supported")
                    .at_bytes(bytes.clone())
                    .label("a merge key")
                    .help("repeat the values where they apply"),
            );
        }
        let Some(OpenCollection { collection: Collection::Mapping { key, seen, .. }, .. }) = self.open.last_mut()
        else {
            return;
        };
        if let Some(first) = seen.insert(text.clone(), bytes.clone()) {
            let mut diagnostic = Diagnostic::error(
                Code::DUPLICATE_KEY,
                format!("the key {} is duplicated in one mapping", quote(&text)),
            )
            .at_bytes(bytes.clone())
            .label("set again here")
            .help("remove one of the two");
            diagnostic.related.push((SourceLocation::Bytes(first), "first set here".to_owned()));
            self.diagnostics.push(diagnostic);
        }
        *key = Some((text, bytes));
    }

    fn push_value(&mut self, node: YamlNode) {
        match self.open.last_mut().map(|open| &mut open.collection) {
            None => self.root = Some(node),
            Some(Collection::List(items)) => items.push(node),
            Some(Collection::Mapping { entries, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(YamlEntry { key, key_span, value: node });
                }
            }
        }
    }

    fn byte_range(&self, span: &Span) -> Range<usize> {
        let byte = |marker: &granit_parser::Marker| {
            marker.byte_offset().unwrap_or_else(|| {
                let line = self.line_starts.get(marker.line().saturating_sub(1)).copied().unwrap_or(self.text.len());
                self.text[line..].char_indices().nth(marker.col()).map_or(self.text.len(), |(at, _)| line + at)
            })
        };
        let (start, end) = (byte(&span.start).min(self.text.len()), byte(&span.end).min(self.text.len()));
        floor_char_boundary(self.text, start)..floor_char_boundary(self.text, end.max(start))
    }
}

/// Anchors, aliases and tags, each at its location.
fn unsupported_feature(event: &Event<'_>, bytes: &Range<usize>, span: &Span, text: &str) -> Option<Diagnostic> {
    let (anchor, tag) = match event {
        Event::Scalar(_, _, anchor, tag)
        | Event::SequenceStart(_, anchor, tag)
        | Event::MappingStart(_, anchor, tag) => (*anchor, tag.is_some()),
        Event::Alias(_) | Event::UnresolvedAlias(_) => {
            return Some(
                Diagnostic::error(Code::YAML_FEATURE, "aliases are not supported")
                    .at_bytes(bytes.clone())
                    .label("an alias")
                    .help("repeat the value, so that it is visible where it applies"),
            );
        }
        _ => return None,
    };
    let before = text[..bytes.start].trim_end();
    if tag {
        let start = span.tag_start().and_then(|at| at.byte_offset()).unwrap_or(bytes.start);
        return Some(
            Diagnostic::error(Code::YAML_FEATURE, "tags are not supported")
                .at_bytes(start..bytes.end.max(start))
                .label("a tagged value")
                .help("remove the tag; the schema defines the type of every value"),
        );
    }
    if anchor != 0 {
        let start = before.rfind('&').unwrap_or(bytes.start);
        return Some(
            Diagnostic::error(Code::YAML_FEATURE, "anchors are not supported")
                .at_bytes(start..before.len().max(start))
                .label("an anchor")
                .help("repeat the value where it applies"),
        );
    }
    None
}

/// A plain scalar by the rules of JSON: everything else is a string.
fn parse_plain_scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ if text.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) => {
            match serde_json::from_str::<serde_json::Number>(text) {
                // `30.0` is an integer in JSON Schema.
                Ok(number) => Value::Number(to_integer(&number).unwrap_or(number)),
                Err(_) => Value::String(text.to_owned()),
            }
        }
        _ => Value::String(text.to_owned()),
    }
}

/// The integer value of a number that is written with a decimal point or an exponent.
#[allow(clippy::cast_possible_truncation, reason = "numbers out of range are excluded before")]
fn to_integer(number: &serde_json::Number) -> Option<serde_json::Number> {
    const MAX_EXACT: f64 = 9e15;
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < MAX_EXACT)?;
    Some((float as i64).into())
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
