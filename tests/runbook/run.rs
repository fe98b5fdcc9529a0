//! Runs the script of a runbook against an `az` and a `curl` that give good and bad answers.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use di_gen::runbook::{RunbookFormat, RunbookKind};

use super::rendered_runbook;
use crate::support::topologies::{Story, stories};

/// The result of a run.
pub(super) struct Run {
    pub(super) status: Option<i32>,
    /// The lines of standard output.
    pub(super) lines: Vec<String>,
    /// The commands that change something.
    pub(super) changes: String,
    pub(super) errors: String,
}

impl Run {
    pub(super) fn line(&self, words: &str) -> &str {
        let found: Vec<_> = self.lines.iter().filter(|line| line.contains(words)).collect();
        let [line] = found.as_slice() else { panic!("{words}: {found:?} in {:#?}, {}", self.lines, self.errors) };
        line
    }

    pub(super) fn failures(&self) -> Vec<&str> {
        self.lines.iter().map(String::as_str).filter(|line| line.starts_with("failed: ")).collect()
    }
}

pub(super) fn story(name: &str) -> Story {
    stories().into_iter().find(|story| story.name == name).expect("the example")
}

/// Runs a script; none where bash is not installed.
pub(super) fn run_runbook(
    story: &Story,
    kind: RunbookKind,
    bad: &str,
    options: &[&str],
    variables: &[(&str, &str)],
) -> Option<Run> {
    run_with_answers(story, kind, bad, options, variables, "")
}

/// Runs a script, and types these answers.
pub(super) fn run_with_answers(
    story: &Story,
    kind: RunbookKind,
    bad: &str,
    options: &[&str],
    variables: &[(&str, &str)],
    answers: &str,
) -> Option<Run> {
    Command::new("bash").arg("--version").output().ok()?;
    let folder = tempfile::tempdir().expect("a directory");
    let script = folder.path().join("runbook.sh");
    fs::write(&script, rendered_runbook(story, kind, RunbookFormat::Script).expect("a runbook")).expect("a script");
    let fake = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/runbook");
    let path = format!("{}:{}", fake.display(), std::env::var("PATH").expect("PATH"));
    let changes = folder.path().join("changes");
    let mut child = Command::new("bash")
        .arg(&script)
        .args(options)
        .envs([("PATH", path.as_str()), ("BAD", bad), ("RESOURCE_GROUP", "rg-test"), ("WAIT", "0")])
        .env("CHANGES", &changes)
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bash");
    // A script that ends before it reads them closes the pipe.
    let _ = child.stdin.take().expect("standard input").write_all(answers.as_bytes());
    let output = child.wait_with_output().expect("bash");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let run = Run {
        status: output.status.code(),
        lines: text(output.stdout).lines().map(ToOwned::to_owned).collect(),
        changes: fs::read_to_string(changes).unwrap_or_default(),
        errors: text(output.stderr),
    };
    assert!(!run.errors.contains("unexpected"), "{}", run.errors);
    Some(run)
}
