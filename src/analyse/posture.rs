//! Rules on a plan: what a reviewer, a scanner or a policy would ask about.
//!
//! Controls are those of the Microsoft cloud security benchmark, policies those built into Azure Policy; where none is
//! named, none asks for it. A rule looks at what is made here; what exists already is its owner's.

mod rule;
mod rules;

use crate::{
    diagnostic::{Code, Diagnostic, Severity},
    plan::ResolvedTopology,
    topology::{Suppression, values::RuleCode},
};

pub use rule::PostureRule;
pub use rules::RULES;

use rule::RuleViolation;

/// What breaks rules, without what the file suppresses; then suppressions that match nothing.
#[must_use]
pub fn check_posture(plan: &ResolvedTopology, suppressed: &[Suppression]) -> Vec<Diagnostic> {
    let is = |suppression: &Suppression, code: Code| suppression.rule.as_str() == code.as_str();
    let broken: Vec<Diagnostic> = RULES
        .iter()
        .flat_map(|rule| (rule.check)(plan).into_iter().map(|broken| violation_diagnostic(rule, broken)))
        .collect();
    let unused = suppressed.iter().enumerate().filter(|(_, s)| !broken.iter().any(|finding| is(s, finding.code)));
    let unused: Vec<Diagnostic> = unused.map(|(at, suppression)| unused_suppression(at, &suppression.rule)).collect();
    let shown = broken.into_iter().filter(|finding| !suppressed.iter().any(|s| is(s, finding.code)));
    shown.chain(unused).collect()
}

/// What the file suppresses, each with its reason.
#[must_use]
pub fn suppressed_diagnostics(plan: &ResolvedTopology, suppressed: &[Suppression]) -> Vec<(Diagnostic, String)> {
    let broken =
        RULES.iter().flat_map(|rule| (rule.check)(plan).into_iter().map(|broken| violation_diagnostic(rule, broken)));
    let reason = |code: Code| suppressed.iter().find(|s| s.rule.as_str() == code.as_str());
    broken.filter_map(|finding| reason(finding.code).map(|s| (finding, s.reason.to_string()))).collect()
}

fn violation_diagnostic(rule: &PostureRule, broken: RuleViolation) -> Diagnostic {
    let summary = rule.code.summary();
    let mut finding = match rule.severity {
        Severity::Error => Diagnostic::error(rule.code, summary),
        Severity::Warning => Diagnostic::warning(rule.code, summary),
        Severity::Note => Diagnostic::note(rule.code, summary),
    };
    finding = finding.at_value(broken.pointer).label(rule.why).help(broken.help);
    if let Some(asked) = rule.required_by() {
        finding = finding.help(asked);
    }
    finding
}

impl PostureRule {
    /// Who else asks for this.
    #[must_use]
    pub fn required_by(&self) -> Option<String> {
        match (self.controls, self.policy) {
            ([], None) => None,
            ([], Some(policy)) => Some(format!("Azure Policy: {policy}")),
            (controls, None) => Some(format!("benchmark control {}", controls.join(", "))),
            (controls, Some(policy)) => {
                Some(format!("benchmark control {}; Azure Policy: {policy}", controls.join(", ")))
            }
        }
    }
}

fn unused_suppression(at: usize, rule: &RuleCode) -> Diagnostic {
    Diagnostic::error(Code::UNUSED_SUPPRESSION, format!("nothing here breaks {rule}"))
        .at_value(format!("/suppress/{at}/rule"))
        .label("this would hide the next one that does")
        .help("remove the suppression")
}
