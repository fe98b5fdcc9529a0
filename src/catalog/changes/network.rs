//! Virtual networks, subnets, security groups and outbound internet access.

use super::{
    ChangeRule, Effect, Outcome, When,
    general::{FORCE_NEW, REFUSED_UPDATE},
    lifecycle::{Lifecycle, Removal},
};
use crate::catalog::fact::facts;

facts! {
    SUBNET_IN_USE = "A subnet that contains a network interface, a private endpoint or a Bastion host cannot be deleted: InUseSubnetCannotBeDeleted",
        [];
    SUBNETS_OF_A_NETWORK = "A deployment of a virtual network deletes the subnets that its list no longer has",
        [];
}

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
