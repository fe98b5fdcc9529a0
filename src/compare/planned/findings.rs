//! What posture rules and policies find on one side only.

use crate::{
    analyse::policy::PolicyFinding,
    compare::PolicyChanges,
    diagnostic::{Diagnostic, Severity, SourceLocation},
    existing::{
        AzureId, Inventory, ResolvedAccount, check_existing_posture, evaluate_existing_policies, shows_compliance,
    },
    plan::{LanguageFamily, Symbol},
    topology::PolicySet,
};

/// A side of an account.
type Side<'a> = Option<(&'a ResolvedAccount, &'a Inventory)>;

/// A violation, with its resource.
type Located = (Option<AzureId>, Diagnostic);

/// Violations of posture rules that only one side has, each located at a key of the places of that side.
#[derive(Debug, Default)]
pub struct PostureChanges {
    /// Those after.
    pub added: Vec<Diagnostic>,
    /// Those before.
    pub removed: Vec<Diagnostic>,
}

impl PostureChanges {
    /// Whether something is newly violated that is more than a note.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.added.iter().any(|violation| violation.severity != Severity::Note)
    }
}

/// A side that does not show what a rule looks at neither complies nor violates it.
pub(super) fn posture_changes(before: Side<'_>, after: Side<'_>) -> PostureChanges {
    let sides = (before, after);
    let violations = |side: Side<'_>| -> Vec<Located> {
        let Some((account, inventory)) = side else { return Vec::new() };
        let located = check_existing_posture(account, inventory).into_iter();
        located.map(|violation| (resource_of(account, &violation), violation)).collect()
    };
    let (before, after) = (violations(before), violations(after));
    let only_in = |these: &[Located], (others, side): (&[Located], Side<'_>)| {
        let is_missing = |(id, violation): &&Located| {
            let code = violation.code;
            let complies =
                |id: &AzureId| side.is_none_or(|(account, inventory)| shows_compliance(account, inventory, id, code));
            !others.iter().any(|(other, known)| other == id && known.code == code) && id.as_ref().is_none_or(complies)
        };
        these.iter().filter(is_missing).map(|(_, violation)| violation.clone()).collect()
    };
    PostureChanges { added: only_in(&after, (&before, sides.0)), removed: only_in(&before, (&after, sides.1)) }
}

/// The resource that a violation is about.
fn resource_of(account: &ResolvedAccount, violation: &Diagnostic) -> Option<AzureId> {
    let SourceLocation::Value(key) = &violation.location else { return None };
    account.place_of_key(key).map(|place| place.id.clone())
}

pub(super) fn policy_changes(before: Side<'_>, after: Side<'_>, sets: &[PolicySet]) -> PolicyChanges {
    if sets.is_empty() {
        return PolicyChanges::default();
    }
    let findings = |side: Side<'_>| -> Vec<PolicyFinding> {
        let Some((account, inventory)) = side else { return Vec::new() };
        let mut findings = evaluate_existing_policies(account, inventory, sets).findings;
        for finding in &mut findings {
            let place = account.plan.find(&finding.symbol).and_then(|resource| account.place_of(resource));
            if let Some(place) = place {
                finding.symbol = Symbol::from(place.id.names().join("/"));
            }
            // It is about what exists, whatever deploys it.
            finding.families = vec![LanguageFamily::Azure, LanguageFamily::Terraform];
        }
        findings
    };
    PolicyChanges::between(&findings(before), &findings(after))
}
