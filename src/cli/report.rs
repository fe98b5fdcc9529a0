//! `report`: writes the page for a security review.

use clap::Args;
use di_gen::{output, review::render_review};

use super::{
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
    let (source, topology) = input::read_environment(&arguments.input, "a report")?;
    let page = render_review(&source, &topology, &di_gen::plan::lower_topology(&topology));
    // A report has its header marker on standard output as well.
    arguments.page.write(&source, &arguments.input, output::mark_report(&page).as_bytes(), <[u8]>::to_vec)
}
