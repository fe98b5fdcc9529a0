//! The text of every topology in every language, pinned. A snapshot that changes is read before it is accepted.

use std::collections::BTreeSet;

use di_gen::{Frame, topology::AzurermMajor};
use serde_json::Value;

use crate::support::{
    snapshots,
    topologies::{joined, stories},
};

#[test]
fn every_topology_in_every_language() {
    for story in stories() {
        let name = &story.name;
        snapshots().bind(|| {
            insta::assert_snapshot!(format!("{name}@bicep"), joined(&story.bicep()));
            insta::assert_snapshot!(format!("{name}@arm"), story.arm());
            if let Some(files) = story.terraform(AzurermMajor::V5, Frame::Module) {
                insta::assert_snapshot!(format!("{name}@terraform"), joined(&files));
            }
        });
    }
}

#[test]
fn the_majors_of_azurerm_differ_only_where_nothing_fits_both() {
    for story in stories() {
        let texts = [AzurermMajor::V4, AzurermMajor::V5].map(|major| story.terraform(major, Frame::Root));
        let [Some(four), Some(five)] = texts else { continue };
        let lines = |files: &[di_gen::File]| -> BTreeSet<String> {
            files
                .iter()
                .flat_map(|f| f.text.lines())
                .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect()
        };
        let (four, five) = (lines(&four), lines(&five));
        for line in four.symmetric_difference(&five) {
            let known = [
                "version = ",
                "private_dns_zone_name = ",
                "private_dns_zone_id = ",
                "resource_group_name = ",
                "service_endpoint",
            ];
            let inside = line.starts_with("service = ");
            assert!(inside || known.iter().any(|start| line.starts_with(start)), "{}: {line}", story.name);
        }
    }
}

#[test]
fn every_key_and_every_word_of_the_schema_is_used_by_some_topology() {
    let schema: Value = serde_json::from_str(di_gen::schema::TEXT).expect("JSON");
    let documents: Vec<Value> = stories()
        .iter()
        .map(|story| di_gen::Source::new("x", story.text.clone()).parse().expect("YAML").to_json())
        .collect();
    let mut missing = Vec::new();
    let instances: Vec<&Value> = documents.iter().collect();
    walk(&schema, &schema, "", &instances, &mut missing);
    assert!(missing.is_empty(), "no example and no case has:\n{}", missing.join("\n"));
}

fn walk(schema: &Value, node: &Value, path: &str, instances: &[&Value], missing: &mut Vec<String>) {
    let outer = node;
    let node = node
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| schema.pointer(reference.trim_start_matches('#')))
        .unwrap_or(node);
    for word in node.get("enum").and_then(Value::as_array).into_iter().flatten() {
        if !instances.contains(&word) {
            missing.push(format!("{path}: {word}"));
        }
    }
    if node.get("type") == Some(&Value::from("boolean")) {
        // The default shows wherever nothing is written; the other value has to be written somewhere.
        for value in [Value::Bool(true), Value::Bool(false)] {
            if outer.get("default") != Some(&value) && !instances.contains(&&value) {
                missing.push(format!("{path}: {value}"));
            }
        }
    }
    if let Some(items) = node.get("items") {
        let inner: Vec<&Value> = instances.iter().filter_map(|i| i.as_array()).flatten().collect();
        walk(schema, items, path, &inner, missing);
    }
    for (key, property) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let inner: Vec<&Value> = instances.iter().filter_map(|i| i.get(key)).collect();
        let path = format!("{path}.{key}");
        if inner.is_empty() {
            missing.push(path);
        } else {
            walk(schema, property, &path, &inner, missing);
        }
    }
}
