//! Identities, role assignments and locks.

use super::lifecycle::{Lifecycle, Removal};

pub(super) const USER_ASSIGNED_IDENTITY: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const FEDERATED_CREDENTIAL: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const ROLE_ASSIGNMENT: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const MANAGEMENT_LOCK: Lifecycle = Lifecycle::new(Removal::Left);
