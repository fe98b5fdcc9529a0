//! The resources that a topology deploys, with their IDs.

use std::{collections::HashMap, rc::Rc};

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use crate::{
    arm_template::{DeploymentContext, Object, Value},
    catalog::ResourceKind,
    diagnostic::Diagnostic,
    existing::{ExistingResource, Inventory, read_template},
    plan::ResolvedTopology,
    render,
};

/// The name that expected resources have as the file in which they were read.
const TEMPLATE: &str = "the topology";

/// Where a topology is deployed. What is `None` stays unknown, and with it everything that depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeploymentPlace {
    /// The ID of the subscription.
    pub subscription: Option<String>,
    /// The name of the resource group.
    pub resource_group: Option<String>,
    /// The ID of the tenant.
    pub tenant: Option<String>,
    /// The location of the resource group.
    pub location: Option<String>,
}

/// The resources that a topology deploys. What Azure determines is taken from the resources that exist, where they show it: the
/// principal of an identity, the URI of a vault. What it would determine otherwise is unknown.
///
/// # Errors
/// An ARM template cannot express the topology.
pub fn expected_resources(
    plan: &ResolvedTopology,
    place: &DeploymentPlace,
    existing: &Inventory,
) -> Result<Inventory, Vec<Diagnostic>> {
    let reported = reported_values(existing);
    let context = DeploymentContext {
        subscription: place.subscription.as_deref(),
        resource_group: place.resource_group.as_deref(),
        management_group: None,
        location: place.location.as_deref(),
        tenant: place.tenant.as_deref(),
        deployment: None,
        deployer: None,
        cloud: Some(plan.cloud.facts()),
        reported: Some(&reported),
    };
    let mut expected = Inventory::default();
    for file in render::arm(plan)? {
        let read = read_template(&Rc::from(TEMPLATE), &file.text, &[], &context);
        expected.merge(read.map_err(|error| vec![error.to_diagnostic()])?.resources);
    }
    Ok(with_folded_policies(&expected))
}

/// The types of which templates read what Azure determines.
const REPORTING: [ResourceKind; 5] = [
    ResourceKind::CognitiveAccount,
    ResourceKind::StorageAccount,
    ResourceKind::UserAssignedIdentity,
    ResourceKind::KeyVault,
    ResourceKind::KeyVaultKey,
];

/// What Azure reports of the resources that templates read from, by their IDs in lower case.
fn reported_values(existing: &Inventory) -> HashMap<String, Json> {
    let reporting = existing
        .resources()
        .iter()
        .filter(|resource| REPORTING.iter().any(|kind| resource.id.is_of_type(kind.arm_type())));
    reporting.filter_map(|resource| Some((resource.id.folded().to_string(), known_part(&resource.body)?))).collect()
}

/// What is known of a value, as JSON.
fn known_part(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(number) => Json::from(*number),
        Value::Text(text) => Json::from(&**text),
        Value::Object(object) => {
            let entries = object.entries().filter_map(|(name, value)| Some((name.to_string(), known_part(value)?)));
            Json::Object(entries.collect::<Map<_, _>>())
        }
        _ => return None,
    })
}

const ADDED_POLICIES: &str = "Microsoft.KeyVault/vaults/accessPolicies";

/// The access policies that a deployment adds to a vault are part of it, where the topology deploys the vault as well.
fn with_folded_policies(expected: &Inventory) -> Inventory {
    let mut folded = Inventory::default();
    for resource in expected.resources() {
        if resource.id.is_of_type(ADDED_POLICIES)
            && resource.id.parent().is_some_and(|vault| expected.find(&vault).is_some())
        {
            continue;
        }
        let is_added = |other: &&ExistingResource| {
            other.id.is_of_type(ADDED_POLICIES) && other.id.parent().as_ref() == Some(&resource.id)
        };
        let added: Vec<Value> = expected.resources().iter().filter(is_added).flat_map(policies).collect();
        let mut resource = resource.clone();
        if !added.is_empty() {
            let all = policies(&resource).into_iter().chain(added).collect();
            resource.body = with_property(&resource.body, "accessPolicies", Value::array(all));
        }
        folded.add(resource);
    }
    folded
}

fn policies(resource: &ExistingResource) -> Vec<Value> {
    let properties = resource.body.as_object().and_then(|body| body.get("properties")).and_then(Value::as_object);
    let policies = properties.and_then(|properties| properties.get("accessPolicies")).and_then(Value::as_items);
    policies.unwrap_or_default().to_vec()
}

/// The body with another value below `properties`.
fn with_property(body: &Value, name: &str, value: Value) -> Value {
    let entries = |value: &Value| -> IndexMap<Rc<str>, Value> {
        let entries = value.as_object().into_iter().flat_map(Object::entries);
        entries.map(|(name, value)| (Rc::clone(name), value.clone())).collect()
    };
    let mut outer = entries(body);
    let mut inner = outer.get("properties").map(entries).unwrap_or_default();
    inner.insert(name.into(), value);
    outer.insert("properties".into(), Value::object(inner));
    Value::object(outer)
}
