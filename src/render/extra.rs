//! Additional settings (`extra`): merged into the properties that a template writes, never over them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde_json::{Map, Value};

use super::{
    extra_keys::key_of_setting,
    extra_lines::{ExtraSyntax, sorted_by_key, spaced_setting_lines},
    layout::count_brackets,
};
use crate::{
    diagnostic::{Code, Diagnostic, KeyChange, is_slip, nearest_match, nearest_unique_match, quote},
    plan::{LanguageFamily, ResolvedTopology, Resource, ResourceKind},
    source::join_pointer,
};

/// Keywords of Bicep and ARM, which are not properties of a resource.
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

/// Meta-arguments of Terraform.
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

/// The reason why a setting cannot be written.
pub(super) type ExtraError = Box<Diagnostic>;

/// Reports settings for resources that the topology does not contain or does not create, and names of such role assignments.
pub(super) fn check_targets(plan: &ResolvedTopology) -> Vec<Diagnostic> {
    let settings = plan.extra.iter().map(|(symbol, _)| (symbol, None));
    let names = plan.named_assignments.iter().map(|symbol| (symbol, Some(ResourceKind::RoleAssignment)));
    settings
        .chain(names)
        .filter_map(|(symbol, kind)| {
            let (code, map, what) = match kind {
                None => (Code::EXTRA, "/extra", "resource"),
                Some(_) => (Code::UNKNOWN_ASSIGNMENT, "/naming/roleAssignments", "role assignment"),
            };
            let key = join_pointer(map, symbol);
            let refuse = |message: String| Diagnostic::error(code, message).at_key(key.clone());
            let is_of_kind = |resource: &&Resource| kind.is_none_or(|kind| resource.kind == kind);
            let created = || {
                let created = plan.resources.iter().map(Arc::as_ref).filter(|resource| resource.existing.is_none());
                created.filter(is_of_kind).map(|resource| resource.symbol.as_str())
            };
            match plan.find(&symbol.as_str().into()).filter(is_of_kind) {
                None => {
                    let diagnostic = refuse(format!("the topology creates no {what} `{symbol}`"));
                    Some(match nearest_match(symbol, created()) {
                        Some(meant) => {
                            let names: Vec<&str> = created().collect();
                            let change = nearest_unique_match(symbol, &names)
                                .map(|meant| KeyChange::Rename { pointer: key.clone(), key: meant.to_owned() });
                            let diagnostic = diagnostic.help(format!("did you mean `{meant}`?")).fixed_by(change);
                            diagnostic.left_to_decision(!is_slip(symbol, meant))
                        }
                        None => diagnostic.help("run `di-gen describe` to list the symbolic names of the resources"),
                    })
                }
                Some(resource) if resource.existing.is_some() => Some(
                    refuse(format!("`{symbol}` already exists, so its settings are not written"))
                        .related_value(resource.origin.clone(), "declared as existing here"),
                ),
                Some(_) => None,
            }
        })
        .collect()
}

/// Merges the settings of a resource into its rendered body.
pub(super) fn merge_into_body<'a>(
    plan: &ResolvedTopology,
    resource: &Resource,
    text: &'a str,
    syntax: &dyn ExtraSyntax,
) -> Result<Cow<'a, str>, ExtraError> {
    let Some((symbol, extra)) = plan.extra.iter().find(|(symbol, _)| symbol == resource.symbol.as_str()) else {
        return Ok(text.into());
    };
    let (family_key, data) = match syntax.family() {
        LanguageFamily::Azure => ("azure", &extra.azure),
        LanguageFamily::Terraform => ("terraform", &extra.terraform),
    };
    if data.is_empty() {
        return Ok(text.into());
    }
    let pointer = join_pointer(&join_pointer("/extra", symbol), family_key);
    if syntax.family() == LanguageFamily::Azure {
        check_case(family_key, data, &pointer)?;
    }
    let lines: Vec<&str> = text.lines().collect();
    let merge = SettingsMerge { resource, syntax };
    Ok(merge.merge_settings(&lines, data, &pointer, true)?.join("\n").into())
}

/// The same for text that contains the block of the resource, then the blocks of its associations.
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
    let body = lines[start + 1..end].join("\n");
    let body = merge_into_body(plan, resource, &body, syntax)?;
    Ok(format!("{}\n{body}\n{}", lines[..=start].join("\n"), lines[end..].join("\n")).into())
}

/// Reports settings for resources that a language writes inside another resource.
pub(super) fn check_separate_resources(plan: &ResolvedTopology, family: LanguageFamily) -> Vec<Diagnostic> {
    let misplaced = plan.extra.iter().filter_map(|(symbol, extra)| {
        let (family_key, data) = match family {
            LanguageFamily::Azure => ("azure", &extra.azure),
            LanguageFamily::Terraform => ("terraform", &extra.terraform),
        };
        let resource = plan.find(&symbol.as_str().into())?;
        let nested = resource.nesting.is_inside_parent(family);
        let absent = resource.only_for.is_some_and(|only| only != family);
        (!data.is_empty() && (nested || absent)).then(|| {
            let diagnostic =
                Diagnostic::error(Code::EXTRA, format!("`{symbol}` is not a separate resource in this language"))
                    .at_key(join_pointer(&join_pointer("/extra", symbol), family_key));
            match resource.containing_resource().filter(|_| nested) {
                Some(parent) => diagnostic.label(format!("it is part of `{}`", parent.as_str())),
                None => diagnostic,
            }
        })
    });
    misplaced.collect()
}

/// Merges settings into the body of one resource.
struct SettingsMerge<'a> {
    resource: &'a Resource,
    syntax: &'a dyn ExtraSyntax,
}

impl SettingsMerge<'_> {
    /// Merges data into the lines of a mapping; `top` marks the resource itself, whose settings are checked with all that
    /// is inside them. The lines are searched once, however many settings there are.
    fn merge_settings(
        &self,
        lines: &[&str],
        data: &Map<String, Value>,
        pointer: &str,
        top: bool,
    ) -> Result<Vec<String>, ExtraError> {
        let written = index_entries(lines, self.syntax);
        let mut merged = BTreeMap::new();
        let mut added = Vec::new();
        for (key, value) in sorted_by_key(data) {
            let key_pointer = join_pointer(pointer, key);
            if top {
                check_setting(key, value, &key_pointer, self.syntax, true)?;
            }
            let entries = written.get(&key.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
            match (entries, value) {
                ([], value) => added.extend(spaced_setting_lines(key, value, self.syntax)),
                ([(start, end)], Value::Object(inner)) if end > start => {
                    let inside = self.merge_settings(&lines[start + 1..*end], inner, &key_pointer, false)?;
                    merged.insert(*start, (*end, inside));
                }
                _ => return Err(self.refuse_written(key, pointer, key_pointer)),
            }
        }
        let mut text = Vec::with_capacity(lines.len() + added.len());
        let mut next = 0;
        for (start, (end, inside)) in merged {
            text.extend(lines[next..=start].iter().map(|line| (*line).to_owned()));
            text.extend(inside);
            next = end;
        }
        text.extend(lines[next..].iter().map(|line| (*line).to_owned()));
        let is_after_block = text.last().is_some_and(|line| line.trim() == "}");
        if !added.is_empty() && is_after_block && self.syntax.family() == LanguageFamily::Terraform {
            text.push(String::new());
        }
        text.extend(added);
        Ok(text)
    }

    /// The error about a setting that a template writes.
    fn refuse_written(&self, key: &str, pointer: &str, key_pointer: String) -> ExtraError {
        let help = match key_of_setting(self.resource.kind, key, pointer) {
            Some(own) => format!("set `{own}` instead, and remove it here"),
            None => "set it with its own key of the file, or remove it here".to_owned(),
        };
        Box::new(
            Diagnostic::error(Code::EXTRA, format!("{} is written by di-gen", quote(key)))
                .at_key(key_pointer)
                .label("this would set it twice")
                .related_value(self.resource.origin.clone(), "determined by a key near here")
                .help(help),
        )
    }
}

/// Reports a key that is a keyword of the language, and a value that the language cannot express.
fn check_setting(
    key: &str,
    value: &Value,
    pointer: &str,
    syntax: &dyn ExtraSyntax,
    top: bool,
) -> Result<(), ExtraError> {
    let refuse = |message: String| Err(Box::new(Diagnostic::error(Code::EXTRA, message).at_key(pointer)));
    let (reserved, valid_characters) = match syntax.family() {
        LanguageFamily::Azure => {
            (AZURE_RESERVED_KEYS, key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$@".contains(c)))
        }
        LanguageFamily::Terraform => {
            (TERRAFORM_RESERVED_KEYS, key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        }
    };
    let valid_start = key.starts_with(|c: char| c.is_ascii_alphabetic() || (c == '_' && !top));
    if !valid_characters || !valid_start {
        return Err(Box::new(
            Diagnostic::error(Code::EXTRA, format!("{} is not a valid setting name", quote(key)))
                .at_key(pointer)
                .label("the language has no settings with this name")
                .help(match syntax.family() {
                    LanguageFamily::Azure => "start with a letter, and use letters, digits, `_`, `-`, `.`, `$` and `@`",
                    LanguageFamily::Terraform => {
                        "start with a lower-case letter, and use lower-case letters, digits and `_`"
                    }
                }),
        ));
    }
    let reserved_everywhere = match syntax.family() {
        LanguageFamily::Azure => key.eq_ignore_ascii_case("copy"),
        LanguageFamily::Terraform => ["dynamic", "provisioner", "connection"].contains(&key),
    };
    if reserved_everywhere || (top && reserved.iter().any(|word| word.eq_ignore_ascii_case(key))) {
        return refuse(format!("{} is a keyword of the language, not a setting of the resource", quote(key)));
    }
    if let Value::Object(inner) = value
        && syntax.family() == LanguageFamily::Azure
    {
        check_case(key, inner, pointer)?;
    }
    check_value(key, value, pointer, syntax, 0)
}

/// Reports names in one mapping that differ only in case, which Azure reads as the same property.
fn check_case(key: &str, inner: &Map<String, Value>, pointer: &str) -> Result<(), ExtraError> {
    let mut spellings: HashMap<String, &str> = HashMap::with_capacity(inner.len());
    for name in inner.keys() {
        if let Some(first) = spellings.insert(name.to_ascii_lowercase(), name) {
            let message = format!("{} contains {} twice, in different case", quote(key), quote(first));
            return Err(Box::new(Diagnostic::error(Code::EXTRA, message).at_key(pointer)));
        }
    }
    Ok(())
}

/// Reports a value that a language cannot express; `depth` counts the lists around it.
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
            refuse(format!("`{number}` is not an integer that all languages support"))
        }
        Value::Null => refuse(format!("{} has no value", quote(key))),
        Value::Object(_) if depth > 1 && syntax.family() == LanguageFamily::Terraform => {
            refuse(format!("{} has a mapping in a list of lists, which is not a block", quote(key)))
        }
        Value::Object(inner) => inner
            .iter()
            .try_for_each(|(key, value)| check_setting(key, value, &join_pointer(pointer, key), syntax, false)),
        Value::Array(items)
            if syntax.family() == LanguageFamily::Terraform
                && items.iter().any(Value::is_object)
                && !items.iter().all(Value::is_object) =>
        {
            refuse(format!("{} mixes mappings and other values, which is not a list of blocks", quote(key)))
        }
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            check_value(key, item, &join_pointer(pointer, &index.to_string()), syntax, depth + 1)
        }),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// The keys among the lines of a mapping, in lower case: first and last line of the value, for each occurrence.
fn index_entries(lines: &[&str], syntax: &dyn ExtraSyntax) -> HashMap<String, Vec<(usize, usize)>> {
    let mut entries: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    let (mut depth, mut open) = (0_usize, None);
    for (index, line) in lines.iter().map(|line| line.trim()).enumerate() {
        let (closes, opens) = count_brackets(line, syntax.layout_syntax());
        if depth == 0 {
            let name = line.trim_start_matches(['\'', '"']);
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"_-.$@".contains(c)).unwrap_or(name.len());
            let is_entry = name[end..].trim_start_matches(['\'', '"', ' ']).starts_with([':', '=', '{']);
            if is_entry {
                open = Some((index, name[..end].to_ascii_lowercase()));
            }
        }
        depth = (depth + opens).saturating_sub(closes);
        if depth == 0
            && let Some((first, name)) = open.take()
        {
            // A value that ends on its first line, or is not a mapping, has no lines inside.
            let is_mapping = lines[first].trim_end().ends_with('{');
            entries.entry(name).or_default().push((first, if is_mapping { index } else { first }));
        }
    }
    entries
}
