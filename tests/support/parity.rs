//! Compares the resources that the three outputs of one topology deploy.
//!
//! Bicep and ARM use the same names, so everything has to be equal. For Terraform, the properties of the table in
//! `parity_facts` are compared. One line per difference; an empty list means parity.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::facts::{Deployed, kind_in};
use super::hcl_expression::camel;
use super::parity_facts::{KINDS, Kind, prepare};

/// Resources, bodies, API versions and (transitively) dependencies of Bicep and ARM.
pub(crate) fn compare_azure(bicep: &Deployed, arm: &Deployed) -> Vec<String> {
    let mut found = missing(&bicep.resources, &arm.resources, "bicep", "arm");
    for (key, left) in &bicep.resources {
        let Some(right) = arm.resources.get(key) else { continue };
        body_differences(key, "", left, right, &mut found);
        let (left, right) = (&bicep.origins[key], &arm.origins[key]);
        if left != right {
            found.push(format!("{key} name@version: bicep {left}, arm {right}"));
        }
        let (left, right) = (bicep.waits_for(key), arm.waits_for(key));
        found.extend(left.difference(&right).map(|id| format!("{key} dependsOn: bicep waits for {id}, arm does not")));
        found.extend(right.difference(&left).map(|id| format!("{key} dependsOn: arm waits for {id}, bicep does not")));
    }
    found
}

/// Resources, bodies, names and API versions of a snapshot and ARM. The names of role assignments are hashes of IDs, which
/// the engine computes from other ones.
pub(crate) fn compare_snapshot(snapshot: &Deployed, arm: &Deployed) -> Vec<String> {
    let mut found = missing(&snapshot.resources, &arm.resources, "snapshot", "arm");
    for (key, left) in &snapshot.resources {
        let Some(right) = arm.resources.get(key) else { continue };
        body_differences(key, "", left, right, &mut found);
        let origin = |deployed: &Deployed| {
            let origin = &deployed.origins[key];
            if key.starts_with("role|") { origin.split_once('@').expect("a version").1 } else { origin }.to_owned()
        };
        if origin(snapshot) != origin(arm) {
            found.push(format!("{key} name@version: snapshot {}, arm {}", origin(snapshot), origin(arm)));
        }
    }
    found
}

/// Resources of ARM and Terraform, and the properties of the table.
pub(crate) fn compare_terraform(arm: &Deployed, tf: &Deployed) -> Vec<String> {
    let (mut left, right) = (comparable(arm), comparable(tf));
    let mut right = with_subscriptions(&right, &left);
    silent_blob_services(&left, &mut right);
    silent_blob_services(&right, &mut left);
    let mut found = missing(&left, &right, "bicep/arm", "terraform");
    for (key, left) in &left {
        let Some(kind) = kind_of(key) else {
            found.push(format!("{key}: this type is not in the table of tests/support/parity_facts.rs"));
            continue;
        };
        unlisted((key, "bicep/arm"), "", left, kind, &mut found);
        let Some(right) = right.get(key) else { continue };
        unlisted((key, "terraform"), "", right, kind, &mut found);
        for (path, default) in kind.facts {
            fact_differences(key, path, default, left, right, &mut found);
        }
    }
    found
}

fn missing(
    left: &BTreeMap<String, Value>,
    right: &BTreeMap<String, Value>,
    left_name: &str,
    right_name: &str,
) -> Vec<String> {
    let line = |key: &String, has: &str, lacks: &str| format!("{key}: in {has}, not in {lacks}");
    let only_left = left.keys().filter(|key| !right.contains_key(*key)).map(|key| line(key, left_name, right_name));
    let only_right = right.keys().filter(|key| !left.contains_key(*key)).map(|key| line(key, right_name, left_name));
    only_left.chain(only_right).collect()
}

fn body_differences(key: &str, path: &str, left: &Value, right: &Value, found: &mut Vec<String>) {
    match (left, right) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let nothing = &Value::Null;
                let (left, right) = (one.get(name).unwrap_or(nothing), other.get(name).unwrap_or(nothing));
                body_differences(key, &path, left, right, found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (left, right)) in one.iter().zip(other).enumerate() {
                body_differences(key, &format!("{path}[{index}]"), left, right, found);
            }
        }
        _ if left == right => {}
        _ => found.push(format!("{key} {path}: bicep {left}, arm {right}")),
    }
}

/// Bodies in the form of the table: subnets as separate resources, one form where Azure has two.
fn comparable(deployed: &Deployed) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (key, body) in &deployed.resources {
        // The identity that runs Terraform needs a role to write a secret; the other languages write it through ARM.
        if key.starts_with("role|") && key.contains("|prop:deployer:") {
            continue;
        }
        let (key, mut body) = (camel_text(key), camel_parameters(body));
        let inline = body.get_mut("properties").and_then(Value::as_object_mut);
        let inline = inline.filter(|_| key.contains("/Microsoft.Network/virtualNetworks/"));
        let subnets = inline.and_then(|properties| properties.shift_remove("subnets"));
        for mut subnet in subnets.as_ref().and_then(Value::as_array).into_iter().flatten().cloned() {
            let name = subnet["name"].as_str().expect("a subnet has a name").to_owned();
            subnet.as_object_mut().expect("a subnet is an object").shift_remove("name");
            let key = key.replace("/virtualNetworks/", "/virtualNetworks/subnets/") + "/" + &name;
            let twin = all.insert(key.clone(), subnet);
            assert!(twin.is_none(), "{key} is declared inline and as a separate resource");
        }
        all.insert(key, body);
    }
    for (key, body) in &mut all {
        if let Some(kind) = kind_of(key) {
            prepare(kind.name, body);
        }
    }
    all
}

/// Terraform spells parameters `admin_username`, the others `adminUsername`.
fn camel_parameters(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(camel_text(text)),
        Value::Array(items) => items.iter().map(camel_parameters).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (camel_text(name), camel_parameters(value))).collect())
        }
        other => other.clone(),
    }
}

fn camel_text(text: &str) -> String {
    let mut parts = text.split("param:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |built, part| {
        let end = part.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (name, rest) = part.split_at(end.unwrap_or(part.len()));
        built + "param:" + &camel(name) + rest
    })
}

/// azurerm identifies a parent in another group without its subscription, which is that of the provider. It is matched
/// with the ARM resource that differs only in the subscription.
fn with_subscriptions(terraform: &BTreeMap<String, Value>, arm: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let mut renamed = Vec::new();
    for key in terraform.keys().filter(|key| !arm.contains_key(*key)) {
        let Some(rest) = key.strip_prefix("subscription:") else { continue };
        let same = |other: &&String| other.split_once(':').is_some_and(|(_, other)| other == rest);
        if let [only] = arm.keys().filter(|other| !other.starts_with("role|")).filter(same).collect::<Vec<_>>()[..] {
            renamed.push((key.clone(), only.clone()));
        }
    }
    // Longer IDs first: one may be a prefix of another.
    renamed.sort_by_key(|(old, _): &(String, String)| std::cmp::Reverse(old.len()));
    let rename = |text: String| renamed.iter().fold(text, |text, (old, new)| text.replace(old, new));
    let rebuild = |body: &Value| serde_json::from_str(&rename(body.to_string())).expect("only ids were replaced");
    terraform.iter().map(|(key, body)| (rename(key.clone()), rebuild(body))).collect()
}

/// A storage account always has a blob service, even if a language does not declare it.
fn silent_blob_services(one: &BTreeMap<String, Value>, other: &mut BTreeMap<String, Value>) {
    for key in one.keys().filter(|key| kind_of(key).is_some_and(|kind| kind.name.ends_with("/blobServices"))) {
        let account = key.trim_end_matches("/default").replace("/blobServices/", "/");
        if other.contains_key(&account) {
            other.entry(key.clone()).or_insert_with(|| json!({}));
        }
    }
}

/// The type inside a key: the longest one of the table that fits.
fn kind_of(key: &str) -> Option<&'static Kind> {
    let kind = kind_in(key);
    KINDS.iter().find(|known| known.name == kind)
}

fn fact_differences(key: &str, path: &str, default: &str, left: &Value, right: &Value, found: &mut Vec<String>) {
    let default: Value = serde_json::from_str(default).expect("defaults are JSON");
    let (left, right) = (facts_at(left, path, &default), facts_at(right, path, &default));
    let places: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    for place in places {
        let (one, other) = (left.get(place), right.get(place));
        if one != other {
            let spell = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
            found.push(format!("{key} {place}: bicep/arm {}, terraform {}", spell(one), spell(other)));
        }
    }
}

/// The values at a path of the table, by concrete path.
fn facts_at(body: &Value, path: &str, default: &Value) -> BTreeMap<String, Value> {
    let Some((list, rest)) = path.split_once("[*].") else {
        return BTreeMap::from([(path.to_owned(), fact_at(body, path, default))]);
    };
    let items = at(body, list).and_then(Value::as_array).into_iter().flatten();
    let named = items.map(|item| {
        let name = item["name"].as_str().unwrap_or_else(|| panic!("an item of {list} has no name: {item}"));
        (format!("{list}[{name}].{rest}"), fact_at(item, rest, default))
    });
    named.collect()
}

fn fact_at(body: &Value, path: &str, default: &Value) -> Value {
    let plain = path.trim_end_matches(['[', ']', '{', '}']);
    let value = at(body, plain).unwrap_or(default);
    match value {
        Value::Object(fields) if path.ends_with("{}") => sorted(fields.keys().map(|key| json!(key)).collect()),
        Value::Array(items) if path.ends_with("[]") => sorted(items.iter().map(unordered).collect()),
        other => other.clone(),
    }
}

fn at<'a>(body: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(body, |value, name| value.get(name))
}

/// Inside an item of a set, lists have no order either.
fn unordered(value: &Value) -> Value {
    match value {
        Value::Array(items) => sorted(items.iter().map(unordered).collect()),
        Value::Object(fields) => {
            let by_name: BTreeMap<_, _> = fields.iter().map(|(name, value)| (name.clone(), unordered(value))).collect();
            Value::Object(by_name.into_iter().collect())
        }
        other => other.clone(),
    }
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_key(Value::to_string);
    Value::Array(items)
}

/// Properties that are not in the table.
fn unlisted(key: (&str, &str), path: &str, value: &Value, kind: &Kind, found: &mut Vec<String>) {
    let apart = kind.apart.iter().any(|(known, _)| *known == path);
    let listed = kind.facts.iter().any(|(known, _)| known.trim_end_matches("[]").trim_end_matches("{}") == path);
    if apart || listed {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| !(path.ends_with("[*]") && *name == "name")) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                unlisted(key, &path, value, kind, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| unlisted(key, &format!("{path}[*]"), item, kind, found)),
        _ => found.push(format!(
            "{} {path}: {} {value}, which is not in the table of properties of tests/support/parity_facts.rs",
            key.0, key.1
        )),
    }
}
