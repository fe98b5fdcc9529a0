//! `report`: writes the page for a security review.

use clap::Args;
use di_gen::{
    diagnostic::{Code, Diagnostic},
    existing::evaluate_access,
    output,
    review::{ExistingReview, render_existing_review, render_review},
};

use super::{
    existing::{ExistingArguments, report},
    exit::Exit,
    input::{self, Input},
    page::PageArguments,
    policy_sets::PolicyArguments,
    validate_existing::{ExistingOptions, add_sets, check_accounts},
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["file", "env"])))]
pub(super) struct ReportArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    existing: ExistingArguments,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten)]
    page: PageArguments,
}

pub(super) fn write_report(arguments: &ReportArguments) -> Result<(), Exit> {
    if arguments.existing.is_specified() {
        return write_existing_report(arguments);
    }
    let (source, mut topology) = input::read_environment(&arguments.input, "a report")?;
    topology.add_policies(&arguments.policies.sets);
    let page = render_review(&source, &topology, &di_gen::plan::lower_topology(&topology));
    // A report has its header marker on standard output as well.
    arguments.page.write(&source, &arguments.input, output::mark_report(&page).as_bytes(), <[u8]>::to_vec)
}

fn write_existing_report(arguments: &ReportArguments) -> Result<(), Exit> {
    let existing = arguments.existing.read()?;
    let account = existing.only_account("a report")?;
    let access = evaluate_access(account, &existing.inventory, None, None, None)
        .map_err(|error| report(Diagnostic::error(Code::EXISTING_INPUT, error.message)))?;
    let sets = add_sets(&arguments.policies.sets, existing.checks.as_ref());
    let one = std::slice::from_ref(account);
    let (found, _) = check_accounts(&existing, one, &ExistingOptions { sets: &sets, day: None }, false);
    let names: Vec<String> = arguments.existing.files().iter().map(|path| path.display().to_string()).collect();
    let policies: Vec<&'static str> = sets.iter().map(|set| set.as_str()).collect();
    let assertions = existing.checks.as_ref().map_or(0, |named| named.checks.expect.len());
    let review =
        ExistingReview { account, access: &access, found: &found, assertions, files: &names, policies: &policies };
    let page = output::mark_report(&render_existing_review(&review));
    arguments.page.write_existing(arguments.existing.files(), page.as_bytes(), <[u8]>::to_vec)
}
