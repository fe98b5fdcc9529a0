//! `runbook`: what people do around a deployment.

use clap::{Args, ValueEnum};
use di_gen::runbook::{self, RunbookFormat, RunbookKind};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct RunbookArguments {
    /// What it is for
    kind: RunbookName,
    #[command(flatten)]
    input: Input,
    /// Markdown to read along, or a bash script
    #[arg(long, value_enum, default_value_t)]
    format: RunbookFormatName,
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
enum RunbookFormatName {
    /// Markdown
    #[default]
    Md,
    /// A bash script
    Sh,
}

pub(super) fn print_runbook(arguments: &RunbookArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let refuse = |findings: Vec<di_gen::diagnostic::Diagnostic>| console::report_errors(&source, &findings);
    let topology = di_gen::read::read_topology(&source).map_err(refuse)?;
    let plan = di_gen::plan::lower_topology(&topology);
    let kind = match arguments.kind {
        RunbookName::Verify => RunbookKind::Verify,
        RunbookName::RotateKeys => RunbookKind::RotateKeys,
        RunbookName::RotateCmk => RunbookKind::RotateCmk,
        RunbookName::Teardown => RunbookKind::Teardown,
    };
    let form = match arguments.format {
        RunbookFormatName::Md => RunbookFormat::Markdown,
        RunbookFormatName::Sh => RunbookFormat::Script,
    };
    console::print_output(&runbook::write_runbook(kind, &topology, &plan, form).map_err(refuse)?)
}
