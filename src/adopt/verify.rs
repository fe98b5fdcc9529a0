//! What a deployment of a file would leave, compared with what exists.

use std::rc::Rc;

use super::{part::LeftPart, role::Role, same::first_difference};
use crate::{
    arm_template::DeploymentContext,
    existing::{AzureId, ExistingResource, Inventory, read_template},
    plan::ResolvedTopology,
    render,
};

/// A resource that a deployment of the file would create or change.
#[derive(Debug)]
pub(super) struct Difference {
    /// The resource of the file.
    pub(super) id: AzureId,
    /// The resource that exists in its place.
    pub(super) left: LeftPart,
    /// The role assignment that exists in its place.
    pub(super) instead: Option<AzureId>,
}

/// The resources that a deployment of a topology would leave.
pub(super) fn expected_resources(plan: &ResolvedTopology, context: &DeploymentContext<'_>) -> Option<Inventory> {
    let template = render::arm(plan).ok()?.into_iter().next()?.text;
    let name: Rc<str> = "azuredeploy.json".into();
    Some(read_template(&name, &template, &[], context).ok()?.resources)
}

/// What a deployment would create or change.
pub(super) fn differences(expected: &Inventory, observed: &Inventory) -> Vec<Difference> {
    expected.resources().iter().filter_map(|resource| difference(resource, observed)).collect()
}

fn difference(expected: &ExistingResource, observed: &Inventory) -> Option<Difference> {
    let id = &expected.id;
    let (reason, instead) = match observed.find(id) {
        Some(found) => {
            let path = first_difference(&expected.body, &found.body)?;
            (format!("the file cannot give it the same `{path}`"), None)
        }
        None => match Role::read(expected).and_then(|role| find_equal(&role, observed)) {
            Some(role) => ("it has another name than the file would give it".to_owned(), Some(role.id)),
            None => ("the file would create it".to_owned(), None),
        },
    };
    let resource = instead.as_ref().unwrap_or(id).to_string();
    Some(Difference { id: id.clone(), left: LeftPart { resource, reason }, instead })
}

/// The role assignment of another name that assigns the same.
fn find_equal(role: &Role, observed: &Inventory) -> Option<Role> {
    let kind = crate::catalog::ResourceKind::RoleAssignment;
    observed.of_type(kind.arm_type()).filter_map(Role::read).find(|other| other.equals(role))
}
