//! Workspaces and diagnostic settings.

use super::lifecycle::{Lifecycle, Removal};

pub(super) const LOG_ANALYTICS_WORKSPACE: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const DIAGNOSTIC_SETTING: Lifecycle = Lifecycle::new(Removal::Left);
