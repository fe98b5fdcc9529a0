//! What a language cannot say.

use super::extra;
use crate::{
    diagnostic::Diagnostic,
    plan::{Language, ResolvedTopology},
};

/// What one language cannot say of this plan.
pub(super) fn check_limits(plan: &ResolvedTopology, language: Language) -> Result<(), Vec<Diagnostic>> {
    let mut findings: Vec<Diagnostic> =
        plan.limits.iter().filter(|limit| limit.language == language).map(|limit| limit.diagnostic.clone()).collect();
    findings.extend(extra::check_targets(plan));
    findings.extend(extra::check_separate_resources(plan, language.family()));
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}
