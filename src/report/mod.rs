//! What the analysis found, for people and for programs: tables, Markdown, JSON, SARIF.

pub mod access;
pub mod changes;
mod decisions;
pub mod diagnostics;

pub use decisions::{Decision, SourceLocator};

use crate::{
    advise::{Advisor, check_assertions},
    analyse::posture::check_posture,
    diagnostic::Diagnostic,
    plan::ResolvedTopology,
    render,
    topology::TopologyFile,
};

/// Everything that holds for all languages: required steps, what `extra` leaves unverified, posture, and access
/// assertions that do not hold.
#[must_use]
pub fn all_diagnostics(
    topology: &TopologyFile,
    plan: &ResolvedTopology,
    advisor: Option<&Advisor<'_>>,
) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = plan.notes.iter().map(|note| note.diagnostic.clone()).collect();
    all.extend(render::check_extra_settings(plan));
    all.extend(check_posture(plan, &topology.suppress));
    all.extend(check_assertions(plan, &topology.expect, advisor));
    all
}
