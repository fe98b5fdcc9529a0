//! From resources of hashicorp/azurerm to ARM resources: the inverse of what the Terraform templates write.

mod body;
mod conversion;
mod definition;
mod path;
mod resource;
mod table;

pub use body::Body;
pub use definition::{AzurermType, Conversion, Extent, Field, Part};
pub use resource::{Fragment, compose_id, fragments, identity};

/// All types that are read.
pub fn types() -> impl Iterator<Item = &'static AzurermType> {
    table::TYPES.iter().flat_map(|types| types.iter())
}

/// The type with this name, if it is read.
#[must_use]
pub fn find_type(name: &str) -> Option<&'static AzurermType> {
    types().find(|known| known.name == name)
}
