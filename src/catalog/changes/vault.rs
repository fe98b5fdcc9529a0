//! Key vaults, their keys, secrets and access policies.

use super::lifecycle::{Lifecycle, Removal};

pub(super) const KEY_VAULT: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const KEY_VAULT_ACCESS_POLICIES: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const KEY_VAULT_KEY: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const KEY_VAULT_SECRET: Lifecycle = Lifecycle::new(Removal::Left);
