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
mod properties;
mod roles;
mod rules;
mod sight;
mod values;

pub use comparison::{ChangedResource, Comparison, compare_resources};
pub use declared::declared_inventory;
pub use detect::{AccessDrift, Drift, access_changes, detect_drift, is_of_terraform};
pub use expected::{DeploymentPlace, expected_resources};
pub use place::{PlaceError, find_place};
pub use properties::{Difference, ElementChange, PropertyComparison, UnknownProperty, compare_properties};
pub use roles::{AssignmentKey, assignment_key};
pub use rules::{deployment_consequences, deployment_outcome};
pub use values::region_name;
