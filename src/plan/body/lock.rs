//! Locks on other resources.

use crate::{catalog::changes, plan::property_tree::record};

record!(
    /// A lock.
    ManagementLock {
        /// `CanNotDelete`.
        #[property(on_change(&changes::identity::LOCK_LEVEL))]
        level: &'static str,
    }
);
