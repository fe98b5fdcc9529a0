//! Who can reach what, and why: read from the plan alone.

mod actors;
mod analysis;
mod ask;
mod chains;
mod flows;
mod identities;
mod model;
mod network;
mod prerequisite;
mod rights;
mod services;

pub use crate::topology::values::{AccessTarget, Actor, Operation, Verdict};
pub use analysis::AccessAnalysis;
pub use ask::{QueryError, combined_verdict};
pub use model::{AccessStep, Aspect, EvaluatedPath};
pub use services::TargetService;
