//! Every mapping and list of the schema, empty or null: it has a meaning, or a message that says what is wrong. No value
//! that the schema accepts fails later.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{diagnostic::SourceLocation, source::SourceText};
use serde_json::{Value, json};

use super::{Key, keys, pattern, schema, subjects};
use crate::laws::pointers;

/// How many topologies a value is tried in.
const TOPOLOGIES: usize = 2;

/// Whether a key has a mapping or a list as its value.
fn is_collection(key: &Key) -> bool {
    let is = |kind: &Value| kind == "object" || kind == "array";
    is(&key.node["type"]) || key.node["type"].as_array().is_some_and(|kinds| kinds.iter().any(is))
}

/// What reading a document leads to: its codes, or nothing if it is accepted.
fn outcome(document: &Value, context: &str, failures: &mut Vec<String>) -> BTreeSet<&'static str> {
    let source = SourceText::new("di-gen.yaml", format!("{document:#}\n"));
    match di_gen::generate::generate_outputs(&source) {
        Ok(_) => {
            // Every language renders it, or says why not.
            let topology = di_gen::read::read_topology(&source).expect("read before");
            let plan = di_gen::plan::lower_topology(&topology);
            let _ = di_gen::render::bicep(&plan, di_gen::render::Layout::Folder);
            let _ = di_gen::render::arm(&plan);
            let _ = di_gen::render::terraform(&plan, di_gen::render::Frame::Root);
            BTreeSet::new()
        }
        Err(error) => {
            for diagnostic in &error.diagnostics {
                let is_bare = diagnostic.label.is_empty() && diagnostic.help.is_empty();
                let is_internal =
                    ["unknown field", "cannot be read"].iter().any(|text| diagnostic.message.contains(text));
                if diagnostic.location == SourceLocation::Unspecified || is_bare || is_internal {
                    failures.push(format!("{context}: {diagnostic:?}"));
                }
            }
            error.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
        }
    }
}

#[test]
fn every_empty_value_has_a_meaning_or_a_message() {
    let schema = schema();
    let mut all = Vec::new();
    keys(&schema, &schema, "", &mut all);
    let known: BTreeSet<&str> = all.iter().map(|key| key.pattern.as_str()).collect();
    let subjects = subjects();
    let mut used: BTreeMap<String, Vec<(&Value, String)>> = BTreeMap::new();
    for subject in &subjects {
        let mut places = Vec::new();
        pointers(&subject.document, "", &mut places);
        for pointer in places {
            used.entry(pattern(&known, &pointer)).or_default().push((&subject.document, pointer));
        }
    }
    let plain = json!({ "name": "invoices" });
    let (mut failures, mut tried) = (Vec::new(), 0);
    for key in all.iter().filter(|key| is_collection(key)) {
        let mut places: Vec<(&Value, String)> =
            used.get(&key.pattern).into_iter().flatten().take(TOPOLOGIES).cloned().collect();
        if key.pattern.matches('/').count() == 1 {
            places.push((&plain, key.pattern.clone()));
        }
        if places.is_empty() && !key.pattern.starts_with("/environments/") {
            failures.push(format!("{}: no topology has it", key.pattern));
        }
        for (document, pointer) in places {
            for value in [json!({}), json!([]), Value::Null] {
                let context = format!("{pointer}: {value}");
                let mut edited = document.clone();
                set(&mut edited, &pointer, value.clone());
                tried += 1;
                let codes = outcome(&edited, &context, &mut failures);
                let expected_type = if value.is_array() { "array" } else { "object" };
                let takes = |kind: &str| {
                    let kinds = &key.node["type"];
                    kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
                };
                let is_taken = if value.is_null() { takes("null") } else { takes(expected_type) };
                if !is_taken && !codes.contains("DI0103") {
                    failures.push(format!("{context}: another type is accepted: {codes:?}"));
                }
                // An environment that replaces the value by the same one.
                let name = pointer.split('/').nth(1).unwrap_or_default();
                if !["edition", "environments", "extends", "outputs", "di-gen", "environment"].contains(&name) {
                    let mut whole = document.clone();
                    let mut over = json!({});
                    over[name] = edited[name].clone();
                    whole["environments"] = json!({ "prod": over });
                    outcome(&whole, &format!("in an environment, {context}"), &mut failures);
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    crate::support::assert_none(&failures);
}

/// Sets a value that may not be there yet.
fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match document.pointer_mut(parent).expect("a parent") {
        Value::Array(items) => items[key.parse::<usize>().expect("an index")] = value,
        parent => parent[key.replace("~1", "/").replace("~0", "~")] = value,
    }
}

/// No environments are the same as none, in every command that reads them.
#[test]
fn empty_environments_are_none() {
    use crate::cli::Run;
    let outputs = "outputs: [{ language: terraform, folder: infra }]\n";
    let (plain, empty) = (format!("name: claims\n{outputs}"), format!("name: claims\nenvironments: {{}}\n{outputs}"));
    for command in ["validate --today 2026-01-01", "describe", "access", "bicep", "arm", "terraform", "generate"] {
        let run = |text: &str| {
            let run = Run::new(command).file("di-gen.yaml", text);
            let ended = run.run().ends(0);
            (ended.out(), ended.err(), run.files("infra"))
        };
        assert_eq!(run(&plain), run(&empty), "{command}");
    }
    Run::new("diff a.yaml b.yaml --fail-on any").file("a.yaml", &plain).file("b.yaml", &empty).run().ends(0);
    Run::new("validate --env prod").file("di-gen.yaml", &empty).run().ends(2).says("DI0009");
    Run::new("upgrade --write").file("di-gen.yaml", &empty).run().ends(0);
    let based = Run::new("validate").file("di-gen.yaml", "extends: base.yaml\nenvironments: {}\nname: claims\n");
    based.file("base.yaml", "environments: { prod: {} }\n").run().ends(0);
    for other in ["[]", "~", "''", "3"] {
        let text = empty.replace("{}", other);
        Run::new("validate").file("di-gen.yaml", text).run().ends(2).says("DI0103").says("environments");
    }
}

/// An empty address space is the default one: an environment does not inherit that of the file, and may have an existing
/// network, which needs none.
#[test]
fn an_empty_address_space_is_the_default_one() {
    let space = |network: &str| {
        let text = format!(
            "name: claims\nnetwork: {{ addressSpace: [10.0.0.0/23] }}\nenvironments: {{ prod: {{ network: {network} }} }}\n"
        );
        let source = SourceText::new("di-gen.yaml", text).for_environment("prod");
        let topology = di_gen::read::read_topology(&source).unwrap_or_else(|found| panic!("{network}: {found:?}"));
        let plan = di_gen::plan::lower_topology(&topology);
        let files = di_gen::render::bicep(&plan, di_gen::render::Layout::Folder).expect("files");
        let text: String = files.into_iter().map(|file| file.text).collect();
        ["10.0.0.0/23", "10.20.0.0/24"].map(|range| text.contains(range))
    };
    assert_eq!(space("{}"), [true, false]);
    assert_eq!(space("{ addressSpace: [] }"), [false, true]);
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/\
              virtualNetworks/v";
    let existing = format!(
        "{{ existing: {id}, addressSpace: [], subnets: {{ endpoints: {{ prefix: 10.1.0.0/26 }}, workloads: [] }} }}"
    );
    assert_eq!(space(&existing), [false, false]);
}
