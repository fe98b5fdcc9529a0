//! Promise `log-commands`: user text in words for people forms no command of a pipeline.

use std::process::Command;

use serde_json::Value;

use crate::cli::Run;

/// Commands of both runners, in the notations that they accept.
const COMMANDS: [&str; 13] = [
    "##vso[task.prependpath]./bin",
    "a ##vso[task.setvariable variable=x;isOutput=true]y",
    "##VSO[task.complete result=Succeeded]",
    "###vso[task.debug]a",
    "##vso without a bracket",
    "##[add-mask]a",
    "a: ##[stop-commands]b",
    "::error file=a,line=1::b",
    "  ::stop-commands::b",
    "\u{3000}\u{a0}::add-mask::b",
    // A culture gives these marks no weight, so the search for a prefix skips them.
    "#\u{ad}#vso[task.debug]a",
    "#\u{600}#\u{1d165}[debug]a",
    ":\u{600}:debug:\u{1d165}:a",
];

/// What .NET compares with the rules of a culture: characters beyond ASCII may have no weight.
fn weighed(line: &str) -> String {
    line.chars().filter(char::is_ascii).collect()
}

/// The lines that the agent of Azure Pipelines or the runner of GitHub obeys, written after `Command.TryParse`
/// (azure-pipelines-agent 42bde98b) and `ActionCommand.TryParseV2` and `TryParse` (actions/runner 258d6c85).
fn obeyed_lines(log: &str) -> Vec<&str> {
    let is_command = |line: &&str| {
        let line = weighed(line).to_lowercase();
        let double_colon = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
        line.contains("##vso") || line.contains("##[") || double_colon
    };
    log.split(['\n', '\r']).filter(is_command).collect()
}

/// Runs the program and looks at both of its streams.
#[track_caller]
fn assert_inert(run: &Run) {
    let ended = run.run();
    for log in [ended.out(), ended.err()] {
        let obeyed = obeyed_lines(&log);
        assert!(obeyed.is_empty(), "{:?}: {obeyed:#?}", run.arguments);
    }
}

/// A run with arguments that contain spaces.
fn run_with(arguments: &[&str]) -> Run {
    let mut run = Run::new("");
    run.arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    run
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A topology that is valid with any text in its tags.
fn tagged<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let tags = values.into_iter().enumerate().map(|(index, value)| format!("  t{index}: {}\n", quoted(value)));
    format!(
        "name: docs\ntags:\n{}outputs: [{{ language: terraform, folder: tf }}, {{ language: bicep, folder: b }}]\n",
        tags.collect::<String>()
    )
}

/// Each command by itself, and on a line of its own.
fn hostile_values() -> Vec<String> {
    COMMANDS.iter().flat_map(|command| [(*command).to_owned(), format!("a\n{command}\nb")]).collect()
}

#[test]
fn the_runners_obey_these_commands() {
    for command in COMMANDS {
        assert_eq!(obeyed_lines(command).len(), 1, "{command:?}");
    }
    for honest in ["## Notes", "a::b::c", "allow 2001:db8::/32", "::1", "# [x]", "/subscriptions/a/b"] {
        assert!(obeyed_lines(honest).is_empty(), "{honest}");
    }
}

#[test]
fn the_drift_of_stale_outputs_is_inert() {
    let values = hostile_values();
    let run = Run::new("generate").file("di-gen.yaml", tagged(["honest"]));
    run.run().ends(0);
    let hostile = tagged(values.iter().map(String::as_str));
    let check = Run { folder: run.folder, ..Run::new("generate --check") }.file("di-gen.yaml", hostile);
    check.run().ends(1);
    assert_inert(&check);
    // The other side of the difference, and an edit that is not overwritten.
    let written = Run { folder: check.folder, ..Run::new("generate") };
    written.run().ends(0);
    let main = written.read("tf/main.tf");
    let edited = written.file("tf/main.tf", format!("{main}\n{}\n", values.join("\n ")));
    edited.run().ends(2);
    assert_inert(&edited);
    assert_inert(&Run { folder: edited.folder, ..Run::new("generate --check --message-format json") });
}

#[test]
fn reports_are_inert() {
    let text = tagged(hostile_values().iter().map(String::as_str));
    for arguments in [
        "diff old.yaml",
        "diff di-gen.yaml old.yaml",
        "diff --format markdown old.yaml",
        "diff --format json old.yaml",
        "diff --steps old.yaml",
        "diff --steps --format markdown old.yaml",
        "diff --moved old.yaml",
        "upgrade",
        "validate",
        "validate --format markdown",
        "validate --format json",
        "validate --format sarif",
        "access",
        "access --format markdown",
        "access --format json",
        "describe",
        "graph",
        "graph --format svg",
        "graph --format dot",
        "graph --view flows",
        "graph --view flows --format svg",
        "report",
        "runbook teardown",
        "runbook prepare",
        "runbook verify --format sh",
    ] {
        assert_inert(&Run::new(arguments).file("di-gen.yaml", &text).file("old.yaml", "name: docs\n"));
    }
}

/// Errors: keys and values that are not valid, and texts that are no YAML, in the message and in the drawn line.
#[test]
fn errors_and_drawn_lines_are_inert() {
    for command in COMMANDS {
        let quoted = quoted(command);
        let texts = [
            format!("{quoted}: 1\n"),
            format!("name: {quoted}\n"),
            format!("name: docs\nallow: {{ addresses: [{quoted}] }}\n"),
            format!("name: docs\nexpect: [{quoted}]\n"),
            format!("name: docs\nextends: {quoted}\n"),
            format!("name: docs\nedition: {quoted}\n"),
            format!("name: docs\nenvironments: {{ {quoted}: {{}} }}\n"),
            format!("name: docs\nextra: {{ account: {{ azure: {{ {quoted}: {quoted} }} }} }}\n"),
            format!("name: docs\nsuppress: [{{ code: DI1101, reason: {quoted}, until: 1 }}]\n"),
            format!("name: docs\n{command}\n"),
            format!("name: [ docs\n  {command}\n"),
            format!("name: docs\ntags: {{ a: b }} {command}\n"),
            format!("{command}\n"),
        ];
        for text in texts {
            for arguments in ["validate", "validate --message-format json --format json"] {
                assert_inert(&Run::new(arguments).file("di-gen.yaml", &text));
            }
        }
    }
}

/// The arguments of the program, and the files that they name.
#[test]
fn arguments_and_names_of_files_are_inert() {
    for command in COMMANDS {
        let broken = format!("a\n{command}");
        let argument = broken.as_str();
        for arguments in [
            vec![command],
            vec!["validate", argument],
            vec!["validate", "--format", argument],
            vec!["validate", "--policy", argument],
            vec!["validate", "--today", argument],
            vec!["--message-format", argument],
            vec!["validate", "-f", command],
            vec!["validate", "-f", argument],
            vec!["validate", "--env", argument],
            vec!["access", "--from", argument],
            vec!["access", "--to", command],
            vec!["explain", argument],
            vec!["diff", argument],
            vec!["diff", "--env", argument],
            vec!["generate", argument],
            vec!["runbook", argument],
            vec!["runbook", "remove", argument, argument],
            vec!["upgrade", "--to", argument],
            vec!["bicep", "-o", argument],
            vec!["validate", "--message-format", "json", "-f", argument],
            vec!["access", "--message-format", "json", "--from", command],
        ] {
            assert_inert(&run_with(&arguments).file("di-gen.yaml", "name: docs\nenvironments: { dev: {} }\n"));
        }
        // Names of files, which this system allows but for the slash.
        let name = format!("{}.yaml", command.replace('/', ""));
        for text in ["name: docs\n", "nam: 1\n", "outputs: [{ language: bicep, folder: out }]\n"] {
            for arguments in [["validate", "-f", &name], ["upgrade", "-f", &name], ["generate", "--", &name]] {
                let run = run_with(&arguments);
                std::fs::write(run.folder.path().join(&name), text).expect("a file");
                assert_inert(&run);
            }
        }
    }
}

/// What git answers about a revision is shown.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn revisions_are_inert() {
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("skipped: git is missing");
        return;
    }
    for command in COMMANDS {
        for name in [format!("git:{command}:di-gen.yaml"), format!("git:HEAD:{command}")] {
            assert_inert(&run_with(&["diff", &name]).file("di-gen.yaml", "name: docs\n"));
        }
    }
}

/// JSON has escapes of the same value.
#[test]
fn json_has_the_same_values() {
    for command in COMMANDS {
        let old = Run::new("diff old.yaml --format json").file("old.yaml", "name: docs\n");
        let text = old.file("di-gen.yaml", tagged([command])).run().ends(0).out();
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(value.to_string().contains(quoted(command).trim_matches('"')), "{text}");
        let text =
            Run::new("validate --format sarif").file("di-gen.yaml", format!("{}: 1\n", quoted(command))).run().out();
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(value.to_string().contains("is not known"), "{text}");
    }
}

/// Honest text stays as it is.
#[test]
fn honest_text_is_not_escaped() {
    for honest in ["C::D", "a::b::c", "/subscriptions/a", "2001:db8::1", "Übung :: eins"] {
        let run = Run::new("diff old.yaml").file("old.yaml", "name: docs\n").file("di-gen.yaml", tagged([honest]));
        assert!(run.run().ends(0).out().contains(honest), "{honest}");
    }
}
