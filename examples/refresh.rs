//! Writes everything again that is generated from code: schema and its rules, snapshots, excerpts of README and docs, and
//! the pinned public API where cargo-public-api is installed.
//!
//! ```sh
//! cargo run --example refresh && git diff
//! ```
//!
//! Read the difference before you commit it: a snapshot pins what is printed, right or wrong.

use std::{
    io::Write as _,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    // The schema is compiled into the program, so it comes first. A document whose excerpts changed is right on the second
    // look, and so is a snapshot.
    let steps: [&[&str]; 2] = [&["--lib", "schema"], &[]];
    for arguments in steps {
        if !run(Command::new(env!("CARGO")).args(["test", "--quiet"]).args(arguments)) {
            return ExitCode::FAILURE;
        }
    }
    let known = Command::new(env!("CARGO")).args(["public-api", "--version"]).output();
    if known.is_ok_and(|ended| ended.status.success()) {
        if !run(Command::new("bash").args([".ci/api", "--update"])) {
            return ExitCode::FAILURE;
        }
    } else {
        let note = "snapshots/public-api.txt is left as it is: cargo-public-api is not installed";
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
        .is_ok_and(|ended| ended.success())
}
