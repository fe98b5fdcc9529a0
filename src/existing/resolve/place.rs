//! Where the resources of a plan were read.

use crate::existing::{AzureId, Origin};

/// A resource of a plan, and where it was read.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its ID.
    pub id: AzureId,
    /// Where it was read.
    pub origin: Origin,
}
