//! The same resources as inputs of four kinds: a list, a live read of everything, a state of Terraform (azapi), and a template.

use std::{collections::BTreeSet, rc::Rc};

use di_gen::existing::{AzureId, Inventory, read_existing, read_script};
use serde_json::{Map, Value, json};

/// The subscription and the resource group of the lists.
pub(super) const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000000";
pub(super) const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Live,
    State,
    Template,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::List, Self::Live, Self::State, Self::Template];

    /// The resources as an input of this kind shows them.
    pub(super) fn read(self, list: &[Value]) -> Inventory {
        let document = match self {
            Self::List => Value::Array(list.to_vec()),
            Self::Live => live(list),
            Self::State => state(list),
            Self::Template => template(list),
        };
        let text = document.to_string();
        read_existing(&Rc::from("input.json"), &text).unwrap_or_else(|error| panic!("{self:?}: {error:?}"))
    }
}

pub(super) fn id_of(item: &Value) -> AzureId {
    AzureId::parse(item["id"].as_str().expect("an ID")).expect("an ID")
}

fn arm_type(item: &Value) -> String {
    id_of(item).resource_type().expect("a type")
}

/// A list of each type at the subscription, each of which succeeded.
pub(super) fn live(list: &[Value]) -> Value {
    let script = read_script();
    let lines = script.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let types: BTreeSet<&str> =
        lines.filter(|words| words.len() == 4 && words[0].starts_with("Microsoft.")).map(|words| words[0]).collect();
    assert!(types.contains("Microsoft.Authorization/roleAssignments"), "{types:?}");
    let read = |arm_type: &str| {
        let own = list.iter().filter(|item| id_of(item).is_of_type(arm_type));
        json!({ "type": arm_type, "scope": SUBSCRIPTION, "result": "ok", "pages": [{ "value": own.collect::<Vec<_>>() }] })
    };
    let listed = |item: &&Value| types.iter().any(|arm_type| id_of(item).is_of_type(arm_type));
    // What no list of the script has was seen as well, and is complete for nothing.
    let others: Vec<&Value> = list.iter().filter(|item| !listed(item)).collect();
    let mut reads: Vec<Value> = types.iter().map(|arm_type| read(arm_type)).collect();
    reads.push(json!({ "pages": [{ "value": others }] }));
    json!({ "diGenLive": 1, "reads": reads })
}

fn state(list: &[Value]) -> Value {
    let resource = |(index, item): (usize, &Value)| {
        let mut body = item.as_object().expect("an object").clone();
        for name in ["id", "type", "name", "location", "tags", "identity"] {
            body.remove(name);
        }
        let identity = &item["identity"];
        let identity = json!([{
            "type": identity["type"], "principal_id": identity["principalId"], "identity_ids": [],
        }]);
        let has_identity = item["identity"]["type"].is_string();
        json!({
            "address": format!("azapi_resource.r{index}"), "mode": "managed", "type": "azapi_resource",
            "name": format!("r{index}"), "provider_name": "registry.terraform.io/azure/azapi", "schema_version": 2,
            "values": {
                "id": item["id"], "type": format!("{}@2025-01-01", arm_type(item)), "name": id_of(item).name(),
                "location": item["location"], "body": body, "identity": if has_identity { identity } else { json!([]) },
            },
            "sensitive_values": {},
        })
    };
    let resources: Vec<Value> = list.iter().enumerate().map(resource).collect();
    json!({
        "format_version": "1.0", "terraform_version": "1.11.4",
        "values": { "outputs": {}, "root_module": { "resources": resources } },
    })
}

/// IDs are expressions, and so is the object ID of an identity: both are known after deployment.
fn template(list: &[Value]) -> Value {
    let principals: Vec<(String, String)> = list
        .iter()
        .filter_map(|item| {
            let principal = item["identity"]["principalId"].as_str()?.to_owned();
            let id = id_of(item);
            let path = format!("resourceId('{}', '{}')", arm_type(item), id.name());
            Some((principal, format!("[reference({path}, '2025-01-01', 'full').identity.principalId]")))
        })
        .collect();
    let resource = |item: &Value| {
        let id = id_of(item);
        let mut resource: Map<String, Value> = item.as_object().expect("an object").clone();
        resource.remove("id");
        if let Some(identity) = resource.get_mut("identity").and_then(Value::as_object_mut) {
            identity.remove("principalId");
            identity.remove("tenantId");
        }
        for value in resource.values_mut() {
            replace_texts(value, &principals);
        }
        resource.insert("type".to_owned(), json!(arm_type(item)));
        resource.insert("apiVersion".to_owned(), json!("2025-01-01"));
        resource.insert("name".to_owned(), json!(id.names().join("/")));
        let scope = id.scope().filter(|scope| scope.resource_type().is_some());
        if let Some(scope) = scope {
            resource.insert("scope".to_owned(), json!(expression(scope.as_str())));
        }
        Value::Object(resource)
    };
    json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": list.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn expression(id: &str) -> String {
    let starts_with_group = id.len() > GROUP.len() && id[..GROUP.len()].eq_ignore_ascii_case(GROUP);
    if !starts_with_group {
        return id.to_owned();
    }
    format!("[concat(resourceGroup().id, '{}')]", &id[GROUP.len()..])
}

fn replace_texts(value: &mut Value, principals: &[(String, String)]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace_texts(item, principals)),
        Value::Object(entries) => entries.values_mut().for_each(|item| replace_texts(item, principals)),
        Value::String(text) => {
            if let Some((_, reference)) = principals.iter().find(|(principal, _)| principal.eq_ignore_ascii_case(text))
            {
                *text = reference.clone();
            } else if text.starts_with("/subscriptions/") {
                *text = expression(text);
            }
        }
        _ => {}
    }
}
