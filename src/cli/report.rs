//! `report`: writes the page for a security review.

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    output,
    review::render_review,
    source::SourceText,
};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
    page::PageArguments,
};

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    page: PageArguments,
}

pub(super) fn write_report(arguments: &ReportArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    check_environment(&source)?;
    let page = render_review(&source, &topology, &di_gen::plan::lower_topology(&topology));
    // A report has its header marker on standard output as well.
    arguments.page.write(&source, &arguments.input, output::mark_report(&page).as_bytes(), <[u8]>::to_vec)
}

/// Rejects a file with environments of which none is selected: nothing is deployed with the values outside of them.
fn check_environment(source: &SourceText) -> Result<(), Exit> {
    let names = source.unselected_environments();
    if names.is_empty() {
        return Ok(());
    }
    let message = "a report is about one environment, and none is selected";
    let diagnostic = Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, message)
        .help(format!("select one: `--env {}`", names.join("`, `--env ")));
    Err(console::report_errors(source, &[diagnostic]))
}
