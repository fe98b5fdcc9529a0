//! What the analysis found, for people and for programs: tables, Markdown, JSON, SARIF.

pub mod access;
pub mod changes;
pub mod findings;
mod places;

pub use places::{Decision, Places};
