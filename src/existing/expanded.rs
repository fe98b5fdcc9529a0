//! A resource whose values can still have expressions: in a template, a snapshot, or the result of what-if.

use std::rc::Rc;

use super::{
    azure_id::AzureId,
    item::resource_with_id,
    json::without_secrets,
    resource::{ExistingResource, Origin, Presence},
};
use crate::arm_template::{Unknown, Value};

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
    let body = without_secrets(body);
    let body = body.as_object()?;
    resource_with_id(id, body, origin, presence)
}
