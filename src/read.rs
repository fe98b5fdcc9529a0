//! From text to topology: every problem of a file in one run.

mod repair;

use serde_json::Value;

use repair::pointer;

use crate::{
    diagnostic::{Code, Diagnostic, Place},
    schema,
    source::{self, Document, Source},
    topology::{self, Topology, values::VersionRequirement},
};

/// Reads a topology.
///
/// # Errors
/// Everything that is wrong with the text, in the order of the text. Relations that a value of the wrong shape has
/// part in are left out: what that value should be is not known.
pub fn read(source: &Source) -> Result<Topology, Vec<Diagnostic>> {
    read_whole(source).map_err(truncate_diagnostics)
}

/// Problems that are told of one file: nobody reads more at once, and to draw thousands takes long.
const MOST_FINDINGS: usize = 100;

/// The first findings, and how many more there are.
fn truncate_diagnostics(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = findings.len().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        findings.truncate(MOST_FINDINGS);
        let last = findings.last().map(|finding| finding.place.clone());
        let mut finding = Diagnostic::error(Code::MORE, format!("{more} more problems after this one are not shown"))
            .help("mend the first ones, and run it again");
        finding.place = last.unwrap_or(Place::Nowhere);
        findings.push(finding);
    }
    findings
}

fn read_whole(source: &Source) -> Result<Topology, Vec<Diagnostic>> {
    let (document, environments) = source.parse_with_names()?;
    let topology = read_document(&document)?;
    if source.environment.is_none() {
        // Whoever reads the file as it stands learns what is wrong in its environments as well.
        let mut findings: Vec<Diagnostic> = Vec::new();
        for name in environments {
            let source = source.for_environment(&name);
            let document = source.parse()?;
            for finding in read_document(&document).err().unwrap_or_default() {
                findings.push(source.of_the_file(finding));
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
    }
    Ok(topology)
}

/// Reads a topology that stands in no file.
pub(crate) fn read_json(value: &Value) -> Result<Topology, Vec<Diagnostic>> {
    read_document(&Document::from(value))
}

fn read_document(document: &Document) -> Result<Topology, Vec<Diagnostic>> {
    if let Some(finding) = other_version(document) {
        // What a newer version would know, this one would only call unknown.
        return Err(vec![finding]);
    }
    let mut findings = schema::check(document);
    let secrets = source::find_secrets(document);
    // What else is wrong with a secret or its key would be said with its text.
    findings.retain(|finding| !secrets.iter().any(|secret| pointer(&secret.place) == pointer(&finding.place)));
    findings.extend(secrets);
    if !findings.is_empty() {
        findings.extend(repair::relations_in_any_case(document, &findings));
        findings.sort_by_key(|finding| document.position(&finding.place));
        return Err(findings);
    }
    // The schema and serde share their rules; a value that passes one and not the other is a fault of di-gen,
    // reported all the same.
    let topology: Topology = serde_json::from_value(document.to_json())
        .map_err(|error| vec![Diagnostic::error(Code::BAD_VALUE, format!("this file cannot be read: {error}"))])?;
    let mut findings = topology::check(&topology, document);
    if findings.is_empty() {
        return Ok(topology);
    }
    findings.sort_by_key(|finding| document.position(&finding.place));
    Err(findings)
}

/// A file for versions that this one is not.
fn other_version(document: &Document) -> Option<Diagnostic> {
    const OWN: &str = env!("CARGO_PKG_VERSION");
    let json = document.to_json();
    let wanted: VersionRequirement = json.get("di-gen")?.as_str()?.parse().ok()?;
    (!wanted.fits(OWN)).then(|| {
        Diagnostic::error(Code::OTHER_VERSION, format!("this is di-gen {OWN}, and the file is for {wanted}"))
            .at("/di-gen")
            .label("the versions that may read this file")
            .help("install a version that fits, or change the line")
    })
}
