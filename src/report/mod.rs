//! What the analysis found, for people and for programs: tables, Markdown, JSON, SARIF.

pub mod access;
pub mod changes;
pub mod findings;
mod places;

pub use places::{Decision, Places};

use crate::{
    advise::{Advisor, expectations},
    analyse::posture::posture,
    diagnostic::Diagnostic,
    plan::Plan,
    render,
    topology::Topology,
};

/// Everything that holds for all languages: required steps, what `extra` leaves unverified, posture, and access
/// assertions that do not hold.
#[must_use]
pub fn everything(topology: &Topology, plan: &Plan, advisor: Option<&Advisor<'_>>) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = plan.notes.iter().map(|note| note.finding.clone()).collect();
    all.extend(render::extras(plan));
    all.extend(posture(plan, &topology.suppress));
    all.extend(expectations(plan, &topology.expect, advisor));
    all
}
