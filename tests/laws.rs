//! Rules for every topology: schema and types accept the same values, and missing keys are reported at their mapping.

use std::collections::BTreeSet;

use di_gen::{
    diagnostic::{Code, SourceLocation},
    source::SourceText,
    topology::TopologyFile,
};
use serde_json::{Value, json};

use crate::support::topologies::{many, stories};

/// Every value below a value, by its pointer, except those of environments, which are merged before validation.
pub(crate) fn pointers(value: &Value, pointer: &str, found: &mut Vec<String>) {
    if pointer == "/environments" {
        return;
    }
    if !pointer.is_empty() {
        found.push(pointer.to_owned());
    }
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| pointers(item, &format!("{pointer}/{at}"), found));
        }
        Value::Object(map) => {
            for (key, value) in map {
                pointers(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

/// Values that are valid in some locations and not in others.
fn strangers(rng: &mut fastrand::Rng) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1_000_000),
        json!(2.5),
        json!(""),
        json!("x"),
        json!("private"),
        json!("10.20.0.0/24"),
        json!("2026-12"),
        json!([]),
        json!(["x"]),
        json!({}),
        json!({ "name": "x" }),
        json!({ "unknown": 1 }),
    ];
    all[rng.usize(..all.len())].clone()
}

/// The types accept every value that the schema accepts; values that only the types accept are out of range or
/// duplicates.
#[test]
fn schema_and_types_accept_the_same() {
    let mut rng = fastrand::Rng::with_seed(7);
    let (mut taken, mut refused) = (0, 0);
    for story in many() {
        let whole = story.document();
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        for _ in 0..12 {
            let mut changed = whole.clone();
            if let Some(map) = changed.as_object_mut() {
                map.shift_remove("environments");
            }
            let pointer = &places[rng.usize(..places.len())];
            let Some(value) = changed.pointer_mut(pointer) else { continue };
            let stranger = strangers(&mut rng);
            value.clone_from(&stranger);
            let source = SourceText::new("x", changed.to_string());
            let document = source.parse().expect("JSON is YAML");
            let found = di_gen::schema::check_document(&document, &document.to_json());
            let typed = serde_json::from_value::<TopologyFile>(document.to_json());
            if found.is_empty() {
                taken += 1;
                assert!(typed.is_ok(), "{} {pointer}: {:?}", story.name, typed.err());
            } else if typed.is_ok() {
                // Ranges, and numbers with only a few allowed values, such as the size of a key.
                let bounds = [Code::OUT_OF_RANGE, Code::DUPLICATE_ENTRY, Code::BAD_NAME, Code::UNKNOWN_VALUE];
                // serde accepts a list of values for a mapping, and null for a default, so the schema decides.
                let misread = stranger.is_null() || stranger.is_array();
                let known = |f: &di_gen::diagnostic::Diagnostic| {
                    bounds.contains(&f.code) || (misread && f.code == Code::WRONG_TYPE)
                };
                assert!(found.iter().all(known), "{} {pointer}: {found:?}", story.name);
            } else {
                refused += 1;
            }
        }
    }
    assert!(taken > 50 && refused > 300, "{taken}, {refused}");
}

/// Every key that the schema requires is reported as missing at its mapping.
#[test]
fn missing_required_keys_are_reported_at_their_mapping() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut seen = BTreeSet::new();
    for story in stories() {
        let whole = story.document();
        let mut places = vec![String::new()];
        pointers(&whole, "", &mut places);
        for pointer in places {
            let Some(Value::Object(map)) = whole.pointer(&pointer) else { continue };
            for key in map.keys().filter(|key| is_required(&schema, &pointer, key)) {
                let mut changed = whole.clone();
                let object = changed.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("a mapping");
                object.shift_remove(key);
                let source = SourceText::new("x", changed.to_string());
                let findings = di_gen::read::read_topology(&source).expect_err("something is missing");
                let missed = |f: &di_gen::diagnostic::Diagnostic| {
                    f.code == Code::MISSING_KEY
                        && f.location == SourceLocation::Value(pointer.clone())
                        && f.message.contains(key)
                };
                assert!(findings.iter().any(missed), "{} {pointer} {key}: {findings:?}", story.name);
                let any = |part: &str| if part.parse::<usize>().is_ok() { "*".to_owned() } else { part.to_owned() };
                seen.insert(format!("{pointer}/{key}").split('/').map(any).collect::<Vec<_>>().join("/"));
            }
        }
    }
    let all = required(&schema, &schema, "");
    assert!(all.len() > 9, "{all:?}");
    assert_eq!(all.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Every key that the schema requires, by the pointer of its mapping, with `*` for arbitrary names.
fn required(schema: &Value, node: &Value, pointer: &str) -> BTreeSet<String> {
    // Those of the file are a condition: a file that extends another one may have them there.
    let all = node.get("required").or_else(|| node.pointer("/else/required"));
    let keys = all.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut found: BTreeSet<String> = keys.map(|key| format!("{pointer}/{key}")).collect();
    let properties = node["properties"].as_object().into_iter().flatten();
    let named = properties.map(|(key, inner)| (format!("{pointer}/{key}"), inner));
    let any = [&node["items"], &node["additionalProperties"]].into_iter().map(|inner| (format!("{pointer}/*"), inner));
    for (pointer, inner) in named.chain(any).filter(|(pointer, inner)| inner.is_object() && pointer != "/environments")
    {
        found.extend(required(schema, &resolved(schema, inner), &pointer));
    }
    found
}

fn resolved(schema: &Value, node: &Value) -> Value {
    match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).cloned().expect("a definition"),
        None => node.clone(),
    }
}

fn is_required(schema: &Value, pointer: &str, key: &str) -> bool {
    let Some(node) = node(schema, pointer) else { return false };
    let required = node.get("required").or_else(|| node.pointer("/else/required"));
    required.and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == key))
}

/// The schema of the value at a pointer.
pub(crate) fn node(schema: &Value, pointer: &str) -> Option<Value> {
    let mut node = schema.clone();
    for part in pointer.split('/').skip(1) {
        let next = [&node["properties"][part], &node["items"], &node["additionalProperties"]];
        let next = resolved(schema, next.into_iter().find(|next| next.is_object())?);
        node = next;
    }
    Some(node)
}
