//! Documents that are no state and no plan, that end too early, or that are much larger than expected.

use di_gen::existing::{InputError, InputPlace, terraform::read_terraform};
use serde_json::{Value as Json, json};

use super::{read_text, text_of};

fn error_of(text: &str) -> InputError {
    read_terraform(&"a.json".into(), text).expect_err("an error")
}

#[test]
fn an_unknown_format_is_named() {
    for version in ["2.0", "10.1", "x", ""] {
        let text = format!("{{\n  \"format_version\": \"{version}\", \"values\": {{}}}}");
        let error = error_of(&text);
        assert!(error.message.contains(&format!("`{version}`")), "{error:?}");
        assert!(matches!(error.place, InputPlace::Line(2, _)), "{error:?}");
    }
    for version in ["0.1", "0.2", "1.0", "1.2", "1.99"] {
        assert!(read_text(&format!("{{\"format_version\": \"{version}\"}}")).resources.resources().is_empty());
    }
}

#[test]
fn what_is_something_else_is_told() {
    assert!(error_of("{}").message.contains("format_version"));
    let stored =
        error_of("{\"version\": 4, \"serial\": 1, \"lineage\": \"x\", \"resources\": [{\"mode\": \"managed\"}]}");
    assert!(stored.message.contains("stores") && stored.help.is_some_and(|help| help.contains("show -json")));
    for text in ["", "[]", "1", "null", "{\"format_version\": \"1.0\"} x"] {
        error_of(text);
    }
}

#[test]
fn a_document_that_ends_anywhere_is_an_error_with_its_place() {
    for kind in ["state", "plan"] {
        let text = text_of(&format!("terraform/minimal/{kind}.json"));
        let end = text.trim_end().len();
        for length in (0..end).step_by(397).chain(end - 30..end) {
            let error = error_of(&text[..length]);
            assert!(matches!(error.place, InputPlace::Line(line, _) if line > 0 || length == 0), "{error:?}");
        }
    }
}

#[test]
fn any_value_in_any_place_is_a_result_or_an_error() {
    let document: Json = serde_json::from_str(&text_of("terraform/tutorial/plan.json")).expect("JSON");
    let mut pointers = Vec::new();
    collect_pointers(&document, String::new(), &mut pointers);
    assert!(pointers.len() > 1000, "{}", pointers.len());
    let values =
        [json!(null), json!(true), json!(-1), json!(1e300), json!("x"), json!([]), json!([[{}]]), json!({"a": {}})];
    for (index, pointer) in pointers.iter().enumerate().step_by(7) {
        let mut changed = document.clone();
        *changed.pointer_mut(pointer).expect("a value") = values[index % values.len()].clone();
        let _ = read_terraform(&"a.json".into(), &changed.to_string());
    }
}

fn collect_pointers(value: &Json, pointer: String, found: &mut Vec<String>) {
    match value {
        Json::Object(entries) => {
            for (name, value) in entries {
                collect_pointers(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Json::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect_pointers(value, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}

#[test]
fn depth_is_an_error_where_it_is_read_and_skipped_where_it_is_not() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let state = |values: &str| {
        format!(
            "{{\"format_version\": \"1.0\", \"values\": {{\"root_module\": {{\"resources\": [{{\"address\": \
             \"azurerm_subnet.a\", \"type\": \"azurerm_subnet\", \"values\": {{{values}}}}}]}}}}}}"
        )
    };
    let skipped = state(&format!("\"other\": {}", deep("[", "]")));
    assert!(read_text(&skipped).resources.resources().is_empty());
    let read = state(&format!("\"address_prefixes\": {}", deep("[", "]")));
    assert!(error_of(&read).message.contains("deep"));
    let modules = format!(
        "{{\"format_version\": \"1.0\", \"values\": {{\"root_module\": {}",
        "{\"child_modules\": [".repeat(9_000)
    );
    error_of(&modules);
}

/// A state of many resources, of which one type is read.
fn large_state(others: usize, networks: usize) -> String {
    let mut text = "{\"format_version\": \"1.0\", \"values\": {\"root_module\": {\"resources\": [".to_owned();
    for index in 0..others {
        text.push_str(&format!(
            "{{\"address\": \"azurerm_dns_a_record.r[{index}]\", \"mode\": \"managed\", \"type\": \"azurerm_dns_a_record\", \
             \"values\": {{\"id\": \"/x/{index}\", \"records\": [\"10.0.0.1\"]}}}},"
        ));
    }
    for index in 0..networks {
        let comma = if index + 1 < networks { "," } else { "" };
        text.push_str(&format!(
            "{{\"address\": \"azurerm_virtual_network.n[{index}]\", \"mode\": \"managed\", \"type\": \
             \"azurerm_virtual_network\", \"values\": {{\"id\": \"/subscriptions/S/resourceGroups/rg/providers/\
             Microsoft.Network/virtualNetworks/n{index}\", \"name\": \"n{index}\", \"address_space\": [\"10.0.0.0/16\"]}}}}{comma}"
        ));
    }
    text + "]}}}"
}

#[test]
fn many_resources_are_read() {
    let read = read_text(&large_state(100_000, 1_000));
    assert_eq!(read.resources.resources().len(), 1_000);
    assert_eq!(read.resources.unread["azurerm_dns_a_record"], 100_000);
}

#[test]
fn an_id_that_several_addresses_have_is_one_resource() {
    let state = large_state(0, 1).replace("]}}}", "");
    let resource = state.split_once("\"resources\": [").expect("resources").1;
    let other = resource.replace("n[0]", "m").replace("/n0", "/N0").replace("10.0.", "10.1.");
    let read = read_text(&format!("{state},{resource},{other}]}}}}}}"));
    assert_eq!(read.resources.resources().len(), 1);
    assert_eq!(read.resources.conflicts().len(), 1, "{:?}", read.resources.conflicts());
}

#[test]
fn resources_that_refer_to_each_other_in_a_circle_stay_unknown() {
    let change = |name: &str| {
        json!({ "address": format!("azurerm_subnet_route_table_association.{name}"), "mode": "managed",
            "type": "azurerm_subnet_route_table_association",
            "change": { "actions": ["create"], "before": null, "after": {}, "after_unknown": { "id": true, "subnet_id": true } } })
    };
    let configured = |name: &str, other: &str| {
        let references = [format!("azurerm_subnet_route_table_association.{other}.subnet_id")];
        json!({ "address": format!("azurerm_subnet_route_table_association.{name}"),
            "expressions": { "subnet_id": { "references": references } } })
    };
    let module = json!({ "resources": [configured("a", "b"), configured("b", "a")],
        "module_calls": { "m": { "expressions": { "x": { "references": ["var.x"] } }, "module": {} } } });
    let document = json!({ "format_version": "1.2", "resource_changes": [change("a"), change("b")],
        "configuration": { "root_module": module } });
    assert!(read_text(&document.to_string()).resources.resources().is_empty());
}
