//! `diff --existing`: what a plan of Terraform or a result of what-if means for what exists.

use di_gen::{
    compare::{PlannedChanges, PlannedSide, compare_planned},
    diagnostic::{Code, Diagnostic},
    existing::{ReadInputs, resolve_accounts, terraform::Action},
    report::changes::{
        PlannedReport, ReportedLanguages, render_planned_json, render_planned_markdown, render_planned_text,
    },
    topology::PolicySet,
};

use super::{
    console,
    existing::{ExistingArguments, report},
    exit::Exit,
    fail_on::{FailOn, fails},
    formats::DiffFormat,
    validate_existing::add_sets,
};

/// Prints what changes, and fails if a change occurs on which the check is to fail.
pub(super) fn show_planned(
    arguments: &ExistingArguments,
    format: DiffFormat,
    sets: &[PolicySet],
    fail_on: &[FailOn],
) -> Result<(), Exit> {
    let checks = arguments.read_checks()?;
    let ReadInputs { inventory, before, plans, notes, .. } = arguments.read_inputs()?;
    let Some(before) = before else { return Err(report_without_plan()) };
    let mut old = resolve_accounts(&before);
    old.retain(|account| arguments.is_wanted(account, checks.as_ref()));
    let mut new = resolve_accounts(&inventory);
    // An account that the plan deletes is on one side only.
    let is_deleted = !old.is_empty() && !new.iter().any(|account| arguments.is_wanted(account, checks.as_ref()));
    new = if is_deleted { Vec::new() } else { arguments.select(&inventory, new, checks.as_ref())? };
    let (old, new) =
        (PlannedSide { inventory: &before, accounts: &old }, PlannedSide { inventory: &inventory, accounts: &new });
    let mut planned = compare_planned(old, new, &plans, &add_sets(sets, checks.as_ref()));
    let checked = checks.map(|checks| checks.apply_to_planned(&mut planned, old, new)).unwrap_or_default();
    let report = PlannedReport { changes: &planned, plans: &plans, notes: &notes, checks: &checked };
    match format {
        DiffFormat::Text => console::print_text(&render_planned_text(&report))?,
        DiffFormat::Markdown => console::print_text(&render_planned_markdown(&report))?,
        DiffFormat::Json => console::print_json(&render_planned_json(&report))?,
    }
    fail_if_planned(fail_on, planned, checked.has_broken_assertion())
}

fn report_without_plan() -> Exit {
    let message = "nothing in the input tells what is going to change, so there is nothing to compare";
    let diagnostic = Diagnostic::error(Code::EXISTING_INPUT, message)
        .help("specify a plan: `terraform plan -out plan.tfplan`, then `terraform show -json plan.tfplan`")
        .help("or the result of `az deployment group what-if --no-pretty-print`");
    report(diagnostic)
}

/// Fails if a change occurs on which the check is to fail. What a plan does with resources of which the meaning is not
/// evaluated is any change, and a replacement.
fn fail_if_planned(kinds: &[FailOn], planned: PlannedChanges<'_>, breaks_assertion: bool) -> Result<(), Exit> {
    let is_on = |kind| kinds.contains(&kind) || kinds.contains(&FailOn::Any);
    let violates_rule = planned.accounts.iter().any(|account| account.posture.is_worse());
    if (breaks_assertion && is_on(FailOn::Expect)) || (violates_rule && is_on(FailOn::Posture)) {
        return Err(Exit::CheckFailed);
    }
    let languages = planned.accounts.first().map(|account| ReportedLanguages::new(&account.changes.languages));
    let of_accounts = planned.accounts.iter().flat_map(|account| &account.actions);
    let mut actions = of_accounts.chain(&planned.others).map(|change| change.action);
    let has_action = match () {
        () if kinds.contains(&FailOn::Any) => actions.next().is_some(),
        () if kinds.contains(&FailOn::Replaced) => actions.any(|action| action == Action::Replace),
        () => false,
    };
    let changes = planned.accounts.into_iter().map(|account| (None, account.changes)).collect();
    fails(kinds, &changes, &languages.unwrap_or_default())?;
    if has_action { Err(Exit::CheckFailed) } else { Ok(()) }
}
