//! Values without a space before them, which YAML reads as a part of the name: `password:correcthorse`.
//!
//! Such a text may as well be honest (`secret:read`), so it is accepted where a text is. A line that is drawn does not show it.

use std::ops::Range;

use super::{raw_secrets::collect_scalar_spans, tree::YamlDocument};
use crate::secret::{is_secret_value, name_meaning};

/// The values after the names of secrets in plain scalars.
pub(super) fn unspaced_values(text: &str, document: &YamlDocument) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    collect_scalar_spans(&document.root, &mut spans);
    spans.into_iter().flat_map(|span| values_in_scalar(text, span)).collect()
}

fn values_in_scalar(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let written = text.get(span.clone()).unwrap_or_default();
    if written.starts_with(['"', '\'', '|', '>']) {
        return Vec::new();
    }
    let mut start = span.start;
    let mut values = Vec::new();
    for line in written.split_inclusive('\n') {
        if let Some((name, value)) = line.split_once([':', '='])
            && !name.trim().contains(char::is_whitespace)
            && is_secret_value(name_meaning(name), value)
        {
            values.push(start + name.len() + 1..start + line.trim_end().len());
        }
        start += line.len();
    }
    values
}
