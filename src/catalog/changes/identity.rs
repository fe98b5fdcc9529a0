//! Identities, role assignments and locks.

use super::{
    ChangeRule, Effect, Outcome, When,
    general::FORCE_NEW,
    lifecycle::{Lifecycle, Removal},
};
use crate::catalog::fact::facts;

facts! {
    ASSIGNMENT_OF_ANOTHER_PRINCIPAL = "The principal of an existing role assignment cannot change: RoleAssignmentUpdateNotPermitted",
        [];
}

/// The principal of a role assignment.
pub const PRINCIPAL: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(
        When::Always,
        "RoleAssignmentUpdateNotPermitted",
        &ASSIGNMENT_OF_ANOTHER_PRINCIPAL,
    )],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &FORCE_NEW)],
    consequences: &[],
};

pub(super) const USER_ASSIGNED_IDENTITY: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const FEDERATED_CREDENTIAL: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const ROLE_ASSIGNMENT: Lifecycle = Lifecycle::new(Removal::Left);

pub(super) const MANAGEMENT_LOCK: Lifecycle = Lifecycle::new(Removal::Left);
