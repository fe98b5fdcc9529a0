//! The steps of a change that interrupts a service or is refused in one deployment, and works in an order.
//!
//! Patterns suggest steps; a simulation decides: each step is compared with what exists before it, and the access paths of
//! what exists after it are evaluated.

mod command_patterns;
mod commands;
mod file_patterns;
mod model;
mod moved_patterns;
mod obstacles;
mod occupants;
mod part;
mod search;
mod simulation;
mod version;

pub use model::{BaseTopology, DeploymentStep, IntermediateFile, StepAction, StepSequence};
pub use search::find_steps;
