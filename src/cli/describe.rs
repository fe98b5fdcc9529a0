//! `describe`: the resolved plan, for machines.

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
    /// Print the JSON Schema of what this prints
    #[arg(long, conflicts_with = "file")]
    schema: bool,
}

pub(super) fn print_description(arguments: &DescribeArguments) -> Result<(), Exit> {
    if arguments.schema {
        return console::print_output(description::SCHEMA);
    }
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|findings| console::report_errors(&source, &findings))?;
    console::print_json(&description::describe_topology(&di_gen::plan::lower_topology(&topology)))
}
