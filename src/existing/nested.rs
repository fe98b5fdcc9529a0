//! Resources that are written in the body of another one.

use super::{
    azure_id::AzureId,
    resource::{ExistingResource, Origin},
};
use crate::arm_template::Value;

/// The type of a resource, the property of its body, and the type of the resources in it.
const NESTED: &[(&str, &str, &str)] = &[
    ("Microsoft.Network/virtualNetworks", "subnets", "Microsoft.Network/virtualNetworks/subnets"),
    ("Microsoft.Network/virtualNetworks", "virtualNetworkPeerings", PEERING),
];

/// The ARM type of peerings.
pub(super) const PEERING: &str = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";

/// The resources in the body of a resource.
pub(super) fn nested_resources(resource: &ExistingResource) -> Vec<ExistingResource> {
    let mut found = Vec::new();
    for (outer, property, inner) in NESTED {
        if !resource.resource_type.eq_ignore_ascii_case(outer) {
            continue;
        }
        let items = property_of(&resource.body, property).and_then(Value::as_items).unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            let Some(name) = item.as_object().and_then(|item| item.get("name")).and_then(Value::as_text) else {
                continue;
            };
            let id = AzureId::parse(&format!("{}/{property}/{name}", resource.id));
            // A name with a slash is none: it would make the ID of another resource.
            let Some(id) = id.filter(|id| id.name() == name) else { continue };
            let pointer = format!("{}/properties/{property}/{index}", resource.origin.pointer).into();
            found.push(ExistingResource {
                id,
                resource_type: (*inner).into(),
                api_version: resource.api_version.clone(),
                body: item.clone(),
                origin: Origin { pointer, ..resource.origin.clone() },
                presence: resource.presence.clone(),
            });
        }
    }
    found
}

/// A value below `properties`.
pub(super) fn property_of<'a>(body: &'a Value, name: &str) -> Option<&'a Value> {
    body.as_object()?.get("properties")?.as_object()?.get(name)
}
