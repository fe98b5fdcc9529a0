//! Built-in roles: IDs in Bicep and ARM, names in Terraform.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Written, items, table};

/// The built-in roles of the table.
pub(crate) struct Roles {
    pub(crate) by_id: BTreeMap<String, Value>,
    pub(crate) operations: Value,
}

impl Roles {
    pub(crate) fn load() -> Self {
        let roles = table("roles");
        let mut by_id = BTreeMap::new();
        for page in items(&roles["pages"]) {
            assert!(page["page"].is_string() && page["date"].is_string(), "a page without its name or date");
            for role in items(&page["roles"]) {
                let id = role["id"].as_str().expect("an ID").to_owned();
                assert!(by_id.insert(id.clone(), role.clone()).is_none(), "{id} is in the table twice");
            }
        }
        Self { by_id, operations: roles["operations"].clone() }
    }

    fn id_of(&self, name: &str) -> Option<&String> {
        self.by_id.iter().find(|(_, role)| role["name"] == name).map(|(id, _)| id)
    }
}

/// Bicep and ARM identify a role by its ID, Terraform by its name: the table maps one to the other.
pub(super) fn role_definitions(written: &Written, roles: &Roles, seen: &mut BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, text) in &written.texts {
        for id in text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-')).filter(|word| is_guid(word)) {
            if roles.by_id.contains_key(id) {
                seen.insert(id.to_owned());
            } else if !written.file.contains(id) {
                wrong.push(format!("{place}: {id} is not a built-in role of the table"));
            }
        }
    }
    let assigned: BTreeSet<String> = written
        .deployed
        .resources
        .keys()
        .filter(|key| key.starts_with("role|"))
        .filter_map(|key| key.rsplit('|').next().map(ToOwned::to_owned))
        .collect();
    let terraform: Vec<&String> =
        written.texts.iter().filter(|(place, _)| place == "Terraform main.tf").map(|(_, text)| text).collect();
    let Some(terraform) = terraform.first() else { return wrong };
    let mut named = BTreeSet::new();
    for block in terraform.split("\n}\n").filter(|block| block.contains("\nresource \"azurerm_role_assignment\"")) {
        // Terraform needs a role for operations in the data plane; a deployment by Azure does not.
        let is_own = block.contains("data.azurerm_client_config.current.object_id");
        for line in block.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("role_definition_name").and_then(|rest| rest.split('"').nth(1)) {
                match roles.id_of(name) {
                    Some(id) if is_own => drop(seen.insert(id.clone())),
                    Some(id) => drop(named.insert(id.clone())),
                    None => wrong.push(format!("Terraform: no page names the role {name}")),
                }
            }
            if line.starts_with("role_definition_id") {
                named.extend(line.split(['"', '/']).rfind(|word| is_guid(word)).map(ToOwned::to_owned));
            }
        }
    }
    if assigned != named {
        wrong.push(format!("ARM assigns {assigned:?}, and Terraform {named:?}"));
    }
    wrong
}

fn is_guid(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
}
