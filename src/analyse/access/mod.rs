//! Who can reach what, and why: read from the plan alone.

mod actors;
mod ask;
mod chains;
mod flows;
mod identities;
mod model;
mod network;
mod rights;
mod services;

pub use crate::topology::values::{Actor, Thing, Verb, Verdict};
pub use ask::{Missing, together};
pub use flows::Access;
pub use model::{Aspect, Flow, Outcome, Step};
pub use services::Service;
