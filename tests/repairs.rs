//! A value of the wrong type does not hide other diagnostics and causes no unrelated ones.

use di_gen::{
    diagnostic::{Code, SourceLocation},
    source::SourceText,
};
use serde_json::Value;

use crate::support::topologies::stories;

/// In a file that is otherwise valid, an invalid value causes only its own diagnostic.
#[test]
fn an_invalid_value_causes_no_other_diagnostic() {
    let mut broken = 0;
    for story in stories() {
        let source = SourceText::new("x", story.text.clone());
        let value = source.parse().expect("YAML").to_json();
        let mut leaves = Vec::new();
        collect(&value, String::new(), &mut leaves);
        // Additional settings may have any type, and a broken suppression lifts nothing.
        let is_tried = |pointer: &String| !["/extra/", "/suppress/"].iter().any(|start| pointer.starts_with(start));
        for pointer in leaves.into_iter().filter(is_tried) {
            let mut value = value.clone();
            let leaf = value.pointer_mut(&pointer).expect("a leaf");
            *leaf = if leaf.is_string() { Value::from(12) } else { Value::from("wrong") };
            let source = SourceText::new("x", value.to_string());
            let findings = di_gen::read::read_topology(&source).expect_err("an invalid value");
            for finding in &findings {
                assert_eq!(
                    finding.location,
                    SourceLocation::Value(pointer.clone()),
                    "{}: {}",
                    story.name,
                    finding.message
                );
            }
            broken += 1;
        }
    }
    assert!(broken > 200, "only {broken} values were replaced");
}

#[test]
fn relations_are_reported_together_with_invalid_values() {
    let text = include_str!("refusals/DI0103-beside-other-problems.yaml");
    let findings = di_gen::read::read_topology(&SourceText::new("x", text)).expect_err("several diagnostics");
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    let shape = [Code::BAD_NAME, Code::UNKNOWN_VALUE, Code::WRONG_TYPE, Code::BAD_PREFIX, Code::UNKNOWN_KEY];
    let relations = [Code::OUTSIDE, Code::OVERLAP, Code::STATIC_ADDRESS];
    for code in shape.iter().chain(&relations) {
        assert!(codes.contains(&code.as_str()), "{code} is missing from {codes:?}");
    }
}

fn collect(value: &Value, pointer: String, leaves: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| collect(value, di_gen::source::join_pointer(&pointer, key), leaves));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| collect(value, format!("{pointer}/{at}"), leaves));
        }
        _ => leaves.push(pointer),
    }
}
