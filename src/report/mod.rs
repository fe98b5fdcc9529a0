//! Results of the analysis, for people and for programs: tables, Markdown, JSON, SARIF.

pub mod access;
pub mod causes;
pub mod changes;
mod check;
mod decisions;
pub mod diagnostics;
pub mod drift;
pub mod environments;
pub mod existing;
pub mod existing_assertions;
pub mod existing_checks;
mod existing_policies;
mod expirations;
pub mod json_positions;
pub mod markdown;
mod marked;
pub mod moves;
pub mod policies;
pub mod steps;

pub use check::{CheckOptions, CheckedTopology, FixedSource, add_read_edits, check_resolved, check_source, fix_source};
pub use decisions::{Decision, SourceLocator};
pub use existing_policies::check_existing_policies;
pub use expirations::check_expirations;

use crate::{
    advise::{Advisor, check_assertions},
    analyse::posture::check_posture,
    diagnostic::Diagnostic,
    plan::ResolvedTopology,
    render,
    topology::{TopologyFile, values::Date},
};

/// All diagnostics that apply to every language: required steps, settings under `extra` that are not evaluated, posture,
/// access assertions that do not hold, and policies, for a deployment on a day where one is given.
#[must_use]
pub fn all_diagnostics(
    topology: &TopologyFile,
    plan: &ResolvedTopology,
    advisor: Option<&Advisor<'_>>,
    day: Option<Date>,
) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> =
        plan.notes.iter().filter(|note| note.applies_to_major(plan)).map(|note| note.diagnostic.clone()).collect();
    all.extend(render::check_extra_settings(plan));
    all.extend(check_posture(plan, &topology.suppress));
    all.extend(check_assertions(plan, &topology.expect, advisor));
    all.extend(policies::check_policies(plan, advisor, day));
    all
}
