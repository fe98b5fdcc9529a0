//! What a language cannot express.

use super::extra;
use crate::{
    diagnostic::Diagnostic,
    plan::{Language, ResolvedTopology},
};

/// The parts of this topology that one language cannot express.
pub(super) fn check_limits(plan: &ResolvedTopology, language: Language) -> Result<(), Vec<Diagnostic>> {
    let mut diagnostics: Vec<Diagnostic> =
        plan.limits.iter().filter(|limit| limit.language == language).map(|limit| limit.diagnostic.clone()).collect();
    diagnostics.extend(extra::check_targets(plan));
    diagnostics.extend(extra::check_separate_resources(plan, language.family()));
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}
