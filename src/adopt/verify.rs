//! What a deployment of a file would leave, compared with what exists.

use super::{role::Role, same::first_difference};
use crate::{
    arm_template::Value,
    catalog::{ResourceKind, changes::identity::ASSIGNMENT_EXISTS_CODE},
    drift::{Difference, ElementChange, compare_properties, facts::find_type},
    existing::{AzureId, ExistingResource, InputKind, Inventory},
};

/// What a deployment would do.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Changes that the file must not make.
    pub(super) refused: Vec<Change>,
    /// Names and descriptions that differ, which open, replace and delete nothing.
    pub(super) accepted: Vec<String>,
}

/// A resource that a deployment of the file would create or change.
#[derive(Debug)]
pub(super) struct Change {
    /// The resource of the file.
    pub(super) id: AzureId,
    /// What exists in its place, and why it would be changed.
    pub(super) resource: String,
    pub(super) reason: String,
}

/// What a deployment of the expected resources would create or change.
pub(super) fn changes(expected: &Inventory, observed: &Inventory) -> Changes {
    let mut changes = Changes::default();
    for resource in expected.resources() {
        add_changes(resource, observed, &mut changes);
    }
    changes
}

fn add_changes(expected: &ExistingResource, observed: &Inventory, changes: &mut Changes) {
    let id = &expected.id;
    let mut refuse = |reason: String| {
        changes.refused.push(Change { id: id.clone(), resource: id.to_string(), reason });
    };
    if let Some(found) = observed.find(id) {
        let (labels, others): (Vec<String>, Vec<String>) =
            changed_properties(expected, found).into_iter().partition(|path| is_label(path));
        if let Some(path) = others.first() {
            refuse(format!("the file cannot give it the same `{path}`"));
        } else if !labels.is_empty() {
            let labels: Vec<String> = labels.iter().map(|path| format!("`{path}`")).collect();
            let labels = labels.join(", ");
            let note = format!("{id}: a deployment of Bicep or ARM changes {labels}, which has no effect on access");
            changes.accepted.push(note);
        }
        return;
    }
    let equal = Role::read(expected).and_then(|role| find_equal(&role, observed));
    match equal {
        Some(role) if observed.find(&role.id).is_some_and(|found| found.origin.input != InputKind::Template) => {
            changes.accepted.push(format!(
                "{}: a deployment of Bicep or ARM names this role assignment {} and is refused with {ASSIGNMENT_EXISTS_CODE}; Terraform imports it",
                role.id,
                id.name()
            ));
        }
        Some(role) => {
            let reason = "it has another name than the file gives it".to_owned();
            changes.refused.push(Change { resource: role.id.to_string(), id: role.id, reason });
        }
        None => refuse("the file would create it".to_owned()),
    }
}

/// The role assignment of another name that assigns the same.
fn find_equal(role: &Role, observed: &Inventory) -> Option<Role> {
    let kind = ResourceKind::RoleAssignment;
    observed.of_type(kind.arm_type()).filter_map(Role::read).find(|other| other.equals(role))
}

/// Whether a property only labels something.
fn is_label(path: &str) -> bool {
    let is_rule = path.starts_with("properties.securityRules[") && path.ends_with("].properties.description");
    let is_config = path.starts_with("properties.privateDnsZoneConfigs[") && path.ends_with("].name");
    is_rule || is_config
}

/// The properties that a deployment would change. A template shows everything that it writes; of what Azure or Terraform
/// reports, some properties are read-only, have defaults, or were not seen.
fn changed_properties(expected: &ExistingResource, found: &ExistingResource) -> Vec<String> {
    let Some(exact) = first_difference(&expected.body, &found.body) else { return Vec::new() };
    if found.origin.input == InputKind::Template || find_type(&expected.resource_type).is_none() {
        return vec![exact];
    }
    let differences = compare_properties(expected, found).differences.into_iter();
    let is_change = |difference: &Difference| match &difference.change {
        // Nothing is known of the default, and what is off has nothing to be reset to.
        ElementChange::NotWritten { existing, is_reset: false } => !is_off(existing),
        _ => true,
    };
    let path = |difference: Difference| match difference.change {
        ElementChange::Missing { element, .. } | ElementChange::Extra { element, .. } => {
            format!("{}[{element}]", difference.path)
        }
        ElementChange::Changed { .. } | ElementChange::NotWritten { .. } => difference.path,
    };
    differences.filter(is_change).map(path).collect()
}

fn is_off(value: &Value) -> bool {
    match value {
        Value::Bool(value) => !value,
        Value::Text(text) => {
            text.is_empty() || ["Disabled", "None", "Off"].iter().any(|off| off.eq_ignore_ascii_case(text))
        }
        Value::Array(array) => array.items().is_empty(),
        Value::Object(object) => object.entries().all(|(_, value)| is_off(value)),
        Value::Null => true,
        _ => false,
    }
}
