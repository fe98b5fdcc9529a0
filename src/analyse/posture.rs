//! Posture rules on a plan, like those of a reviewer, a scanner or a policy.
//!
//! Controls are those of the Microsoft cloud security benchmark, policies those built into Azure Policy; a rule without
//! them has no equivalent there. Rules apply to resources that the topology creates; existing resources are managed
//! outside this topology.

mod network_rules;
mod roles;
mod rule;
mod rules;
mod studio_rules;

use crate::{
    diagnostic::{Code, Diagnostic, KeyChange, Severity},
    plan::ResolvedTopology,
    topology::{Suppression, suppression_removal, values::RuleCode},
};

pub use rule::PostureRule;
pub use rules::RULES;

use rule::RuleViolation;

/// Violations of rules that the file does not suppress, then suppressions that match nothing.
#[must_use]
pub fn check_posture(plan: &ResolvedTopology, suppressed: &[Suppression]) -> Vec<Diagnostic> {
    let matches_rule = |suppression: &Suppression, code: Code| suppression.rule.as_str() == code.as_str();
    let violations: Vec<Diagnostic> = violation_diagnostics(plan).collect();
    let unused: Vec<Diagnostic> = suppressed
        .iter()
        .enumerate()
        // A string that looks like a secret is no violation of a rule; its suppression is checked with the file.
        .filter(|(_, suppression)| suppression.key.is_none())
        .filter(|(_, suppression)| !violations.iter().any(|violation| matches_rule(suppression, violation.code)))
        .map(|(index, suppression)| {
            let removal = suppression_removal(suppressed, index);
            unused_suppression(index, &suppression.rule).fixed_by([removal])
        })
        .collect();
    let shown = violations
        .into_iter()
        .filter(|violation| !suppressed.iter().any(|suppression| matches_rule(suppression, violation.code)));
    shown.chain(unused).collect()
}

/// Violations that the file suppresses, each with its reason.
#[must_use]
pub fn suppressed_diagnostics(plan: &ResolvedTopology, suppressed: &[Suppression]) -> Vec<(Diagnostic, String)> {
    let find_suppression =
        |code: Code| suppressed.iter().find(|suppression| suppression.rule.as_str() == code.as_str());
    violation_diagnostics(plan)
        .filter_map(|violation| {
            find_suppression(violation.code).map(|suppression| (violation, suppression.reason.to_string()))
        })
        .collect()
}

/// Rules about settings that let any network, any holder of a key, or a wide role in, or the account out to any host. Networks that
/// the file names are not among them.
const OPENING: &[Code] = &[
    Code::ACCOUNT_KEYS,
    Code::ACCOUNT_OPEN,
    Code::ACCOUNT_OPEN_WITH_KEYS,
    Code::ACCOUNT_OUTBOUND,
    Code::STORAGE_KEYS,
    Code::WIDE_ROLE,
    Code::ROLE_ADMINISTRATION,
    Code::SUBSCRIPTION_ROLE,
    Code::OPEN_SECURITY_RULE,
];

/// The rules of settings that open access, once for each setting, also where the file suppresses them. Any role on the resource group
/// or subscription counts as a wide one.
pub(crate) fn open_settings(plan: &ResolvedTopology) -> Vec<Code> {
    let opening = RULES.iter().filter(|rule| OPENING.contains(&rule.code));
    let found = opening.flat_map(|rule| (rule.check)(plan).into_iter().map(|_| rule.code));
    found.chain(roles::assignments_on_groups(plan).map(|_| Code::WIDE_ROLE)).collect()
}

fn violation_diagnostics(plan: &ResolvedTopology) -> impl Iterator<Item = Diagnostic> {
    RULES.iter().flat_map(|rule| (rule.check)(plan).into_iter().map(|violation| violation_diagnostic(rule, violation)))
}

fn violation_diagnostic(rule: &PostureRule, violation: RuleViolation) -> Diagnostic {
    let summary = rule.code.summary();
    let mut diagnostic = match rule.severity {
        Severity::Error => Diagnostic::error(rule.code, summary),
        Severity::Warning => Diagnostic::warning(rule.code, summary),
        Severity::Note => Diagnostic::note(rule.code, summary),
    };
    if violation.is_removal {
        diagnostic = diagnostic.fixed_by([KeyChange::Remove { pointer: violation.pointer.clone() }]);
    }
    // What it takes away may be in use.
    diagnostic = diagnostic.left_to_decision(true).at_value(violation.pointer).label(rule.why).help(violation.help);
    if let Some(requirement) = rule.required_by() {
        diagnostic = diagnostic.help(format!("required by {requirement}"));
    }
    diagnostic
}

impl PostureRule {
    /// The benchmark controls and the built-in policy that require the same.
    #[must_use]
    pub fn required_by(&self) -> Option<String> {
        let controls =
            (!self.controls.is_empty()).then(|| format!("benchmark control {}", self.controls.join(" and ")));
        let policy = self.policy.map(|policy| format!("Azure Policy `{policy}`"));
        let requirements: Vec<String> = controls.into_iter().chain(policy).collect();
        (!requirements.is_empty()).then(|| requirements.join(" and "))
    }
}

fn unused_suppression(index: usize, rule: &RuleCode) -> Diagnostic {
    Diagnostic::error(Code::UNUSED_SUPPRESSION, format!("no violation of {rule} to suppress"))
        .at_value(format!("/suppress/{index}/rule"))
        .label("the suppression would hide the next violation")
        .help("remove the suppression")
}
