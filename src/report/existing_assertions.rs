//! The checks file on existing accounts: access assertions, suppressions and the baseline.

use super::{decisions::SourceLocator, existing_checks::FoundDiagnostic};
use crate::{
    analyse::access::{AccessStep, EvaluatedPath},
    diagnostic::{Code, Diagnostic, Severity, SourceLocation, quote},
    existing::{InputKind, Inventory, Origin, ResolvedAccount, evaluate_access},
    source::SourceText,
    topology::{ChecksFile, Suppression, values::Statement},
};

/// A checks file with its name.
#[derive(Debug)]
pub struct NamedChecks {
    /// The name, as the user wrote it.
    pub file: String,
    /// The checks.
    pub checks: ChecksFile,
    /// The text that they were read from.
    pub source: SourceText,
}

/// What of a checks file accepts a diagnostic: a position in one of its lists.
#[derive(Clone, Copy)]
enum Acceptance {
    Suppression(usize),
    Known(usize),
}

impl NamedChecks {
    /// Whether the file is about an account.
    #[must_use]
    pub fn concerns(&self, account: &ResolvedAccount) -> bool {
        let id = &account.account;
        let is_named = |name: &String| name.eq_ignore_ascii_case(id.name()) || name.eq_ignore_ascii_case(id.as_str());
        let group = id.resource_group().unwrap_or_default();
        let (accounts, groups) = (&self.checks.accounts, &self.checks.resource_groups);
        (accounts.is_empty() || accounts.iter().any(is_named))
            && (groups.is_empty() || groups.iter().any(|name| name.eq_ignore_ascii_case(group)))
    }

    /// Where something is in the file.
    fn origin(&self, pointer: String) -> Origin {
        Origin {
            input: InputKind::Template,
            file: self.file.as_str().into(),
            pointer: pointer.into(),
            terraform_address: None,
        }
    }

    /// Access assertions that do not hold for one of the accounts, or that are about nothing in any of them.
    #[must_use]
    pub fn check_assertions(&self, accounts: &[ResolvedAccount], inventory: &Inventory) -> Vec<FoundDiagnostic> {
        let mut found = Vec::new();
        let locator = SourceLocator::new(&self.source);
        for (index, statement) in self.checks.expect.iter().enumerate() {
            let pointer = format!("/expect/{index}");
            let region = locator.region_of_location(&SourceLocation::Value(pointer.clone()));
            let position = region.map(|[line, column, ..]| [line, column]);
            let mut missing = None;
            let mut has_path = false;
            for account in accounts {
                match paths_of(account, inventory, statement) {
                    Ok(paths) => {
                        has_path |= !paths.is_empty();
                        let failing = paths.iter().find(|path| !statement.expected.is_met_by(path.verdict()));
                        let failed = failing.map(|path| FoundDiagnostic {
                            origin: Some(self.origin(pointer.clone())),
                            position,
                            steps: step_lines(path, account),
                            ..FoundDiagnostic::locate(account, failed_assertion(statement, path))
                        });
                        found.extend(failed);
                    }
                    Err(error) => missing = Some(error),
                }
            }
            let Some(first) = accounts.first().filter(|_| !has_path) else { continue };
            let message =
                missing.unwrap_or_else(|| format!("{} matches no access path", quote(&statement.to_string())));
            let diagnostic = Diagnostic::error(Code::EMPTY_ASSERTION, message)
                .label("matches no access path of what the input shows")
                .help("use actors and targets as `di-gen access --existing` shows them");
            let origin = Some(self.origin(pointer));
            found.push(FoundDiagnostic { origin, position, ..FoundDiagnostic::locate(first, diagnostic) });
        }
        found
    }

    fn find_acceptance(&self, one: &FoundDiagnostic) -> Option<Acceptance> {
        let code = one.diagnostic.code.as_str();
        let is_rule = |suppression: &Suppression| suppression.rule.as_str() == code;
        if let Some(position) = self.checks.suppress.iter().position(is_rule) {
            return Some(Acceptance::Suppression(position));
        }
        let identity = Some(one).filter(|one| can_be_known(one))?.identity();
        let mut baseline = self.checks.baseline.iter().flatten();
        baseline.position(|entry| entry.eq_ignore_ascii_case(&identity)).map(Acceptance::Known)
    }

    fn reason_of(&self, acceptance: Acceptance) -> String {
        match acceptance {
            Acceptance::Suppression(position) => self.checks.suppress[position].reason.to_string(),
            Acceptance::Known(_) => format!("known: in the baseline of {}", self.file),
        }
    }

    /// Why the file accepts a diagnostic; none if it does not.
    #[must_use]
    pub fn reason_to_accept(&self, one: &FoundDiagnostic) -> Option<String> {
        self.find_acceptance(one).map(|acceptance| self.reason_of(acceptance))
    }

    /// Marks what the file suppresses and what its baseline lists. With a baseline, a warning that it does not list is an
    /// error. Returns entries of the file that match nothing.
    pub fn apply(&self, found: &mut [FoundDiagnostic]) -> Vec<String> {
        let mut used = vec![false; self.checks.suppress.len()];
        let mut matched = vec![false; self.checks.baseline.iter().flatten().count()];
        for one in found.iter_mut() {
            let acceptance = self.find_acceptance(one);
            match acceptance {
                Some(Acceptance::Suppression(position)) => used[position] = true,
                Some(Acceptance::Known(position)) => matched[position] = true,
                None if self.checks.baseline.is_some() && one.diagnostic.severity == Severity::Warning => {
                    one.diagnostic.severity = Severity::Error;
                }
                None => {}
            }
            one.suppressed = acceptance.map(|acceptance| self.reason_of(acceptance));
        }
        let unused = used.iter().zip(&self.checks.suppress).filter(|(used, _)| !**used);
        let unused = unused.map(|(_, one)| format!("`suppress` of {} matches nothing", one.rule.as_str()));
        let gone = matched.iter().zip(self.checks.baseline.iter().flatten()).filter(|(matched, _)| !**matched);
        let gone: Vec<&String> = gone.map(|(_, entry)| entry).collect();
        let more = gone.len().saturating_sub(MAX_ENTRIES);
        let named =
            gone.iter().take(MAX_ENTRIES).map(|entry| format!("{} of `baseline` matches nothing", quote(entry)));
        let rest = (more > 0).then(|| format!("{more} more of `baseline` match nothing"));
        unused.chain(named).chain(rest).collect()
    }
}

/// Whether a baseline may list a diagnostic: an access assertion is meant to hold.
fn can_be_known(one: &FoundDiagnostic) -> bool {
    !matches!(one.diagnostic.code, Code::ASSERTION_FAILED | Code::EMPTY_ASSERTION)
}

/// The baseline that lists all errors and warnings, as YAML.
#[must_use]
pub fn render_baseline(found: &[FoundDiagnostic]) -> String {
    let is_listed = |one: &&FoundDiagnostic| one.diagnostic.severity != Severity::Note && can_be_known(one);
    let mut entries: Vec<String> = found.iter().filter(is_listed).map(FoundDiagnostic::identity).collect();
    entries.sort_unstable();
    entries.dedup();
    if entries.is_empty() {
        return "baseline: []\n".to_owned();
    }
    // An ID may have any character; a string of JSON is one of YAML.
    let line = |entry: &String| format!("  - {}\n", serde_json::Value::from(entry.as_str()));
    format!("baseline:\n{}", entries.iter().map(line).collect::<String>())
}

/// The access paths that an assertion is about.
pub(super) fn paths_of(
    account: &ResolvedAccount,
    inventory: &Inventory,
    statement: &Statement,
) -> Result<Vec<EvaluatedPath>, String> {
    let (from, location, to) = (Some(&statement.actor), statement.origin.as_ref(), statement.target.as_ref());
    let access = evaluate_access(account, inventory, from, location, to).map_err(|error| error.message)?;
    let is_wanted = |path: &EvaluatedPath| statement.operation.is_none_or(|operation| operation == path.operation);
    Ok(access.paths.into_iter().filter(is_wanted).collect())
}

fn failed_assertion(statement: &Statement, path: &EvaluatedPath) -> Diagnostic {
    let message = format!("`{path}` is {}, expected {}", path.verdict(), statement.expected);
    Diagnostic::error(Code::ASSERTION_FAILED, message)
}

/// The evaluation steps of an access path, each with where its reason was read.
fn step_lines(path: &EvaluatedPath, account: &ResolvedAccount) -> Vec<String> {
    let line = |step: &AccessStep| {
        let place = account.place_of_key(&step.decided_by).map(|place| format!(" ({})", place.origin));
        format!("{} {}: {}{}", step.aspect, step.outcome, step.reason, place.unwrap_or_default())
    };
    path.steps.iter().map(line).collect()
}

/// How many entries of the baseline that match nothing are named.
const MAX_ENTRIES: usize = 10;
