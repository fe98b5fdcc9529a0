//! What Azure does with the properties of the types that are generated: which of them it determines itself, and what a property
//! that is not written has as its value.
//!
//! What an update leaves out is reset to that value (MicrosoftDocs/azure-docs
//! articles/azure-resource-manager/templates/deployment-modes.md, 2019-11-11, read 2026-11-29). A default without a source is not
//! in the table: such a property is not compared where it is not written. `.ci/check-property-table` compares the paths with
//! Azure's published types.

mod account;
mod machine;
mod monitoring;
mod network;
mod private_link;
mod property;
mod rights;
mod storage;
mod vault;

pub use property::{Absent, Form, Property, TypeFacts};

/// All types.
pub fn types() -> impl Iterator<Item = &'static TypeFacts> {
    [
        account::TYPES,
        storage::TYPES,
        vault::TYPES,
        network::TYPES,
        private_link::TYPES,
        rights::TYPES,
        monitoring::TYPES,
        machine::TYPES,
    ]
    .into_iter()
    .flatten()
}

/// What is known of an ARM type.
#[must_use]
pub fn find_type(arm_type: &str) -> Option<&'static TypeFacts> {
    types().find(|known| known.arm_type.eq_ignore_ascii_case(arm_type))
}
