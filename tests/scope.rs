//! What is written into another resource group lands there, and nothing else does.
//!
//! Published types say at which kind of scope a resource may stand, not at which one it belongs: this test does.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    parity::text,
    support::{arm, bicep, facts::Deployed, topologies::stories},
};

/// The resource group of a resource: of a role, that of its scope.
fn group(key: &str) -> &str {
    key.strip_prefix("role|").unwrap_or(key).split('/').next().expect("a resource group")
}

fn astray(deployed: &Deployed) -> BTreeMap<String, String> {
    let mut astray = BTreeMap::new();
    for key in deployed.resources.keys() {
        // A resource of another group is a role, a link or a subnet; all else belongs to the one deployed to.
        let guest = key.starts_with("role|")
            || key.contains("/virtualNetworkLinks/")
            || key.contains("/virtualNetworks/subnets/");
        if group(key) != "target" && !guest {
            astray.insert(key.clone(), "a resource of this kind belongs to the target".to_owned());
        }
        if guest && !belongs(deployed, key) {
            astray.insert(key.clone(), "nothing here names what it belongs to in that group".to_owned());
        }
    }
    astray
}

/// Whether something else names the owner of a guest (its zone, network or storage account) in the same group.
fn belongs(deployed: &Deployed, key: &str) -> bool {
    let owner = if let Some(rest) = key.strip_prefix("role|") {
        let scope = rest.split('|').next().expect("a scope");
        // The scope may be a container; the account stands behind its type and name.
        match scope.split_once("/blobServices/containers/") {
            Some((kind, names)) => format!("{kind}/{}", names.split('/').next().expect("an account")),
            None => scope.to_owned(),
        }
    } else if let Some((zones, names)) = key.split_once("/virtualNetworkLinks/") {
        format!("{zones}/{}", names.split('/').next().expect("a zone"))
    } else {
        let (networks, names) = key.split_once("/subnets/").expect("a subnet");
        format!("{networks}/subnets/{}/", names.split('/').next().expect("a network"))
    };
    let named = format!("id:{owner}");
    deployed.resources.contains_key(&owner)
        || deployed.resources.iter().any(|(other, body)| other != key && body.to_string().contains(&named))
}

fn read(story: &crate::support::topologies::Story) -> [Deployed; 2] {
    let suffix = di_gen::plan::catalog::clouds::facts(story.plan().cloud).storage_suffix;
    let files = story.bicep();
    let module = |path: &str| text(&files, path).to_owned();
    [bicep::read(text(&files, "main.bicep"), &module, suffix, &json!({})), arm::read(&story.arm(), suffix, &json!({}))]
}

#[test]
fn every_resource_lands_in_the_group_of_what_it_belongs_to() {
    let mut guests = 0;
    for story in stories() {
        for deployed in read(&story) {
            let astray = astray(&deployed);
            assert!(astray.is_empty(), "{}: {astray:#?}", story.name);
            guests += deployed.resources.keys().filter(|key| group(key) != "target").count();
        }
    }
    assert!(guests > 20, "the topologies reach other groups: {guests}");
}

#[test]
fn a_wrong_scope_is_noticed() {
    let story = stories().into_iter().find(|s| s.name == "hub-zones").expect("hub-zones");
    let text = story.arm();
    // The nested deployment, sent to another group of the hub; the zones stay where they are.
    let wrong = text
        .replace("\"resourceGroup\": \"rg-hub-dns\"", "\"resourceGroup\": \"rg-hub\"")
        .replace("resourceGroups/rg-hub-dns', 'Microsoft.Resources", "resourceGroups/rg-hub', 'Microsoft.Resources");
    assert_ne!(text, wrong);
    assert!(astray(&arm::read(&text, "core.windows.net", &json!({}))).is_empty());
    assert!(!astray(&arm::read(&wrong, "core.windows.net", &json!({}))).is_empty());
}
