//! States of Terraform in which one account is among many other resources: the committed states of `tests/existing/terraform`,
//! of which every resource but the account is repeated with other names, groups and principals.

use std::{fs, path::Path};

use regex::Regex;
use serde_json::{Map, Value, json};

/// What the other resources are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    /// Of types that are read: five tags, and attributes that are not read.
    Mixed,
    /// Of types that are read: tags and rules, nearly all of which is read.
    Dense,
    /// Of types that are not read.
    OtherTypes,
}

/// The subscription of the committed states.
const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";

fn committed(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/existing/terraform").join(name).join("state.json");
    serde_json::from_str(&fs::read_to_string(path).expect("a state")).expect("JSON")
}

fn resources(state: &mut Value) -> &mut Vec<Value> {
    state["values"]["root_module"]["resources"].as_array_mut().expect("resources")
}

/// A state with so many other resources, each of at least `size` bytes.
pub(crate) fn state_with(count: usize, size: usize, others: Others) -> String {
    let is_repeated = |resource: &Value| {
        resource["mode"] == "managed"
            && resource["type"]
                .as_str()
                .is_some_and(|name| name.starts_with("azurerm_") && name != "azurerm_cognitive_account")
    };
    let mut pool = Vec::new();
    for name in ["minimal", "entra-only", "tutorial"] {
        pool.extend(resources(&mut committed(name)).iter().filter(|found| is_repeated(found)).map(Value::to_string));
    }
    let names = Regex::new(r"\bst(invoices|forms)[a-z0-9]*").expect("a pattern");
    let groups = Regex::new(r"resourceGroups/[A-Za-z0-9-]+").expect("a pattern");
    let guids = Regex::new(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").expect("a pattern");
    let other = |index: usize| {
        let round = index / pool.len() + 1;
        let text = &pool[index % pool.len()];
        let text = guids.replace_all(text, |found: &regex::Captures<'_>| match &found[0] {
            SUBSCRIPTION => SUBSCRIPTION.to_owned(),
            guid => format!("{}{round:08x}", &guid[..guid.len() - 8]),
        });
        let text = groups.replace_all(&text, |found: &regex::Captures<'_>| format!("{}-{round}", &found[0]));
        let text = names.replace_all(&text, |found: &regex::Captures<'_>| format!("{}{round}", &found[0]));
        let mut resource: Value = serde_json::from_str(&text).expect("JSON");
        resource["address"] = json!(format!("{}[\"{round}\"]", resource["address"].as_str().unwrap_or_default()));
        resource["index"] = json!(round.to_string());
        fill(&mut resource, size.saturating_sub(text.len()), others);
        if others == Others::OtherTypes {
            resource["type"] = json!(format!("{}_of_another_kind", resource["type"].as_str().unwrap_or_default()));
        }
        resource
    };
    let mut state = committed("minimal");
    let account = std::mem::take(resources(&mut state));
    let (before, after) = (0..count / 2, count / 2..count);
    *resources(&mut state) = before.map(other).chain(account).chain(after.map(other)).collect();
    state.to_string()
}

/// Adds attributes to a resource until it is so many bytes larger.
fn fill(resource: &mut Value, bytes: usize, others: Others) {
    const ENTRY: usize = 110;
    let is_group = resource["type"] == "azurerm_network_security_group";
    let entries: Map<String, Value> = (0..bytes / ENTRY)
        .map(|index| (format!("cost_center_{index:03}"), json!(format!("{:<90}", format!("value {index}")))))
        .collect();
    match others {
        Others::Dense if is_group => resource["values"]["security_rule"] = rules(bytes),
        Others::Dense => resource["values"]["tags"] = Value::Object(entries),
        _ => {
            let (tags, more): (Map<_, _>, Map<_, _>) = entries.into_iter().enumerate().fold(
                (Map::new(), Map::new()),
                |(mut tags, mut more), (index, (name, value))| {
                    if index < 5 { &mut tags } else { &mut more }.insert(name, value);
                    (tags, more)
                },
            );
            resource["values"]["tags"] = Value::Object(tags);
            resource["values"].as_object_mut().expect("attributes").extend(more);
        }
    }
}

fn rules(bytes: usize) -> Value {
    let rule = |index: usize| {
        json!({
            "access": "Allow", "description": "", "destination_address_prefix": "VirtualNetwork",
            "destination_address_prefixes": [], "destination_application_security_group_ids": [],
            "destination_port_range": "443", "destination_port_ranges": [], "direction": "Inbound",
            "name": format!("Rule{index}"), "priority": 100 + index, "protocol": "Tcp",
            "source_address_prefix": "10.0.0.0/24", "source_address_prefixes": [],
            "source_application_security_group_ids": [], "source_port_range": "*", "source_port_ranges": [],
        })
    };
    (0..bytes / rule(0).to_string().len()).map(rule).collect()
}
