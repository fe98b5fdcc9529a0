//! A posture rule and its violations.

use crate::{
    diagnostic::{Code, Severity},
    plan::ResolvedTopology,
};

/// A posture rule.
pub struct PostureRule {
    /// Its diagnostic code, which no other rule has.
    pub code: Code,
    /// The severity of its violations.
    pub severity: Severity,
    /// The controls of the Microsoft cloud security benchmark that require it.
    pub controls: &'static [&'static str],
    /// The name of the built-in policy that requires the same.
    pub policy: Option<&'static str>,
    /// The consequence of a violation, in one sentence.
    pub why: &'static str,
    /// Finds violations, each with the key of the file and the fix.
    pub(super) check: fn(&ResolvedTopology) -> Vec<RuleViolation>,
}

/// A violation of a rule.
pub(super) struct RuleViolation {
    /// The key of the file, as a JSON pointer.
    pub(super) pointer: String,
    /// The fix.
    pub(super) help: &'static str,
}
