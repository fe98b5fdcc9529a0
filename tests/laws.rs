//! Laws that hold for every topology: schema and types agree, what is required is missed at its place, and a small edit makes
//! a small difference.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{Code, Frame, Plan, Source, Topology, diagnostic::Place, plan::Resource, topology::AzurermMajor};
use serde_json::{Value, json};

use crate::support::topologies::{Story, many, stories};

fn document(story: &Story) -> Value {
    Source::new("x", story.text.clone()).parse().expect("YAML").to_json()
}

/// Every value below a value, by its pointer; not those of environments, which are merged before anybody looks.
fn pointers(value: &Value, pointer: &str, found: &mut Vec<String>) {
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

/// Values that fit some places and not others.
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

/// What the schema takes the types take; what the types take and the schema refuses is too much, too little, or twice.
#[test]
fn schema_and_types_accept_the_same() {
    let mut rng = fastrand::Rng::with_seed(7);
    let (mut taken, mut refused) = (0, 0);
    for story in many() {
        let whole = document(&story);
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
            let source = Source::new("x", changed.to_string());
            let document = source.parse().expect("JSON is YAML");
            let found = di_gen::schema::check(&document);
            let typed = serde_json::from_value::<Topology>(document.to_json());
            if found.is_empty() {
                taken += 1;
                assert!(typed.is_ok(), "{} {pointer}: {:?}", story.name, typed.err());
            } else if typed.is_ok() {
                // Bounds, and numbers of which only a few are allowed: the size of a key.
                let bounds = [Code::OUT_OF_RANGE, Code::LISTED_TWICE, Code::BAD_NAME, Code::UNKNOWN_WORD];
                // serde reads a mapping from a list of its values, and a default from nothing, which is why the schema is asked.
                let known =
                    |f: &di_gen::Diagnostic| bounds.contains(&f.code) || stranger.is_null() || stranger.is_array();
                assert!(found.iter().all(known), "{} {pointer}: {found:?}", story.name);
            } else {
                refused += 1;
            }
        }
    }
    assert!(taken > 50 && refused > 300, "{taken}, {refused}");
}

/// Whatever the schema requires somewhere is missed there.
#[test]
fn what_is_required_is_missed_at_its_place() {
    let schema: Value = serde_json::from_str(di_gen::schema::TEXT).expect("JSON");
    let mut seen = BTreeSet::new();
    for story in stories() {
        let whole = document(&story);
        let mut places = vec![String::new()];
        pointers(&whole, "", &mut places);
        for pointer in places {
            let Some(Value::Object(map)) = whole.pointer(&pointer) else { continue };
            for key in map.keys().filter(|key| is_required(&schema, &pointer, key)) {
                let mut changed = whole.clone();
                let object = changed.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("a mapping");
                object.shift_remove(key);
                let source = Source::new("x", changed.to_string());
                let findings = di_gen::read(&source).expect_err("something is missing");
                let missed = |f: &di_gen::Diagnostic| {
                    f.code == Code::MISSING_KEY && f.place == Place::Value(pointer.clone()) && f.message.contains(key)
                };
                assert!(findings.iter().any(missed), "{} {pointer} {key}: {findings:?}", story.name);
                seen.insert(key.clone());
            }
        }
    }
    assert!(seen.len() >= 6, "{seen:?}");
}

fn is_required(schema: &Value, pointer: &str, key: &str) -> bool {
    let resolve = |node: &Value| match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).cloned().expect("a definition"),
        None => node.clone(),
    };
    let mut node = schema.clone();
    for part in pointer.split('/').skip(1) {
        let next = [&node["properties"][part], &node["items"], &node["additionalProperties"]];
        let Some(next) = next.into_iter().find(|next| next.is_object()) else { return false };
        node = resolve(next);
    }
    node["required"].as_array().is_some_and(|all| all.iter().any(|one| one == key))
}

/// The text of every resource of a Terraform module by its address, comments and all.
fn blocks(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut address = String::new();
    let mut block = String::new();
    for line in text.lines() {
        block.push_str(line);
        block.push('\n');
        if let Some(labels) = line.strip_prefix("resource ") {
            labels.trim_end_matches(" {").clone_into(&mut address);
        }
        if line == "}" {
            if !address.is_empty() {
                found.insert(std::mem::take(&mut address), block.clone());
            }
            block.clear();
        }
        if line.is_empty() && address.is_empty() {
            block.clear();
        }
    }
    found
}

/// What a plan says of each resource.
fn said(plan: &Plan) -> BTreeMap<String, &Resource> {
    plan.resources.iter().map(|resource| (resource.symbol.as_str().to_owned(), &**resource)).collect()
}

/// An edit of one setting changes the text of those resources alone that the plan says something else of.
#[test]
fn a_small_edit_makes_a_small_difference() {
    let mut edits = 0;
    for story in stories() {
        let whole = document(&story);
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        for pointer in places {
            // What the file brings along is no record of the plan.
            if pointer.starts_with("/extra") {
                continue;
            }
            let mut changed = whole.clone();
            match changed.pointer_mut(&pointer) {
                Some(Value::Bool(on)) => *on = !*on,
                Some(Value::String(word)) => {
                    let others = [
                        ("reader", "contributor"),
                        ("GRS", "LRS"),
                        ("ZRS", "GZRS"),
                        ("browser", "off"),
                        ("Basic", "Standard"),
                        ("Standard", "Basic"),
                        ("premium", "standard"),
                        ("key1", "key2"),
                        ("westeurope", "northeurope"),
                    ];
                    let Some((_, other)) = others.iter().find(|(one, _)| one == word) else { continue };
                    (*other).clone_into(word);
                }
                Some(Value::Number(number)) => *number = (number.as_i64().unwrap_or(0) + 1).into(),
                _ => continue,
            }
            let other = Story { name: story.name.clone(), text: changed.to_string() };
            if di_gen::read(&Source::new("x", other.text.clone())).is_err() {
                continue;
            }
            let texts = [&story, &other].map(|story| story.terraform(AzurermMajor::V5, Frame::Module));
            let [Some(before), Some(after)] = texts else { continue };
            let main = |files: &[di_gen::File]| {
                blocks(&files.iter().find(|file| file.path == "main.tf").expect("main.tf").text)
            };
            let (before, after) = (main(&before), main(&after));
            let (old, new) = (story.plan(), other.plan());
            if old.azurerm != new.azurerm {
                continue;
            }
            let (old, new) = (said(&old), said(&new));
            edits += 1;
            let changed: Vec<&str> = new
                .iter()
                .filter(|(symbol, resource)| old.get(*symbol) != Some(resource))
                .map(|(symbol, _)| symbol.as_str())
                .chain(old.keys().filter(|symbol| !new.contains_key(*symbol)).map(String::as_str))
                .collect();
            // What stands inside another one is part of its text.
            let parents: Vec<&str> = changed
                .iter()
                .filter_map(|symbol| new.get(*symbol).or_else(|| old.get(*symbol)))
                .filter_map(|resource| Some(resource.parent.as_ref()?.as_str()))
                .collect();
            for (address, text) in &after {
                let label = address.rsplit('"').nth(1).expect("a label");
                let plain = |symbol: &str| {
                    let word =
                        |c: char| if c.is_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.to_string() };
                    symbol.chars().map(word).collect::<String>()
                };
                let touched =
                    changed.iter().chain(&parents).any(|symbol| plain(symbol).trim_start_matches('_') == label);
                let same = before.get(address).is_none_or(|was| was == text);
                assert!(
                    touched || same,
                    "{} {pointer}: {address} changed, and the plan says the same of it",
                    story.name
                );
            }
        }
    }
    assert!(edits > 60, "{edits}");
}
