//! Environments: one file, and what is other in each of them.
//!
//! A value of an environment takes the place of the one outside: mappings are merged key by key, everything else is
//! replaced as a whole. The merged tree keeps the place of every value, so a finding points to the line that holds it.

use serde_json::Value;

use super::tree::{Document, Entry, Kind, Node, join};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};

/// The key with the environments.
const KEY: &str = "environments";

/// The key that says which environment it is.
const NAME: &str = "environment";

/// Keys that a file has once.
pub(crate) const OF_THE_FILE: &[&str] = &["di-gen", "edition", "environments", "extends", "outputs"];

/// The names of the environments, in the order of the file.
pub(super) fn names(document: &Document) -> Vec<String> {
    match entry(document).map(|entry| &entry.value.kind) {
        Some(Kind::Mapping(entries)) => entries.iter().map(|entry| entry.key.clone()).collect(),
        _ => Vec::new(),
    }
}

fn entry(document: &Document) -> Option<&Entry> {
    match &document.root.kind {
        Kind::Mapping(entries) => entries.iter().find(|entry| entry.key == KEY),
        _ => None,
    }
}

/// The file as it is in an environment, or as it stands outside of all of them.
pub(super) fn choose(document: Document, name: Option<&str>, only: Option<&str>) -> Result<Document, Vec<Diagnostic>> {
    let wrong = out_of_place(&document);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let chosen = match name {
        None => None,
        Some(name) => Some(find(&document, name).ok_or_else(|| vec![unknown(&document, name)])?.clone()),
    };
    // What is no mapping is left for the schema to say.
    if chosen.is_none() && names(&document).is_empty() {
        return Ok(document);
    }
    let Kind::Mapping(entries) = document.root.kind else { return Ok(document) };
    let entries = entries.into_iter().filter(|entry| entry.key != KEY).collect();
    let mut root = Node { span: document.root.span, kind: Kind::Mapping(entries) };
    if let Some(mut chosen) = chosen {
        if let Some(only) = only {
            keep(&mut chosen.value, "", only);
        }
        name_it(&mut chosen);
        root = merged(root, chosen.value);
    }
    Ok(Document { root })
}

/// Keys of the whole file that stand under one of its environments, and a name that Terraform takes for something else.
/// As many as the schema says.
const MOST: usize = 20;

fn out_of_place(document: &Document) -> Vec<Diagnostic> {
    let Some(Kind::Mapping(environments)) = entry(document).map(|entry| &entry.value.kind) else { return Vec::new() };
    let mut found = Vec::new();
    // The schema says so too, and is asked after they are merged.
    if let Some(more) = environments.get(MOST) {
        found.push(
            Diagnostic::error(Code::OUT_OF_RANGE, format!("more than {MOST} environments"))
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
        let Kind::Mapping(entries) = &environment.value.kind else { continue };
        for entry in entries.iter().filter(|entry| OF_THE_FILE.contains(&entry.key.as_str())) {
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
pub(super) fn overrides(document: &Document, name: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(chosen) = name.and_then(|name| find(document, name)) {
        leaves(&chosen.value, "", &mut found);
    }
    found
}

fn leaves(node: &Node, pointer: &str, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Mapping(entries) if !entries.is_empty() => {
            entries.iter().for_each(|entry| leaves(&entry.value, &join(pointer, &entry.key), found));
        }
        _ if pointer.is_empty() => {}
        _ => found.push(pointer.to_owned()),
    }
}

/// Leaves out everything but one value and what it stands in.
fn keep(node: &mut Node, pointer: &str, only: &str) {
    if let Kind::Mapping(entries) = &mut node.kind {
        let leads = |entry: &Entry| {
            let here = join(pointer, &entry.key);
            only == here || only.starts_with(&format!("{here}/"))
        };
        entries.retain(leads);
        for entry in entries.iter_mut() {
            let here = join(pointer, &entry.key);
            keep(&mut entry.value, &here, only);
        }
    }
}

fn find<'a>(document: &'a Document, name: &str) -> Option<&'a Entry> {
    match &entry(document)?.value.kind {
        Kind::Mapping(entries) => entries.iter().find(|entry| entry.key == name),
        _ => None,
    }
}

/// An environment is called by its name, unless it says another one.
fn name_it(chosen: &mut Entry) {
    let own = Entry {
        key: NAME.to_owned(),
        key_span: chosen.key_span.clone(),
        value: Node { span: chosen.key_span.clone(), kind: Kind::Scalar(Value::String(chosen.key.clone())) },
    };
    match &mut chosen.value.kind {
        Kind::Mapping(entries) if entries.iter().any(|entry| entry.key == NAME) => {}
        Kind::Mapping(entries) => entries.push(own),
        // `prod:` alone is an environment that differs in its name.
        Kind::Scalar(Value::Null) => chosen.value.kind = Kind::Mapping(vec![own]),
        _ => {}
    }
}

/// A tree over another: mappings are merged, everything else is replaced.
pub(super) fn merged(base: Node, over: Node) -> Node {
    match (base.kind, over.kind) {
        (Kind::Mapping(base_entries), Kind::Mapping(over_entries)) => {
            let mut entries = base_entries;
            for entry in over_entries {
                match entries.iter_mut().find(|other| other.key == entry.key) {
                    Some(other) => {
                        let base =
                            std::mem::replace(&mut other.value, Node { span: 0..0, kind: Kind::Scalar(Value::Null) });
                        other.value = merged(base, entry.value);
                        other.key_span = entry.key_span;
                    }
                    None => entries.push(entry),
                }
            }
            Node { span: base.span, kind: Kind::Mapping(entries) }
        }
        (_, kind) => Node { span: over.span, kind },
    }
}

fn unknown(document: &Document, name: &str) -> Diagnostic {
    let names = names(document);
    let finding = Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, format!("there is no environment `{name}`"));
    if names.is_empty() {
        return finding.help(format!("the file has no environments; write `{KEY}: {{ {name}: {{}} }}`"));
    }
    let finding = finding.at_key(format!("/{KEY}")).label("not one of these");
    match nearest(name, names.iter().map(String::as_str)) {
        Some(other) => finding.help(format!("did you mean `{other}`?")),
        None => finding.help(format!("it has `{}`", names.join("`, `"))),
    }
}

/// A finding about an environment, told to somebody who reads the file as it stands: places there are places in the text.
pub(super) fn told(mut finding: Diagnostic, name: &str, document: &Document) -> Diagnostic {
    finding.message = format!("in environment {name}: {}", finding.message);
    let in_text = |place: &Place| match place {
        Place::Value(pointer) => Place::Bytes(document.value_span(pointer)),
        Place::Key(pointer) => Place::Bytes(document.key_span(pointer)),
        other => other.clone(),
    };
    finding.related.retain(|(place, _)| match place {
        Place::Value(pointer) | Place::Key(pointer) => document.has(pointer),
        Place::Nowhere | Place::File(_) | Place::Bytes(_) => true,
    });
    finding.place = in_text(&finding.place);
    finding.related.iter_mut().for_each(|(place, _)| *place = in_text(place));
    finding
}
