//! Strings of the file in every location that accepts a string: refused at that location, or the same string in every
//! language.
//!
//! Each string is replaced by a hostile one, alone and appended to the original. If it is not refused, the output is
//! generated and read back by real parsers, and must differ from the original output only in that string.

use std::collections::BTreeSet;

use di_gen::{diagnostic::SourceLocation, source::SourceText, topology::AzurermMajor};
use serde_json::{Value, json};

use crate::{
    support::{
        arm, bicep, hcl,
        topologies::{Story, stories},
    },
    text::{CONTROLS, HOSTILE},
};

/// The resources that the three languages deploy.
pub(crate) fn deployed(story: &Story) -> Vec<Value> {
    let suffix = story.plan().cloud.facts().storage_suffix;
    let files = story.bicep();
    let module = |path: &str| {
        let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no module {path}"));
        file.text.clone()
    };
    let mut all = vec![json!(bicep::read(&files[0].text, &module, suffix, &json!({})).resources)];
    all.push(json!(arm::read(&story.arm(), suffix, &json!({})).resources));
    if let Some(files) = story.terraform(AzurermMajor::V5, di_gen::render::Frame::Module) {
        let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
        all.push(json!(hcl::read(&files, &json!({})).resources));
    }
    all
}

/// Every string below a value, by its pointer.
pub(crate) fn texts(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(pointer.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| texts(item, &format!("{pointer}/{at}"), found));
        }
        Value::Object(map) => {
            for (key, value) in map {
                texts(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

/// A location in the schema: items of a list are equivalent, and so are the entries of a mapping with names of the user.
pub(crate) fn place(pointer: &str) -> String {
    for map in ["/tags/", "/extra/", "/dns/linkNames/", "/naming/roleAssignments/"] {
        if pointer.starts_with(map) {
            return map.to_owned();
        }
    }
    let parts = pointer.split('/').map(|part| if part.bytes().all(|b| b.is_ascii_digit()) { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Restores the original string in place of the hostile one.
fn turned_back(value: &mut Value, hostile: &str, text: &str) {
    match value {
        Value::String(one) if one == hostile => text.clone_into(one),
        Value::Array(items) => items.iter_mut().for_each(|item| turned_back(item, hostile, text)),
        Value::Object(map) => map.values_mut().for_each(|value| turned_back(value, hostile, text)),
        _ => {}
    }
}

/// The first location where two values differ, and how.
pub(crate) fn difference(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            let get = |map: &serde_json::Map<String, Value>, key: &str| map.get(key).cloned().unwrap_or(Value::Null);
            keys.into_iter().find_map(|key| difference(&get(one, key), &get(other, key), &format!("{at}/{key}")))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).enumerate().find_map(|(n, (one, other))| difference(one, other, &format!("{at}/{n}")))
        }
        _ => (one != other).then(|| format!("{at}: {one} became {other}")),
    }
}

/// A string in one location of one topology.
struct Spot<'a> {
    story: &'a Story,
    document: &'a Value,
    pointer: &'a str,
    /// The original string.
    text: String,
    /// The resources that the original topology deploys.
    before: &'a [Value],
}

impl Spot<'_> {
    fn with(&self, text: &str) -> SourceText {
        let mut changed = self.document.clone();
        *changed.pointer_mut(self.pointer).expect("a place") = json!(text);
        SourceText::new("di-gen.yaml", changed.to_string())
    }

    /// Whether a string is accepted: if so it is the same everywhere, otherwise it is refused at its location.
    fn tried(&self, hostile: &str, wanted: &str) -> bool {
        let source = self.with(wanted);
        // A plain word in a name is a valid name, and changes derived names.
        let plain = hostile.bytes().all(|b| b.is_ascii_alphanumeric());
        match di_gen::read::read_topology(&source) {
            Ok(_) => {
                let story = Story { name: self.story.name.clone(), text: source.text };
                // All of it can be read back.
                let mut after = deployed(&story);
                if plain {
                    return true;
                }
                after.iter_mut().for_each(|value| turned_back(value, wanted, &self.text));
                let other = self.before.iter().zip(&after).find_map(|(b, a)| difference(b, a, ""));
                assert!(other.is_none(), "{} {}: {wanted:?}: {other:?}", self.story.name, self.pointer);
                true
            }
            Err(findings) => {
                let here = |place: &SourceLocation| match place {
                    SourceLocation::Value(at) | SourceLocation::Key(at) => at.starts_with(self.pointer),
                    // Characters that YAML does not allow are refused at their position in the file.
                    SourceLocation::Bytes(_) => wanted.chars().any(char::is_control),
                    SourceLocation::Unspecified | SourceLocation::OtherFile(_) => false,
                };
                let mut found = findings.iter().map(|f| here(&f.location) || f.related.iter().any(|(p, _)| here(p)));
                let place = plain || found.any(|here| here);
                assert!(place, "{} {}: {wanted:?}: {findings:?}", self.story.name, self.pointer);
                // The diagnostic contains no terminal controls.
                let acts = |c: char| di_gen::diagnostic::is_invisible(c) && c != '\n' && c != '\t';
                let mut pictures = findings.iter().map(|finding| source.render_diagnostic(finding, false));
                assert!(!pictures.any(|picture| picture.contains(acts)), "{} {}", self.story.name, self.pointer);
                false
            }
        }
    }
}

#[test]
fn strings_stay_strings_in_every_location() {
    let mut seen = BTreeSet::new();
    let (mut refused, mut taken) = (0, 0);
    for story in stories() {
        let document = SourceText::new("x", story.text.clone()).parse().expect("YAML").to_json();
        let mut pointers = Vec::new();
        texts(&document, "", &mut pointers);
        // Each location of the schema once; environments are equivalent after merging. Another key of a suppression lifts
        // nothing, so what it lifted is refused elsewhere.
        let is_tried = |pointer: &str| {
            let is_suppressed_key = pointer.starts_with("/suppress/") && pointer.ends_with("/key");
            !pointer.starts_with("/environments") && !is_suppressed_key
        };
        pointers.retain(|pointer| is_tried(pointer) && seen.insert(place(pointer)));
        let before = if pointers.is_empty() { Vec::new() } else { deployed(&story) };
        for (nth, pointer) in pointers.iter().enumerate() {
            let text = document.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
            let here = Spot { story: &story, document: &document, pointer, text: text.clone(), before: &before };
            let behind = |hostile: &str| format!("{text}{hostile}");
            // The whole table where free text is accepted; otherwise a part of it that differs by location.
            let sample = "it's ${x} [y]";
            let free = [sample.to_owned(), behind(sample)]
                .iter()
                .any(|text| di_gen::read::read_topology(&here.with(text)).is_ok());
            let table = HOSTILE.iter().chain(CONTROLS).enumerate().filter(|(at, _)| free || at % 6 == nth % 6);
            for wanted in
                table.flat_map(|(_, hostile)| [(*hostile, (*hostile).to_owned()), (*hostile, behind(hostile))])
            {
                if here.tried(wanted.0, &wanted.1) {
                    taken += 1;
                } else {
                    refused += 1;
                }
            }
        }
    }
    assert!(seen.len() > 100 && refused > 1000 && taken > 50, "{} places, {refused}, {taken}", seen.len());
}
