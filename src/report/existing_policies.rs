//! What policies refuse, change and report of existing resources, as diagnostics.

use super::policies::{definition_line, finding_json, label_of, summarize_finding};
use crate::{
    analyse::policy::{PolicyFinding, PolicyVerdict, findings_on},
    catalog::policies::PolicyOutcome,
    diagnostic::{Code, Diagnostic},
    existing::{ExistingPolicies, InputKind, Inventory, Origin, ResolvedAccount, evaluate_existing_policies},
    plan::{LanguageFamily, Symbol},
    topology::{PolicySet, values::Date},
};

/// What policies of sets do to the resources of an account, located at keys of its places; and how many definitions depend on
/// what the input does not show.
#[must_use]
pub fn check_existing_policies(
    account: &ResolvedAccount,
    inventory: &Inventory,
    sets: &[PolicySet],
    day: Option<Date>,
) -> (Vec<Diagnostic>, usize) {
    if sets.is_empty() {
        return (Vec::new(), 0);
    }
    let ExistingPolicies { mut findings, undecided } = evaluate_existing_policies(account, inventory, sets);
    if let Some(day) = day {
        findings = findings_on(day, findings);
    }
    let diagnostics = findings.iter_mut().map(|finding| {
        let place = account.plan.find(&finding.symbol).and_then(|resource| account.place_of(resource));
        let Some(place) = place else { return finding_diagnostic(finding, false) };
        finding.symbol = Symbol::from(place.id.names().join("/"));
        finding_diagnostic(finding, is_requested(&place.origin))
    });
    (diagnostics.collect(), undecided)
}

/// Whether a resource was read from what is going to be deployed, so that a policy refuses the deployment.
const fn is_requested(origin: &Origin) -> bool {
    match origin.input {
        InputKind::Template | InputKind::TerraformPlan => true,
        InputKind::TerraformState | InputKind::Live => false,
    }
}

/// A finding as a diagnostic, of a resource that is requested or exists.
pub(super) fn finding_diagnostic(finding: &PolicyFinding, is_requested: bool) -> Diagnostic {
    let message = summarize_finding(finding, &[LanguageFamily::Azure]);
    let diagnostic = match (finding.outcome(), &finding.verdict) {
        (PolicyOutcome::Refused, PolicyVerdict::Yes) if is_requested => {
            Diagnostic::error(Code::POLICY_REFUSES, message)
        }
        // It exists: what a policy refuses is the next deployment of the same values.
        (PolicyOutcome::Refused, PolicyVerdict::Yes) => Diagnostic::warning(Code::POLICY_REFUSES, message),
        (PolicyOutcome::Refused, _) => Diagnostic::warning(Code::POLICY_MAY_REFUSE, message),
        (PolicyOutcome::Changed, PolicyVerdict::Conditional(_)) => Diagnostic::note(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Changed, _) => Diagnostic::warning(Code::POLICY_CHANGES, message),
        (PolicyOutcome::Reported, _) => Diagnostic::note(Code::POLICY_REPORTS, message),
    };
    let diagnostic = diagnostic.at_value(&finding.origin).label(label_of(finding));
    diagnostic.details(finding_json(finding, None)).help(definition_line(finding))
}
