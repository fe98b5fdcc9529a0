//! The output of every topology in every language, as snapshots. Review a changed snapshot before accepting it.

use std::collections::BTreeSet;

use di_gen::{render::Frame, topology::AzurermMajor};
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
fn azurerm_major_versions_differ_only_where_required() {
    for story in stories() {
        let texts = [AzurermMajor::V4, AzurermMajor::V5].map(|major| story.terraform(major, Frame::Root));
        let [Some(four), Some(five)] = texts else { continue };
        let lines = |files: &[di_gen::render::File]| -> BTreeSet<String> {
            files
                .iter()
                .flat_map(|f| f.text.lines())
                .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect()
        };
        let (four, five) = (lines(&four), lines(&five));
        for line in four.symmetric_difference(&five) {
            let known = [
                // Notes in the header, and comments of the lines below.
                "#",
                "version = ",
                "private_dns_zone_name = ",
                "private_dns_zone_id = ",
                "resource_group_name = ",
                "service_endpoint",
                // Subnets of an existing network: a write-only argument, or an association (tests/subnets.rs).
                "network_security_group_id_wo",
                "network_security_group_id = ",
                "route_table_id_wo",
                "route_table_id = ",
                "resource \"azurerm_subnet_route_table_association\"",
                "azurerm_subnet_route_table_association.",
                "subnet_id = azurerm_subnet.",
                "resource \"azurerm_subnet_network_security_group_association\"",
                "create_before_destroy = true",
                "required_version = ",
                "azurerm_subnet.",
                "azurerm_subnet_network_security_group_association.",
                "lifecycle {",
                "depends_on = [",
            ];
            let inside = line.starts_with("service = ");
            assert!(inside || known.iter().any(|start| line.starts_with(start)), "{}: {line}", story.name);
        }
    }
}

#[test]
fn every_key_and_keyword_of_the_schema_is_used_by_some_topology() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut documents: Vec<Value> = Vec::new();
    for story in stories() {
        let source = di_gen::source::SourceText::new("x", story.text.clone());
        documents.push(source.parse().expect("YAML").to_json());
        for name in source.environment_names() {
            // Environments are merged first, so the key itself is no longer present.
            documents.push(source.for_environment(name).parse().expect("YAML").to_json());
            documents.push(serde_json::json!({ "environments": {} }));
        }
    }
    let mut missing = Vec::new();
    let instances: Vec<&Value> = documents.iter().collect();
    walk(&schema, &schema, "", &instances, &mut missing);
    // Not present after files are merged; tests/extends.rs has the cases.
    missing.retain(|path| path != ".extends");
    // Valid for storage only; tests/customer_keys.rs has the cases.
    missing.retain(|path| !path.starts_with(".encryption.account.size: "));
    assert!(missing.is_empty(), "add a case to tests/cases; no example and no case has:\n{}", missing.join("\n"));
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
        // The default applies wherever the key is not set; the other value has to be set in some topology.
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
