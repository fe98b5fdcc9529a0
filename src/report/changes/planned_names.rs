//! What reports of a plan name: an account, what decides an access path, and a violation of a posture rule.

use serde_json::{Value, json};

use crate::{
    analyse::access::EvaluatedPath,
    compare::PlannedAccount,
    diagnostic::{Diagnostic, SourceLocation},
    existing::{AzureId, Origin, ResolvedAccount},
    report::{
        Decision, SourceLocator,
        decisions::find_place,
        diagnostics::severity_keyword,
        marked::{mark_unless_words, mark_value},
    },
    source::SourceText,
};

/// The account and storage, by their names.
#[must_use]
pub fn account_title(account: &PlannedAccount<'_>) -> String {
    let Some(resolved) = account.after.or(account.before) else { return String::new() };
    let suffix = match (account.before, account.after) {
        (None, _) => " (new)",
        (_, None) => " (deleted)",
        _ => "",
    };
    let storage = resolved.storage.as_ref().map(|storage| format!(", storage account {}", storage.name()));
    format!("account {}{}{suffix}", resolved.account.name(), storage.unwrap_or_default())
}

/// The reason for the verdict of an access path on a side, and what decides it.
pub(super) fn path_decision(path: &EvaluatedPath, side: Option<&ResolvedAccount>) -> (String, Decision) {
    let source = SourceText::new("", "");
    let places = side.map(|side| side.places.as_slice()).unwrap_or_default();
    let locator = SourceLocator::of_existing(&source, places);
    let decision = path.deciding_step().map_or(Decision::Azure, |step| locator.find_decision(&step.decided_by));
    (path.deciding_step().map(|step| step.reason.clone()).unwrap_or_default(), decision)
}

/// A violation of a posture rule, and where it is.
pub(super) fn posture_line(violation: &Diagnostic, side: Option<&ResolvedAccount>) -> String {
    let (name, place) = match posture_place(violation, side) {
        Some((id, origin)) => (
            format!("{}: ", mark_unless_words(&id.names().join("/"))),
            format!(", {}", mark_value(&origin.to_string())),
        ),
        None => (String::new(), String::new()),
    };
    format!("{name}{} ({}{place})", violation.message, violation.code)
}

fn posture_place<'a>(violation: &Diagnostic, side: Option<&'a ResolvedAccount>) -> Option<(&'a AzureId, Origin)> {
    let SourceLocation::Value(key) = &violation.location else { return None };
    find_place(&side?.places, key).map(|(place, origin)| (&place.id, origin))
}

pub(super) fn posture_json(violation: &Diagnostic, side: Option<&ResolvedAccount>) -> Value {
    let place = posture_place(violation, side);
    json!({
        "code": violation.code.as_str(),
        "severity": severity_keyword(violation.severity),
        "message": violation.message,
        "resource": place.as_ref().map(|(id, _)| id.as_str()),
        "decidedBy": place.map(|(_, origin)| Decision::Existing(origin).to_json()),
    })
}
