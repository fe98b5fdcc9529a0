//! How many payloads each key refuses.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{
    diagnostic::{Code, SourceLocation},
    source::SourceText,
};
use serde_json::{Value, json};

use super::{PAYLOADS, is_accepted, string_places};
use crate::{
    injection::place,
    support::{assert_none, snapshots},
};

/// How many payloads each key of the schema refuses: one that refuses fewer than before is looked at.
#[test]
fn the_number_of_refusals_of_each_key_is_known() {
    let places = string_places();
    let missing: Vec<String> = schema_strings().into_iter().filter(|place| !places.contains_key(place)).collect();
    assert_none(&missing);
    let mut by_document: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for (place, (document, pointer)) in &places {
        by_document.entry(document.to_string()).or_default().push((place, pointer));
    }
    let mut refusals: BTreeMap<&str, usize> = BTreeMap::new();
    for (document, places) in &by_document {
        let document: Value = serde_json::from_str(document).expect("JSON");
        // Of more errors, the last ones are not listed.
        for places in places.chunks(50) {
            for payload in PAYLOADS {
                let refused = refused_at_once(&document, places, payload);
                for (place, pointer) in places {
                    let is_refused = refused.contains(*pointer) || !is_accepted(&document, pointer, payload);
                    *refusals.entry(place).or_default() += usize::from(is_refused);
                }
            }
        }
    }
    let lines: String =
        refusals.iter().map(|(place, count)| format!("{place}: {count} of {}\n", PAYLOADS.len())).collect();
    snapshots().bind(|| insta::assert_snapshot!("payload-refusals", lines));
}

/// The places that refuse a payload when all have it: the schema reports each. The others are tried on their own.
fn refused_at_once(document: &Value, places: &[(&str, &str)], payload: &str) -> BTreeSet<String> {
    let mut changed = document.clone();
    for (_, pointer) in places {
        *changed.pointer_mut(pointer).expect("a value") = json!(payload);
    }
    let found = di_gen::read::read_topology(&SourceText::new("x", changed.to_string())).err().unwrap_or_default();
    let by_schema = |code| [Code::BAD_VALUE, Code::BAD_NAME, Code::OUT_OF_RANGE, Code::WRONG_TYPE].contains(&code);
    found
        .into_iter()
        .filter(|one| by_schema(one.code))
        .filter_map(|one| match one.location {
            SourceLocation::Value(pointer) => Some(pointer),
            _ => None,
        })
        .collect()
}

/// The places of all strings of the schema that are not keywords.
fn schema_strings() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(di_gen::topology_schema()).expect("JSON");
    let mut found = BTreeSet::new();
    collect_strings(&schema, &schema, "", &mut found);
    found
}

fn collect_strings(schema: &Value, node: &Value, at: &str, found: &mut BTreeSet<String>) {
    let node = match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).expect("a definition"),
        None => node,
    };
    if node["type"] == "string" && node["enum"].is_null() {
        found.insert(place(at));
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten() {
        if key != "environments" && key != "extends" {
            collect_strings(schema, inner, &format!("{at}/{key}"), found);
        }
    }
    for (inner, part) in [("items", "0"), ("additionalProperties", "x")] {
        if node[inner].is_object() {
            collect_strings(schema, &node[inner], &format!("{at}/{part}"), found);
        }
    }
    for inner in ["anyOf", "oneOf"].iter().flat_map(|key| node[*key].as_array().into_iter().flatten()) {
        collect_strings(schema, inner, at, found);
    }
}
