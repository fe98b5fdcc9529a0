//! States and plans of Terraform are read into the resources of Azure that they manage.
//!
//! `tests/existing/terraform` has documents that azurerm 4 and 5 wrote, and `tests/existing` the resources that Azure has after
//! the same deployments. In them, addresses and DNS configurations are those of a stand-in, and role definitions lie below the
//! resource.

use std::{fs, path::Path, rc::Rc};

use di_gen::{
    arm_template::Value,
    existing::{
        AzureId, ExistingResource, Inventory, read_resource_list,
        terraform::{ReadTerraform, read_terraform},
    },
};

use crate::support::assert_none;

mod bad_input;
mod changes;
mod merged;
mod secrets;
mod table;
mod verdicts;

/// Deployments with a state, a plan that creates them, and what Azure has of them.
const DEPLOYMENTS: [&str; 3] = ["minimal", "entra-only", "tutorial"];

fn text_of(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/existing").join(path)).expect(path)
}

fn read(path: &str) -> ReadTerraform {
    read_terraform(&path.into(), &text_of(path)).expect(path)
}

/// A document that is written in a test.
fn read_text(text: &str) -> ReadTerraform {
    read_terraform(&"plan.json".into(), text).unwrap_or_else(|error| panic!("{error:?}"))
}

fn live(deployment: &str) -> Inventory {
    let path = format!("{deployment}.json");
    read_resource_list(&path.as_str().into(), &text_of(&path)).expect("a list")
}

fn find<'a>(inventory: &'a Inventory, id: &str) -> &'a ExistingResource {
    let id = AzureId::parse(id).expect("an ID");
    inventory.find(&id).unwrap_or_else(|| panic!("{id} is missing: {:#?}", ids(inventory)))
}

fn ids(inventory: &Inventory) -> Vec<&str> {
    inventory.resources().iter().map(|resource| resource.id.as_str()).collect()
}

/// A value in a body; items of lists by their number.
fn at<'a>(resource: &'a ExistingResource, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(&resource.body, |value, name| match name.parse::<usize>() {
        Ok(index) => value.as_items()?.get(index),
        Err(_) => value.as_object()?.get(name),
    })
}

fn text_at<'a>(resource: &'a ExistingResource, path: &str) -> &'a str {
    at(resource, path).and_then(Value::as_text).unwrap_or_else(|| panic!("{path} of {:#?}", resource.body))
}

/// What differs between two values in what both of them have.
fn differences(path: &str, read: &Value, live: &Value, found: &mut Vec<String>) {
    if let (Some(read), Some(live)) = (read.as_object(), live.as_object()) {
        for (name, value) in read.entries() {
            if let Some(live) = live.get(name) {
                differences(&format!("{path}.{name}"), value, live, found);
            }
        }
        return;
    }
    if let (Some(read), Some(live)) = (read.as_items(), live.as_items()) {
        if read.len() != live.len() {
            found.push(format!("{path}: {} items, Azure has {}", read.len(), live.len()));
        }
        for (index, item) in read.iter().enumerate() {
            let same_name = |other: &&Value| name_of(item).is_some() && name_of(other) == name_of(item);
            let is_listed = |other: &&Value| item.as_text().is_some() && other.as_text() == item.as_text();
            let other = live.iter().find(same_name).or_else(|| live.iter().find(is_listed)).or(live.get(index));
            if let Some(other) = other {
                differences(&format!("{path}.{index}"), item, other, found);
            }
        }
        return;
    }
    let is_same_text = read.as_text().zip(live.as_text()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    if !is_same_text && read.equals(live) != Some(true) {
        found.push(format!("{path}: {read:?}, Azure has {live:?}"));
    }
}

fn name_of(value: &Value) -> Option<&str> {
    value.as_object()?.get("name")?.as_text()
}

/// Types of Azure that azurerm does not write: it reads the interfaces of endpoints, and a group is a container.
fn is_compared(resource: &ExistingResource) -> bool {
    !resource.id.is_of_type("Microsoft.Network/networkInterfaces")
}

#[test]
fn a_state_has_the_resources_that_azure_has() {
    let mut failures = Vec::new();
    let mut compared = 0;
    for deployment in DEPLOYMENTS {
        let state = read(&format!("terraform/{deployment}/state.json"));
        assert!(state.resources.conflicts().is_empty() && state.is_complete && state.before.is_none());
        let live = live(deployment);
        for expected in live.resources().iter().filter(|resource| is_compared(resource)) {
            let Some(resource) = state.resources.find(&expected.id) else {
                failures.push(format!("{deployment}: {} is missing", expected.id));
                continue;
            };
            compared += 1;
            if !resource.resource_type.eq_ignore_ascii_case(&expected.resource_type) {
                failures.push(format!("{}: {}", resource.id, resource.resource_type));
            }
            differences(
                &format!("{deployment}: {}", resource.id.name()),
                &resource.body,
                &expected.body,
                &mut failures,
            );
        }
        for resource in state.resources.resources() {
            if live.find(&resource.id).is_none() {
                failures.push(format!("{deployment}: {} is not in Azure", resource.id));
            }
        }
    }
    assert_none(&failures);
    assert!(compared > 55, "{compared}");
}

#[test]
fn a_plan_that_creates_everything_ends_with_the_same_resources() {
    let mut failures = Vec::new();
    for deployment in DEPLOYMENTS {
        let plan = read(&format!("terraform/{deployment}/plan.json"));
        assert!(plan.is_complete && plan.drift.is_empty());
        assert!(plan.before.as_ref().is_some_and(|before| before.resources().is_empty()));
        let state = read(&format!("terraform/{deployment}/state.json"));
        for expected in state.resources.resources() {
            // The name of a role assignment is known after the apply.
            let same = |resource: &&ExistingResource| {
                resource.origin.terraform_address == expected.origin.terraform_address
                    && resource.resource_type == expected.resource_type
            };
            let Some(resource) = plan.resources.resources().iter().find(same) else {
                failures.push(format!("{deployment}: {} is missing", expected.id));
                continue;
            };
            if resource.id != expected.id && resource.id.is_known() {
                failures.push(format!("{deployment}: {} instead of {}", resource.id, expected.id));
            }
            let mut found = Vec::new();
            differences(&format!("{deployment}: {}", resource.id.name()), &resource.body, &expected.body, &mut found);
            failures.extend(found.into_iter().filter(|text| !is_known_later(text)));
        }
    }
    assert_none(&failures);
}

/// What Azure determines when it creates a resource.
fn is_known_later(difference: &str) -> bool {
    let path = difference.split(": ").nth(1).unwrap_or_default();
    let later = [
        "identity.principalId",
        "identity.tenantId",
        "properties.principalId",
        "properties.clientId",
        "properties.tenantId",
        "properties.endpoint",
        "properties.primaryEndpoints.blob",
        "properties.roleDefinitionId",
    ];
    later.iter().any(|known| path.ends_with(known)) && difference.contains("Unknown")
        || path.ends_with("roleDefinitionId")
}

#[test]
fn what_is_unknown_before_an_apply_is_followed_to_the_resource_that_has_it() {
    for deployment in DEPLOYMENTS {
        let plan = read(&format!("terraform/{deployment}/plan.json"));
        let account = "Microsoft.CognitiveServices/accounts";
        let account = plan.resources.of_type(account).next().expect("an account");
        let principal = at(account, "identity.principalId").and_then(Value::as_unknown).expect("a principal");
        let roles: Vec<_> = plan.resources.of_type("Microsoft.Authorization/roleAssignments").collect();
        let own = roles.iter().find(|role| {
            let other = at(role, "properties.principalId").and_then(Value::as_unknown);
            other.is_some_and(|other| other.symbol.is_some() && other.symbol == principal.symbol)
        });
        let own = own.unwrap_or_else(|| panic!("{deployment}: no role of {principal:?}"));
        // Storage Blob Data Reader, or Contributor: the plan has the name only.
        let role = text_at(own, "properties.roleDefinitionId").rsplit('/').next().expect("a GUID");
        let is_contributor = role == "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
        assert!(role == "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" || (is_contributor && deployment == "entra-only"));
        assert!(text_at(own, "properties.scope").contains("/Microsoft.Storage/storageAccounts/"));
        let target = principal.target.as_ref().expect("a target");
        assert_eq!(target.path.iter().map(|name| &**name).collect::<Vec<_>>(), ["identity", "principalId"]);
    }
}

#[test]
fn separate_network_rules_replace_those_of_the_account() {
    for kind in ["state", "plan"] {
        let document = read(&format!("terraform/tutorial/{kind}.json"));
        let account = document.resources.of_type("Microsoft.Storage/storageAccounts").next().expect("storage");
        assert_eq!(text_at(account, "properties.networkAcls.defaultAction"), "Deny", "{kind}");
        assert_eq!(text_at(account, "properties.networkAcls.ipRules.0.value"), "198.51.100.7", "{kind}");
        assert_eq!(account.origin.terraform_address.as_deref(), Some("azurerm_storage_account.data"));
    }
}

#[test]
fn a_resource_tells_where_it_was_read() {
    let state = text_of("terraform/minimal/state.json");
    let json: serde_json::Value = serde_json::from_str(&state).expect("JSON");
    let document = read_terraform(&Rc::from("state.json"), &state).expect("a state");
    for resource in document.resources.resources() {
        let found = json.pointer(&resource.origin.pointer).unwrap_or_else(|| panic!("{}", resource.origin));
        assert!(found.is_object(), "{}", resource.origin.pointer);
        let address = resource.origin.terraform_address.as_deref().expect("an address");
        let outer = resource.origin.pointer.split("/values/").nth(1).expect("a path");
        let outer = json.pointer(&format!("/values/{}", outer.trim_end_matches("/values"))).expect("a resource");
        assert_eq!(outer["address"], address);
    }
}

/// The same document with sorted keys, as `jq -S` writes it: values come before the type of a resource.
fn sorted(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            entries.into_iter().collect()
        }
        serde_json::Value::Array(items) => items.iter().map(sorted).collect(),
        value => value.clone(),
    }
}

#[test]
fn the_order_of_keys_does_not_matter() {
    for deployment in DEPLOYMENTS {
        for kind in ["state", "plan"] {
            let path = format!("terraform/{deployment}/{kind}.json");
            let document = serde_json::from_str(&text_of(&path)).expect("JSON");
            let (read, other) = (read(&path), read_text(&sorted(&document).to_string()));
            assert_eq!(ids(&read.resources), ids(&other.resources), "{path}");
            let mut found = Vec::new();
            for resource in read.resources.resources() {
                let other = find(&other.resources, resource.id.as_str());
                differences(resource.id.name(), &resource.body, &other.body, &mut found);
            }
            found.retain(|text| !text.contains("Unknown"));
            assert_none(&found);
        }
    }
}

#[test]
fn state_and_azure_are_one_inventory_without_conflicts() {
    for deployment in DEPLOYMENTS {
        let mut inventory = live(deployment);
        let count = inventory.resources().len();
        inventory.merge(read(&format!("terraform/{deployment}/state.json")).resources);
        assert_eq!(inventory.resources().len(), count);
        let conflicts: Vec<String> = inventory.conflicts().iter().map(|conflict| conflict.id.to_string()).collect();
        assert_none(&conflicts);
    }
}
