//! Settings that the file brings along: data that is put into what a template wrote, and never over it.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::layout::{LayoutSyntax, count_brackets};
use crate::{
    diagnostic::{Code, Diagnostic, nearest_match},
    plan::{LanguageFamily, Nesting, ResolvedTopology, Resource},
    source::join_pointer,
};

/// Words of Bicep and ARM themselves: what a resource is and when, not what it has.
const AZURE_RESERVED_KEYS: &[&str] = &[
    "type",
    "apiVersion",
    "name",
    "scope",
    "parent",
    "dependsOn",
    "condition",
    "copy",
    "existing",
    "comments",
    "metadata",
    "resources",
];

/// Words of Terraform itself.
const TERRAFORM_RESERVED_KEYS: &[&str] = &[
    "count",
    "for_each",
    "provider",
    "lifecycle",
    "depends_on",
    "provisioner",
    "connection",
    "dynamic",
    "source",
    "version",
];

/// Why a setting cannot be written.
pub(super) type ExtraError = Box<Diagnostic>;

/// How a family of languages writes data.
pub(super) trait ExtraSyntax {
    /// The family.
    fn family(&self) -> LanguageFamily;
    /// The marks of the notation.
    fn layout_syntax(&self) -> &'static LayoutSyntax;
    /// A text in quotes, never an expression.
    fn quote_literal(&self, text: &str) -> String;
    /// A key with its value on the same line.
    fn entry_line(&self, key: &str, value: &str) -> String;
    /// The line that opens a mapping below a key.
    fn block_opening(&self, key: &str) -> String;
}

/// Settings of resources that are not there, or are not written here.
pub(super) fn check_targets(plan: &ResolvedTopology) -> Vec<Diagnostic> {
    plan.extra
        .iter()
        .filter_map(|(symbol, _)| {
            let key = join_pointer("/extra", symbol);
            let refuse = |message: String| Diagnostic::error(Code::EXTRA, message).at_key(key.clone());
            let made = || plan.resources.iter().filter(|r| r.existing.is_none()).map(|r| r.symbol.as_str());
            match plan.find(&symbol.as_str().into()) {
                None => {
                    let finding = refuse(format!("the topology makes no resource `{symbol}`"));
                    Some(match nearest_match(symbol, made()) {
                        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                        None => finding.help(
                            "`di-gen describe` lists resources by these names, and Bicep has them as symbolic names",
                        ),
                    })
                }
                Some(resource) if resource.existing.is_some() => Some(
                    refuse(format!("`{symbol}` exists already, so nothing about it is written"))
                        .related_value(resource.origin.clone(), "said to exist here"),
                ),
                Some(_) => None,
            }
        })
        .collect()
}

/// Puts the settings of a resource into what was written of it.
pub(super) fn merge_into_body<'a>(
    plan: &ResolvedTopology,
    resource: &Resource,
    text: &'a str,
    syntax: &dyn ExtraSyntax,
) -> Result<Cow<'a, str>, ExtraError> {
    let Some((symbol, extra)) = plan.extra.iter().find(|(symbol, _)| symbol == resource.symbol.as_str()) else {
        return Ok(text.into());
    };
    let (word, data) = match syntax.family() {
        LanguageFamily::Azure => ("azure", &extra.azure),
        LanguageFamily::Terraform => ("terraform", &extra.terraform),
    };
    if data.is_empty() {
        return Ok(text.into());
    }
    let pointer = join_pointer(&join_pointer("/extra", symbol), word);
    let lines: Vec<&str> = text.lines().collect();
    Ok(merge_settings(&lines, data, &pointer, resource, syntax, true)?.join("\n").into())
}

/// The same for a text with the block of the resource in it, before those of what belongs to it.
pub(super) fn merge_into_block<'a>(
    plan: &ResolvedTopology,
    resource: &Resource,
    text: &'a str,
    syntax: &dyn ExtraSyntax,
) -> Result<Cow<'a, str>, ExtraError> {
    if plan.extra.is_empty() {
        return Ok(text.into());
    }
    let lines: Vec<&str> = text.lines().collect();
    let Some(start) = lines.iter().position(|line| line.starts_with("resource \"")) else { return Ok(text.into()) };
    let mut depth = 0;
    let end = lines.iter().skip(start).position(|line| {
        let (closes, opens) = count_brackets(line, syntax.layout_syntax());
        depth = depth + opens - closes.min(depth + opens);
        depth == 0
    });
    let end = start + end.unwrap_or_default();
    let inside = lines[start + 1..end].join("\n");
    let inside = merge_into_body(plan, resource, &inside, syntax)?;
    Ok(format!("{}\n{inside}\n{}", lines[..=start].join("\n"), lines[end..].join("\n")).into())
}

/// What a language writes inside another resource has no place of its own.
pub(super) fn check_separate_resources(plan: &ResolvedTopology, family: LanguageFamily) -> Vec<Diagnostic> {
    let inside = match family {
        LanguageFamily::Azure => Nesting::InsideParentInAzure,
        LanguageFamily::Terraform => Nesting::InsideParentInTerraform,
    };
    let misplaced = plan.extra.iter().filter_map(|(symbol, extra)| {
        let (word, data) = match family {
            LanguageFamily::Azure => ("azure", &extra.azure),
            LanguageFamily::Terraform => ("terraform", &extra.terraform),
        };
        let resource = plan.find(&symbol.as_str().into())?;
        let absent = resource.only_for.is_some_and(|only| only != family);
        (!data.is_empty() && (resource.nesting == inside || absent)).then(|| {
            let finding =
                Diagnostic::error(Code::EXTRA, format!("`{symbol}` is no resource of its own in this language"))
                    .at_key(join_pointer(&join_pointer("/extra", symbol), word));
            match resource.parent.as_ref().filter(|_| resource.nesting == inside) {
                Some(parent) => finding.help(format!("it is written inside `{}`", parent.as_str())),
                None => finding,
            }
        })
    });
    misplaced.collect()
}

/// Puts data among the lines of a mapping; `top` is the resource itself.
fn merge_settings(
    lines: &[&str],
    data: &Map<String, Value>,
    pointer: &str,
    resource: &Resource,
    syntax: &dyn ExtraSyntax,
    top: bool,
) -> Result<Vec<String>, ExtraError> {
    let mut written: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for (key, value) in sorted_by_key(data) {
        let here = join_pointer(pointer, key);
        check_setting(key, value, &here, syntax, top)?;
        let borrowed: Vec<&str> = written.iter().map(String::as_str).collect();
        let found = find_entries(&borrowed, key, syntax);
        match (found.as_slice(), value) {
            ([], value) => {
                let new = setting_lines(key, value, syntax);
                written.extend(new);
            }
            ([(start, end)], Value::Object(inner)) if end > start => {
                let inside = merge_settings(&borrowed[start + 1..*end], inner, &here, resource, syntax, false)?;
                let (head, tail) = (written[..=*start].to_vec(), written[*end..].to_vec());
                written = head.into_iter().chain(inside).chain(tail).collect();
            }
            _ => {
                let refusal = Diagnostic::error(Code::EXTRA, format!("di-gen writes `{key}` itself"));
                return Err(Box::new(
                    refusal
                        .at_key(here)
                        .label("this would be said twice")
                        .related_value(resource.origin.clone(), "the key that decides it is about here")
                        .help("set it by its own key of the file, or leave it out"),
                ));
            }
        }
    }
    Ok(written)
}

/// A key that a language takes for a word of its own, or a value that it cannot say.
fn check_setting(
    key: &str,
    value: &Value,
    pointer: &str,
    syntax: &dyn ExtraSyntax,
    top: bool,
) -> Result<(), ExtraError> {
    let refuse = |message: String| Err(Box::new(Diagnostic::error(Code::EXTRA, message).at_key(pointer)));
    let (reserved, plain) = match syntax.family() {
        LanguageFamily::Azure => {
            (AZURE_RESERVED_KEYS, key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$@".contains(c)))
        }
        LanguageFamily::Terraform => {
            (TERRAFORM_RESERVED_KEYS, key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        }
    };
    let starts = key.starts_with(|c: char| c.is_ascii_alphabetic() || (c == '_' && !top));
    if !plain || !starts {
        return refuse(format!("`{key}` is no name of a setting"));
    }
    let anywhere = match syntax.family() {
        LanguageFamily::Azure => key.eq_ignore_ascii_case("copy"),
        LanguageFamily::Terraform => ["dynamic", "provisioner", "connection"].contains(&key),
    };
    if anywhere || (top && reserved.iter().any(|word| word.eq_ignore_ascii_case(key))) {
        return refuse(format!("`{key}` is a word of the language, not a setting of the resource"));
    }
    if let Value::Object(inner) = value
        && syntax.family() == LanguageFamily::Azure
        && let Some((one, _)) =
            inner.iter().find(|(one, _)| inner.keys().any(|other| other != *one && other.eq_ignore_ascii_case(one)))
    {
        return refuse(format!("`{one}` stands in `{key}` twice, in other letters"));
    }
    check_value(key, value, pointer, syntax, 0)
}

/// A value that a language cannot say; `depth` counts the lists that it is in.
fn check_value(
    key: &str,
    value: &Value,
    pointer: &str,
    syntax: &dyn ExtraSyntax,
    depth: usize,
) -> Result<(), ExtraError> {
    let refuse = |message: String| Err(Box::new(Diagnostic::error(Code::EXTRA, message).at_key(pointer)));
    match value {
        Value::Number(number) if !number.is_i64() => {
            refuse(format!("`{number}` is no whole number that all languages have"))
        }
        Value::Null => refuse(format!("`{key}` has no value")),
        Value::Object(_) if depth > 1 && syntax.family() == LanguageFamily::Terraform => {
            refuse(format!("`{key}` has a mapping in a list of lists, which is no block"))
        }
        Value::Object(inner) => inner
            .iter()
            .try_for_each(|(key, value)| check_setting(key, value, &join_pointer(pointer, key), syntax, false)),
        Value::Array(items)
            if syntax.family() == LanguageFamily::Terraform
                && items.iter().any(Value::is_object)
                && !items.iter().all(Value::is_object) =>
        {
            refuse(format!("`{key}` lists mappings and other values, which is no list of blocks"))
        }
        Value::Array(items) => items.iter().enumerate().try_for_each(|(at, item)| {
            check_value(key, item, &join_pointer(pointer, &at.to_string()), syntax, depth + 1)
        }),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Where a key stands among the lines of a mapping: first and last line of its value, for each time that it is written.
fn find_entries(lines: &[&str], key: &str, syntax: &dyn ExtraSyntax) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, None);
    for (at, line) in lines.iter().map(|line| line.trim()).enumerate() {
        let (closes, opens) = count_brackets(line, syntax.layout_syntax());
        if depth == 0 {
            let name = line.trim_start_matches(['\'', '"']);
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"_-.$@".contains(c)).unwrap_or(name.len());
            let is_entry = name[end..].trim_start_matches(['\'', '"', ' ']).starts_with([':', '=', '{']);
            if is_entry && name[..end].eq_ignore_ascii_case(key) {
                start = Some(at);
            }
        }
        depth = (depth + opens).saturating_sub(closes);
        if let (0, Some(first)) = (depth, start) {
            // What is closed on its line, or is no mapping, has no inside.
            let is_mapping = lines[first].trim_end().ends_with('{');
            found.push((first, if is_mapping { at } else { first }));
            start = None;
        }
    }
    found
}

/// In an order of its own: that of the file must not matter.
fn sorted_by_key(data: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<(&String, &Value)> = data.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
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
    let lines = sorted_by_key(inner).into_iter().flat_map(|(key, value)| setting_lines(key, value, syntax));
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
