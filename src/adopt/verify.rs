//! What a deployment of a file would leave, compared with what exists.

use super::{encryption::vault_name, role::Role, same::first_difference, value::at};
use crate::{
    arm_template::Value,
    catalog::{ResourceKind, changes::identity::ASSIGNMENT_EXISTS_CODE},
    drift::{Difference, ElementChange, compare_properties, facts::find_type},
    existing::{AzureId, ExistingResource, InputKind, Inventory},
    topology::values::AssignmentName,
};

/// What a deployment would do.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Changes that the file must not make.
    pub(super) refused: Vec<Change>,
    /// Names and descriptions that differ, which open, replace and delete nothing.
    pub(super) accepted: Vec<String>,
    /// Role assignments that exist under another name than the file gives them, and that it can set.
    pub(super) other_names: Vec<AzureId>,
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
        if !shows_all_subnets(found, observed) {
            return refuse("a deployment removes subnets that the input does not show".to_owned());
        }
        let (labels, others): (Vec<String>, Vec<String>) =
            changed_properties(expected, found).into_iter().partition(|path| is_label(path));
        if let Some(path) = others.first() {
            refuse(reason_for(path));
        } else if !labels.is_empty() {
            let labels: Vec<String> = labels.iter().map(|path| format!("`{path}`")).collect();
            let labels = labels.join(", ");
            let note = format!("{id}: a deployment of Bicep or ARM changes {labels}, which has no effect on access");
            changes.accepted.push(note);
        }
        return;
    }
    let equal = Role::read(expected).and_then(|role| find_equal(&role, observed));
    // A condition restricts what a role allows, and a file has none.
    let restriction = |role: &Role| {
        let found = observed.find(&role.id).filter(|found| found.origin.input != InputKind::Template)?;
        changed_properties(expected, found).into_iter().find(|path| path != "name")
    };
    if let Some((role, path)) = equal.as_ref().and_then(|role| Some((role, restriction(role)?))) {
        let reason = format!("the file cannot give it the same `{path}`");
        changes.refused.push(Change { resource: role.id.to_string(), id: role.id.clone(), reason });
        return;
    }
    match equal {
        Some(role) if role.id.name().parse::<AssignmentName>().is_ok() => changes.other_names.push(role.id),
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

/// Why a resource cannot be managed with another value of a property.
fn reason_for(path: &str) -> String {
    if path.starts_with("tags") {
        return format!("the file gives all resources the same tags, and these differ in `{path}`");
    }
    format!("the file cannot give it the same `{path}`")
}

/// Whether an input shows every subnet of a network: a deployment of the network removes the others. Of Terraform's inputs,
/// azurerm reads all of them into the network, as of the last refresh, those that it does not manage included
/// (`flattenVirtualNetworkSubnets` in `internal/services/network/virtual_network_resource.go` of
/// hashicorp/terraform-provider-azurerm, 010e52b1b2, read 2026-11-30).
fn shows_all_subnets(found: &ExistingResource, observed: &Inventory) -> bool {
    let subnet = ResourceKind::Subnet.arm_type();
    !found.id.is_of_type(ResourceKind::VirtualNetwork.arm_type())
        || matches!(found.origin.input, InputKind::TerraformPlan | InputKind::TerraformState)
        || at(&found.body, "properties/subnets").is_some_and(|subnets| subnets.as_items().is_some())
        || observed.completeness.is_complete(subnet, &found.id)
}

/// The role assignment of another name that assigns the same.
pub(super) fn find_equal(role: &Role, observed: &Inventory) -> Option<Role> {
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
    let compared = compare_properties(expected, found);
    let unseen = compared.unknown.into_iter().map(|property| property.path);
    let unseen = unseen.filter(|path| !is_implied(path) && !is_same_vault(path, &expected.body, &found.body));
    let differences = compared.differences.into_iter();
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
    differences.filter(is_change).map(path).chain(unseen).collect()
}

/// What the file writes, and an input need not show: names are in IDs, private DNS zones are global, the type of a principal
/// follows from it, vaults have one SKU family and soft delete, rules of firewalls have one action (`SkuFamily`,
/// `enableSoftDelete` and `Action` in Azure/azure-rest-api-specs), and Azure encrypts blobs and files of
/// every storage account with its key, and queues and tables with one or the other. azurerm enables a key with each update
/// (`resourceKeyVaultKeyUpdate` of hashicorp/terraform-provider-azurerm, 0100768b4b, read 2026-12-01), and its state does not have it.
fn is_implied(path: &str) -> bool {
    const ENCRYPTED: [&str; 2] = ["properties.encryption.services.blob.", "properties.encryption.services.file."];
    const RULES: [&str; 2] = ["properties.networkAcls.ipRules[", "properties.networkAcls.virtualNetworkRules["];
    const FIXED: [&str; 8] = [
        "name",
        "location",
        "properties.principalType",
        "properties.sku.family",
        "properties.enableSoftDelete",
        "properties.attributes.enabled",
        "properties.encryption.services.queue.enabled",
        "properties.encryption.services.table.enabled",
    ];
    FIXED.contains(&path)
        || ENCRYPTED.iter().any(|start| path.starts_with(start))
        || (RULES.iter().any(|start| path.starts_with(start)) && path.ends_with("].action"))
}

/// Whether the vault URI that a service has for its key is that of the vault that the file names: it is in no input that does
/// not show the vault, and begins with its name.
fn is_same_vault(path: &str, expected: &Value, found: &Value) -> bool {
    if !path.to_ascii_lowercase().ends_with("keyvaultproperties.keyvaulturi") {
        return false;
    }
    let path = path.replace('.', "/");
    let symbol = at(expected, &path).and_then(Value::as_unknown).and_then(|unknown| unknown.symbol.as_deref());
    let vault = symbol.and_then(|symbol| symbol.split_once('#')).and_then(|(id, _)| AzureId::parse(id));
    let uri = at(found, &path).and_then(Value::as_text);
    vault.zip(uri).is_some_and(|(vault, uri)| vault_name(uri).eq_ignore_ascii_case(vault.name()))
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
