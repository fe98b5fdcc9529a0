//! `validate --existing`: posture and policies of what exists.

use std::path::Path;

use di_gen::{
    Severity,
    diagnostic::{Code, Diagnostic, quote},
    existing::{Inventory, ResolvedAccount, check_existing_posture},
    read::read_checks,
    report::{
        check_existing_policies,
        existing_assertions::{NamedChecks, render_baseline},
        existing_checks::{
            FoundDiagnostic, count_by_severity, render_found_json, render_found_markdown, render_found_sarif,
            render_found_text,
        },
    },
    source::SourceText,
    topology::{ChecksFile, PolicySet, values::Date},
};

use super::{
    base_scope::AllowedDirectories,
    console,
    existing::{ExistingArguments, report},
    exit::Exit,
    formats::DiagnosticsFormat,
    input,
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
    checks: Option<&Path>,
) -> Result<(), Exit> {
    let checks = checks.map(read_checks_file).transpose()?;
    let mut existing = arguments.read()?;
    let named = checks.as_ref().map(|(source, checks)| NamedChecks { file: &source.name, checks, source });
    let mut sets = options.sets.to_vec();
    if let Some(named) = &named {
        existing.accounts.retain(|account| named.concerns(account));
        if existing.accounts.is_empty() {
            let wanted = [("account", &named.checks.accounts), ("resource group", &named.checks.resource_groups)];
            let wanted = wanted.iter().filter(|(_, names)| !names.is_empty());
            let wanted: Vec<String> = wanted
                .flat_map(|(kind, names)| names.iter().map(move |name| format!("{kind} {}", quote(name))))
                .collect();
            let message = format!("the input has no account that {} selects: {}", quote(named.file), wanted.join(", "));
            return Err(report(Diagnostic::error(Code::EXISTING_INPUT, message)));
        }
        sets.extend(named.checks.policies.iter().filter(|set| !options.sets.contains(set)));
    }
    let options = ExistingOptions { sets: &sets, day: options.day };
    let (mut found, undecided) = find_diagnostics(&existing.accounts, &existing.inventory, &options);
    if let Some(named) = &named {
        found.extend(named.check_assertions(&existing.accounts, &existing.inventory));
        for unused in named.apply(&mut found) {
            console::print_message(&format!("di-gen: {}: {unused}", named.file));
        }
    }
    match format {
        DiagnosticsFormat::Text => console::print_lines(&render_found_text(&found)),
        DiagnosticsFormat::Json => console::print_json(&render_found_json(&found))?,
        DiagnosticsFormat::Markdown => console::print_text(&render_found_markdown(&found))?,
        DiagnosticsFormat::Sarif => console::print_json(&render_found_sarif(&found))?,
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

/// Reads a checks file, with its text.
fn read_checks_file(path: &Path) -> Result<(SourceText, ChecksFile), Exit> {
    let name = path.display().to_string();
    let allowed = AllowedDirectories::default();
    let source = input::read_named(&name, &allowed)?;
    let checks = read_checks(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    Ok((source, checks))
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
