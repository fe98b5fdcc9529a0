//! Virtual networks, subnets, security groups and outbound internet access.

use super::{
    ChangeRule, Effect, Outcome, When,
    general::{FORCE_NEW, REFUSED_UPDATE},
    lifecycle::{Lifecycle, Removal},
};

/// The address space of a network.
pub const ADDRESS_SPACE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::ElementRemoved, Effect::Refused, &REFUSED_UPDATE)
        .on_condition("while a subnet uses the prefix")],
    azurerm: &[Outcome::new(When::ElementRemoved, Effect::Replaced, &FORCE_NEW)],
    consequences: &[],
};

pub(super) const NETWORK_SECURITY_GROUP: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const VIRTUAL_NETWORK: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const SUBNET: Lifecycle = Lifecycle::new(Removal::WithParent);

pub(super) const PUBLIC_IP_ADDRESS: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const NAT_GATEWAY: Lifecycle = Lifecycle::new(Removal::Left);
