//! What a plan of Terraform, or a result of what-if, means for accounts that exist.
//!
//! What is done with a resource is what the plan says. Access is evaluated on both sides, so that what was not seen stays
//! conditional; properties, cost and what they mean are compared as those of two topologies.

mod account_changes;
mod actions;
mod alignment;
mod findings;
mod paths;
mod replaced;

pub use account_changes::{PlannedAccount, PlannedChanges, PlannedSide, compare_planned};
pub use findings::PostureChanges;
pub use replaced::replaced_resources;
