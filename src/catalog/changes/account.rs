//! The Document Intelligence account and its customer-managed key.

use super::lifecycle::{Lifecycle, Removal};

pub(super) const COGNITIVE_ACCOUNT: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const COGNITIVE_ACCOUNT_KEY: Lifecycle = Lifecycle::new(Removal::WithParent);
