//! `report`: writes the page for a security review.

use clap::Args;
use di_gen::{output, review::render_review};

use super::{
    exit::Exit,
    input::{self, Input},
    page::PageArguments,
    policy_sets::PolicyArguments,
};

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten)]
    page: PageArguments,
}

pub(super) fn write_report(arguments: &ReportArguments) -> Result<(), Exit> {
    let (source, mut topology) = input::read_environment(&arguments.input, "a report")?;
    topology.add_policies(&arguments.policies.sets);
    let page = render_review(&source, &topology, &di_gen::plan::lower_topology(&topology));
    // A report has its header marker on standard output as well.
    arguments.page.write(&source, &arguments.input, output::mark_report(&page).as_bytes(), <[u8]>::to_vec)
}
