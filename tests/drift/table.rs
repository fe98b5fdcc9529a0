//! The table of properties. `.ci/check-property-table` compares its snapshot with Azure's types.

use std::collections::BTreeSet;

use di_gen::{
    arm_template::Value,
    drift::{
        DeploymentPlace, expected_resources,
        facts::{Absent, Form, find_type, types},
    },
    existing::Inventory,
};

use crate::support::{assert_none, snapshots, topologies::stories};

#[test]
fn the_table_is_pinned() {
    let mut text = String::new();
    for known in types() {
        text.push_str(&format!("{}\n", known.arm_type));
        let mut rows: Vec<String> =
            known.all().map(|row| format!("  {}: {}\n", row.path, meaning(row.absent))).collect();
        rows.sort();
        assert!(rows.windows(2).all(|pair| pair[0] != pair[1]), "{}: a row stands twice", known.arm_type);
        text.extend(rows);
    }
    snapshots().bind(|| insta::assert_snapshot!("drift-properties", text));
}

fn meaning(absent: Absent) -> String {
    match absent {
        Absent::ReadOnly => "read-only".to_owned(),
        Absent::Unknown => "absent is not compared".to_owned(),
        Absent::Derived => "absent is derived".to_owned(),
        Absent::Nothing => "absent is none".to_owned(),
        Absent::Switch(value) => format!("absent is {value}"),
        Absent::Keyword(text) => format!("absent is {text}"),
    }
}

/// What is written and cannot be compared: it is the same in every list of one.
const ONE_OF_A_LIST: [&str; 5] =
    ["addressPrefix", "sourceAddressPrefix", "sourcePortRange", "destinationAddressPrefix", "destinationPortRange"];

/// The paths of the values in a body.
fn paths(value: &Value, path: &str, arm_type: &str, found: &mut BTreeSet<String>) {
    let row = find_type(arm_type).and_then(|known| known.find(path));
    match value {
        _ if row.is_some_and(|row| row.absent == Absent::ReadOnly) => {}
        Value::Object(object) if row.is_some_and(|row| row.form == Form::Names) || object.entries().len() > 0 => {
            let is_named = row.is_some_and(|row| row.form == Form::Names);
            for (name, value) in object.entries() {
                let name = if is_named { "*" } else { name };
                let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                paths(value, &below, arm_type, found);
            }
        }
        Value::Array(array) if row.is_none_or(|row| matches!(row.form, Form::Keyed(_))) => {
            array.items().iter().for_each(|item| paths(item, &format!("{path}[]"), arm_type, found));
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

#[test]
fn everything_that_is_generated_is_in_the_table() {
    let mut failures = BTreeSet::new();
    for story in stories() {
        let Ok(expected) = expected_resources(&story.plan(), &DeploymentPlace::default(), &Inventory::default()) else {
            continue;
        };
        for resource in expected.resources() {
            let arm_type = &*resource.resource_type;
            let Some(known) = find_type(arm_type) else {
                failures.insert(format!("{arm_type} is not in the table"));
                continue;
            };
            let mut found = BTreeSet::new();
            paths(&resource.body, "", arm_type, &mut found);
            for path in found {
                let name = path.rsplit('.').next().unwrap_or_default();
                let is_row = known.find(&path).is_some() || ONE_OF_A_LIST.contains(&name);
                // A part of the key itself is not compared.
                if !is_row && !path.starts_with("properties.rotationPolicy.") && !path.starts_with("extra") {
                    failures.insert(format!("{arm_type}: {path} is not in the table"));
                }
            }
        }
    }
    assert_none(&failures.into_iter().collect::<Vec<_>>());
}
