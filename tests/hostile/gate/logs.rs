//! Text of a topology in the logs of the action and of the template, and what they start in the workspace.

use std::fs;

use super::steps::{Machine, action, can_run, executed, step, template, template_step};

/// A program that prints commands on both streams, and fails.
const HOSTILE: &str =
    "echo '::add-path::./bin'; echo ' ::warning::x' >&2; echo 'a ##[error]b'; echo '::stop-commands::x' >&2; exit 3";

/// Every script of the action starts with the same lines, and no command in its output is executed, also if it fails.
#[test]
fn no_script_executes_a_command_that_it_prints() {
    if !can_run() {
        return;
    }
    let scripts: Vec<_> = action().into_iter().filter(|step| step["run"].is_string()).collect();
    assert!(scripts.len() >= 6);
    let first_lines = |step: &serde_json::Value| -> Vec<String> {
        step["run"].as_str().unwrap().lines().take(6).map(ToOwned::to_owned).collect()
    };
    let mut words = Vec::new();
    for step in &scripts {
        assert_eq!(first_lines(step), first_lines(&scripts[0]), "{}", step["name"]);
        for program in ["di-gen", "cargo", "gh"] {
            let machine = Machine::new();
            machine.program(&format!("programs/{program}"), HOSTILE);
            let ended = machine.run(step);
            assert_eq!(executed(&ended.text), Vec::<String>::new(), "{}: {}", step["name"], ended.text);
            let word = ended.text.lines().next().unwrap().strip_prefix("::stop-commands::").unwrap().to_owned();
            assert!(word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit()), "{word}");
            assert_eq!(ended.text.lines().last().unwrap(), format!("::{word}::"), "{}", step["name"]);
            words.push(word);
        }
    }
    words.sort();
    let count = words.len();
    words.dedup();
    assert_eq!(words.len(), count);
}

/// Standard error is not a stream of its own, whose lines the runner would read before or after the others.
#[test]
fn lines_of_both_streams_are_between_stop_and_start() {
    if !can_run() {
        return;
    }
    let machine = Machine::new();
    machine.program("programs/di-gen", HOSTILE);
    let ended = machine.run(&step("Generated files are up to date"));
    assert_eq!(ended.code, 3);
    assert!(ended.text.contains("::warning::x") && ended.text.contains("##[error]b"), "{}", ended.text);
}

/// Every step of the template is restricted but the one that uploads the summary, which prints a single line.
#[test]
fn the_template_restricts_what_prints_text_of_a_topology() {
    let mut uploads = 0;
    for step in template() {
        let script = step["bash"].as_str().unwrap();
        if script.contains("##vso[") {
            uploads += 1;
            assert!(step["target"].is_null() && !script.contains("di-gen ") && step["env"].is_null());
            if can_run() {
                let machine = Machine::new();
                assert_eq!(machine.run(&step).text, "", "without a report, nothing is uploaded");
                fs::write(machine.at("temp/di-gen.md"), "##vso[task.complete]\n").unwrap();
                let expected = format!("##vso[task.uploadsummary]{}\n", machine.at("temp/di-gen.md").display());
                assert_eq!(machine.run(&step).text, expected);
            }
            continue;
        }
        assert_eq!(step["target"]["commands"], "restricted", "{}", step["displayName"]);
        assert_eq!(step["target"]["settableVariables"], "none", "{}", step["displayName"]);
    }
    assert_eq!(uploads, 1);
}

/// cargo starts in an empty folder beside the workspace, with a toolchain that no file of the workspace can replace.
#[test]
fn cargo_reads_nothing_of_the_workspace() {
    if !can_run() {
        return;
    }
    for step in [step("Install di-gen"), template_step("Install di-gen")] {
        let install = |change: &dyn Fn(&mut Machine)| {
            let mut machine = Machine::new();
            let record = machine.at("temp/record");
            machine.program(
                "programs/cargo",
                &format!(
                    "{{ pwd; ls -A; echo \"$RUSTUP_TOOLCHAIN|$CARGO_HOME|$RUSTUP_HOME|$CARGO_TARGET_DIR\"; echo \"$@\"; }} > {}",
                    record.display()
                ),
            );
            fs::write(machine.at("workspace/rust-toolchain.toml"), "[toolchain]\npath = \"/tmp/x\"\n").unwrap();
            change(&mut machine);
            let ended = machine.run(&step);
            assert_eq!(ended.code, 0, "{}", ended.text);
            let lines: Vec<String> = machine.read("temp/record").lines().map(ToOwned::to_owned).collect();
            assert_eq!(lines.len(), 3, "an empty folder: {lines:?}");
            assert!(!lines[0].contains("workspace") && lines[0].contains("temp/di-gen."), "{lines:?}");
            (lines[1].clone(), lines[2].clone())
        };
        let (variables, arguments) = install(&|_| {});
        assert_eq!(variables, "stable|||");
        assert!(arguments.starts_with("install --locked --quiet --"), "{arguments}");
        assert!(arguments.contains("/home/.cargo"), "{arguments}");
        // What a job sets outside the workspace is kept.
        let (variables, arguments) = install(&|machine| {
            machine.environment.insert("CARGO_HOME", "/opt/cargo".to_owned());
            machine.environment.insert("RUSTUP_TOOLCHAIN", "1.90.0".to_owned());
        });
        assert_eq!(variables, "1.90.0|/opt/cargo||");
        assert!(arguments.contains("--root /opt/cargo"), "{arguments}");
        for home in [".cargo-home", "./x", "x", "WORKSPACE/.cargo", "WORKSPACE"] {
            let (variables, arguments) = install(&|machine| {
                let home = home.replace("WORKSPACE", &machine.at("workspace").display().to_string());
                for name in ["CARGO_HOME", "RUSTUP_HOME", "CARGO_TARGET_DIR"] {
                    machine.environment.insert(name, home.clone());
                }
            });
            assert_eq!(variables, "stable|||", "{home}");
            assert!(arguments.contains("/home/.cargo"), "{home}: {arguments}");
        }
    }
}

/// No step finds a program in a relative entry of PATH, which is a folder of the pull request.
#[test]
fn relative_entries_of_path_are_not_searched() {
    if !can_run() {
        return;
    }
    for step in action().into_iter().chain(template()) {
        if step["run"].as_str().or_else(|| step["bash"].as_str()).is_none() {
            continue;
        }
        for entry in [":", "./bin:", "bin:", "../workspace/bin:"] {
            let mut machine = Machine::new();
            for program in ["od", "tr", "cargo", "rustup", "di-gen", "git", "gh", "mktemp", "cat", "sed", "wc", "cp"] {
                for folder in ["workspace/bin", "workspace"] {
                    let record = machine.at("temp/executed");
                    machine.program(&format!("{folder}/{program}"), &format!("echo {program} >> {}", record.display()));
                }
            }
            machine.program("programs/cargo", "exit 0");
            machine.path = format!("{entry}{}", machine.path);
            machine.run(&step);
            assert_eq!(machine.read("temp/executed"), "", "{} {}", step["name"], step["displayName"]);
        }
    }
}
