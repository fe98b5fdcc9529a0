//! `schema`: prints the JSON Schema of the topology file, or of the checks file.

use clap::Args;
use di_gen::schema::{CHECKS_SCHEMA_TEXT, SCHEMA_TEXT};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// Print the schema of the checks file (di-gen.checks.yaml) instead
    #[arg(long)]
    checks: bool,
}

pub(super) fn print_schema(arguments: &SchemaArguments) -> Result<(), Exit> {
    console::print_output(if arguments.checks { CHECKS_SCHEMA_TEXT } else { SCHEMA_TEXT })
}
