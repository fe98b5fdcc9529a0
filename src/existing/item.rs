//! A resource as Azure's API writes it.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    azure_id::AzureId,
    input_error::InputError,
    kept::kept_body,
    resource::{ExistingResource, Origin, Presence},
};
use crate::arm_template::{Object, Value};

/// What is said about a resource beside its body.
const NOT_BODY: &[&str] = &["id", "type", "apiVersion", "condition", "dependsOn"];

const ROLE_ASSIGNMENTS: &str = "Microsoft.Authorization/roleAssignments";

/// The resource that an object with an `id` describes. None for resource groups and subscriptions, which are containers.
pub(super) fn resource_of_item(item: &Value, origin: Origin) -> Result<Option<ExistingResource>, InputError> {
    let error = |below: &str, message| Err(InputError::at(&origin.file, format!("{}{below}", origin.pointer), message));
    let Some(object) = item.as_object() else {
        return error("", "a resource is an object");
    };
    let Some(id) = object.get("id").and_then(Value::as_text) else {
        return error("", "a resource has an `id`");
    };
    match AzureId::parse(id) {
        Some(id) => Ok(resource_with_id(id, object, origin, Presence::Certain)),
        None => error("/id", "this is no resource ID of Azure"),
    }
}

/// The resource that an object describes. None for resource groups and subscriptions.
pub(super) fn resource_with_id(
    id: AzureId,
    object: &Object,
    origin: Origin,
    presence: Presence,
) -> Option<ExistingResource> {
    let resource_type = id.resource_type()?;
    let entries = object.entries().filter(|(name, _)| !NOT_BODY.contains(&&***name));
    let mut body: IndexMap<Rc<str>, Value> = entries.map(|(name, value)| (Rc::clone(name), value.clone())).collect();
    if is_flat(object) {
        let properties = Value::object(body.clone());
        body.insert("properties".into(), properties);
    }
    Some(ExistingResource {
        body: kept_body(&resource_type, Value::object(body)),
        id,
        resource_type: resource_type.into(),
        api_version: object.get("apiVersion").and_then(Value::as_text).map(Rc::from),
        origin,
        presence,
    })
}

/// Whether a resource is written with its properties.
pub(super) fn has_properties(item: &Value) -> bool {
    item.as_object().is_some_and(|object| {
        object.get("properties").is_some_and(|found| found.as_object().is_some()) || is_flat(object)
    })
}

/// Whether it is a role assignment of `az role assignment list`, which prints the properties beside the ID.
fn is_flat(object: &Object) -> bool {
    let is_assignment = |id: &str| AzureId::parse(id).is_some_and(|id| id.is_of_type(ROLE_ASSIGNMENTS));
    object.get("properties").is_none()
        && object.get("principalId").is_some()
        && object.get("id").and_then(Value::as_text).is_some_and(is_assignment)
}
