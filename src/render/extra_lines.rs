//! Additional settings as lines of a language.

use serde_json::{Map, Value};

use super::layout::LayoutSyntax;
use crate::{order, plan::LanguageFamily};

/// The syntax in which a language family writes additional settings.
pub(super) trait ExtraSyntax {
    /// The family.
    fn family(&self) -> LanguageFamily;
    /// The syntax that matters for layout.
    fn layout_syntax(&self) -> &'static LayoutSyntax;
    /// A quoted string literal, never an expression.
    fn quote_literal(&self, text: &str) -> String;
    /// A key and its value on the same line.
    fn entry_line(&self, key: &str, value: &str) -> String;
    /// The line that opens a mapping below a key.
    fn block_opening(&self, key: &str) -> String;
}

/// Sorted, so that the order in the file does not affect the output.
pub(super) fn sorted_by_key(data: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<(&String, &Value)> = data.iter().collect();
    order::sort_by_key(&mut entries, |(key, _)| *key);
    entries
}

/// A setting as lines. A block of Terraform is between blank lines; those at the start and the end of a mapping are left out by the
/// layout.
pub(super) fn spaced_setting_lines(key: &str, value: &Value, syntax: &dyn ExtraSyntax) -> Vec<String> {
    let lines = setting_lines(key, value, syntax);
    let is_block = lines.last().is_some_and(|line| line.ends_with('}'));
    if is_block && syntax.family() == LanguageFamily::Terraform {
        return std::iter::once(String::new()).chain(lines).chain([String::new()]).collect();
    }
    lines
}

/// A setting as lines.
fn setting_lines(key: &str, value: &Value, syntax: &dyn ExtraSyntax) -> Vec<String> {
    match value {
        Value::Object(inner) => block_lines(&syntax.block_opening(key), inner, syntax),
        Value::Array(items) if syntax.family() == LanguageFamily::Terraform && items.iter().any(Value::is_object) => {
            items
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|inner| block_lines(&syntax.block_opening(key), inner, syntax))
                .collect()
        }
        value => {
            let text = value_text(value, syntax);
            syntax.entry_line(key, &text).lines().map(ToOwned::to_owned).collect()
        }
    }
}

fn block_lines(open: &str, inner: &Map<String, Value>, syntax: &dyn ExtraSyntax) -> Vec<String> {
    if inner.is_empty() {
        return vec![format!("{open}}}")];
    }
    let lines = sorted_by_key(inner).into_iter().flat_map(|(key, value)| spaced_setting_lines(key, value, syntax));
    std::iter::once(open.to_owned()).chain(lines).chain(["}".to_owned()]).collect()
}

fn value_text(value: &Value, syntax: &dyn ExtraSyntax) -> String {
    match value {
        Value::String(text) => syntax.quote_literal(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| value_text(item, syntax)).collect();
            match syntax.family() {
                LanguageFamily::Terraform => format!("[{}]", items.join(", ")),
                LanguageFamily::Azure if items.is_empty() => "[]".to_owned(),
                LanguageFamily::Azure => format!("[\n{}\n]", items.join("\n")),
            }
        }
        Value::Object(inner) => block_lines("{", inner, syntax).join("\n"),
        other => other.to_string(),
    }
}
