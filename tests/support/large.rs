//! Files with many entries in one list or mapping, for each one that the schema has.
//!
//! The entries are those of `tests/boundaries/lists.yaml`, or of the table below for what has no limit: a new list or mapping
//! of the schema without either is a panic that names it.

use std::{collections::BTreeSet, fs, path::Path};

use di_gen::source::{SourceText, write_yaml};
use serde_json::{Value, json};

/// Entries of a list or mapping without a limit of its own.
const UNLIMITED: usize = 10_000;

/// Lists and mappings without a limit: the key, an item or an entry of a mapping, and what the file has besides.
const WITHOUT_LIMIT: &[(&str, &str)] = &[
    ("/dns/linkNames", "entry: link-one"),
    ("/testMachine/extensions", "item: one-#\nwith: { testMachine: {} }"),
    ("/locks", "item: one-#"),
    ("/policies", "item: one-#"),
    ("/extra/account/azure/properties", "entry: 1"),
    ("/extra/account/azure/list", "item: one-#"),
    ("/extra/account/azure/mappings", "item: { a: 1 }"),
    ("/extra/account/azure/nested", "entry: { a: 1 }"),
    ("/extra/account/terraform/block", "entry: 1"),
    ("/extra/account/terraform/list", "item: one-#"),
    ("/extra/account/terraform/blocks", "item: { a: 1 }"),
    ("/unknown", "entry: 1"),
    ("/tags", "entry: 1"),
];

/// A list or mapping of the schema.
pub(crate) struct Collection {
    /// The key, as a JSON pointer.
    pub(crate) key: String,
    /// The limit of the schema, or what is tried without one.
    pub(crate) limit: usize,
    row: Value,
}

fn read(text: String) -> Value {
    SourceText::new("x", text).parse().expect("YAML").to_json()
}

/// Every list and mapping of the schema, and those that are data.
pub(crate) fn collections() -> Vec<Collection> {
    let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/boundaries/lists.yaml");
    let rows = read(fs::read_to_string(rows).expect("rows"));
    let limited =
        rows.as_array().expect("rows").iter().filter(|row| row["bound"].as_str().expect("a bound").starts_with("max"));
    let mut all: Vec<Collection> = limited
        .map(|row| Collection {
            key: row["key"].as_str().expect("a key").to_owned(),
            limit: usize::try_from(row["accepted"].as_u64().expect("a count")).expect("a small one"),
            row: row.clone(),
        })
        .collect();
    all.extend(WITHOUT_LIMIT.iter().map(|(key, row)| Collection {
        key: (*key).to_owned(),
        limit: UNLIMITED,
        row: read((*row).to_owned()),
    }));
    let schema: Value = serde_json::from_str(di_gen::topology_schema()).expect("the schema is JSON");
    let mut places = BTreeSet::new();
    find_places(&schema, &schema, "", &mut places);
    let known: BTreeSet<String> = all.iter().filter_map(|one| declared(&schema, &one.key)).collect();
    let missing: Vec<&String> = places.difference(&known).collect();
    assert!(missing.is_empty(), "add an entry of {missing:?} to tests/boundaries/lists.yaml or tests/support/large.rs");
    all
}

/// The places of lists and mappings: a key of the file, or one of a definition.
fn find_places(schema: &Value, node: &Value, place: &str, found: &mut BTreeSet<String>) {
    if let Some(reference) = node["$ref"].as_str() {
        if !found.contains(reference) {
            let inner = schema.pointer(reference.trim_start_matches('#')).expect("a definition");
            find_places(schema, inner, reference, found);
        }
        return;
    }
    if node["items"].is_object() || !matches!(node["additionalProperties"], Value::Null | Value::Bool(false)) {
        found.insert(place.to_owned());
    }
    if place == "/environments" {
        return;
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten() {
        find_places(schema, inner, &format!("{place}/{key}"), found);
    }
    for inner in ["items", "additionalProperties"].iter().filter(|key| node[**key].is_object()) {
        find_places(schema, &node[*inner], &format!("{place}/*"), found);
    }
}

/// The place of a key of a file, if the schema has it.
fn declared(schema: &Value, key: &str) -> Option<String> {
    let (mut node, mut place) = (schema, String::new());
    for part in key.split('/').skip(1) {
        let next = [(&node["properties"][part], part), (&node["items"], "*"), (&node["additionalProperties"], "*")];
        let (next, part) = next.into_iter().find(|(next, _)| next.is_object())?;
        place = format!("{place}/{part}");
        node = next;
        if let Some(reference) = node["$ref"].as_str() {
            node = schema.pointer(reference.trim_start_matches('#'))?;
            reference.clone_into(&mut place);
        }
    }
    Some(place)
}

impl Collection {
    /// A file with so many entries, alone or inherited by 20 environments.
    pub(crate) fn file(&self, count: usize, with_environments: bool) -> String {
        let mut file = if self.row["with"].is_null() { json!({}) } else { self.row["with"].clone() };
        for (key, value) in [("name", "invoices"), ("location", "westeurope")] {
            if file[key].is_null() {
                file[key] = json!(value);
            }
        }
        if with_environments {
            file["environments"] = (0..20).map(|at| (format!("e{at}"), json!({}))).collect();
        }
        let entries: Value = if self.row["item"].is_null() {
            (0..count).map(|at| (format!("k{at}"), self.row["entry"].clone())).collect()
        } else {
            (0..count).map(|at| numbered(&self.row["item"], at)).collect()
        };
        put(&mut file, &self.key, entries);
        write_yaml(&file)
    }
}

/// A value with a number in its texts.
pub(crate) fn numbered(value: &Value, at: usize) -> Value {
    match value {
        Value::String(text) => json!(text.replace("##", &format!("{at:02}")).replace('#', &at.to_string())),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), numbered(value, at))).collect(),
        other => other.clone(),
    }
}

/// Writes a value at a path of keys, and what leads to it.
pub(crate) fn put(document: &mut Value, path: &str, value: Value) {
    let mut node = document;
    for key in path.split('/').skip(1) {
        node = match key.parse::<usize>() {
            Ok(at) => {
                if node.is_null() {
                    *node = json!([]);
                }
                let items = node.as_array_mut().expect("a list");
                if items.len() == at {
                    items.push(Value::Null);
                }
                &mut items[at]
            }
            Err(_) => &mut node[key],
        };
    }
    *node = value;
}
