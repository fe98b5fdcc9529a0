//! The command line: arguments as data, one file per kind of command, no Azure.

mod access;
mod console;
mod describe;
mod diff;
mod exit;
mod explain;
mod files;
mod generate;
mod graph;
mod init;
mod input;
mod manual;
mod outputs;
mod runbook;
mod upgrade;
mod validate;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum};
use di_gen::topology::{AzurermMajor, preset::Preset};

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
    Bicep(Generate),
    /// Write Terraform for hashicorp/azurerm
    ///
    /// On standard output, a root module with its provider block. With -o, a module: versions.tf, variables.tf,
    /// main.tf and outputs.tf.
    #[command(visible_alias = "tf")]
    Terraform(GenerateTerraform),
    /// Write an ARM template (JSON)
    Arm(Generate),
    /// Write every output that a topology file declares
    ///
    /// For one file, or for every di-gen.yaml below a folder. Writes only what changed, never over an edit, and removes
    /// what the topology no longer makes.
    Generate(outputs::OutputArguments),
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
    Explain {
        /// The code
        code: Option<String>,
    },
    /// Print a runbook, filled in with the names of this topology
    Runbook {
        /// What it is for
        kind: RunbookName,
        #[command(flatten)]
        input: Input,
        /// Markdown to read along, or a bash script
        #[arg(long, value_enum, default_value_t)]
        format: FormName,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command into a folder
    Man {
        /// The folder
        #[arg(short, long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
    /// Show what a newer edition of output changes, in meaning and in text; --write takes it
    Upgrade(upgrade::UpgradeArguments),
    /// Print the JSON Schema of the file (draft 2020-12), for editors
    Schema,
}

#[derive(Debug, Args)]
struct Input {
    /// The topology file; `-` reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The environment, of those under `environments` in the file
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
}

#[derive(Debug, Args)]
struct Generate {
    #[command(flatten)]
    input: Input,
    /// Write files into this folder instead of standard output
    #[arg(short, long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// With -o, write nothing; print what is stale as a unified diff and end with 1
    #[arg(long, requires = "out_dir")]
    check: bool,
    /// With -o, write over files that were edited, or that di-gen did not write
    #[arg(long, requires = "out_dir", conflicts_with = "check")]
    force: bool,
}

#[derive(Debug, Args)]
struct GenerateTerraform {
    #[command(flatten)]
    generate: Generate,
    /// Major version of hashicorp/azurerm; beats the file
    #[arg(long, value_name = "MAJOR", value_parser = parse_major)]
    azurerm: Option<AzurermMajor>,
    /// With -o too, add the provider block
    #[arg(long)]
    root: bool,
    /// With --root, write `import` blocks for resources that exist already: these, by their names in the plan, or all
    #[arg(long, value_name = "RESOURCE", num_args = 0.., value_delimiter = ',', requires = "root")]
    import: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum PresetName {
    /// Private endpoints only
    #[default]
    Private,
    /// A few public addresses, and Studio
    Selected,
    /// Everybody with a token
    Open,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RunbookName {
    /// Does it work from inside, and is it closed from outside?
    Verify,
    /// The two account keys, without interruption
    RotateKeys,
    /// Customer-managed keys
    RotateCmk,
    /// Everything away, and its names free again
    Teardown,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormName {
    /// Markdown
    #[default]
    Md,
    /// A bash script
    Sh,
}

fn parse_major(text: &str) -> Result<AzurermMajor, String> {
    let major: u8 = text.parse().map_err(|_| "write 4 or 5".to_owned())?;
    AzurermMajor::try_from(major).map_err(|_| "write 4 or 5".to_owned())
}

/// Runs a command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    console::set_format(arguments.message_format);
    let done = match &arguments.command {
        Command::Bicep(generate) => generate::bicep(generate),
        Command::Terraform(terraform) => generate::terraform(terraform),
        Command::Arm(generate) => generate::arm(generate),
        Command::Generate(arguments) => outputs::outputs(arguments),
        Command::Init(arguments) => init::init(arguments),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { out_dir } => manual::man(out_dir.as_deref()),
        Command::Validate(arguments) => validate::validate(arguments),
        Command::Access(arguments) => access::access(arguments),
        Command::Diff(arguments) => diff::diff(arguments),
        Command::Describe(arguments) => describe::describe(arguments),
        Command::Graph(arguments) => graph::graph(arguments),
        Command::Explain { code } => explain::explain(code.as_deref()),
        Command::Runbook { kind, input, format } => runbook::runbook(*kind, *format, input),
        Command::Upgrade(arguments) => upgrade::upgrade(arguments),
        Command::Schema => console::print_output(di_gen::schema::TEXT),
    };
    done.err().unwrap_or(Exit::Done).into()
}

impl PresetName {
    const fn preset(self) -> Preset {
        match self {
            Self::Private => Preset::Private,
            Self::Selected => Preset::Selected,
            Self::Open => Preset::Open,
        }
    }
}
