//! `di-gen`: parses the arguments, calls the library, and returns the exit status.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    cli::run(&cli::Arguments::parse())
}
