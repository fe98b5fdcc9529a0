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

pub use crate::topology::values::{Actor, Thing, Verb, Verdict};
pub use analysis::Access;
pub use ask::{Missing, together};
pub use model::{Aspect, Flow, Step};
pub use services::Service;
