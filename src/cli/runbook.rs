//! `runbook`: what people do around a deployment.

use clap::{Args, ValueEnum};
use di_gen::runbook::{self, Form, Kind};

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
    format: FormName,
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

pub(super) fn runbook(arguments: &RunbookArguments) -> Result<(), Exit> {
    let source = input::source(&arguments.input)?;
    let refuse = |findings: Vec<di_gen::diagnostic::Diagnostic>| console::refuse(&source, &findings);
    let topology = di_gen::read::read(&source).map_err(refuse)?;
    let plan = di_gen::plan::lower(&topology);
    let kind = match arguments.kind {
        RunbookName::Verify => Kind::Verify,
        RunbookName::RotateKeys => Kind::RotateKeys,
        RunbookName::RotateCmk => Kind::RotateCmk,
        RunbookName::Teardown => Kind::Teardown,
    };
    let form = match arguments.format {
        FormName::Md => Form::Markdown,
        FormName::Sh => Form::Script,
    };
    console::print_output(&runbook::write(kind, &topology, &plan, form).map_err(refuse)?)
}
