//! `runbook`: prints the manual steps around a deployment.

use clap::{Args, ValueEnum};
use di_gen::{
    diagnostic::{Code, Diagnostic},
    runbook::{self, Deployed, RunbookFormat, RunbookKind},
    source::SourceText,
};

use super::{
    compared_files, console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct RunbookArguments {
    /// Select the runbook
    kind: RunbookName,
    /// For `remove`: the older files, then the file that is deployed now; a path, `-`, or `git:<revision>:<path>` as in `diff`
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// For `remove`: also keep what this file has, another topology in the same resource group
    #[arg(long, value_name = "FILE")]
    keep: Vec<String>,
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
    /// Remove what a deployment with Bicep or ARM leaves of older files
    Remove,
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
    let format = match arguments.format {
        RunbookFormatName::Md => RunbookFormat::Markdown,
        RunbookFormatName::Sh => RunbookFormat::Script,
    };
    let kind = match arguments.kind {
        RunbookName::Prepare => RunbookKind::Prepare,
        RunbookName::Verify => RunbookKind::Verify,
        RunbookName::UploadTraining => RunbookKind::UploadTraining,
        RunbookName::RotateKeys => RunbookKind::RotateKeys,
        RunbookName::RotateCmk => RunbookKind::RotateCmk,
        RunbookName::RemoveCmk => RunbookKind::RemoveCmk,
        RunbookName::Remove => return print_removal(arguments, format),
        RunbookName::Teardown => RunbookKind::Teardown,
    };
    if !arguments.files.is_empty() || !arguments.keep.is_empty() {
        let diagnostic = Diagnostic::error(Code::REMOVAL_NEEDS_FILES, "only the runbook `remove` compares files")
            .help("specify the topology file with `-f`");
        return Err(console::report_errors(&SourceText::new("di-gen", ""), &[diagnostic]));
    }
    let (source, topology) = input::read_deployment(&arguments.input)?;
    let report = |diagnostics: Vec<Diagnostic>| console::report_errors(&source, &diagnostics);
    let plan = di_gen::plan::lower_topology(&topology);
    console::print_output(&runbook::write_runbook(kind, &topology, &plan, format).map_err(report)?)
}

fn print_removal(arguments: &RunbookArguments, format: RunbookFormat) -> Result<(), Exit> {
    let refuse = |diagnostics: &[Diagnostic]| console::report_errors(&SourceText::new("di-gen", ""), diagnostics);
    let names = &arguments.files;
    if names.len() < 2 || arguments.input.is_file_specified() {
        return Err(refuse(&[runbook::missing_removal_files()]));
    }
    // The last file is what stays.
    let mut files = Vec::new();
    for name in names.iter().chain(&arguments.keep) {
        let source = arguments.input.select_environment(compared_files::read_source(name, &arguments.input.allowed)?);
        let topology = di_gen::read::read_topology(&source)
            .map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
        let plan = di_gen::plan::lower_topology(&topology);
        files.push((topology, plan));
    }
    let (olds, kept) = files.split_at(names.len() - 1);
    let olds: Vec<Deployed<'_>> = olds.iter().map(|(topology, plan)| (topology, plan)).collect();
    // The first of them is the new file.
    let kept: Vec<Deployed<'_>> = kept.iter().rev().map(|(topology, plan)| (topology, plan)).collect();
    let text = runbook::write_removal_runbook(&olds, &kept, format).map_err(|diagnostics| refuse(&diagnostics))?;
    console::print_output(&text)
}
