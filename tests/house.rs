//! The house keeps its rooms: who may use whom, and how long a file may get.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Rooms from left to right; a room may use those before it.
const ROOMS: &[&str] = &[
    "catalog",
    "diagnostic",
    "source",
    "topology",
    "schema",
    "read",
    "plan",
    "render",
    "runbook",
    "analyse",
    "compare",
    "advise",
    "report",
    "graph",
    "describe",
    "explain",
    "output",
    "generate",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source"))).collect()
}

fn room(path: &str) -> &str {
    path.split(['/', '.']).next().expect("a room")
}

#[test]
fn a_room_uses_only_rooms_to_its_left() {
    let position = |room: &str| ROOMS.iter().position(|r| *r == room);
    for (path, text) in all() {
        let own = room(&path);
        // The program and the library's face stand before the house.
        if ["api", "cli", "lib", "main"].contains(&own) {
            continue;
        }
        let here = position(own).unwrap_or_else(|| panic!("{path}: {own} is no room"));
        for used in uses(&text) {
            let Some(there) = position(&used) else { continue };
            assert!(there <= here, "{path} ({own}) uses {used}");
        }
    }
}

/// Rooms named after `crate::`, one by one or in braces.
fn uses(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for part in code.split("crate::").skip(1) {
        if let Some(braced) = part.strip_prefix('{') {
            let (mut depth, mut name, mut at_start) = (1, String::new(), true);
            for c in braced.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    // The last name, when nothing follows it.
                    found.extend(Some(std::mem::take(&mut name)).filter(|name| !name.is_empty()));
                    break;
                }
                if at_start && (c.is_alphanumeric() || c == '_') {
                    name.push(c);
                } else if !name.is_empty() {
                    at_start = false;
                    found.push(std::mem::take(&mut name));
                }
                at_start |= depth == 1 && c == ',';
            }
        } else {
            found.push(part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn uses_are_found() {
    assert_eq!(uses("use crate::plan::Plan;"), ["plan"]);
    assert_eq!(
        uses("use crate::{\n    diagnostic::Code,\n    plan::{Expr, Plan},\n    source::join,\n};"),
        ["diagnostic", "plan", "source"]
    );
    assert_eq!(uses("use crate::{plan, render};"), ["plan", "render"]);
}

#[test]
fn no_file_is_long_and_every_file_says_what_it_is_for() {
    for (path, text) in all() {
        assert!(text.starts_with("//!"), "{path} does not say what it is for");
        let lines = text.lines().count();
        assert!(lines <= 400, "{path} has {lines} lines");
    }
}

/// What reaches out of the process, and the rooms that may: `files` (the room `output`) and `cli`.
const OUTSIDE_WORLD: &[&str] = &[
    "std::fs",
    "std::process",
    "std::thread",
    "std::env::",
    "std::io",
    "std::net::Tcp",
    "std::net::Udp",
    "std::os",
    "Instant",
    "SystemTime",
    "UtcDateTime::now",
    "OffsetDateTime::now",
    "tempfile",
    "rayon",
    "clap",
];

#[test]
fn only_files_and_the_program_reach_out_of_the_process() {
    for (path, text) in all() {
        if ["cli", "main", "output"].contains(&room(&path)) || path == "api/files.rs" {
            continue;
        }
        for line in code_of(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in OUTSIDE_WORLD {
                assert!(!line.contains(word), "{path} names {word}: {line}");
            }
        }
    }
}

/// A file without its tests.
fn code_of(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}
