//! Checks additional settings (`extra`) against every language.

use super::{
    arm::arm,
    extra::check_targets,
    terraform::{Frame, terraform},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
};

/// Diagnostics of the additional settings in all languages. The properties that a template writes are known only after
/// rendering.
#[must_use]
pub fn check_extra_settings(plan: &ResolvedTopology) -> Vec<Diagnostic> {
    let mut diagnostics = check_targets(plan);
    if diagnostics.is_empty() {
        // Writing a language reports all of its diagnostics. Limits of a language have diagnostics of their own.
        let errors = [arm(plan).err(), terraform(plan, Frame::Module).err()];
        diagnostics.extend(errors.into_iter().flatten().flatten().filter(|diagnostic| diagnostic.code == Code::EXTRA));
    }
    diagnostics
}
