//! Text of a topology in the logs of the action and of the template.

use std::fs;

use super::steps::{Machine, action, can_run, executed, step, template};

/// A program that prints commands on both streams, and fails.
const HOSTILE: &str =
    "echo '::add-path::./bin'; echo ' ::warning::x' >&2; echo 'a ##[error]b'; echo '::stop-commands::x' >&2; exit 3";

/// No command in the output of a script of the action is executed, also if it fails.
#[test]
fn no_script_executes_a_command_that_it_prints() {
    if !can_run() {
        return;
    }
    let scripts: Vec<_> = action().into_iter().filter(|step| step["run"].is_string()).collect();
    assert!(scripts.len() >= 6);
    let mut words = Vec::new();
    for step in &scripts {
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
    let ended = machine.status(&step("Generated files are up to date"));
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
