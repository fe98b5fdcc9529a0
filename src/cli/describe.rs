//! `describe`: prints the resolved topology as JSON.

use clap::Args;
use di_gen::describe::{self as description};

use super::{
    console,
    existing::ExistingArguments,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["file", "env", "schema"])))]
pub(super) struct DescribeArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    existing: ExistingArguments,
    /// Print the JSON Schema of the output; with --existing, it is that of each `topology`, apart from `decidedBy`
    #[arg(long, conflicts_with = "file")]
    schema: bool,
}

pub(super) fn print_description(arguments: &DescribeArguments) -> Result<(), Exit> {
    if arguments.schema {
        return console::print_output(description::SCHEMA);
    }
    if arguments.existing.is_specified() {
        let existing = arguments.existing.read()?;
        return console::print_json(&description::describe_accounts(&existing.accounts));
    }
    let (_, topology) = input::read_deployment(&arguments.input)?;
    console::print_json(&description::describe_topology(&di_gen::plan::lower_topology(&topology)))
}
