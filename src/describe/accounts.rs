//! Accounts that exist, as JSON for other tools: the resources that belong to each, with their IDs and where they were read.

use serde_json::{Value, json};

use super::topology::describe_topology;
use crate::existing::{AzureId, ResolvedAccount};

/// The accounts with what belongs to them.
#[must_use]
pub fn describe_accounts(accounts: &[ResolvedAccount]) -> Value {
    let describe = |account: &ResolvedAccount| {
        let mut topology = describe_topology(&account.plan);
        let resources = topology["resources"].as_array_mut().into_iter().flatten();
        for (value, resource) in resources.zip(&account.plan.resources) {
            let place = account.place_of(resource);
            value["id"] = place.map(|place| place.id.as_str()).into();
            value["decidedBy"] = place.map_or(Value::Null, |place| {
                let origin = &place.origin;
                json!({ "file": *origin.file, "pointer": *origin.pointer, "terraform": origin.terraform_address.as_deref() })
            });
        }
        json!({
            "account": account.account.as_str(),
            "storage": account.storage.as_ref().map(AzureId::as_str),
            "topology": topology,
        })
    };
    json!({ "accounts": accounts.iter().map(describe).collect::<Vec<_>>() })
}
