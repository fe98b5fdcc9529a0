//! The crate structure: which module may use which, and the maximum length of a file.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Top-level modules in order of dependency; a module may use itself and those before it.
const MODULES: &[&str] = &[
    "order",
    "catalog",
    "arm_template",
    "secret",
    "diagnostic",
    "source",
    "topology",
    "schema",
    "read",
    "plan",
    "render",
    "analyse",
    "existing",
    "compare",
    "drift",
    "runbook",
    "adopt",
    "takeover",
    "advise",
    "report",
    "graph",
    "describe",
    "explain",
    "review",
    "output",
    "generate",
];

fn collect_sources(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect_sources(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn source_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect_sources(&root, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source file"))).collect()
}

fn module_of(path: &str) -> &str {
    path.split(['/', '.']).next().expect("a module")
}

#[test]
fn a_module_uses_only_modules_before_it() {
    let position = |module: &str| MODULES.iter().position(|known| *known == module);
    for (path, text) in source_files() {
        let own = module_of(&path);
        // The program and the public API may use every module.
        if ["api", "cli", "lib", "main"].contains(&own) {
            continue;
        }
        let own_position = position(own).unwrap_or_else(|| panic!("{path}: the module {own} is not listed"));
        for used in used_modules(&text) {
            let Some(used_position) = position(&used) else { continue };
            assert!(used_position <= own_position, "{path} ({own}) uses {used}");
        }
    }
}

/// Modules named after `crate::`, individually or in braces.
fn used_modules(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut modules = Vec::new();
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
                    // The last name, if no comma follows it.
                    modules.extend(Some(std::mem::take(&mut name)).filter(|name| !name.is_empty()));
                    break;
                }
                if at_start && (c.is_alphanumeric() || c == '_') {
                    name.push(c);
                } else if !name.is_empty() {
                    at_start = false;
                    modules.push(std::mem::take(&mut name));
                }
                at_start |= depth == 1 && c == ',';
            }
        } else {
            modules.push(part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    modules
}

#[test]
fn used_modules_are_found() {
    assert_eq!(used_modules("use crate::plan::Plan;"), ["plan"]);
    assert_eq!(
        used_modules("use crate::{\n    diagnostic::Code,\n    plan::{Expr, Plan},\n    source::join,\n};"),
        ["diagnostic", "plan", "source"]
    );
    assert_eq!(used_modules("use crate::{plan, render};"), ["plan", "render"]);
}

#[test]
fn no_file_is_long_and_every_file_has_module_documentation() {
    for (path, text) in source_files() {
        assert!(text.starts_with("//!"), "{path} has no module documentation");
        let lines = text.lines().count();
        assert!(lines <= 400, "{path} has {lines} lines");
    }
}

/// Names that access the operating system; only the features `files` (the module `output`) and `cli` may use them.
const SYSTEM_ACCESS: &[&str] = &[
    "std::fs",
    "std::process",
    "std::thread",
    "std::env::",
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

/// The paths of modules that are compiled for tests only, without the extension.
fn test_modules(files: &[(String, String)]) -> Vec<String> {
    let declared = |(path, text): &(String, String)| {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let after = text.split("#[cfg(test)]\nmod ").skip(1);
        let names: Vec<String> = after.filter_map(|rest| Some(rest.split_once(';')?.0.to_owned())).collect();
        names.into_iter().map(move |name| format!("{folder}/{name}")).collect::<Vec<_>>()
    };
    files.iter().flat_map(declared).collect()
}

#[test]
fn only_file_output_and_the_program_access_the_operating_system() {
    let files = source_files();
    let tests = test_modules(&files);
    for (path, text) in files {
        let is_test =
            tests.iter().any(|module| path.strip_prefix(module).is_some_and(|rest| rest.starts_with(['.', '/'])));
        if is_test || ["cli", "main", "output"].contains(&module_of(&path)) || path == "api/files.rs" {
            continue;
        }
        for line in code_of(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for name in SYSTEM_ACCESS {
                assert!(!line.contains(name), "{path} uses {name}: {line}");
            }
        }
    }
}

/// What changes a file or a directory. Only the module `output` may: it knows which files are di-gen's.
const WRITES: &[&str] = &[
    "fs::write",
    "fs::copy",
    "fs::rename",
    "fs::remove_",
    "fs::create_dir",
    "fs::set_permissions",
    "fs::hard_link",
    "DirBuilder",
    "File::create",
    ".write(true",
    ".append(true",
    ".create(true",
    ".create_new(true",
    ".truncate(true",
    "fs::symlink(",
    "symlink_file(",
    "symlink_dir(",
    "remove_file",
    "remove_dir",
    "create_dir",
    "set_permissions",
    "set_len",
    "tempfile",
    ".persist",
    "fs::*",
];

/// The same functions, imported by name.
const IMPORTED_WRITES: &[&str] = &["write", "copy", "rename", "hard_link"];

#[test]
fn only_the_module_output_writes_files() {
    let files = source_files();
    let tests = test_modules(&files);
    for (path, text) in files {
        let is_test =
            tests.iter().any(|module| path.strip_prefix(module).is_some_and(|rest| rest.starts_with(['.', '/'])));
        if is_test || module_of(&path) == "output" {
            continue;
        }
        for line in code_of(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for name in WRITES {
                assert!(!line.contains(name), "{path} uses {name}: {line}");
            }
            if let Some((_, imported)) = line.split_once("fs::{") {
                let mut words = imported.split(|c: char| !c.is_alphanumeric() && c != '_');
                assert!(words.all(|word| !IMPORTED_WRITES.contains(&word)), "{path}: {line}");
            }
        }
    }
}

/// The text of a file without its tests.
fn code_of(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}
