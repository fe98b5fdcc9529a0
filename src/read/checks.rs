//! Reads a checks file. What it has in common with a topology file is read by the same rules.

use serde_json::Value;

use super::typed;
use crate::{
    diagnostic::{Code, Diagnostic, SourceLocation, nearest_match, quote},
    order, schema,
    source::{self, SourceText, YamlDocument, YamlNodeKind},
    topology::ChecksFile,
};

/// The keys of a checks file: those that a topology file has as well, and the others.
const SHARED: [&str; 3] = ["expect", "policies", "suppress"];
const OWN: [&str; 3] = ["accounts", "baseline", "resourceGroups"];

/// The maximum length of the lists.
const MAX_SCOPES: usize = 200;
const MAX_BASELINE: usize = 10_000;

/// Reads a checks file.
///
/// # Errors
/// All diagnostics of the text, in its order.
pub fn read_checks(source: &SourceText) -> Result<ChecksFile, Vec<Diagnostic>> {
    let shown = |diagnostics| source.mask_diagnostics(source.conceal_diagnostics(diagnostics));
    let document =
        source.parse().map_err(|diagnostics| diagnostics.into_iter().map(refuse_extends).collect::<Vec<_>>())?;
    let mut diagnostics = source::find_secrets(&document);
    if diagnostics.is_empty() {
        diagnostics = check(&document);
        // They are resolved before, so that the document does not have the key.
        diagnostics.extend(source.environment_names().first().map(|_| unknown_key("environments")));
    }
    if !diagnostics.is_empty() {
        order::sort_by_cached_key(&mut diagnostics, |diagnostic| document.start_offset(&diagnostic.location));
        return Err(shown(diagnostics));
    }
    typed::read_value(&document.to_json())
        .map_err(|error| vec![Diagnostic::error(Code::BAD_VALUE, format!("the file cannot be read: {error}"))])
}

/// A checks file is read alone, whatever it extends.
fn refuse_extends(diagnostic: Diagnostic) -> Diagnostic {
    if diagnostic.code != Code::EXTENDS {
        return diagnostic;
    }
    let message = "a checks file cannot extend another file";
    let help = "remove `extends`, and set what this file needs in it";
    Diagnostic { location: diagnostic.location, ..Diagnostic::error(Code::EXTENDS, message).help(help) }
}

fn check(document: &YamlDocument) -> Vec<Diagnostic> {
    let YamlNodeKind::Mapping(entries) = &document.root.kind else {
        // The schema reports what else it is.
        return schema::check_document(document, &document.to_json());
    };
    let is_known = |key: &str| SHARED.contains(&key) || OWN.contains(&key);
    let unknown = entries.iter().filter(|entry| !is_known(&entry.key)).map(|entry| unknown_key(&entry.key));
    let mut diagnostics: Vec<Diagnostic> = unknown.collect();
    let shared = entries.iter().map(|entry| entry.key.as_str()).filter(|key| !SHARED.contains(key));
    let shared = shared.fold(document.clone(), |document, key| document.without_key(key));
    // A topology file needs a name, and a checks file has none.
    let is_about_name = |diagnostic: &Diagnostic| {
        diagnostic.code == Code::MISSING_KEY && diagnostic.location == SourceLocation::Value(String::new())
    };
    let of_shared = schema::check_document(&shared, &shared.to_json());
    diagnostics.extend(of_shared.into_iter().filter(|diagnostic| !is_about_name(diagnostic)));
    let value = document.to_json();
    for key in ["accounts", "resourceGroups"] {
        diagnostics.extend(check_list(&value, key, MAX_SCOPES, |text| {
            let is_name = !text.trim().is_empty() && text.trim() == text;
            if is_name { None } else { Some(("not a name", "use a name or a resource ID".to_owned())) }
        }));
    }
    diagnostics.extend(check_list(&value, "baseline", MAX_BASELINE, refuse_known));
    diagnostics
}

fn unknown_key(key: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::UNKNOWN_KEY, format!("unknown key {}", quote(key)))
        .at_key(source::join_pointer("", key))
        .label("not a key of a checks file");
    match nearest_match(key, SHARED.iter().chain(&OWN).copied()) {
        Some(nearest) => diagnostic.help(format!("did you mean `{nearest}`?")),
        None => diagnostic.help(format!("use one of `{}`", [OWN, SHARED].concat().join("`, `"))),
    }
}

/// Why an entry of the baseline is none.
fn refuse_known(text: &str) -> Option<(&'static str, String)> {
    let (code, resource) = text.split_once(' ').unwrap_or((text, ""));
    if !Code::all().any(|known| known.as_str() == code) {
        return Some(("it starts with no diagnostic code", "use a line that `--format baseline` prints".to_owned()));
    }
    let is_id = resource.starts_with('/') && resource.len() < 2_000;
    (!is_id).then(|| ("the ID of the resource is missing", "use a line that `--format baseline` prints".to_owned()))
}

/// Checks a list of texts.
fn check_list(
    value: &Value,
    key: &str,
    max: usize,
    refuse: impl Fn(&str) -> Option<(&'static str, String)>,
) -> Vec<Diagnostic> {
    let pointer = source::join_pointer("", key);
    let error = |message: String, pointer: String| Diagnostic::error(Code::BAD_VALUE, message).at_value(pointer);
    let items = match value.get(key) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(items)) => items,
        Some(_) => return vec![error(format!("`{key}` is a list"), pointer)],
    };
    if items.len() > max {
        return vec![error(format!("`{key}` has more than {max} items"), pointer)];
    }
    let refused = items.iter().enumerate().filter_map(|(index, item)| {
        let pointer = source::join_pointer(&pointer, &index.to_string());
        let Some(text) = item.as_str() else {
            return Some(error(format!("an item of `{key}` is a string"), pointer));
        };
        let (reason, help) = refuse(text)?;
        Some(error(format!("this is not valid for `{key}`"), pointer).label(reason).help(help))
    });
    refused.collect()
}
