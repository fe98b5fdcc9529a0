//! How resources that exist are called: as those of a topology.

use std::collections::HashMap;

use crate::{
    arm_template::Value,
    catalog::{ResourceKind, roles},
    drift::assignment_key,
    existing::{AzureId, ExistingResource, Inventory},
    report::marked::{mark_unless_words, mark_value},
};

/// What a resource is.
pub(super) fn kind_name(resource: &ExistingResource) -> String {
    let kind = resource.id.resource_type().and_then(|arm_type| ResourceKind::of_arm_type(&arm_type));
    kind.map_or_else(|| resource.resource_type.to_string(), ResourceKind::display_name)
}

/// Names of resources and principals.
pub(super) struct Labels {
    /// The names of resources, by the principal of their identity.
    principals: HashMap<String, String>,
}

impl Labels {
    pub(super) fn new(existing: &Inventory) -> Self {
        let principals = existing.resources().iter().filter_map(|resource| {
            let part = if resource.id.is_of_type(ResourceKind::UserAssignedIdentity.arm_type()) {
                "properties"
            } else {
                "identity"
            };
            let principal = resource.body.as_object()?.get(part)?.as_object()?.get("principalId")?;
            Some((principal.as_text()?.to_ascii_lowercase(), resource.id.name().to_owned()))
        });
        Self { principals: principals.collect() }
    }

    /// The kind and the distinctive name of a resource; of a role assignment what it means.
    pub(super) fn of(&self, resource: &ExistingResource) -> String {
        self.of_assignment(resource).unwrap_or_else(|| {
            mark_unless_words(&format!("{} {}", kind_name(resource), distinctive_name(&resource.id)))
        })
    }

    /// `the identity of di-invoices-prod has Storage Blob Data Reader on stinvoices`.
    fn of_assignment(&self, resource: &ExistingResource) -> Option<String> {
        if !resource.id.is_of_type(ResourceKind::RoleAssignment.arm_type()) {
            return None;
        }
        let key = assignment_key(resource)?;
        let role = roles::find_by_guid(&key.role).map_or_else(|| mark_value(&key.role), |role| role.name.to_owned());
        let scope = resource.id.scope().map(|scope| mark_value(scope.name())).unwrap_or_default();
        let principal = match &key.principal {
            Some(principal) => match self.principals.get(principal) {
                Some(name) => format!("the identity of {}", mark_value(name)),
                None => format!("{} {}", principal_type(resource), mark_value(principal)),
            },
            None => "a principal that is not known".to_owned(),
        };
        Some(format!("role assignment: {principal} has {role} on {scope}"))
    }
}

fn principal_type(resource: &ExistingResource) -> String {
    let properties = resource.body.as_object().and_then(|body| body.get("properties")).and_then(Value::as_object);
    let found = properties.and_then(|properties| properties.get("principalType")).and_then(Value::as_text);
    mark_unless_words(roles::principal_type_name(found))
}

/// The name, with what it belongs to where its own name is the same for all of its kind.
fn distinctive_name(id: &AzureId) -> String {
    let names_own = [ResourceKind::Subnet, ResourceKind::BlobContainer, ResourceKind::KeyVaultKey];
    let owner = id.parent().or_else(|| id.scope().filter(|scope| scope.resource_type().is_some()));
    match owner {
        Some(owner) if !names_own.iter().any(|kind| id.is_of_type(kind.arm_type())) => {
            format!("{} of {}", id.name(), owner.name())
        }
        _ => id.name().to_owned(),
    }
}
