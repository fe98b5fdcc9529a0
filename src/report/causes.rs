//! What a topology has to do with an error that a service returned: the denied access paths that get this answer, the line
//! that decides each, and the smallest change that allows it.

use super::{
    access::advice_lines,
    decisions::{Decision, SourceLocator},
};
use crate::{
    advise::{Advisor, key_path},
    analyse::access::EvaluatedPath,
    catalog::errors::ServiceError,
};

/// The maximum number of access paths that are shown with a change.
const MAX_PATHS: usize = 8;

/// The access paths of a topology that get one of the errors, with the lines that decide them and what would allow them.
#[must_use]
pub fn render_causes(
    errors: &[&ServiceError],
    paths: &[EvaluatedPath],
    locator: &SourceLocator<'_>,
    advisor: Option<&Advisor<'_>>,
) -> String {
    let is_answer = |name: &str| errors.iter().any(|error| error.answer == name);
    let causes: Vec<&EvaluatedPath> =
        paths.iter().filter(|path| path.service_error().is_some_and(|error| is_answer(error.name))).collect();
    if causes.is_empty() {
        return format!(
            "No access path of {} gets this answer.\n{}",
            locator.file_name(),
            render_keys(errors, locator)
        );
    }
    let mut text = format!("Access paths of {} that get this answer:\n", locator.file_name());
    let mut last_cause = String::new();
    for path in causes.iter().take(MAX_PATHS) {
        let Some(step) = path.denied_step() else { continue };
        let location = describe_location(&step.decided_by, locator);
        let cause = format!("{location}: {}", step.reason);
        if cause != last_cause {
            text.push_str(&format!("\n{cause}\n"));
            last_cause = cause;
        }
        text.push_str(&format!("  {path}\n"));
        for line in advice_lines(path, advisor) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    if causes.len() > MAX_PATHS {
        text.push_str(&format!("\n{} more: `di-gen access` lists all access paths.\n", causes.len() - MAX_PATHS));
    }
    text
}

/// The keys of the file that decide an error which no access path gets, for example one of a deployment.
fn render_keys(errors: &[&ServiceError], locator: &SourceLocator<'_>) -> String {
    let mut keys: Vec<&str> = errors.iter().flat_map(|error| error.keys.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    let lines: Vec<String> = keys.iter().map(|key| format!("  {}\n", describe_location(key, locator))).collect();
    if lines.is_empty() { String::new() } else { format!("Keys that decide it:\n{}", lines.concat()) }
}

/// The line of a key, or its name where the default applies.
fn describe_location(pointer: &str, locator: &SourceLocator<'_>) -> String {
    match locator.find_decision(pointer) {
        decision @ Decision::Line(_) => format!("{} ({})", decision.display_text(), key_path(pointer)),
        decision @ Decision::Default(_) => decision.display_text(),
        Decision::Azure => "decided by Azure".to_owned(),
    }
}
