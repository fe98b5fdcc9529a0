//! Identities, role assignments and locks.

use super::{
    ChangeRule, Effect, Heading, Outcome, When,
    account::NEW_OBJECT_ID,
    general::DEPLOYMENT_MODES,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
};
use crate::catalog::fact::{Source, code, documented, facts, reported};

const TROUBLESHOOTING: Source = documented(
    "MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md",
    "2023-09-20",
    "2026-11-29",
);
const ASSIGNMENT_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/authorization/role_assignment_resource.go",
    "69697b7f",
    "2026-11-29",
);

facts! {
    ASSIGNMENT_IS_FIXED = "The properties of a role assignment cannot change: a template with its name and another principal is refused with RoleAssignmentUpdateNotPermitted while the old assignment exists",
        [TROUBLESHOOTING];
    ASSIGNMENT_NAME_HOLDS_ROLE = "A role assignment with another role is a second one here, since its name is made of its scope, principal and role; the old one stays",
        [DEPLOYMENT_MODES];
    ASSIGNMENT_IN_TERRAFORM = "azurerm replaces a role assignment whose scope, role, principal or principal type changes", [ASSIGNMENT_RESOURCE];
    ASSIGNMENT_DELEGATION = "azurerm replaces a role assignment whose `delegated_managed_identity_resource_id` changes; it updates condition and description in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/authorization/role_assignment_resource.go", "03ee9d8b", "2026-12-01")];
    ASSIGNMENT_EXISTS = "A second role assignment with the same scope, principal and role under another name is refused with RoleAssignmentExists",
        [reported("Azure/bicep issue 8774", "2022-10-24", "2026-11-29"),
         reported("Azure/bicep issue 19936", "2026-06-22", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 28557", "2025-01-20", "2026-11-29")];
    IDENTITY_IN_PLACE = "azurerm updates the tags of a user-assigned identity in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/managedidentity/user_assigned_identity_resource.go", "69697b7f", "2026-11-29")];
    CREDENTIAL_IN_PLACE = "azurerm updates issuer, subject and audience of a federated identity credential in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/managedidentity/federated_identity_credential_resource.go", "69697b7f", "2026-11-29"),
         DEPLOYMENT_MODES];
    CREDENTIAL_EXISTS = "A second federated identity credential of an identity with the same issuer and subject is refused; the error code is unverified",
        [documented("MicrosoftDocs/entra-docs docs/workload-id/workload-identity-federation-considerations.md", "2024-02-28", "2026-11-29")];
    LOCK_IN_TERRAFORM = "azurerm replaces a lock of which anything changes",
        [code("hashicorp/terraform-provider-azurerm internal/services/resource/management_lock_resource.go", "69697b7f", "2026-11-29")];
    LOCK_REMOVED = "Without its lock, a resource, what is below it and its role assignments can be deleted",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md", "2024-03-08", "2026-11-29")];
}

/// The principal of a role assignment.
pub const PRINCIPAL: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "RoleAssignmentUpdateNotPermitted", &ASSIGNMENT_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &ASSIGNMENT_IN_TERRAFORM)],
    consequences: &[],
};

/// The role of a role assignment, as each language refers to it.
pub const ROLE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Created, &ASSIGNMENT_NAME_HOLDS_ROLE)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &ASSIGNMENT_IN_TERRAFORM)],
    consequences: &[],
};

/// The type of the principal.
pub const PRINCIPAL_TYPE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &ASSIGNMENT_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &ASSIGNMENT_IN_TERRAFORM)],
    consequences: &[],
};

/// The identity of another tenant for which a role assignment is made. No topology has one.
pub const DELEGATED_IDENTITY: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &ASSIGNMENT_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &ASSIGNMENT_DELEGATION)],
    consequences: &[],
};

/// The level of a lock.
pub const LOCK_LEVEL: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &LOCK_IN_TERRAFORM)],
    consequences: &[],
};

const IDENTITY_DELETED: &[Meaning] = &[Meaning {
    engine: None,
    heading: Heading::CannotBeUndone,
    text: "its object ID and client ID are lost: a new identity has others, and the roles of the old one grant nothing",
    fact: &NEW_OBJECT_ID,
}];

pub(super) const USER_ASSIGNED_IDENTITY: Lifecycle = Lifecycle {
    destroyed: IDENTITY_DELETED,
    replaced: IDENTITY_DELETED,
    in_place: Some(&IDENTITY_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const FEDERATED_CREDENTIAL: Lifecycle = Lifecycle {
    collisions: &[Collision {
        parent: ParentMatch::Same,
        fields: &["issuer", "subject"],
        outcome: Outcome::new(When::Always, Effect::Refused, &CREDENTIAL_EXISTS),
    }],
    in_place: Some(&CREDENTIAL_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

/// The error code of a second role assignment with the same scope, principal and role.
pub const ASSIGNMENT_EXISTS_CODE: &str = "RoleAssignmentExists";

pub(super) const ROLE_ASSIGNMENT: Lifecycle = Lifecycle {
    collisions: &[Collision {
        parent: ParentMatch::Same,
        fields: &["principal", "role_definition"],
        outcome: Outcome::refused(When::Always, ASSIGNMENT_EXISTS_CODE, &ASSIGNMENT_EXISTS),
    }],
    ..Lifecycle::new(Removal::Left)
};

pub(super) const MANAGEMENT_LOCK: Lifecycle = Lifecycle {
    destroyed: &[Meaning {
        engine: None,
        heading: Heading::ProtectsLess,
        text: "nothing refuses the deletion of the resource that it locked, nor of what is below it",
        fact: &LOCK_REMOVED,
    }],
    ..Lifecycle::new(Removal::Left)
};
