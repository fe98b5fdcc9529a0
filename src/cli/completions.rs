//! `completions`: prints completion scripts for shells.

use clap::{Args, Command};
use clap_complete::Shell;

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// Select the shell
    shell: Shell,
}

/// Prints a completion script for the command line.
pub(super) fn print_completions(arguments: &CompletionsArguments, mut command: Command) -> Result<(), Exit> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "di-gen", &mut text);
    console::print_output(&String::from_utf8_lossy(&text))
}
