//! Integrations that users run: hooks, the action, the pipeline. They use only commands and options that exist.

use std::{fs, path::Path};

use di_gen::source::SourceText;

use crate::cli::Run;

const FILES: &[&str] = &[
    ".pre-commit-hooks.yaml",
    "action.yml",
    "ci/azure-pipelines.yml",
    "Containerfile",
    ".github/workflows/release.yml",
];

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every call of di-gen in a text: the command, and the options up to the end of the line or a pipe.
fn calls(text: &str) -> Vec<(String, Vec<String>)> {
    let mut calls = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        // The marker of an excerpt is a comment.
        let line = line.trim_end_matches("-->");
        for (at, _) in line.match_indices("di-gen ") {
            // A separate word: not a path, not a part of another name.
            if at > 0 && !line[..at].ends_with([' ', '(', '`', '"']) {
                continue;
            }
            let rest = line[at + "di-gen ".len()..].split(['|', '>', ';', '`', '&', ')']).next().unwrap_or_default();
            let words: Vec<&str> = rest.split_whitespace().collect();
            let Some(command) = words.first().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase())) else {
                continue;
            };
            let options =
                words.iter().filter(|word| word.starts_with('-')).map(|word| word.trim_matches('"').to_owned());
            calls.push(((*command).to_owned(), options.collect()));
        }
    }
    calls
}

#[test]
fn commands_and_options_exist() {
    let help = Run::new("--help").run().ends(0).out();
    let known: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    let mut seen = 0;
    for path in FILES.iter().chain(&["README.md"]) {
        for (command, options) in calls(&text(path)) {
            if !known.contains(&command.as_str()) {
                continue;
            }
            seen += 1;
            let help = Run::new(&format!("{command} --help")).run().ends(0).out();
            for option in options {
                assert!(
                    help.contains(&format!("{option} "))
                        || help.contains(&format!("{option},"))
                        || help.contains(&format!("{option}\n")),
                    "{path}: di-gen {command} has no {option}"
                );
            }
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn integrations_are_valid_yaml() {
    for path in FILES.iter().filter(|path| path.ends_with("yaml") || path.ends_with("yml")) {
        let source = SourceText::new(*path, text(path));
        let document = source.parse().unwrap_or_else(|findings| {
            panic!("{}", findings.iter().map(|f| source.render_diagnostic(f, false)).collect::<Vec<_>>().join("\n"))
        });
        assert!(!document.to_json().is_null(), "{path}");
    }
}

/// The list of old facts is for people: it never fails, and depends on the date of the reading alone.
#[test]
fn facts_that_were_read_long_ago_are_listed() {
    let list = |today: &[&str]| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/old-facts");
        let output = std::process::Command::new("bash").arg(script).args(today).output().expect("bash");
        assert!(output.status.success(), "{today:?}");
        assert!(today.contains(&"soon") || output.stderr.is_empty(), "{today:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    assert!(list(&["--today", "2000-01-01"]).starts_with("no fact was read before 1999-01-01"));
    let sources =
        text("docs/facts.md").lines().filter(|line| line.starts_with("- ") && line.contains(", read ")).count();
    assert!(list(&["--today", "2100-01-01"]).contains(&format!("\n{sources} sources were read before 2099-01-01")));
    assert_eq!(list(&["--today", "soon"]), "");
    assert!(list(&[]).contains("read before"));
}
