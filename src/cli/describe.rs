//! `describe`: prints the resolved topology as JSON.

use clap::Args;
use di_gen::describe::{self as description};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct DescribeArguments {
    #[command(flatten)]
    input: Input,
    /// Print the JSON Schema of the output
    #[arg(long, conflicts_with = "file")]
    schema: bool,
}

pub(super) fn print_description(arguments: &DescribeArguments) -> Result<(), Exit> {
    if arguments.schema {
        return console::print_output(description::SCHEMA);
    }
    let (_, topology) = input::read_deployment(&arguments.input)?;
    console::print_json(&description::describe_topology(&di_gen::plan::lower_topology(&topology)))
}
