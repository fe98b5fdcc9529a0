//! Resources of Azure/azapi: their bodies are those of Azure.

use std::rc::Rc;

use crate::{
    arm_template::Value,
    existing::{
        AzureId,
        azurerm::{self, Body, Extent},
    },
};

/// What a resource of azapi says about one of Azure.
pub(super) struct AzapiResource {
    pub(super) id: AzureId,
    pub(super) arm_type: Rc<str>,
    pub(super) api_version: Option<Rc<str>>,
    pub(super) extent: Extent,
    pub(super) body: Body,
}

/// The resource, if its ARM type is one of the table.
pub(super) fn read(terraform_type: &str, attributes: &Value) -> Option<AzapiResource> {
    let extent = match terraform_type {
        "azapi_resource" => Extent::Whole,
        "azapi_update_resource" => Extent::Some,
        _ => return None,
    };
    let id = resource_id(attributes)?;
    let (arm_type, version) = versioned_type(attributes)?;
    let known =
        azurerm::types().flat_map(|known| known.parts).find(|part| part.arm_type.eq_ignore_ascii_case(arm_type))?;
    let object = attributes.as_object()?;
    let mut body = object.get("body").map_or_else(Body::default, Body::from_value);
    for name in ["location", "tags"] {
        if let Some(value) = object.get(name).filter(|value| !matches!(value, Value::Null)) {
            body.merge(Body::of_property(name, value.clone()));
        }
    }
    let identity = object.get("identity").map_or_else(Body::default, azurerm::identity);
    body.merge(identity);
    Some(AzapiResource { id, arm_type: known.arm_type.into(), api_version: version.map(Into::into), extent, body })
}

/// The ID: known after an apply, and determined by parent, type and name before it.
pub(super) fn resource_id(attributes: &Value) -> Option<AzureId> {
    let text = |name| attributes.as_object().and_then(|object| object.get(name)).and_then(Value::as_text);
    let known = ["resource_id", "id"].into_iter().find_map(|name| AzureId::parse(text(name)?));
    known.or_else(|| {
        let (arm_type, _) = versioned_type(attributes)?;
        let (parent, name) = (AzureId::parse(text("parent_id")?)?, text("name")?);
        let (outer, own) = arm_type.rsplit_once('/')?;
        AzureId::parse(&if parent.is_of_type(outer) {
            format!("{parent}/{own}/{name}")
        } else {
            format!("{parent}/providers/{arm_type}/{name}")
        })
    })
}

/// `Microsoft.Network/virtualNetworks@2024-05-01`.
fn versioned_type(attributes: &Value) -> Option<(&str, Option<&str>)> {
    let text = attributes.as_object()?.get("type")?.as_text()?;
    Some(text.split_once('@').map_or((text, None), |(arm_type, version)| (arm_type, Some(version))))
}
