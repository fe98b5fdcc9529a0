//! Role assignments that the code of Terraform creates for the identity that runs it.

use super::{
    part::{LeftParts, Part},
    role::Role,
};
use crate::{
    catalog::{
        ResourceKind,
        roles::{KEY_VAULT_CRYPTO_OFFICER, KEY_VAULT_SECRETS_OFFICER},
    },
    existing::{ExistingResource, InputKind, Inventory, principal_at},
};

/// Leaves the role assignments in an input of Terraform that the code creates itself, for the identity that runs it: as those of
/// a client, the code would have them twice, and azurerm refuses the second one.
pub(super) fn leave_terraform_roles(inventory: &Inventory, left: &mut LeftParts) {
    let kind = ResourceKind::RoleAssignment.arm_type();
    let of_terraform = inventory
        .of_type(kind)
        .filter(|role| matches!(role.origin.input, InputKind::TerraformPlan | InputKind::TerraformState));
    let written = of_terraform.filter_map(Role::read).filter(|role| is_of_code(role, inventory));
    let reason = "the code of Terraform assigns this role to the identity that runs it";
    left.leave(written.map(|role| (Part::Role(role.id.clone()), role.id.to_string(), reason.to_owned())).collect());
}

/// Whether a role is the one that the identity that runs Terraform needs to write keys or secrets of a vault.
fn is_of_code(role: &Role, inventory: &Inventory) -> bool {
    let needed_for = [
        (KEY_VAULT_SECRETS_OFFICER.guid, ResourceKind::KeyVaultSecret),
        (KEY_VAULT_CRYPTO_OFFICER.guid, ResourceKind::KeyVaultKey),
    ];
    let is_written = |kind: ResourceKind| {
        inventory.of_type(kind.arm_type()).any(|written| written.id.parent().as_ref() == Some(&role.scope))
    };
    let is_identity = || {
        let own = |resource: &ExistingResource| principal_at(&resource.body, &["identity", "principalId"]);
        let assigned = inventory.of_type(ResourceKind::UserAssignedIdentity.arm_type());
        let assigned = assigned.filter_map(|identity| principal_at(&identity.body, &["properties", "principalId"]));
        let mut known = inventory.resources().iter().filter_map(own).chain(assigned);
        known.any(|principal| principal == role.principal.key)
    };
    needed_for.iter().any(|(guid, kind)| role.guid == *guid && is_written(*kind)) && !is_identity()
}
