//! The access assertions of the file (`expect`): those that hold, and those that fail with the reason.

use super::{
    findings::reasons,
    html::{Html, code, element, join, prose, section, table, text},
    place::shown_place,
};
use crate::{
    analyse::access::AccessAnalysis,
    diagnostic::{Diagnostic, SourceLocation},
    plan::ResolvedTopology,
    report::SourceLocator,
    topology::{TopologyFile, values::Statement},
};

/// An access assertion, and the diagnostic about it if it fails.
pub(super) struct CheckedAssertion<'a> {
    pointer: String,
    statement: &'a Statement,
    failure: Option<&'a Diagnostic>,
}

impl CheckedAssertion<'_> {
    pub(super) const fn holds(&self) -> bool {
        self.failure.is_none()
    }
}

/// All assertions of the file, in its order: one fails exactly if a diagnostic points to it.
pub(super) fn checked_assertions<'a>(
    topology: &'a TopologyFile,
    diagnostics: &'a [Diagnostic],
) -> Vec<CheckedAssertion<'a>> {
    let assertions = topology.expect.iter().enumerate().map(|(index, statement)| {
        let pointer = format!("/expect/{index}");
        let place = SourceLocation::Value(pointer.clone());
        let failure = diagnostics.iter().find(|diagnostic| diagnostic.location == place);
        CheckedAssertion { pointer, statement, failure }
    });
    assertions.collect()
}

/// The section with one row for each assertion.
pub(super) fn assertion_section(
    plan: &ResolvedTopology,
    assertions: &[CheckedAssertion<'_>],
    locator: &SourceLocator<'_>,
) -> Html {
    let access = AccessAnalysis::new(plan);
    let rows = assertions.iter().map(|assertion| {
        let result = if assertion.holds() { "holds" } else { "fails" };
        let reason = match assertion.failure {
            Some(failure) => join([element("div", "", &prose(&failure.message)), reasons(failure)]),
            None => verdicts(&access, assertion.statement),
        };
        let place = shown_place(&locator.find_decision(&assertion.pointer), locator);
        (result.to_owned(), vec![text(result), code(&assertion.statement.to_string()), reason, place])
    });
    let rows: Vec<(String, Vec<Html>)> = rows.collect();
    let caption = format!("{} access assertions", summarize_assertions(assertions));
    let content = (!rows.is_empty())
        .then(|| table(&caption, &["Result", "Assertion", "Access paths and reasons", "Set at"], rows));
    section("assertions", "Access assertions", content, "The file has no access assertions (`expect`).")
}

/// How many assertions hold, of how many.
pub(super) fn summarize_assertions(assertions: &[CheckedAssertion<'_>]) -> String {
    let holding = assertions.iter().filter(|assertion| assertion.holds()).count();
    format!("{holding} of {}", assertions.len())
}

/// The access paths that an assertion is about, with their verdicts.
fn verdicts(access: &AccessAnalysis<'_>, statement: &Statement) -> Html {
    let paths = access.paths_for_statement(statement).unwrap_or_default();
    join(paths.iter().map(|path| element("div", "", &text(&format!("{path}: {}", path.verdict())))))
}
