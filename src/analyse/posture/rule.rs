//! What a rule on a plan is.

use crate::{
    diagnostic::{Code, Severity},
    plan::ResolvedTopology,
};

/// A rule.
pub struct PostureRule {
    /// Its code, which never means anything else.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// Controls of the benchmark.
    pub controls: &'static [&'static str],
    /// The name of the policy that asks the same.
    pub policy: Option<&'static str>,
    /// Why it matters, in a sentence.
    pub why: &'static str,
    /// What breaks it: the key of the file, and what to do.
    pub(super) check: fn(&ResolvedTopology) -> Vec<RuleViolation>,
}

/// A place where a rule is broken.
pub(super) struct RuleViolation {
    pub(super) pointer: String,
    pub(super) help: &'static str,
}
