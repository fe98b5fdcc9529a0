//! Locks on other resources.

use crate::plan::facts::record;

record!(
    /// A lock.
    ManagementLock {
        /// `CanNotDelete`.
        level: &'static str,
    }
);
