//! Locks on other resources.

use crate::plan::property_tree::record;

record!(
    /// A lock.
    ManagementLock {
        /// `CanNotDelete`.
        level: &'static str,
    }
);
