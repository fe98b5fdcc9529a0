//! `di-gen`: parses the arguments, calls the library, and returns the exit status.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
