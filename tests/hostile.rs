//! Hostile input: what SECURITY.md promises, one module per promise.

mod absent;
mod bases;
mod cost;
mod gate;
mod identities;
mod logs;
mod markdown;
mod payloads;
mod programs;
mod races;
mod secrets;
mod writers;

use std::{collections::BTreeSet, fs};

/// Commands that read the topology of the working directory, or the built-in one: every form of messages first, each of
/// them once.
const COMMANDS: &[&str] = &[
    "validate",
    "validate --format json",
    "validate --format sarif",
    "validate --format markdown",
    "validate --message-format json",
    "bicep",
    "terraform",
    "arm",
    "access",
    "describe",
    "graph",
    "report",
    "runbook verify",
    "upgrade",
];

/// Each promise has a row in SECURITY.md and a module here.
#[test]
fn promises_and_tests_are_the_same() {
    let rows = fs::read_to_string("SECURITY.md").unwrap();
    let promised: BTreeSet<String> = rows
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let mut tested = BTreeSet::new();
    for entry in fs::read_dir("tests/hostile").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let name = text.strip_prefix("//! Promise `").and_then(|text| text.split_once('`')).unwrap().0;
            assert!(tested.insert(name.to_owned()), "{name} is tested in two modules");
        }
    }
    assert_eq!(promised, tested);
}
