//! What cannot change in place: a pair of files for each property, which differ in one key (`tests/immutable`).
//!
//! A case says which resources are replaced for what the key changes of them, and which follow because they belong to those.
//! Nothing else may be replaced. Properties that no key of a file changes have no pair: the tenant of a vault, the subresource
//! of an endpoint, the image of a virtual machine, and what its operating system alone has with Windows.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use di_gen::{
    Source,
    compare::{Changes, compare},
    plan::Plan,
    report::changes,
};
use serde_json::{Value, json};

use crate::{
    laws::{node, pointers},
    support::topologies::stories,
};

/// A pair of files, as an old file and an edit.
struct Pair {
    name: String,
    /// Why it is replaced, by whose documentation.
    source: String,
    old: Value,
    new: Value,
    replaced: Vec<String>,
    follow: Vec<String>,
    /// What the program says instead, where that is a known fault.
    fault: Option<String>,
}

fn pairs() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/immutable");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("cases").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let mut pairs = Vec::new();
    for path in files {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a file");
        for (at, part) in text.split("\n---\n").enumerate() {
            let name = format!("{stem} {}", at + 1);
            let case = Source::new(name.clone(), part).parse().unwrap_or_else(|f| panic!("{name}: {f:?}")).to_json();
            let keys: Vec<&String> = case.as_object().expect("a mapping").keys().collect();
            let known = ["because", "source", "file", "key", "from", "to", "replaced", "follow", "fault"];
            assert!(keys.iter().all(|key| known.contains(&key.as_str())), "{name}: {keys:?}");
            let texts = |key: &str| -> Vec<String> {
                let all = case[key].as_array().into_iter().flatten();
                all.map(|text| text.as_str().expect("a text").to_owned()).collect()
            };
            let word = |key: &str| case[key].as_str().map(ToOwned::to_owned);
            let mut old = case["file"].clone();
            old["name"] = json!("invoices");
            let key = word("key").unwrap_or_else(|| panic!("{name}: no key"));
            let mut new = old.clone();
            set(&mut new, &key, case["to"].clone());
            if let Some(from) = case.get("from") {
                set(&mut old, &key, from.clone());
            }
            assert!(word("because").is_some_and(|because| because.ends_with('.')), "{name}: no reason");
            pairs.push(Pair {
                source: word("source").unwrap_or_else(|| panic!("{name}: no source")),
                replaced: texts("replaced"),
                follow: texts("follow"),
                fault: word("fault"),
                name,
                old,
                new,
            });
        }
    }
    pairs
}

/// Writes a value at a path of keys.
fn set(document: &mut Value, path: &str, value: Value) {
    let mut node = document;
    for key in path.split('/').skip(1) {
        node = match key.parse::<usize>() {
            Ok(at) => &mut node[at],
            Err(_) => &mut node[key],
        };
    }
    *node = value;
}

fn plan(name: &str, document: &Value) -> Plan {
    let source = Source::new(name, document.to_string());
    let topology = di_gen::read::read(&source).unwrap_or_else(|findings| {
        let shown: Vec<String> = findings.iter().map(|finding| source.render(finding, false)).collect();
        panic!("{name}: {}", shown.join("\n"))
    });
    di_gen::plan::lower(&topology)
}

/// Replaced resources of a diff: what and which.
fn replaced(changes: &Changes) -> Vec<Value> {
    let report = changes::json(changes);
    let all = report["resources"].as_array().expect("resources");
    all.iter().filter(|resource| resource["change"] == "replaced").cloned().collect()
}

fn name_of(resource: &Value) -> String {
    format!("{} {}", resource["kind"].as_str().expect("a kind"), resource["name"].as_str().expect("a name"))
}

#[test]
fn what_is_immutable_is_replaced() {
    let mut wrong = Vec::new();
    for pair in pairs() {
        let changes = compare(&plan(&pair.name, &pair.old), &plan(&pair.name, &pair.new));
        let found: BTreeSet<String> = replaced(&changes).iter().map(name_of).collect();
        let expected: BTreeSet<String> = pair.replaced.iter().chain(&pair.follow).cloned().collect();
        assert_eq!(expected.len(), pair.replaced.len() + pair.follow.len(), "{}: named twice", pair.name);
        assert!(pair.source.len() > 10, "{}", pair.name);
        match pair.fault {
            None if found != expected => {
                wrong.push(format!("{}: replaced are {found:#?}, and not {expected:#?}", pair.name));
            }
            Some(fault) if found == expected => {
                wrong.push(format!("{}: this holds now; remove `fault: {fault}`", pair.name))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
