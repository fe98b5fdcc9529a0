//! A resource whose values can still have expressions: in a template, a snapshot, or the result of what-if.
//!
//! What Azure reports of a resource after deployment is one value, however it is read: with another API version, or in another
//! case. So a role assignment and the identity that it is for have the same symbol, and a resource has the identifiers that it
//! will get.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    azure_id::AzureId,
    item::resource_with_id,
    json::without_secrets,
    resource::{ExistingResource, Origin, Presence},
};
use crate::{
    arm_template::{Reason, Unknown, Value, display_pieces},
    catalog::ResourceKind,
};

/// A resource of a document that Resource Manager expands, or none if its ID is not even partly known.
pub(super) fn expanded_resource(
    id: &Value,
    body: &Value,
    condition: Option<&Rc<Unknown>>,
    origin: Origin,
) -> Option<ExistingResource> {
    // What has no expression differs from everything else.
    let place = format!("{{? at {}}}", origin.pointer);
    let id = AzureId::parse(&id.display_text()?.replace("{?}", &place))?;
    let presence = condition.map_or(Presence::Certain, |unknown| {
        Presence::May(format!("its condition is not known: {}", unknown.reason).into())
    });
    let body = with_identifiers(&id, &with_one_symbol(&without_secrets(body)));
    resource_with_id(id, body.as_object()?, origin, presence)
}

/// The symbol of a property that Azure reports.
fn reported_symbol(resource: &str, path: &[&str]) -> Rc<str> {
    format!("{}#{}", resource.to_lowercase(), path.join(".").to_lowercase()).into()
}

/// The value with the same symbol for the same property of a resource.
fn with_one_symbol(value: &Value) -> Value {
    match value {
        Value::Unknown(unknown) => match &unknown.target {
            Some(target) if unknown.pieces.is_empty() => {
                let path: Vec<&str> = target.path.iter().map(|name| &**name).collect();
                let symbol = Some(reported_symbol(&display_pieces(&target.resource), &path));
                Value::unknown(Unknown { symbol, ..Unknown::clone(unknown) })
            }
            _ => known_id(value).unwrap_or_else(|| value.clone()),
        },
        Value::Array(array) => Value::array(array.items().iter().map(with_one_symbol).collect()),
        Value::Object(object) => {
            let entries = object.entries().map(|(name, value)| (Rc::clone(name), with_one_symbol(value)));
            Value::open_object(entries.collect(), object.open().cloned())
        }
        other => other.clone(),
    }
}

/// An ID whose unknown parts have expressions is the text of that ID: the same expressions make the same ID.
fn known_id(value: &Value) -> Option<Value> {
    let text = value.display_text().filter(|text| !text.contains("{?}"))?;
    AzureId::parse(&text).map(|id| Value::text(id.as_str()))
}

/// The body with the identifiers of the identity that the resource gets, or is.
fn with_identifiers(id: &AzureId, body: &Value) -> Value {
    let reported = |path: &[&str]| {
        let symbol = Some(reported_symbol(id.as_str(), path));
        Value::unknown(Unknown { symbol, ..Unknown::new(Reason::Runtime(path.join(".").into())) })
    };
    let has_identity = |identity: &Value| {
        let kind = identity.as_object().and_then(|identity| identity.get("type")).and_then(Value::as_text);
        kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("systemassigned"))
    };
    let Some(object) = body.as_object() else { return body.clone() };
    let mut entries: IndexMap<Rc<str>, Value> =
        object.entries().map(|(name, value)| (Rc::clone(name), value.clone())).collect();
    let found = object.get("identity").filter(|identity| has_identity(identity));
    if let Some(identity) = found {
        let names = ["principalId", "tenantId"].map(|name| (name, reported(&["identity", name])));
        entries.insert("identity".into(), with_missing(identity, names));
    }
    if id.is_of_type(ResourceKind::UserAssignedIdentity.arm_type()) {
        let properties = object.get("properties").cloned().unwrap_or_else(|| Value::object(IndexMap::new()));
        let names = ["principalId", "clientId"].map(|name| (name, reported(&["properties", name])));
        entries.insert("properties".into(), with_missing(&properties, names));
    }
    Value::open_object(entries, object.open().cloned())
}

/// An object with properties that it lacks.
fn with_missing(value: &Value, missing: [(&str, Value); 2]) -> Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let mut entries: IndexMap<Rc<str>, Value> =
        object.entries().map(|(name, value)| (Rc::clone(name), value.clone())).collect();
    for (name, value) in missing {
        if object.get(name).is_none() {
            entries.insert(name.into(), value);
        }
    }
    Value::open_object(entries, object.open().cloned())
}
