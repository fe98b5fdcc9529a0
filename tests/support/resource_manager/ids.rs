//! Canonical IDs: the resource above another one, and the resources of a template.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::facts::{Deployed, kind_in};
use super::roles;

/// The PUTs of a template.
pub(super) struct Wanted {
    pub(super) resources: BTreeMap<String, Value>,
    /// The networks that list their subnets.
    pub(super) networks: BTreeSet<String>,
}

/// The resources of a template; the subnets in the list of a network are separate.
pub(super) fn wanted(template: &Deployed) -> Wanted {
    let mut found = Wanted { resources: BTreeMap::new(), networks: BTreeSet::new() };
    for (key, body) in &template.resources {
        let mut body = body.clone();
        if let Some(subnets) = body.pointer_mut("/properties/subnets").map(Value::take) {
            body["properties"].as_object_mut().expect("properties").remove("subnets");
            found.networks.insert(key.clone());
            for subnet in subnets.as_array().into_iter().flatten() {
                let name = subnet["name"].as_str().expect("a subnet has a name");
                found.resources.insert(subnet_id(key, name), json!({ "properties": subnet["properties"] }));
            }
        }
        let key = roles::named(key, &template.origins[key]);
        assert_eq!(found.resources.insert(key, body), None, "a subnet is in the template twice");
    }
    found
}

pub(super) fn subnet_id(network: &str, name: &str) -> String {
    network.replace("/virtualNetworks/", "/virtualNetworks/subnets/") + "/" + name
}

/// The resource type of an ID.
pub(super) fn kind_of(key: &str) -> String {
    kind_in(key)
}

/// The resource that this one is a part of, or an extension of.
pub(super) fn parent_of(key: &str) -> Option<String> {
    let start = key.rfind('|').map_or(0, |at| at + 1);
    let own = &key[start..];
    let namespace = start + own.find("Microsoft.")?;
    let parts: Vec<&str> = key[namespace..].split('/').collect();
    let count = parts.len() / 2;
    if count == 1 {
        return (start > 0).then(|| key[..start - 1].to_owned());
    }
    let mut kept = parts.clone();
    kept.pop();
    kept.remove(count);
    Some(format!("{}{}", &key[..namespace], kept.join("/")))
}

/// The number of resources above this one.
pub(super) fn depth(key: &str) -> usize {
    parent_of(key).map_or(0, |parent| depth(&parent) + 1)
}

/// The last name in an ID.
pub(super) fn name_of(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or_default()
}
