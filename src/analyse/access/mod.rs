//! Who can reach what, and why: read from the plan alone.

mod actors;
mod analysis;
mod identities;
mod model;
mod network;
mod paths;
mod permissions;
mod prerequisite;
mod query;
mod services;
mod steps;

pub use crate::topology::values::{AccessTarget, Actor, Operation, Verdict};
pub use analysis::AccessAnalysis;
pub use model::{AccessStep, Aspect, EvaluatedPath};
pub use query::{QueryError, combined_verdict};
pub use services::TargetService;
