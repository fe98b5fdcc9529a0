//! What a deployment of a file would leave, compared with what exists.

use super::{part::LeftPart, role::Role, same::first_difference};
use crate::{
    catalog::ResourceKind,
    drift::{ElementChange, compare_properties, facts::find_type},
    existing::{AzureId, ExistingResource, InputKind, Inventory},
};

/// A resource that a deployment of the file would create or change.
#[derive(Debug)]
pub(super) struct Change {
    /// The resource of the file.
    pub(super) id: AzureId,
    /// What is left to others instead.
    pub(super) left: LeftPart,
    /// The role assignment that exists in its place.
    pub(super) instead: Option<AzureId>,
}

/// What a deployment of the expected resources would create or change.
pub(super) fn changes(expected: &Inventory, observed: &Inventory) -> Vec<Change> {
    expected.resources().iter().filter_map(|resource| change(resource, observed)).collect()
}

fn change(expected: &ExistingResource, observed: &Inventory) -> Option<Change> {
    let id = &expected.id;
    let (reason, instead) = match observed.find(id) {
        Some(found) => {
            let path = changed_property(expected, found)?;
            (format!("the file cannot give it the same `{path}`"), None)
        }
        None => match Role::read(expected).and_then(|role| find_equal(&role, observed)) {
            Some(role) => ("it has another name than the file would give it".to_owned(), Some(role.id)),
            None => ("the file would create it".to_owned(), None),
        },
    };
    let resource = instead.as_ref().unwrap_or(id).to_string();
    Some(Change { id: id.clone(), left: LeftPart { resource, reason }, instead })
}

/// The role assignment of another name that assigns the same.
fn find_equal(role: &Role, observed: &Inventory) -> Option<Role> {
    let kind = ResourceKind::RoleAssignment;
    observed.of_type(kind.arm_type()).filter_map(Role::read).find(|other| other.equals(role))
}

/// The first property that a deployment would change. A template shows everything that it writes; of what Azure or Terraform
/// reports, some properties are read-only, have defaults, or were not seen.
fn changed_property(expected: &ExistingResource, found: &ExistingResource) -> Option<String> {
    let exact = first_difference(&expected.body, &found.body)?;
    if found.origin.input == InputKind::Template || find_type(&expected.resource_type).is_none() {
        return Some(exact);
    }
    let compared = compare_properties(expected, found);
    let path = compared.differences.into_iter().map(|difference| match difference.change {
        ElementChange::Missing { element, .. } | ElementChange::Extra { element, .. } => {
            format!("{} ({element})", difference.path)
        }
        ElementChange::Changed { .. } | ElementChange::NotWritten { .. } => difference.path,
    });
    path.into_iter().next()
}
