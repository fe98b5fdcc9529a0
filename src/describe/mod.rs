//! Resolved topologies as JSON for other tools: that of a file, and those of accounts that exist.

mod accounts;
mod topology;

pub use accounts::describe_accounts;
pub use topology::{SCHEMA, describe_topology};
