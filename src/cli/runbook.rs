//! `runbook`: prints the manual steps around a deployment.

use clap::{Args, ValueEnum};
use di_gen::runbook::{self, RunbookFormat, RunbookKind};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct RunbookArguments {
    /// Select the runbook
    kind: RunbookName,
    #[command(flatten)]
    input: Input,
    /// Select the output format
    #[arg(long, value_enum, default_value_t)]
    format: RunbookFormatName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RunbookName {
    /// Check what the subscription and the deploying principal need before the deployment
    Prepare,
    /// Verify that access works inside the network and is denied outside it
    Verify,
    /// Upload training data, build a custom model and analyze a document with it
    UploadTraining,
    /// Rotate the two account keys without interruption
    RotateKeys,
    /// Rotate customer-managed keys
    RotateCmk,
    /// Return from customer-managed keys to Microsoft-managed keys
    RemoveCmk,
    /// Delete all resources, then release their names
    Teardown,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum RunbookFormatName {
    /// Markdown, to follow step by step
    #[default]
    Md,
    /// Bash script
    Sh,
}

pub(super) fn print_runbook(arguments: &RunbookArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let report = |diagnostics: Vec<di_gen::diagnostic::Diagnostic>| console::report_errors(&source, &diagnostics);
    let topology = di_gen::read::read_topology(&source).map_err(report)?;
    let plan = di_gen::plan::lower_topology(&topology);
    let kind = match arguments.kind {
        RunbookName::Prepare => RunbookKind::Prepare,
        RunbookName::Verify => RunbookKind::Verify,
        RunbookName::UploadTraining => RunbookKind::UploadTraining,
        RunbookName::RotateKeys => RunbookKind::RotateKeys,
        RunbookName::RotateCmk => RunbookKind::RotateCmk,
        RunbookName::RemoveCmk => RunbookKind::RemoveCmk,
        RunbookName::Teardown => RunbookKind::Teardown,
    };
    let format = match arguments.format {
        RunbookFormatName::Md => RunbookFormat::Markdown,
        RunbookFormatName::Sh => RunbookFormat::Script,
    };
    console::print_output(&runbook::write_runbook(kind, &topology, &plan, format).map_err(report)?)
}
