//! The test VM, its network interface and Azure Bastion.

use super::{
    ChangeRule, Effect, Outcome, When,
    general::{FORCE_NEW, REFUSED_UPDATE},
    lifecycle::{Lifecycle, Removal},
};
use crate::catalog::network::BASTION_SKUS_ASCENDING;

/// The SKU of Azure Bastion.
pub const BASTION_SKU: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Lowered(&BASTION_SKUS_ASCENDING), Effect::Refused, &REFUSED_UPDATE)],
    azurerm: &[Outcome::new(When::Lowered(&BASTION_SKUS_ASCENDING), Effect::Replaced, &FORCE_NEW)],
    consequences: &[],
};

pub(super) const BASTION_HOST: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const NETWORK_INTERFACE: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const VIRTUAL_MACHINE: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const SHUTDOWN_SCHEDULE: Lifecycle = Lifecycle::new(Removal::Left);
