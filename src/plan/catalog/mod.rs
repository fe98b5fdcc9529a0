//! Azure's facts, each once, each with its source.

pub mod clouds;
mod kinds;
pub mod machine;
pub mod network;
pub mod roles;
pub mod storage;

pub use kinds::Kind;
