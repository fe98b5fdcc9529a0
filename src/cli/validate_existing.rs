//! `validate --existing`: posture and policies of what exists.

use di_gen::{
    Severity,
    existing::{Inventory, ResolvedAccount, check_existing_posture},
    report::{
        check_existing_policies,
        existing_assertions::{NamedChecks, render_baseline},
        existing_checks::{
            FoundDiagnostic, count_by_severity, render_found_json, render_found_markdown, render_found_sarif,
            render_found_text,
        },
    },
    topology::{PolicySet, values::Date},
};

use super::{
    console,
    existing::{Existing, ExistingArguments},
    exit::Exit,
    formats::DiagnosticsFormat,
    found_positions::FoundPositions,
};

/// What is checked beside the posture.
pub(super) struct ExistingOptions<'a> {
    /// Sets of policies.
    pub(super) sets: &'a [PolicySet],
    /// The day on which policies are evaluated.
    pub(super) day: Option<Date>,
}

/// Prints the diagnostics of each account, and fails if one of them is an error.
pub(super) fn validate_existing(
    arguments: &ExistingArguments,
    format: DiagnosticsFormat,
    options: &ExistingOptions<'_>,
) -> Result<(), Exit> {
    let existing = arguments.read()?;
    let (found, undecided) = check_accounts(&existing, &existing.accounts, options, true);
    match format {
        DiagnosticsFormat::Text => console::print_lines(&render_found_text(&found)),
        DiagnosticsFormat::Json => console::print_json(&render_found_json(&found))?,
        DiagnosticsFormat::Markdown => console::print_text(&render_found_markdown(&found))?,
        DiagnosticsFormat::Sarif => {
            let positions = FoundPositions::read(&found, existing.checks.as_ref().map(|checks| checks.file.as_str()));
            console::print_json(&render_found_sarif(&found, |origin| positions.find(origin)))?;
        }
        DiagnosticsFormat::Baseline => return console::print_text(&render_baseline(&found)),
    }
    let accounts = match existing.accounts.len() {
        1 => "1 account".to_owned(),
        count => format!("{count} accounts"),
    };
    let suppressed = match found.iter().filter(|one| one.suppressed.is_some()).count() {
        0 => String::new(),
        count => format!(", {count} suppressed"),
    };
    console::print_message(&format!("di-gen: {accounts}: {}{suppressed}", count_by_severity(&found)));
    if undecided > 0 {
        let depend =
            if undecided == 1 { "1 policy depends".to_owned() } else { format!("{undecided} policies depend") };
        console::print_message(&format!(
            "di-gen: {depend} on what the input does not show; `di-gen adopt --commands` shows more"
        ));
    }
    let is_error = |one: &FoundDiagnostic| one.suppressed.is_none() && one.diagnostic.severity == Severity::Error;
    if found.iter().any(is_error) { Err(Exit::CheckFailed) } else { Ok(()) }
}

/// The diagnostics of accounts with what a checks file says about them, and how many policies are undecided. Entries of the file
/// that match nothing are reported where all of its accounts are checked.
pub(super) fn check_accounts(
    existing: &Existing,
    accounts: &[ResolvedAccount],
    options: &ExistingOptions<'_>,
    reports_unused: bool,
) -> (Vec<FoundDiagnostic>, usize) {
    let Existing { inventory, checks, .. } = existing;
    let sets = add_sets(options.sets, checks.as_ref());
    let options = ExistingOptions { sets: &sets, day: options.day };
    let (mut found, undecided) = find_diagnostics(accounts, inventory, &options);
    if let Some(checks) = checks {
        found.extend(checks.check_assertions(accounts, inventory));
        let unused = checks.apply(&mut found);
        for unused in unused.iter().filter(|_| reports_unused) {
            console::print_message(&format!("di-gen: {}: {unused}", checks.file));
        }
    }
    (found, undecided)
}

/// The sets of policies of the options, and those of a checks file.
pub(super) fn add_sets(sets: &[PolicySet], checks: Option<&NamedChecks>) -> Vec<PolicySet> {
    let of_file = checks.map(|named| named.checks.policies.as_slice()).unwrap_or_default();
    sets.iter().chain(of_file.iter().filter(|set| !sets.contains(set))).copied().collect()
}

/// The diagnostics of all accounts, each once: resources may belong to several. And how many policies are undecided.
pub(super) fn find_diagnostics(
    accounts: &[ResolvedAccount],
    inventory: &Inventory,
    options: &ExistingOptions<'_>,
) -> (Vec<FoundDiagnostic>, usize) {
    let mut found: Vec<FoundDiagnostic> = Vec::new();
    let mut undecided = 0;
    for account in accounts {
        let (policies, open) = check_existing_policies(account, inventory, options.sets, options.day);
        undecided += open;
        for diagnostic in check_existing_posture(account, inventory).into_iter().chain(policies) {
            let one = FoundDiagnostic::locate(account, diagnostic);
            let is_same = |other: &FoundDiagnostic| other.identity() == one.identity() && other.origin == one.origin;
            if !found.iter().any(is_same) {
                found.push(one);
            }
        }
    }
    (found, undecided)
}
