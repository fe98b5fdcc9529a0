//! `adopt`: takes over what exists. So far it prints the script that reads it.

use clap::Args;
use di_gen::existing;

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct AdoptArguments {
    /// Print a read-only bash script that lists what exists with the Azure CLI, as input for `di-gen access --existing`
    #[arg(long, required = true)]
    commands: bool,
}

pub(super) fn print_commands(arguments: &AdoptArguments) -> Result<(), Exit> {
    debug_assert!(arguments.commands, "the only thing that there is");
    console::print_output(&existing::read_script())
}
