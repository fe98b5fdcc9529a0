//! The storage account, its customer-managed key, blob service and containers.

use super::lifecycle::{Lifecycle, Removal};

pub(super) const STORAGE_ACCOUNT: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const STORAGE_ACCOUNT_KEY: Lifecycle = Lifecycle::new(Removal::WithParent);

pub(super) const BLOB_SERVICE: Lifecycle = Lifecycle::new(Removal::WithParent);

pub(super) const BLOB_CONTAINER: Lifecycle = Lifecycle::new(Removal::Left);
