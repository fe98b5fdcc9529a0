//! Every empty list and mapping has a meaning, or a message about it.

use std::collections::BTreeMap;

use di_gen::{
    diagnostic::Code,
    render::{self, Frame, Layout},
    source::SourceText,
};
use serde_json::{Value, json};

use super::document;
use crate::{injection::place, support::topologies::stories};

/// The lists and mappings of a document, as JSON pointers.
fn collections(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        _ => return,
    };
    if !pointer.is_empty() {
        found.push(pointer.to_owned());
    }
    for (key, value) in inner {
        collections(value, &format!("{pointer}/{key}"), found);
    }
}

#[test]
fn empty_collections_have_a_meaning_or_a_message() {
    let mut places: BTreeMap<String, (Value, String)> = BTreeMap::new();
    let mut stories = stories();
    stories.sort_by_key(|story| story.text.len());
    for story in &stories {
        let document = document(&story.text);
        let mut pointers = Vec::new();
        collections(&document, "", &mut pointers);
        for pointer in pointers {
            places.entry(place(&pointer)).or_insert_with(|| (document.clone(), pointer));
        }
    }
    let mut written = 0;
    for (place, (mut document, pointer)) in places {
        let value = document.pointer_mut(&pointer).expect("a value");
        *value = if value.is_array() { json!([]) } else { json!({}) };
        match di_gen::read::read_topology(&SourceText::new("x", document.to_string())) {
            Ok(topology) => {
                let plan = di_gen::plan::lower_topology(&topology);
                let outputs = [
                    render::bicep(&plan, Layout::OneFile),
                    render::arm(&plan),
                    render::terraform(&plan, Frame::Module),
                ];
                written += outputs.iter().filter(|output| output.is_ok()).count();
            }
            Err(found) => {
                // An empty value is not taken for something else.
                let misread = |code| [Code::UNKNOWN_KEY, Code::WRONG_TYPE, Code::BAD_VALUE].contains(&code);
                assert!(found.iter().all(|one| !misread(one.code) && !one.message.is_empty()), "{place}: {found:?}");
            }
        }
    }
    assert!(written > 150, "{written}");
}

/// A text where a list is expected: the suggested list has one item.
#[test]
fn the_suggested_list_has_one_item() {
    for text in ["a", "a, b", "[a]", "*x", "it's", "a: b", "{x}", "# x", "\"q\""] {
        let file = json!({ "name": "claims", "allow": { "addresses": text } }).to_string();
        let found = di_gen::read::read_topology(&SourceText::new("x", file)).expect_err("no list");
        let help =
            found.iter().flat_map(|one| &one.help).find_map(|help| help.strip_prefix("use a list with one item: "));
        assert_eq!(document(help.expect(text)), json!([text]));
    }
}
