//! From text to topology: all diagnostics of a file in one run.

mod checks;
mod repair;
mod typed;
mod valid_part;

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

pub use checks::read_checks;
use repair::location_pointer;
pub(crate) use valid_part::read_valid_part;

use crate::{
    diagnostic::{Code, Diagnostic, SourceLocation},
    order, schema,
    secret::mask_key_path,
    source::{self, SourceText, YamlDocument, YamlNodeKind},
    topology::{
        self, ExtraSettings, TopologyFile,
        values::{SuppressedKey, VersionRequirement},
    },
};

/// Reads a topology.
///
/// # Errors
/// All diagnostics of the text, in the order of the text. Relations with a value of the wrong type are not checked,
/// since the intended value is unknown.
pub fn read_topology(source: &SourceText) -> Result<TopologyFile, Vec<Diagnostic>> {
    read_all_environments(source).map_err(|diagnostics| shorten_diagnostics(source, diagnostics))
}

/// Reads a topology whose environments were read before: they are not checked again.
pub(crate) fn read_without_environments(source: &SourceText) -> Result<TopologyFile, Vec<Diagnostic>> {
    let read = || read_selected(source, &source.parse()?);
    read().map_err(|diagnostics| shorten_diagnostics(source, diagnostics))
}

/// The errors of a text, none left out: an error after a change can be compared with those before.
pub(crate) fn read_errors(source: &SourceText) -> Vec<Diagnostic> {
    show_all(source, read_all_environments(source).err().unwrap_or_default())
}

/// The same, also with the errors of environments that are not shown while the file itself has some.
pub(crate) fn read_errors_everywhere(source: &SourceText) -> Vec<Diagnostic> {
    let errors = source.parse_with_environments().map_or_else(
        |errors| errors,
        |(document, environments)| {
            let mut errors = read_selected(source, &document).err().unwrap_or_default();
            errors.extend(environment_errors(source, environments));
            errors
        },
    );
    show_all(source, errors)
}

fn show_all(source: &SourceText, errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    source.mask_diagnostics(source.conceal_diagnostics(errors))
}

/// The diagnostics that are shown, as they are shown.
fn shorten_diagnostics(source: &SourceText, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    source.mask_diagnostics(truncate_diagnostics(source.conceal_diagnostics(diagnostics)))
}

/// Maximum number of diagnostics of one file: more are not read at once, and rendering thousands takes long.
const MAX_DIAGNOSTICS: usize = 100;

/// The first diagnostics, and the number of the others.
fn truncate_diagnostics(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = diagnostics.len().saturating_sub(MAX_DIAGNOSTICS);
    if more > 0 {
        diagnostics.truncate(MAX_DIAGNOSTICS);
        let last = diagnostics.last().map(|diagnostic| diagnostic.location.clone());
        let mut summary =
            Diagnostic::error(Code::MORE, format!("{more} more diagnostics after this one are not shown"))
                .help("fix the first ones and run the command again");
        summary.location = last.unwrap_or(SourceLocation::Unspecified);
        diagnostics.push(summary);
    }
    diagnostics
}

fn read_all_environments(source: &SourceText) -> Result<TopologyFile, Vec<Diagnostic>> {
    let (document, environments) = source.parse_with_environments()?;
    let topology = read_selected(source, &document)?;
    let diagnostics = environment_errors(source, environments);
    if diagnostics.is_empty() { Ok(topology) } else { Err(diagnostics) }
}

/// The errors of all environments: a file that is read without an environment is checked in each of them.
fn environment_errors(source: &SourceText, environments: Vec<String>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for name in environments.into_iter().filter(|_| source.environment.is_none()) {
        let source = source.for_environment(&name);
        let errors = source.parse().and_then(|document| read_document(&document)).err().unwrap_or_default();
        diagnostics.extend(errors.into_iter().map(|diagnostic| source.relocate_to_file(diagnostic)));
    }
    diagnostics
}

/// The topology of the file, or of the environment that is selected.
fn read_selected(source: &SourceText, document: &YamlDocument) -> Result<TopologyFile, Vec<Diagnostic>> {
    let topology = read_document(document)?;
    let unused = unused_secret_suppressions(source, &topology);
    if unused.is_empty() { Ok(topology) } else { Err(unused) }
}

/// Suppressions of strings that are no longer there, or do not look like secrets.
fn unused_secret_suppressions(source: &SourceText, file: &TopologyFile) -> Vec<Diagnostic> {
    let keys = file.suppress.iter().enumerate().filter_map(|(index, one)| Some((index, one.key.as_ref()?)));
    let keys: Vec<_> = keys.collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let secrets = source.secret_keys();
    let unused = keys.into_iter().filter(|(_, key)| !secrets.contains(key.as_str()));
    let diagnostic = |(index, key): (usize, &SuppressedKey)| {
        Diagnostic::error(
            Code::UNUSED_SUPPRESSION,
            format!("no violation of DI0007 at `{}` to suppress", mask_key_path(key.as_str())),
        )
        .at_value(format!("/suppress/{index}/key"))
        .label("the suppression would hide the next secret there")
        .help("remove the suppression")
        .fixed_by([topology::suppression_removal(&file.suppress, index)])
    };
    unused.map(diagnostic).collect()
}

/// Reads a topology that is not in a file.
pub(crate) fn read_json(value: &Value) -> Result<TopologyFile, Vec<Diagnostic>> {
    read_document(&YamlDocument::from(value))
}

fn read_document(document: &YamlDocument) -> Result<TopologyFile, Vec<Diagnostic>> {
    if let Some(diagnostic) = check_version(document) {
        // Keys of a newer version would only be reported as unknown.
        return Err(vec![diagnostic]);
    }
    let topology = read_with_extra(document)?;
    let mut diagnostics = topology::check_topology(&topology, document);
    if diagnostics.is_empty() {
        return Ok(topology);
    }
    order::sort_by_cached_key(&mut diagnostics, |diagnostic| document.start_offset(&diagnostic.location));
    Err(diagnostics)
}

/// The values of a document. Additional settings can be most of a file, and its environments share them: those that were
/// read without a diagnostic are not read again.
fn read_with_extra(document: &YamlDocument) -> Result<TopologyFile, Vec<Diagnostic>> {
    const KEY: &str = "extra";
    let mapping = document.top_entry(KEY).and_then(|entry| match &entry.value.kind {
        YamlNodeKind::Mapping(mapping) => Some(mapping),
        _ => None,
    });
    let Some(mapping) = mapping else { return read_values(document) };
    if let Some(extra) = mapping.read_as::<ExtraSettings>()
        && let Ok(topology) = read_values(&document.without_key(KEY))
    {
        return Ok(TopologyFile { extra: ExtraSettings::clone(&extra), ..topology });
    }
    let topology = read_values(document)?;
    // What one environment suppresses, another may not.
    if !source::has_secrets(document) {
        mapping.keep_read_as(Arc::new(topology.extra.clone()));
    }
    Ok(topology)
}

/// The values of a document, without the relations between them.
fn read_values(document: &YamlDocument) -> Result<TopologyFile, Vec<Diagnostic>> {
    let value = document.to_json();
    let mut diagnostics = schema::check_document(document, &value);
    let secrets = source::find_secrets(document);
    // Another diagnostic about a secret or its key would show its text.
    let secret_pointers: HashSet<String> = secrets.iter().map(|secret| location_pointer(&secret.location)).collect();
    diagnostics.retain(|diagnostic| !secret_pointers.contains(&location_pointer(&diagnostic.location)));
    diagnostics.extend(secrets);
    if !diagnostics.is_empty() {
        diagnostics.extend(repair::unavoidable_diagnostics(document, value, &diagnostics));
        order::sort_by_cached_key(&mut diagnostics, |diagnostic| document.start_offset(&diagnostic.location));
        return Err(diagnostics);
    }
    // The schema and serde share their rules. A value that passes one and not the other is a bug of di-gen, which is
    // reported as well.
    typed::read_value(&value)
        .map_err(|error| vec![Diagnostic::error(Code::BAD_VALUE, format!("the file cannot be read: {error}"))])
}

/// A file that requires another version of di-gen.
fn check_version(document: &YamlDocument) -> Option<Diagnostic> {
    const OWN: &str = env!("CARGO_PKG_VERSION");
    let YamlNodeKind::Mapping(entries) = &document.root.kind else { return None };
    let YamlNodeKind::Scalar(Value::String(text)) = &entries.find("di-gen")?.value.kind else { return None };
    let required: VersionRequirement = text.parse().ok()?;
    (!required.matches(OWN)).then(|| {
        Diagnostic::error(Code::OTHER_VERSION, format!("this is di-gen {OWN}, but the file requires {required}"))
            .at_value("/di-gen")
            .label("the versions that may read this file")
            .help("install one of these versions, or change `di-gen`")
    })
}
