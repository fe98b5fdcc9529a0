//! Identifiers of identities that other inputs show, for a template that refers to them.
//!
//! Azure assigns a principal when an identity is created. The names of role assignments are often made of it, so they are
//! known only where another input shows the identity.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::{inventory::Inventory, resource::ExistingResource};
use crate::{arm_template::Value, catalog::ResourceKind};

/// What Azure assigns to an identity.
const IDENTIFIERS: [&str; 3] = ["principalId", "clientId", "tenantId"];

/// The identifiers of each identity, by the ID of its resource in lower case.
pub(super) fn reported_identifiers(inventory: &Inventory) -> HashMap<String, Json> {
    let resources = inventory.resources().iter();
    resources.filter_map(|resource| Some((resource.id.folded().to_string(), identifiers_of(resource)?))).collect()
}

fn identifiers_of(resource: &ExistingResource) -> Option<Json> {
    let is_identity = resource.id.is_of_type(ResourceKind::UserAssignedIdentity.arm_type());
    let part = if is_identity { "properties" } else { "identity" };
    let found = resource.body.as_object()?.get(part)?.as_object()?;
    let known = |name: &str| Some((name.to_owned(), Json::from(found.get(name).and_then(Value::as_text)?)));
    let entries: Map<String, Json> = IDENTIFIERS.into_iter().filter_map(known).collect();
    (!entries.is_empty()).then(|| Json::from(Map::from_iter([(part.to_owned(), Json::Object(entries))])))
}
