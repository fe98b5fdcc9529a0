//! Environments: one file, and the values that differ in each environment.
//!
//! A value of an environment replaces the one outside: mappings are merged key by key, everything else is replaced as a
//! whole. The merged tree keeps the location of every value, so a diagnostic points to the line that contains it.

use serde_json::Value;

use super::tree::{YamlDocument, YamlEntry, YamlNode, YamlNodeKind, join_pointer};
use crate::{
    catalog::file_names::{belongs_to_other_program, windows_refusal},
    diagnostic::{Code, Diagnostic, SourceLocation, nearest_match, quote},
};

/// The key with the environments.
const ENVIRONMENTS_KEY: &str = "environments";

/// The key with the name of the environment.
const ENVIRONMENT_KEY: &str = "environment";

/// Keys that a file has once.
pub(crate) const FILE_LEVEL_KEYS: &[&str] = &["di-gen", "edition", "environments", "extends", "outputs"];

/// The names of the environments, in the order of the file.
pub(super) fn environment_names(document: &YamlDocument) -> Vec<String> {
    match environments_entry(document).map(|entry| &entry.value.kind) {
        Some(YamlNodeKind::Mapping(entries)) => entries.iter().map(|entry| entry.key.clone()).collect(),
        _ => Vec::new(),
    }
}

fn environments_entry(document: &YamlDocument) -> Option<&YamlEntry> {
    match &document.root.kind {
        YamlNodeKind::Mapping(entries) => entries.find(ENVIRONMENTS_KEY),
        _ => None,
    }
}

/// The file in an environment, or without any.
pub(super) fn apply_environment(
    document: YamlDocument,
    name: Option<&str>,
    only: Option<&str>,
) -> Result<YamlDocument, Vec<Diagnostic>> {
    let diagnostics = check_environments(&document);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let environment = match name {
        None => None,
        Some(name) => {
            Some(find_environment(&document, name).ok_or_else(|| vec![unknown_environment(&document, name)])?.clone())
        }
    };
    // The schema reports environments that are not a mapping. An empty mapping is none.
    let has_mapping =
        environments_entry(&document).is_some_and(|entry| matches!(entry.value.kind, YamlNodeKind::Mapping(_)));
    if environment.is_none() && !has_mapping {
        return Ok(document);
    }
    let YamlNodeKind::Mapping(entries) = document.root.kind else { return Ok(document) };
    let entries: Vec<YamlEntry> = entries.iter().filter(|entry| entry.key != ENVIRONMENTS_KEY).cloned().collect();
    let mut root = YamlNode { span: document.root.span, kind: YamlNodeKind::Mapping(entries.into()) };
    if let Some(mut environment) = environment {
        if let Some(only) = only {
            retain_pointer(&mut environment.value, "", only);
        }
        set_environment_name(&mut environment);
        root = merge_nodes(root, environment.value);
    }
    Ok(YamlDocument::new(root))
}

/// Maximum number of environments, as in the schema.
const MAX_ENVIRONMENTS: usize = 20;

/// Checks for file-level keys in environments, and for reserved names of environments.
fn check_environments(document: &YamlDocument) -> Vec<Diagnostic> {
    let Some(YamlNodeKind::Mapping(environments)) = environments_entry(document).map(|entry| &entry.value.kind) else {
        return Vec::new();
    };
    let mut diagnostics = Vec::new();
    // The schema has the same limit, but is applied after merging.
    if let Some(surplus) = environments.get(MAX_ENVIRONMENTS) {
        diagnostics.push(
            Diagnostic::error(Code::OUT_OF_RANGE, format!("more than {MAX_ENVIRONMENTS} environments"))
                .at_bytes(surplus.key_span.clone())
                .label("one too many"),
        );
        return diagnostics;
    }
    for environment in environments.iter() {
        if !matches!(environment.value.kind, YamlNodeKind::Mapping(_) | YamlNodeKind::Scalar(Value::Null)) {
            let path = format!("{ENVIRONMENTS_KEY}.{}", environment.key);
            diagnostics.push(
                Diagnostic::error(Code::WRONG_TYPE, format!("{} must be a mapping", quote(&path)))
                    .at_bytes(environment.value.span.clone())
                    .label("this is no mapping")
                    .help("write the values that differ in the environment below it, or `{}` if none do"),
            );
        }
        let reserved_for = match environment.key.as_str() {
            "terraform" => "Terraform would load `terraform.tfvars` for every environment",
            "modules" => "the directory with this name contains Bicep modules",
            "tests" => "the directory with this name contains Terraform tests",
            other if other.starts_with('.') || belongs_to_other_program(other) => {
                "no orphaned files are found in a directory with this name"
            }
            other => windows_refusal(other).unwrap_or_default(),
        };
        if !reserved_for.is_empty() {
            diagnostics.push(
                Diagnostic::error(
                    Code::BAD_NAME,
                    format!("an environment cannot be named {}", quote(&environment.key)),
                )
                .at_bytes(environment.key_span.clone())
                .label(reserved_for)
                .help("use another name"),
            );
        }
        let YamlNodeKind::Mapping(entries) = &environment.value.kind else { continue };
        for entry in entries.iter().filter(|entry| FILE_LEVEL_KEYS.contains(&entry.key.as_str())) {
            diagnostics.push(
                Diagnostic::error(
                    Code::UNKNOWN_KEY,
                    format!("{} cannot differ between environments", quote(&entry.key)),
                )
                .at_bytes(entry.key_span.clone())
                .label("this key applies to the whole file")
                .help("move it out of `environments`"),
            );
        }
    }
    diagnostics
}

/// Pointers to the values of an environment.
pub(super) fn collect_overrides(document: &YamlDocument, name: Option<&str>) -> Vec<String> {
    let mut pointers = Vec::new();
    if let Some(environment) = name.and_then(|name| find_environment(document, name)) {
        collect_leaves(&environment.value, "", &mut pointers);
    }
    pointers
}

fn collect_leaves(node: &YamlNode, pointer: &str, pointers: &mut Vec<String>) {
    match &node.kind {
        YamlNodeKind::Mapping(entries) if !entries.is_empty() => {
            for entry in entries.iter() {
                collect_leaves(&entry.value, &join_pointer(pointer, &entry.key), pointers);
            }
        }
        _ if pointer.is_empty() => {}
        _ => pointers.push(pointer.to_owned()),
    }
}

/// Removes everything except one value and its parents.
fn retain_pointer(node: &mut YamlNode, pointer: &str, only: &str) {
    if pointer == only && !only.is_empty() {
        return;
    }
    if let YamlNodeKind::Mapping(entries) = &mut node.kind {
        let contains_value = |entry: &YamlEntry| {
            let entry_pointer = join_pointer(pointer, &entry.key);
            only == entry_pointer || only.starts_with(&format!("{entry_pointer}/"))
        };
        let entries = entries.entries_mut();
        entries.retain(contains_value);
        for entry in entries {
            let entry_pointer = join_pointer(pointer, &entry.key);
            retain_pointer(&mut entry.value, &entry_pointer, only);
        }
    }
}

fn find_environment<'a>(document: &'a YamlDocument, name: &str) -> Option<&'a YamlEntry> {
    match &environments_entry(document)?.value.kind {
        YamlNodeKind::Mapping(entries) => entries.find(name),
        _ => None,
    }
}

/// The value of `environment` is the name of the environment, unless it sets another one.
fn set_environment_name(environment: &mut YamlEntry) {
    let name = YamlEntry {
        key: ENVIRONMENT_KEY.to_owned(),
        key_span: environment.key_span.clone(),
        value: YamlNode {
            span: environment.key_span.clone(),
            kind: YamlNodeKind::Scalar(Value::String(environment.key.clone())),
        },
    };
    match &mut environment.value.kind {
        YamlNodeKind::Mapping(entries) if entries.find(ENVIRONMENT_KEY).is_some() => {}
        YamlNodeKind::Mapping(entries) => entries.entries_mut().push(name),
        // `prod:` alone is an environment that differs only in its name.
        YamlNodeKind::Scalar(Value::Null) => environment.value.kind = YamlNodeKind::Mapping(vec![name].into()),
        _ => {}
    }
}

/// Merges a tree into another: mappings are merged, everything else is replaced.
pub(super) fn merge_nodes(base: YamlNode, over: YamlNode) -> YamlNode {
    match (base.kind, over.kind) {
        (YamlNodeKind::Mapping(mut entries), YamlNodeKind::Mapping(over_entries)) => {
            // Keys are looked up before entries are added: those of one mapping are unique.
            let positions: Vec<Option<usize>> = over_entries.iter().map(|entry| entries.position(&entry.key)).collect();
            let merged = entries.entries_mut();
            for (entry, position) in over_entries.iter().zip(positions) {
                match position.map(|at| &mut merged[at]) {
                    Some(other) => {
                        let none = YamlNode { span: 0..0, kind: YamlNodeKind::Scalar(Value::Null) };
                        let base = std::mem::replace(&mut other.value, none);
                        other.value = merge_nodes(base, entry.value.clone());
                        other.key_span = entry.key_span.clone();
                    }
                    None => merged.push(entry.clone()),
                }
            }
            YamlNode { span: base.span, kind: YamlNodeKind::Mapping(entries) }
        }
        (_, kind) => YamlNode { span: over.span, kind },
    }
}

fn unknown_environment(document: &YamlDocument, name: &str) -> Diagnostic {
    let names = environment_names(document);
    let diagnostic = Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, format!("there is no environment {}", quote(name)));
    if names.is_empty() {
        return diagnostic.help(format!(
            "the file has no environments; add {}",
            quote(&format!("{ENVIRONMENTS_KEY}: {{ {name}: {{}} }}"))
        ));
    }
    let diagnostic = diagnostic.at_key(format!("/{ENVIRONMENTS_KEY}")).label("not one of these");
    match nearest_match(name, names.iter().map(String::as_str)) {
        Some(other) => diagnostic.help(format!("did you mean {}?", quote(other))),
        None => diagnostic
            .help(format!("use one of {}", names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", "))),
    }
}

/// The beginning of a message about an environment, before its name.
const IN_ENVIRONMENT: &str = "in environment ";

/// The environment that the message of a relocated diagnostic names.
pub(crate) fn named_environment(message: &str) -> Option<&str> {
    message.strip_prefix(IN_ENVIRONMENT)?.split(':').next()
}

/// Rewrites a diagnostic about an environment for a reader of the whole file: its locations become bytes of the text.
pub(super) fn relocate_diagnostic(mut diagnostic: Diagnostic, name: &str, document: &YamlDocument) -> Diagnostic {
    diagnostic.message = format!("{IN_ENVIRONMENT}{name}: {}", diagnostic.message);
    let in_text = |location: &SourceLocation| match location {
        SourceLocation::Value(pointer) => SourceLocation::Bytes(document.value_span(pointer)),
        SourceLocation::Key(pointer) => SourceLocation::Bytes(document.key_span(pointer)),
        other => other.clone(),
    };
    diagnostic.related.retain(|(location, _)| match location {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => document.has_value(pointer),
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => true,
    });
    if let Some(fix) = &mut diagnostic.fix {
        fix.environment = Some(name.to_owned());
    }
    diagnostic.location = in_text(&diagnostic.location);
    diagnostic.related.iter_mut().for_each(|(location, _)| *location = in_text(location));
    diagnostic
}
