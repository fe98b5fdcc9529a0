//! Masks secrets in what is shown.

use std::{borrow::Cow, ops::Range};

use serde_json::Value;

use super::{hidden::HiddenValues, names::name_meaning, shapes::find_text_secrets, values::is_secret_value};
use crate::order;

/// What is shown in place of a secret.
pub const MASK: &str = "********";

/// A text without the secrets that have a shape, and without these values.
#[must_use]
pub fn mask_text<'t>(text: &'t str, values: &HiddenValues) -> Cow<'t, str> {
    let mut ranges: Vec<Range<usize>> =
        find_text_secrets(text).into_iter().filter(|found| !found.is_weak()).map(|found| found.range).collect();
    ranges.extend(values.find_in(text));
    mask_ranges(text, ranges)
}

/// A text without these values; secrets that have a shape stay.
#[must_use]
pub fn mask_values<'t>(text: &'t str, values: &HiddenValues) -> Cow<'t, str> {
    mask_ranges(text, values.find_in(text))
}

fn mask_ranges(text: &str, ranges: Vec<Range<usize>>) -> Cow<'_, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for range in merge_ranges(ranges) {
        masked.push_str(&text[end..range.start]);
        masked.push_str(MASK);
        end = range.end;
    }
    masked.push_str(&text[end..]);
    Cow::Owned(masked)
}

/// A key, or the path to one, without the parts that are secrets: `tags.********`.
#[must_use]
pub fn mask_key_path(path: &str) -> Cow<'_, str> {
    let mask = |key| if find_text_secrets(key).is_empty() { key } else { MASK };
    if path.split('.').all(|key| mask(key) == key) {
        return mask_text(path, &HiddenValues::new());
    }
    Cow::Owned(path.split('.').map(mask).collect::<Vec<_>>().join("."))
}

/// Ranges in order, without overlaps.
#[must_use]
pub fn merge_ranges(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    order::sort_by_key(&mut ranges, |range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The lines of a text, each with its line break, with a mask in place of hidden bytes.
#[must_use]
pub fn mask_lines(text: &str, hidden: Vec<Range<usize>>) -> Vec<Cow<'_, str>> {
    let mut hidden = merge_ranges(hidden).into_iter().peekable();
    let (mut lines, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let content_end = start + line.trim_end_matches(['\r', '\n']).len();
        let mut masked: Option<String> = None;
        let mut from = start;
        while let Some(range) = hidden.peek().filter(|range| range.start < content_end) {
            let (range_start, range_end) = (range.start.max(start), range.end.min(content_end));
            if range_start < range_end {
                let masked = masked.get_or_insert_default();
                masked.push_str(&text[from..range_start]);
                masked.push_str(MASK);
                from = range_end;
            }
            if range.end > content_end {
                break;
            }
            hidden.next();
        }
        lines.push(match masked {
            Some(masked) => Cow::Owned(masked + &text[from..start + line.len()]),
            None => Cow::Borrowed(line),
        });
        start += line.len();
    }
    lines
}

/// JSON without secrets: values below the name of one, and what has a shape.
pub fn mask_json(value: &mut Value, values: &HiddenValues) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(masked) = mask_text(text, values) {
                *text = masked;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_json(item, values)),
        Value::Object(map) => {
            let is_masked = |key: &String| matches!(mask_text(key, values), Cow::Owned(_));
            if map.keys().any(is_masked) {
                let entries = std::mem::take(map);
                map.extend(entries.into_iter().map(|(key, value)| (mask_text(&key, values).into_owned(), value)));
            }
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) if is_secret_value(name_meaning(key), text) && is_literal(text) => {
                        MASK.clone_into(text);
                    }
                    value => mask_json(value, values),
                }
            }
        }
        _ => {}
    }
}

/// A text that is no expression of ARM or Terraform.
fn is_literal(text: &str) -> bool {
    let is_expression = (text.starts_with('[') && text.ends_with(']')) || text.starts_with("${");
    !is_expression
}
