//! A change of one thing changes the lines of that thing: a client, a container or a subnet that is added between two
//! others adds lines to every output, and changes and moves none.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{render::Frame, source::SourceText, topology::AzurermMajor};
use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

use crate::support::topologies::{Story, stories};

/// The added lines, and the removed ones.
fn changed_lines(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    let diff = TextDiff::configure().algorithm(similar::Algorithm::Patience).diff_lines(old, new);
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => added.push(change.value().trim_end().to_owned()),
            ChangeTag::Delete => removed.push(change.value().trim_end().to_owned()),
            ChangeTag::Equal => {}
        }
    }
    (added, removed)
}

/// Every file of every language.
fn texts(story: &Story) -> Option<BTreeMap<String, String>> {
    di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).ok()?;
    let terraform = story.terraform(AzurermMajor::V5, Frame::Module).unwrap_or_default();
    let test = (!terraform.is_empty()).then(|| di_gen::render::terraform_test(&story.plan(), Frame::Module));
    let files = story.bicep().into_iter().chain(terraform).chain(test).map(|file| (file.path, file.text));
    Some(files.chain([("azuredeploy.json".to_owned(), story.arm())]).collect())
}

/// A list of the file, and three things to add to it.
const THINGS: &[(&str, [&str; 3])] = &[
    (
        "/clients",
        [
            r#"{ "name": "one", "type": "managedIdentity" }"#,
            r#"{ "name": "two", "type": "managedIdentity" }"#,
            r#"{ "name": "three", "type": "managedIdentity" }"#,
        ],
    ),
    (
        "/clients",
        [
            r#"{ "name": "one", "type": "group", "id": "00000000-0000-0000-0000-0000000000f1", "roles": [{ "role": "Cognitive Services User" }] }"#,
            r#"{ "name": "two", "type": "group", "id": "00000000-0000-0000-0000-0000000000f2", "roles": [{ "role": "Cognitive Services User" }] }"#,
            r#"{ "name": "three", "type": "group", "id": "00000000-0000-0000-0000-0000000000f3", "roles": [{ "role": "Cognitive Services User" }] }"#,
        ],
    ),
    ("/storage/containers", [r#"{ "name": "one" }"#, r#"{ "name": "two" }"#, r#"{ "name": "three" }"#]),
    (
        "/network/subnets/workloads",
        [
            r#"{ "name": "one", "prefix": "10.99.1.0/24" }"#,
            r#"{ "name": "two", "prefix": "10.99.2.0/24" }"#,
            r#"{ "name": "three", "prefix": "10.99.3.0/24" }"#,
        ],
    ),
];

/// A file with additional items at the end of a list.
fn with_items(document: &Value, list: &str, items: &[Value]) -> String {
    let mut document = document.clone();
    let mut node = &mut document;
    for part in list.split('/').skip(1) {
        if !node.is_object() {
            *node = json!({});
        }
        node = &mut node[part];
    }
    let mut all = node.as_array().cloned().unwrap_or_default();
    all.extend(items.iter().cloned());
    *node = Value::Array(all);
    // Room for the subnets of this test.
    if let Some(space) = document.pointer_mut("/network/addressSpace").and_then(Value::as_array_mut) {
        space.push(json!("10.99.0.0/16"));
    } else if list.starts_with("/network") {
        document["network"]["addressSpace"] = json!(["10.20.0.0/24", "10.99.0.0/16"]);
    }
    document.to_string()
}

#[test]
fn what_is_added_between_two_others_moves_nothing() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for story in stories() {
        let document = story.document();
        for (list, items) in THINGS {
            let items = items.map(|item| serde_json::from_str::<Value>(item).expect("JSON"));
            let [first, second, third] = items;
            let story = |items: &[Value]| Story { name: story.name.clone(), text: with_items(&document, list, items) };
            let (old, new) = (story(&[first.clone(), third.clone()]), story(&[first, second, third]));
            let (Some(before), Some(after)) = (texts(&old), texts(&new)) else { continue };
            *compared.entry(list).or_default() += 1;
            for (path, text) in &before {
                let Some(after) = after.get(path) else {
                    failures.push(format!("{} {list} {path}: the file is gone", new.name));
                    continue;
                };
                let (_, removed) = changed_lines(text, after);
                // A virtual network accepts one subnet operation at a time: in an existing network, each new subnet
                // waits for the one before it.
                let waits_for_the_one_before = |line: &String| {
                    ["'one')]\"", "azurerm_subnet.one_subnet,", "oneSubnet"]
                        .iter()
                        .any(|end| line.trim().trim_end_matches(',').ends_with(end.trim_end_matches(',')))
                };
                let is_chain = list.starts_with("/network") && document.pointer("/network/existing").is_some();
                if is_chain && matches!(removed.as_slice(), [line] if waits_for_the_one_before(line)) {
                    continue;
                }
                if !removed.is_empty() {
                    failures.push(format!("{} {list} {path}:\n  {}", new.name, removed.join("\n  ")));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} changes of other lines:\n{}", failures.len(), failures.join("\n"));
    assert!(compared.values().all(|count| *count > 10), "{compared:?}");
}

/// Edits of the full-featured example: what they do, and what they set; `null` removes a key or an item of a list.
const EDITS: &[(&str, &[(&str, &str)])] = &[
    ("add a client", &[("/clients/+2", r#"{ "name": "reports", "type": "managedIdentity" }"#)]),
    (
        "add a group client",
        &[(
            "/clients/+2",
            r#"{ "name": "auditors", "type": "group", "id": "00000000-0000-0000-0000-0000000000a3", "roles": [{ "role": "Cognitive Services User" }] }"#,
        )],
    ),
    ("add a container", &[("/storage/containers/+1", r#"{ "name": "review" }"#)]),
    ("add a subnet", &[("/network/subnets/workloads/+1", r#"{ "name": "snet-jobs", "prefix": "10.40.3.0/24" }"#)]),
    ("add an allowed address", &[("/allow/addresses/+1", r#""198.51.100.9""#)]),
    ("add an on-premises range", &[("/network/onPremises/+0", r#""192.168.16.0/20""#)]),
    ("remove a client", &[("/clients/1", "null")]),
    ("remove a group client", &[("/clients/2", "null")]),
    ("remove a container", &[("/storage/containers/1", "null")]),
    ("remove a private endpoint", &[("/privateEndpoints/vault", r#"{ "enabled": false }"#)]),
    ("remove a lock", &[("/locks/1", "null")]),
    ("remove a linked network", &[("/network/linkedNetworks", "null")]),
    (
        "remove the test VM",
        &[
            ("/testMachine", "null"),
            ("/network/subnets/testMachine", "null"),
            ("/network/subnets/bastion", "null"),
            ("/allow/subnets/1", "null"),
        ],
    ),
    ("remove monitoring", &[("/monitoring", "null")]),
    ("region", &[("/location", r#""northeurope""#)]),
    ("name", &[("/name", r#""receipts""#)]),
    ("address space", &[("/network/addressSpace/+1", r#""10.41.0.0/22""#)]),
    ("kind of account", &[("/account/kind", r#""CognitiveServices""#)]),
    ("storage redundancy", &[("/storage/redundancy", r#""LRS""#)]),
    ("storage redundancy, readable", &[("/storage/redundancy", r#""RAGZRS""#)]),
    ("soft delete", &[("/storage/softDelete/blobDays", "7")]),
    ("blob versioning off", &[("/storage/versioning", "false")]),
    ("workspace retention", &[("/monitoring/retentionDays", "30")]),
    (
        "vault SKU",
        &[
            ("/keyVault/sku", r#""standard""#),
            ("/encryption/account/type", r#""RSA""#),
            ("/encryption/storage/type", r#""RSA""#),
        ],
    ),
    ("size of a key", &[("/encryption/storage/size", "4096")]),
    ("encryption of storage off", &[("/encryption/storage", "null")]),
    ("encryption of the account off", &[("/encryption/account", "null")]),
    ("encryption off", &[("/encryption", "null")]),
    ("user-assigned identity off", &[("/account/identity", "null")]),
    (
        "identity of the account without a role",
        &[("/storage/identityAccess", r#"{ "role": "none" }"#), ("/storage/containers/1/role", "null")],
    ),
    (
        "key authentication off",
        &[("/account/localAuth", "false"), ("/keys", "null"), ("/keyVault/deployerAddresses", "null")],
    ),
    (
        "account private",
        &[
            ("/account/publicNetworkAccess", r#""private""#),
            ("/storage/publicNetworkAccess", r#""private""#),
            ("/keyVault/publicNetworkAccess", r#""private""#),
            ("/keyVault/deployerAddresses", "null"),
            ("/allow", "null"),
            ("/storage/cors", "null"),
        ],
    ),
    ("account open", &[("/account/publicNetworkAccess", r#""open""#)]),
    ("vault private", &[("/keyVault/publicNetworkAccess", r#""private""#), ("/keyVault/deployerAddresses", "null")]),
    ("zones by policy", &[("/dns", r#"{ "zones": "policy" }"#), ("/network/linkedNetworks", "null")]),
    ("outbound hosts", &[("/account/outbound/allowedFqdns/+1", r#""labels.contoso.example""#)]),
    ("a tag", &[("/tags/stage", r#""production""#)]),
    ("Bastion SKU", &[("/testMachine/bastion/sku", r#""Basic""#)]),
    ("no NAT gateway", &[("/testMachine/natGateway", "false")]),
    ("expiration of a key", &[("/encryption/account/expires", r#""2029-12-31""#)]),
];

/// Applies an edit: `/list/+2` inserts an item before the third, `null` removes.
fn apply(document: &mut Value, pointer: &str, value: &str) {
    let value: Value = serde_json::from_str(value).expect("JSON");
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let mut node = document;
    for part in parent.split('/').skip(1) {
        node = match node {
            Value::Array(items) => &mut items[part.parse::<usize>().expect("an index")],
            Value::Object(map) => map.entry(part).or_insert_with(|| json!({})),
            other => panic!("{pointer}: {other}"),
        };
    }
    match (node, key.strip_prefix('+')) {
        (Value::Array(items), Some(at)) => items.insert(at.parse().expect("an index"), value),
        (Value::Array(items), None) if value.is_null() => {
            items.remove(key.parse::<usize>().expect("an index"));
        }
        (Value::Object(map), None) if value.is_null() => {
            map.remove(key).unwrap_or_else(|| panic!("{pointer} is not set"));
        }
        (Value::Object(map), None) => {
            map.insert(key.to_owned(), value);
        }
        (other, _) => panic!("{pointer}: {other}"),
    }
}

/// The numbers are pinned: an edit that changes more lines than before shows here.
#[test]
fn numbers_of_changed_lines() {
    let text = std::fs::read_to_string(crate::cli::example("full-featured")).expect("an example");
    let mut document = Story { name: String::new(), text }.document();
    for key in ["expect", "suppress"] {
        document.as_object_mut().expect("a mapping").remove(key);
    }
    let old = Story { name: "full-featured".to_owned(), text: document.to_string() };
    let before = texts(&old).expect("valid");
    let mut table = String::from("| edit | Bicep | Terraform | ARM |\n|---|--:|--:|--:|\n");
    for (name, steps) in EDITS {
        let mut edited = document.clone();
        for (pointer, value) in *steps {
            apply(&mut edited, pointer, value);
        }
        let new = Story { name: (*name).to_owned(), text: edited.to_string() };
        let errors = di_gen::read::read_topology(&SourceText::new("x", new.text.clone())).err();
        let after = texts(&new).unwrap_or_else(|| panic!("{name}: {errors:?}"));
        let count = |endings: &[&str]| {
            let is_counted = |path: &&String| endings.iter().any(|ending| path.ends_with(ending));
            let paths: BTreeSet<&String> = before.keys().chain(after.keys()).filter(is_counted).collect();
            let (mut added, mut removed) = (0, 0);
            for path in paths {
                let text = |texts: &BTreeMap<String, String>| texts.get(path).cloned().unwrap_or_default();
                let (plus, minus) = changed_lines(&text(&before), &text(&after));
                added += plus.len();
                removed += minus.len();
            }
            format!("+{added} -{removed}")
        };
        let counts = [count(&[".bicep"]), count(&[".tf", ".hcl"]), count(&[".json"])];
        table.push_str(&format!("| {name} | {} |\n", counts.join(" | ")));
    }
    crate::support::snapshots().bind(|| insta::assert_snapshot!("line-changes", table));
}
