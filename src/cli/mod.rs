//! The command line: arguments as data, a file for each subcommand, called as it is; no Azure.

mod access;
mod arm;
mod bicep;
mod completions;
mod console;
mod describe;
mod diff;
mod exit;
mod explain;
mod files;
mod generate;
mod generate_topology;
mod graph;
mod init;
mod input;
mod language;
mod man;
mod runbook;
mod schema;
mod search;
mod terraform;
mod upgrade;
mod validate;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use exit::Exit;

/// Writes a secure Azure AI Document Intelligence topology as Bicep, Terraform or ARM JSON.
///
/// The topology is described in one YAML file. Without -f, every command reads ./di-gen.yaml if it exists, else
/// the built-in private topology, and says which on standard error. Standard output is the generated text and
/// nothing else.
///
/// Exit status: 0 done; 1 the input is valid but a check failed; 2 bad input, usage, or refusal to overwrite;
/// 3 reading or writing failed.
#[derive(Debug, Parser)]
#[command(name = "di-gen", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// How messages on standard error are written
    #[arg(long, value_enum, default_value_t, global = true, value_name = "FORMAT")]
    message_format: console::MessageFormat,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write Bicep
    Bicep(language::LanguageArguments),
    /// Write Terraform for hashicorp/azurerm
    ///
    /// On standard output, a root module with its provider block. With -o, a module: versions.tf, variables.tf,
    /// main.tf and outputs.tf.
    #[command(visible_alias = "tf")]
    Terraform(terraform::TerraformArguments),
    /// Write an ARM template (JSON)
    Arm(language::LanguageArguments),
    /// Write every output that a topology file declares
    ///
    /// For one file, or for every di-gen.yaml below a folder. Writes only what changed, never over an edit, and removes
    /// what the topology no longer makes.
    Generate(generate::GenerateArguments),
    /// Print a short, commented starting file
    Init(init::InitArguments),
    /// Check a file and say what to look at, without writing anything
    Validate(validate::ValidateArguments),
    /// Say who can reach what, and why
    ///
    /// Every flow gets its verdict: allowed, denied, or conditional on something that this topology does not decide.
    /// Verdicts hold for the defaults of parameters. A denied flow names the error that the service gives.
    Access(access::AccessArguments),
    /// Say what changes in meaning between two files
    ///
    /// Flows that open or close, resources that come, go or are replaced, roles, exposure and cost. Needs no state and no
    /// deployment.
    Diff(diff::DiffArguments),
    /// Print the resolved plan as JSON, for machines that read along
    Describe(describe::DescribeArguments),
    /// Draw the topology
    Graph(graph::GraphArguments),
    /// Tell the whole story of a code: DI1101, or what a service answered
    ///
    /// Without a code, list all of them. Needs no network.
    Explain(explain::ExplainArguments),
    /// Print a runbook, filled in with the names of this topology
    Runbook(runbook::RunbookArguments),
    /// Print a completion script for a shell
    Completions(completions::CompletionsArguments),
    /// Print the manual page, or write one for each command into a folder
    Man(man::ManArguments),
    /// Show what a newer edition of output changes, in meaning and in text; --write takes it
    Upgrade(upgrade::UpgradeArguments),
    /// Print the JSON Schema of the file (draft 2020-12), for editors
    Schema,
}

/// Runs a command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    console::set_message_format(arguments.message_format);
    let done = match &arguments.command {
        Command::Bicep(arguments) => bicep::write_bicep(arguments),
        Command::Terraform(arguments) => terraform::write_terraform(arguments),
        Command::Arm(arguments) => arm::write_arm(arguments),
        Command::Generate(arguments) => generate::generate_topologies(arguments),
        Command::Init(arguments) => init::print_starting_file(arguments),
        Command::Completions(arguments) => completions::print_completions(arguments, Arguments::command()),
        Command::Man(arguments) => man::write_man_pages(arguments, Arguments::command()),
        Command::Validate(arguments) => validate::validate_topology(arguments),
        Command::Access(arguments) => access::show_access(arguments),
        Command::Diff(arguments) => diff::show_diff(arguments),
        Command::Describe(arguments) => describe::print_description(arguments),
        Command::Graph(arguments) => graph::print_graph(arguments),
        Command::Explain(arguments) => explain::explain_code(arguments),
        Command::Runbook(arguments) => runbook::print_runbook(arguments),
        Command::Upgrade(arguments) => upgrade::upgrade_edition(arguments),
        Command::Schema => schema::print_schema(),
    };
    done.err().unwrap_or(Exit::Done).into()
}
