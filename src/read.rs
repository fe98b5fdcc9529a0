//! From text to topology: every problem of a file in one run.
//!
//! Relations between values can only be looked at in a whole topology. Where a value has the wrong shape, they are
//! looked at with every value that could stand there instead, and what is wrong with all of them is wrong whatever
//! the author meant. What touches the value itself is left for the next run.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    diagnostic::{Code, Diagnostic, Place},
    schema,
    source::{self, Document, Source, join},
    topology::{self, Topology, values::VersionRequirement},
};

/// Files with more ways to be mended than this have enough to say without relations.
const MOST_REPAIRS: usize = 64;

/// Reads a topology.
///
/// # Errors
/// Everything that is wrong with the text, in the order of the text. Relations that a value of the wrong shape has
/// part in are left out: what that value should be is not known.
pub fn read(source: &Source) -> Result<Topology, Vec<Diagnostic>> {
    read_whole(source).map_err(few)
}

/// Problems that are told of one file: nobody reads more at once, and to draw thousands takes long.
const MOST_FINDINGS: usize = 100;

/// The first findings, and how many more there are.
fn few(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
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
        findings.extend(relations_in_any_case(document, &findings));
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

/// A value that cannot stay as it is, and what could stand there.
struct Broken {
    pointer: String,
    /// `None` leaves it out.
    candidates: Vec<Option<Value>>,
}

/// What is wrong between the values of the file, however the broken ones are mended.
fn relations_in_any_case(document: &Document, findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut value = document.to_json();
    // Keys that nobody knows and secrets have no part in a topology.
    for finding in findings.iter().filter(|f| matches!(f.code, Code::UNKNOWN_KEY | Code::SECRET)) {
        put(&mut value, &pointer(&finding.place), None);
    }
    let broken = broken(&value, findings);
    let first = |broken: &Broken| broken.candidates.first().cloned().flatten();
    let mut base = value;
    for one in &broken {
        put(&mut base, &one.pointer, first(one));
    }
    let others = broken.iter().flat_map(|one| one.candidates.iter().skip(1).map(|c| (one.pointer.as_str(), c.clone())));
    let others: Vec<_> = others.collect();
    if others.len() > MOST_REPAIRS {
        return Vec::new();
    }
    let repaired = others.into_iter().map(|(pointer, candidate)| {
        let mut value = base.clone();
        put(&mut value, pointer, candidate);
        value
    });
    let mut relations: Option<Vec<Diagnostic>> = None;
    for value in std::iter::once(base.clone()).chain(repaired) {
        let Ok(topology) = serde_json::from_value::<Topology>(value) else { continue };
        let found = topology::check(&topology, document);
        relations = Some(match relations {
            None => found,
            Some(before) => before.into_iter().filter(|finding| found.contains(finding)).collect(),
        });
    }
    let touched = |place: &Place| broken.iter().any(|one| touches(&one.pointer, &pointer(place)));
    let mut relations = relations.unwrap_or_default();
    relations.retain(|finding| !touched(&finding.place) && !finding.related.iter().any(|(place, _)| touched(place)));
    relations
}

/// The values that the schema refuses. In a list the whole item counts: its neighbours keep their places.
fn broken(value: &Value, findings: &[Diagnostic]) -> Vec<Broken> {
    let mut pointers = BTreeSet::new();
    for finding in findings {
        let pointer = pointer(&finding.place);
        match finding.code {
            Code::UNKNOWN_KEY | Code::SECRET => {}
            Code::MISSING_KEY => {
                let missing = schema::required(&pointer).filter(|key| value.pointer(&join(&pointer, key)).is_none());
                pointers.extend(missing.map(|key| join(&pointer, key)));
            }
            _ => _ = pointers.insert(pointer),
        }
    }
    let candidates = |pointer: &str| {
        let listed = schema::candidates(pointer).into_iter().map(Some);
        if in_list(value, pointer) { listed.collect() } else { listed.chain([None]).collect() }
    };
    pointers.into_iter().map(|pointer| Broken { candidates: candidates(&pointer), pointer }).collect()
}

fn in_list(value: &Value, pointer: &str) -> bool {
    pointer.rsplit_once('/').and_then(|(parent, _)| value.pointer(parent)).is_some_and(Value::is_array)
}

/// Whether one place holds the other.
fn touches(one: &str, other: &str) -> bool {
    let holds =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|r| r.is_empty() || r.starts_with('/'));
    holds(one, other) || holds(other, one)
}

/// Puts a value where a JSON pointer points, or takes away what is there.
fn put(value: &mut Value, pointer: &str, new: Option<Value>) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (value.pointer_mut(parent), new) {
        (Some(Value::Object(map)), Some(new)) => _ = map.insert(key, new),
        (Some(Value::Object(map)), None) => _ = map.shift_remove(&key),
        (Some(Value::Array(items)), Some(new)) => {
            if let Some(item) = key.parse().ok().and_then(|at: usize| items.get_mut(at)) {
                *item = new;
            }
        }
        _ => {}
    }
}

fn pointer(place: &Place) -> String {
    match place {
        Place::Value(pointer) | Place::Key(pointer) => pointer.clone(),
        Place::Nowhere | Place::File(_) | Place::Bytes(_) => String::new(),
    }
}
