//! From text to topology: every problem of a file in one run.

mod repair;

use serde_json::Value;

use repair::location_pointer;

use crate::{
    diagnostic::{Code, Diagnostic, SourceLocation},
    schema,
    source::{self, Source, YamlDocument},
    topology::{self, TopologyFile, values::VersionRequirement},
};

/// Reads a topology.
///
/// # Errors
/// Everything that is wrong with the text, in the order of the text. Relations that a value of the wrong shape has
/// part in are left out: what that value should be is not known.
pub fn read_topology(source: &Source) -> Result<TopologyFile, Vec<Diagnostic>> {
    read_all_environments(source).map_err(truncate_diagnostics)
}

/// Problems that are told of one file: nobody reads more at once, and to draw thousands takes long.
const MAX_DIAGNOSTICS: usize = 100;

/// The first findings, and how many more there are.
fn truncate_diagnostics(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = findings.len().saturating_sub(MAX_DIAGNOSTICS);
    if more > 0 {
        findings.truncate(MAX_DIAGNOSTICS);
        let last = findings.last().map(|finding| finding.location.clone());
        let mut finding = Diagnostic::error(Code::MORE, format!("{more} more problems after this one are not shown"))
            .help("mend the first ones, and run it again");
        finding.location = last.unwrap_or(SourceLocation::Unspecified);
        findings.push(finding);
    }
    findings
}

fn read_all_environments(source: &Source) -> Result<TopologyFile, Vec<Diagnostic>> {
    let (document, environments) = source.parse_with_environments()?;
    let topology = read_document(&document)?;
    if source.environment.is_none() {
        // Whoever reads the file as it stands learns what is wrong in its environments as well.
        let mut findings: Vec<Diagnostic> = Vec::new();
        for name in environments {
            let source = source.for_environment(&name);
            let document = source.parse()?;
            for finding in read_document(&document).err().unwrap_or_default() {
                findings.push(source.relocate_to_file(finding));
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
    }
    Ok(topology)
}

/// Reads a topology that stands in no file.
pub(crate) fn read_json(value: &Value) -> Result<TopologyFile, Vec<Diagnostic>> {
    read_document(&YamlDocument::from(value))
}

fn read_document(document: &YamlDocument) -> Result<TopologyFile, Vec<Diagnostic>> {
    if let Some(finding) = check_version(document) {
        // What a newer version would know, this one would only call unknown.
        return Err(vec![finding]);
    }
    let mut findings = schema::check_document(document);
    let secrets = source::find_secrets(document);
    // What else is wrong with a secret or its key would be said with its text.
    findings.retain(|finding| {
        !secrets.iter().any(|secret| location_pointer(&secret.location) == location_pointer(&finding.location))
    });
    findings.extend(secrets);
    if !findings.is_empty() {
        findings.extend(repair::unavoidable_diagnostics(document, &findings));
        findings.sort_by_key(|finding| document.start_offset(&finding.location));
        return Err(findings);
    }
    // The schema and serde share their rules; a value that passes one and not the other is a fault of di-gen,
    // reported all the same.
    let topology: TopologyFile = serde_json::from_value(document.to_json())
        .map_err(|error| vec![Diagnostic::error(Code::BAD_VALUE, format!("this file cannot be read: {error}"))])?;
    let mut findings = topology::check_topology(&topology, document);
    if findings.is_empty() {
        return Ok(topology);
    }
    findings.sort_by_key(|finding| document.start_offset(&finding.location));
    Err(findings)
}

/// A file for versions that this one is not.
fn check_version(document: &YamlDocument) -> Option<Diagnostic> {
    const OWN: &str = env!("CARGO_PKG_VERSION");
    let json = document.to_json();
    let wanted: VersionRequirement = json.get("di-gen")?.as_str()?.parse().ok()?;
    (!wanted.matches(OWN)).then(|| {
        Diagnostic::error(Code::OTHER_VERSION, format!("this is di-gen {OWN}, and the file is for {wanted}"))
            .at_value("/di-gen")
            .label("the versions that may read this file")
            .help("install a version that fits, or change the line")
    })
}
