//! Whether the cost of a file grows with its size: `cargo bench --bench cost [-- NAME]`.
//!
//! Each list and mapping of the schema at a tenth of its limit and at its limit (those without one at 1,000 and 10,000),
//! alone and inherited by 20 environments, and each large text and base, with each command that reads a file. Ten times the entries
//! take at most 12 times the time, and no file takes longer than 2 seconds of CPU; otherwise the bench fails. It ends
//! after some minutes: a command that takes too long is stopped, and fast ones alone are repeated.

#![allow(clippy::print_stdout, reason = "a program that prints its results")]

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

#[path = "support/cpu.rs"]
mod cpu;
#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/support/large.rs"]
mod large;
#[path = "../tests/support/large_texts.rs"]
mod large_texts;

use cpu::cpu;

const DI_GEN: &str = env!("CARGO_BIN_EXE_di-gen");

/// Commands; the file is the last argument.
const COMMANDS: &[&[&str]] = &[
    &["validate", "-f"],
    &["validate", "--format", "sarif", "-f"],
    &["validate", "--format", "json", "-f"],
    &["validate", "--fix", "--yes", "-f"],
    &["report", "-f"],
    &["bicep", "-f"],
    &["terraform", "-f"],
    &["arm", "-f"],
    &["access", "-f"],
    &["describe", "-f"],
    &["graph", "-f"],
    &["upgrade", "-f"],
    &["runbook", "teardown", "-f"],
    &["explain", "DI1101", "-f"],
    &["generate", "--check"],
    &["diff", "other.yaml"],
];

/// The most time for ten times the entries.
const MAX_RATIO: f64 = 12.0;

/// The most CPU time of one file, in seconds.
const MAX_SECONDS: f64 = 2.0;

/// What a short run takes at least: less cannot be told from the start of a program.
const LEAST_SECONDS: f64 = 0.004;

/// A run that takes longer, in seconds, is not repeated.
const REPEATED_SECONDS: f64 = 0.2;

/// When a run is stopped.
const TIMEOUT: Duration = Duration::from_secs(30);

/// One of two files: with all entries, or with a tenth.
struct Sample {
    directory: tempfile::TempDir,
    entries: usize,
    text: String,
}

impl Sample {
    /// `other` is what the file is compared with.
    fn new(entries: usize, text: &str, other: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("di-gen.yaml"), text).expect("a file");
        fs::write(directory.path().join("other.yaml"), other).expect("a file");
        Self { directory, entries, text: text.to_owned() }
    }

    /// The least CPU time of some runs, which other programs disturb least.
    fn time(&self, command: &[&str]) -> f64 {
        let mut least = f64::INFINITY;
        for _ in 0..4 {
            // A command may have changed it.
            fs::write(self.directory.path().join("di-gen.yaml"), &self.text).expect("a file");
            least = least.min(run(command, self.directory.path()));
            if least > REPEATED_SECONDS {
                break;
            }
        }
        least.max(LEAST_SECONDS)
    }
}

fn run(command: &[&str], directory: &Path) -> f64 {
    let before = cpu();
    let mut process = Command::new(DI_GEN);
    process.args(command).arg("di-gen.yaml").current_dir(directory);
    let mut process =
        process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program");
    let started = Instant::now();
    while process.try_wait().expect("a status").is_none() {
        if started.elapsed() > TIMEOUT {
            process.kill().expect("the program is running");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let status = process.wait().expect("a status");
    assert!(started.elapsed() > TIMEOUT || status.code().is_some_and(|code| code < 3), "{command:?}: {status}");
    cpu() - before
}

/// The worst of all commands.
#[derive(Default)]
struct Worst {
    ratio: f64,
    seconds: f64,
    failures: usize,
}

impl Worst {
    /// Measures two files with each command, and prints a line.
    fn measure(&mut self, name: &str, small: &Sample, large: &Sample) {
        let (mut ratio, mut seconds) = ((0.0, String::new()), (0.0, String::new()));
        for command in COMMANDS {
            let name = || command.iter().copied().filter(|word| *word != "-f").collect::<Vec<_>>().join(" ");
            let (before, after) = (small.time(command), large.time(command));
            if after / before > ratio.0 {
                ratio = (after / before, name());
            }
            if after > seconds.0 {
                seconds = (after, name());
            }
        }
        let fails = ratio.0 > MAX_RATIO || seconds.0 > MAX_SECONDS;
        println!(
            "{name}, {} and {}: {:.1} times the time ({}), {:.0} ms ({}){}",
            small.entries,
            large.entries,
            ratio.0,
            ratio.1,
            seconds.0 * 1e3,
            seconds.1,
            if fails { ": TOO SLOW" } else { "" },
        );
        self.ratio = self.ratio.max(ratio.0);
        self.seconds = self.seconds.max(seconds.0);
        self.failures += usize::from(fails);
    }
}

fn main() -> ExitCode {
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_chosen = |name: &str| only.as_ref().is_none_or(|only| name.starts_with(only.as_str()));
    let mut worst = Worst::default();
    for collection in large::collections() {
        for with_environments in [false, true] {
            if !is_chosen(&collection.key) || (with_environments && collection.key == "/environments") {
                continue;
            }
            let sample = |count: usize| {
                // A change of one entry.
                let other = collection.file(count - 1, with_environments);
                Sample::new(count, &collection.file(count, with_environments), &other)
            };
            let name = format!("{}{}", collection.key, if with_environments { " in 20 environments" } else { "" });
            worst.measure(&name, &sample((collection.limit / 10).max(1)), &sample(collection.limit));
        }
    }
    for (name, text) in large_texts::LARGE_TEXTS.iter().filter(|(name, _)| is_chosen(name)) {
        let sample = |count: usize| Sample::new(count, &text(count), &text(count - 1));
        worst.measure(name, &sample(1000), &sample(10_000));
    }
    for (name, texts) in large_texts::LARGE_BASES.iter().filter(|(name, _)| is_chosen(name)) {
        let sample = |count: usize| {
            let ((text, base), (other, _)) = (texts(count), texts(count - 1));
            let sample = Sample::new(count, &text, &other);
            fs::write(sample.directory.path().join("base.yaml"), base).expect("a file");
            sample
        };
        worst.measure(name, &sample(1000), &sample(10_000));
    }
    println!(
        "at most {:.1} times the time for ten times the entries, and {:.0} ms: {} too slow",
        worst.ratio,
        worst.seconds * 1e3,
        worst.failures
    );
    if worst.failures > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
