//! Regenerates everything that is generated from code: schema and its rules, snapshots, `docs/facts.md`, `docs/changes.md`,
//! `docs/landing-zones.md`, excerpts of README and docs, and the pinned public API if cargo-public-api is installed.
//!
//! ```sh
//! cargo run --example refresh && git diff
//! ```
//!
//! Review the difference before you commit it: a snapshot pins the output, right or wrong.

use std::{
    io::Write as _,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    // The schema is compiled into the program, so it is first. A document or snapshot that was refreshed passes when it
    // is compared again.
    let steps: [&[&str]; 2] = [&["--lib", "schema"], &[]];
    for arguments in steps {
        if !run(Command::new(env!("CARGO")).args(["test", "--quiet"]).args(arguments)) {
            return ExitCode::FAILURE;
        }
    }
    let version = Command::new(env!("CARGO")).args(["public-api", "--version"]).output();
    if version.is_ok_and(|output| output.status.success()) {
        if !run(Command::new("bash").args([".ci/api", "--update"])) {
            return ExitCode::FAILURE;
        }
    } else {
        let note = "snapshots/public-api.txt is unchanged: cargo-public-api is not installed";
        _ = writeln!(std::io::stdout(), "{note}");
    }
    ExitCode::SUCCESS
}

fn run(command: &mut Command) -> bool {
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("DI_GEN_REFRESH", "1")
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1")
        .status()
        .is_ok_and(|status| status.success())
}
