//! Private endpoints and private DNS zones.

use super::lifecycle::{Lifecycle, Removal};

pub(super) const PRIVATE_DNS_ZONE: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const VIRTUAL_NETWORK_LINK: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const PRIVATE_ENDPOINT: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const PRIVATE_DNS_ZONE_GROUP: Lifecycle = Lifecycle::new(Removal::Left);
