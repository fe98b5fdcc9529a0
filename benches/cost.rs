//! Whether the cost of a file grows with its size: `cargo bench --bench cost`.
//!
//! Each list and mapping of the schema at a tenth of its limit and at its limit (those without one at 1,000 and 10,000),
//! alone and inherited by 20 environments, with each command that reads a file. Ten times the entries take at most 12 times
//! the time, and no file takes longer than 2 seconds of CPU; otherwise the bench fails.

#![allow(clippy::print_stdout, reason = "a program that prints its results")]

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

#[path = "support/cpu.rs"]
mod cpu;
#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/support/large.rs"]
mod large;

use cpu::cpu;

const DI_GEN: &str = env!("CARGO_BIN_EXE_di-gen");

/// Commands; the file is the last argument.
const COMMANDS: &[&[&str]] = &[
    &["validate", "-f"],
    &["validate", "--format", "sarif", "-f"],
    &["bicep", "-f"],
    &["terraform", "-f"],
    &["arm", "-f"],
    &["access", "-f"],
    &["describe", "-f"],
    &["diff"],
];

/// The most time for ten times the entries.
const MAX_RATIO: f64 = 12.0;

/// The most CPU time of one file, in seconds.
const MAX_SECONDS: f64 = 2.0;

/// The least CPU time of some runs, which other programs disturb least.
fn time(command: &[&str], file: &Path) -> f64 {
    let run = || {
        let before = cpu();
        let mut process = Command::new(DI_GEN);
        process.args(command).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command == ["diff"] {
            process.arg(file.with_file_name("other.yaml"));
        }
        let status = process.status().expect("the program");
        assert!(status.code().is_some_and(|code| code < 3), "{command:?} exited with {status}");
        cpu() - before
    };
    (0..3).map(|_| run()).fold(f64::INFINITY, f64::min)
}

fn main() -> ExitCode {
    let directory = tempfile::tempdir().expect("a directory");
    let (small, large) = (directory.path().join("small.yaml"), directory.path().join("large.yaml"));
    let only = std::env::args().skip(1).find(|argument| argument.starts_with('/'));
    let (mut worst_ratio, mut worst_time, mut failures) = (0.0_f64, 0.0_f64, 0);
    for collection in large::collections() {
        if only.as_ref().is_some_and(|only| !collection.key.starts_with(only.as_str())) {
            continue;
        }
        for with_environments in [false, true] {
            if with_environments && collection.key == "/environments" {
                continue;
            }
            let tenth = (collection.limit / 10).max(1);
            fs::write(&small, collection.file(tenth, with_environments)).expect("a file");
            fs::write(&large, collection.file(collection.limit, with_environments)).expect("a file");
            for command in COMMANDS {
                // A change of one entry.
                let other = directory.path().join("other.yaml");
                fs::write(&other, collection.file(tenth - 1, with_environments)).expect("a file");
                let before = time(command, &small);
                fs::write(&other, collection.file(collection.limit - 1, with_environments)).expect("a file");
                let after = time(command, &large);
                let ratio = after / before;
                let fails = ratio > MAX_RATIO || after > MAX_SECONDS;
                failures += i32::from(fails);
                worst_ratio = worst_ratio.max(ratio);
                worst_time = worst_time.max(after);
                if fails || only.is_some() || ratio > MAX_RATIO / 2.0 {
                    println!(
                        "{}{}, {}, {} entries: {:.0} ms, {ratio:.1} times those of {tenth}{}",
                        collection.key,
                        if with_environments { " in 20 environments" } else { "" },
                        command.join(" "),
                        collection.limit,
                        after * 1e3,
                        if fails { ": TOO SLOW" } else { "" },
                    );
                }
            }
        }
    }
    println!("at most {worst_ratio:.1} times the time for ten times the entries, and {:.0} ms", worst_time * 1e3);
    if failures > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
