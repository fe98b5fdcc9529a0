//! Environments: one file, and what is other in each of them.
//!
//! A value of an environment takes the place of the one outside: mappings are merged key by key, everything else is
//! replaced as a whole. The merged tree keeps the place of every value, so a finding points to the line that holds it.

use serde_json::Value;

use super::tree::{YamlDocument, YamlEntry, YamlNode, YamlNodeKind, join_pointer};
use crate::diagnostic::{Code, Diagnostic, SourceLocation, nearest_match};

/// The key with the environments.
const ENVIRONMENTS_KEY: &str = "environments";

/// The key that says which environment it is.
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
        YamlNodeKind::Mapping(entries) => entries.iter().find(|entry| entry.key == ENVIRONMENTS_KEY),
        _ => None,
    }
}

/// The file as it is in an environment, or as it stands outside of all of them.
pub(super) fn apply_environment(
    document: YamlDocument,
    name: Option<&str>,
    only: Option<&str>,
) -> Result<YamlDocument, Vec<Diagnostic>> {
    let wrong = check_environments(&document);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let chosen = match name {
        None => None,
        Some(name) => {
            Some(find_environment(&document, name).ok_or_else(|| vec![unknown_environment(&document, name)])?.clone())
        }
    };
    // What is no mapping is left for the schema to say.
    if chosen.is_none() && environment_names(&document).is_empty() {
        return Ok(document);
    }
    let YamlNodeKind::Mapping(entries) = document.root.kind else { return Ok(document) };
    let entries = entries.into_iter().filter(|entry| entry.key != ENVIRONMENTS_KEY).collect();
    let mut root = YamlNode { span: document.root.span, kind: YamlNodeKind::Mapping(entries) };
    if let Some(mut chosen) = chosen {
        if let Some(only) = only {
            retain_pointer(&mut chosen.value, "", only);
        }
        set_environment_name(&mut chosen);
        root = merge_nodes(root, chosen.value);
    }
    Ok(YamlDocument { root })
}

/// Keys of the whole file that stand under one of its environments, and a name that Terraform takes for something else.
/// As many as the schema says.
const MAX_ENVIRONMENTS: usize = 20;

fn check_environments(document: &YamlDocument) -> Vec<Diagnostic> {
    let Some(YamlNodeKind::Mapping(environments)) = environments_entry(document).map(|entry| &entry.value.kind) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    // The schema says so too, and is asked after they are merged.
    if let Some(more) = environments.get(MAX_ENVIRONMENTS) {
        found.push(
            Diagnostic::error(Code::OUT_OF_RANGE, format!("more than {MAX_ENVIRONMENTS} environments"))
                .at_bytes(more.key_span.clone())
                .label("one too many"),
        );
        return found;
    }
    for environment in environments {
        let taken = match environment.key.as_str() {
            "terraform" => "Terraform would load `terraform.tfvars` for every environment",
            "modules" => "Bicep's own modules lie in a folder of this name",
            "tests" => "Terraform's tests lie in a folder of this name",
            _ => "",
        };
        if !taken.is_empty() {
            found.push(
                Diagnostic::error(Code::BAD_NAME, format!("an environment cannot be called `{}`", environment.key))
                    .at_bytes(environment.key_span.clone())
                    .label(taken)
                    .help("call it otherwise"),
            );
        }
        let YamlNodeKind::Mapping(entries) = &environment.value.kind else { continue };
        for entry in entries.iter().filter(|entry| FILE_LEVEL_KEYS.contains(&entry.key.as_str())) {
            found.push(
                Diagnostic::error(Code::UNKNOWN_KEY, format!("`{}` cannot differ between environments", entry.key))
                    .at_bytes(entry.key_span.clone())
                    .label("this belongs to the file")
                    .help("write it outside of `environments`"),
            );
        }
    }
    found
}

/// Pointers to the values of an environment.
pub(super) fn collect_overrides(document: &YamlDocument, name: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(chosen) = name.and_then(|name| find_environment(document, name)) {
        collect_leaves(&chosen.value, "", &mut found);
    }
    found
}

fn collect_leaves(node: &YamlNode, pointer: &str, found: &mut Vec<String>) {
    match &node.kind {
        YamlNodeKind::Mapping(entries) if !entries.is_empty() => {
            entries.iter().for_each(|entry| collect_leaves(&entry.value, &join_pointer(pointer, &entry.key), found));
        }
        _ if pointer.is_empty() => {}
        _ => found.push(pointer.to_owned()),
    }
}

/// Leaves out everything but one value and what it stands in.
fn retain_pointer(node: &mut YamlNode, pointer: &str, only: &str) {
    if let YamlNodeKind::Mapping(entries) = &mut node.kind {
        let leads = |entry: &YamlEntry| {
            let here = join_pointer(pointer, &entry.key);
            only == here || only.starts_with(&format!("{here}/"))
        };
        entries.retain(leads);
        for entry in entries.iter_mut() {
            let here = join_pointer(pointer, &entry.key);
            retain_pointer(&mut entry.value, &here, only);
        }
    }
}

fn find_environment<'a>(document: &'a YamlDocument, name: &str) -> Option<&'a YamlEntry> {
    match &environments_entry(document)?.value.kind {
        YamlNodeKind::Mapping(entries) => entries.iter().find(|entry| entry.key == name),
        _ => None,
    }
}

/// An environment is called by its name, unless it says another one.
fn set_environment_name(chosen: &mut YamlEntry) {
    let own = YamlEntry {
        key: ENVIRONMENT_KEY.to_owned(),
        key_span: chosen.key_span.clone(),
        value: YamlNode {
            span: chosen.key_span.clone(),
            kind: YamlNodeKind::Scalar(Value::String(chosen.key.clone())),
        },
    };
    match &mut chosen.value.kind {
        YamlNodeKind::Mapping(entries) if entries.iter().any(|entry| entry.key == ENVIRONMENT_KEY) => {}
        YamlNodeKind::Mapping(entries) => entries.push(own),
        // `prod:` alone is an environment that differs in its name.
        YamlNodeKind::Scalar(Value::Null) => chosen.value.kind = YamlNodeKind::Mapping(vec![own]),
        _ => {}
    }
}

/// A tree over another: mappings are merged, everything else is replaced.
pub(super) fn merge_nodes(base: YamlNode, over: YamlNode) -> YamlNode {
    match (base.kind, over.kind) {
        (YamlNodeKind::Mapping(base_entries), YamlNodeKind::Mapping(over_entries)) => {
            let mut entries = base_entries;
            for entry in over_entries {
                match entries.iter_mut().find(|other| other.key == entry.key) {
                    Some(other) => {
                        let base = std::mem::replace(
                            &mut other.value,
                            YamlNode { span: 0..0, kind: YamlNodeKind::Scalar(Value::Null) },
                        );
                        other.value = merge_nodes(base, entry.value);
                        other.key_span = entry.key_span;
                    }
                    None => entries.push(entry),
                }
            }
            YamlNode { span: base.span, kind: YamlNodeKind::Mapping(entries) }
        }
        (_, kind) => YamlNode { span: over.span, kind },
    }
}

fn unknown_environment(document: &YamlDocument, name: &str) -> Diagnostic {
    let names = environment_names(document);
    let finding = Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, format!("there is no environment `{name}`"));
    if names.is_empty() {
        return finding.help(format!("the file has no environments; write `{ENVIRONMENTS_KEY}: {{ {name}: {{}} }}`"));
    }
    let finding = finding.at_key(format!("/{ENVIRONMENTS_KEY}")).label("not one of these");
    match nearest_match(name, names.iter().map(String::as_str)) {
        Some(other) => finding.help(format!("did you mean `{other}`?")),
        None => finding.help(format!("it has `{}`", names.join("`, `"))),
    }
}

/// A finding about an environment, told to somebody who reads the file as it stands: places there are places in the text.
pub(super) fn relocate_diagnostic(mut finding: Diagnostic, name: &str, document: &YamlDocument) -> Diagnostic {
    finding.message = format!("in environment {name}: {}", finding.message);
    let in_text = |place: &SourceLocation| match place {
        SourceLocation::Value(pointer) => SourceLocation::Bytes(document.value_span(pointer)),
        SourceLocation::Key(pointer) => SourceLocation::Bytes(document.key_span(pointer)),
        other => other.clone(),
    };
    finding.related.retain(|(place, _)| match place {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => document.has_value(pointer),
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) | SourceLocation::Bytes(_) => true,
    });
    finding.location = in_text(&finding.location);
    finding.related.iter_mut().for_each(|(place, _)| *place = in_text(place));
    finding
}
