//! The command line: one file for each subcommand, with the name of the subcommand. Nothing here is specific to Azure.

mod access;
mod access_query;
mod adopt;
mod arm;
mod base_scope;
mod bicep;
mod compared_files;
mod completions;
mod console;
mod deployment_scope;
mod describe;
mod destination;
mod diff;
mod diff_existing;
mod diff_steps;
mod drift;
mod existing;
mod exit;
mod explain;
mod fail_on;
mod files;
mod fix;
mod formats;
mod found_positions;
mod generate;
mod generate_topology;
mod git;
mod git_error;
mod git_program;
mod graph;
mod init;
mod input;
mod language;
mod man;
mod old_file;
mod page;
mod policy_sets;
mod progress;
mod regular_file;
mod report;
mod runbook;
mod schema;
mod search;
mod take_over;
mod terraform;
mod times;
mod upgrade;
mod usage;
mod validate;
mod validate_existing;
mod workers;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use exit::Exit;

/// Write a secure Azure AI Document Intelligence topology as Bicep, Terraform or ARM JSON
///
/// One YAML file describes the topology. Without -f, commands read ./di-gen.yaml, or the built-in private topology
/// if that file does not exist; standard error shows which one. Standard output contains only the result.
///
/// Exit status: 0 success; 1 the input is valid but a check failed; 2 invalid input, invalid usage, or refusal to
/// overwrite; 3 reading or writing failed.
#[derive(Debug, Parser)]
#[command(name = "di-gen", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Select the format of messages on standard error
    #[arg(long, value_enum, default_value_t, global = true, value_name = "FORMAT")]
    message_format: console::MessageFormat,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write Bicep
    Bicep(language::LanguageArguments),
    /// Write Terraform for hashicorp/azurerm
    ///
    /// Standard output is a root module with a provider block. With -o, the files are a module: versions.tf,
    /// variables.tf, main.tf and outputs.tf.
    #[command(visible_alias = "tf")]
    Terraform(terraform::TerraformArguments),
    /// Write an ARM template (JSON)
    Arm(language::LanguageArguments),
    /// Write every output that a topology file declares
    ///
    /// Reads one file, or every di-gen.yaml below a directory. Writes only files that changed, never overwrites manual
    /// edits, and deletes orphaned files, which the topology no longer generates.
    Generate(generate::GenerateArguments),
    /// Print a short starting file with comments
    Init(init::InitArguments),
    /// Check a file and report diagnostics; writes nothing without --fix
    ///
    /// Reports errors of the file, access assertions (`expect`) that do not hold, the posture, and required steps of other
    /// teams. Without --env, checks every environment. An assertion that does not hold, or a policy that refuses, leads to
    /// status 1, an invalid file to status 2. Warnings and notes do not change the status. With --existing, reports the posture
    /// and the policies of what exists, and what a checks file (--checks) says about it. A refusal of what a plan, template or
    /// what-if deploys is an error. Of existing resources, a refusal is a warning.
    Validate(validate::ValidateArguments),
    /// Show who can reach what, and why
    ///
    /// Every access path has a verdict: allowed, denied, or conditional (something outside this topology decides).
    /// Verdicts assume the defaults of parameters. A denied access path shows the error that the service returns.
    Access(access::AccessArguments),
    /// Write the topology file that stands for what exists
    ///
    /// `di-gen adopt FILE... > di-gen.yaml` writes a file whose deployment changes nothing. What the file format cannot reproduce
    /// stays as it is: the file refers to it as existing, or leaves it out, with the reason on standard error.
    ///
    /// `di-gen adopt --commands > read-azure.sh`, then `bash read-azure.sh SCOPE > live.json` with the ID of a subscription, a
    /// resource group or an account. The script reads and changes nothing, asks for no keys, and needs the Azure CLI and the
    /// role Reader. di-gen itself runs none of it and uses no network.
    Adopt(adopt::AdoptArguments),
    /// Show what a change means when it is deployed
    ///
    /// Covers access paths, resources (added, removed, changed, replaced), role assignments, exposure and cost. Needs
    /// no Terraform state and no deployment. For example, `di-gen diff git:main:di-gen.yaml` compares ./di-gen.yaml with
    /// the branch `main`. `di-gen diff --existing plan.json` shows what a plan of Terraform means, without a topology file.
    Diff(diff::DiffArguments),
    /// Show how what exists differs from the topology
    ///
    /// Compares what the file deploys with what Azure or Terraform reports: resources that are missing or extra, changed
    /// properties, and access paths with another verdict. What the input does not show is no drift. Exits with status 1 if there
    /// is any drift.
    Drift(drift::DriftArguments),
    /// Print the resolved topology as JSON for other tools
    Describe(describe::DescribeArguments),
    /// Draw the topology as a picture
    ///
    /// Prints the picture to standard output: `di-gen graph --format svg > topology.svg`. Lines are private links, and access paths in
    /// the colour of their verdict; --from and --to leave out the others. If the file has environments, select one with --env.
    /// `di-gen access` shows the same as a table.
    Graph(graph::GraphArguments),
    /// Write a page for a security review: picture, access, posture, policies, resources, required steps
    ///
    /// One HTML file that needs no script, no network and no other file: `di-gen report -o report.html`. If the file has
    /// environments, select one with --env. Access assertions that do not hold are shown, and do not change the status.
    Report(report::ReportArguments),
    /// Explain a diagnostic code (DI1101) or a service error
    ///
    /// Accepts a code, a message, or a whole error body or log, in which the innermost code is explained; `-` reads it
    /// from standard input. With -f, shows which lines of the topology cause the answer, and the smallest change that
    /// removes the cause. Without a text, lists all codes. The output never contains the text.
    /// Needs no network.
    Explain(explain::ExplainArguments),
    /// Print a runbook with the resource names of this topology
    ///
    /// A runbook is a list of steps with their commands, for a person or, with `--format sh`, as a script. di-gen itself
    /// runs none of them.
    Runbook(runbook::RunbookArguments),
    /// Print a completion script for a shell
    Completions(completions::CompletionsArguments),
    /// Print the manual page, or write one for each command into a directory
    Man(man::ManArguments),
    /// Show what a newer output edition changes, in meaning and in the generated files
    ///
    /// The output of a file stays the same in every version of di-gen until the key `edition` of the file changes. With
    /// --write, also sets the edition in the file.
    Upgrade(upgrade::UpgradeArguments),
    /// Print the JSON Schema of the topology file (draft 2020-12), for editors
    Schema(schema::SchemaArguments),
}

/// Runs the command of the arguments.
pub(crate) fn run() -> ExitCode {
    usage::parse_arguments().and_then(|arguments| run_command(&arguments)).err().unwrap_or(Exit::Done).into()
}

fn run_command(arguments: &Arguments) -> Result<(), Exit> {
    console::set_message_format(arguments.message_format);
    match &arguments.command {
        Command::Bicep(arguments) => bicep::write_bicep(arguments),
        Command::Terraform(arguments) => terraform::write_terraform(arguments),
        Command::Arm(arguments) => arm::write_arm(arguments),
        Command::Generate(arguments) => generate::generate_topologies(arguments),
        Command::Init(arguments) => init::print_starting_file(arguments),
        Command::Completions(arguments) => completions::print_completions(arguments, Arguments::command()),
        Command::Man(arguments) => man::write_man_pages(arguments, Arguments::command()),
        Command::Validate(arguments) => validate::validate_topology(arguments),
        Command::Access(arguments) => access::show_access(arguments),
        Command::Adopt(arguments) => adopt::adopt_existing(arguments),
        Command::Diff(arguments) => diff::show_diff(arguments),
        Command::Drift(arguments) => drift::show_drift(arguments),
        Command::Describe(arguments) => describe::print_description(arguments),
        Command::Graph(arguments) => graph::print_graph(arguments),
        Command::Report(arguments) => report::write_report(arguments),
        Command::Explain(arguments) => explain::explain_code(arguments),
        Command::Runbook(arguments) => runbook::print_runbook(arguments),
        Command::Upgrade(arguments) => upgrade::upgrade_edition(arguments),
        Command::Schema(arguments) => schema::print_schema(arguments),
    }
}
