//! What a topology deploys, compared with what exists.
//!
//! The expected resources are those of the ARM template of the topology, evaluated as a deployment would
//! ([`expected_resources`]), so that both sides are resources of Azure with their IDs and bodies. What one side does not know is
//! never a difference.

mod comparison;
mod declared;
mod detect;
mod expected;
pub mod facts;
mod normal;
mod place;
mod preflight;
mod properties;
mod roles;
mod sight;
mod values;

pub use comparison::{ChangedResource, Comparison, compare_resources};
pub use declared::declared_inventory;
pub use detect::{AccessDrift, Drift, detect_drift, detect_preflight};
pub use expected::{DeploymentPlace, expected_resources};
pub use place::{PlaceError, find_place};
pub use preflight::deployment_outcome;
pub use properties::{Difference, ElementChange, PropertyComparison, UnknownProperty, compare_properties};
pub use roles::{AssignmentKey, assignment_key};
