//! Facts about Azure, each once, each with its source. This room uses no other: words of the file that choose
//! between facts have a method for it (`Cloud::facts`).

pub mod clouds;
pub mod errors;
mod kinds;
pub mod machine;
pub mod network;
pub mod roles;
pub mod storage;

pub use kinds::{Attribute, AttributePath, Kind};
