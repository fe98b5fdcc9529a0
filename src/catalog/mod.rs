//! Properties of Azure, each once, each with its source. This module uses no other: keywords of the file that select
//! properties have a method for it (`Cloud::facts`).

pub mod clouds;
pub mod errors;
mod kinds;
pub mod machine;
pub mod network;
pub mod roles;
pub mod storage;

pub use kinds::{Attribute, AttributePath, ResourceKind};
