//! A small model of what Resource Manager does with incremental deployments, to compare `di-gen diff` with.
//!
//! Resources by ID; each resource of a template is a PUT. What a PUT changes is in a table (`rows`), written from
//! Microsoft's pages, the source of the azurerm provider and reported threads, and never from `src`. What no source
//! settles is `unknown`. A refused resource keeps its state, and everything else is deployed.

mod collisions;
mod differences;
mod ids;
mod network;
mod roles;
mod rows;
mod rows_services;
mod tests;
mod tests_rows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use self::{
    ids::{Wanted, depth, kind_of, parent_of, wanted},
    rows::{Change, Outcome, outcome},
};
use super::facts::Deployed;

/// The kinds that Azure keeps for a time after their deletion, under their name.
const SOFT_DELETED: [&str; 3] =
    ["Microsoft.CognitiveServices/accounts", "Microsoft.KeyVault/vaults", "Microsoft.OperationalInsights/workspaces"];

/// What exists in Azure.
#[derive(Debug, Clone, Default)]
pub(crate) struct Azure {
    /// Canonical ID to body; subnets are separate resources, and a role assignment has its own name.
    resources: BTreeMap<String, Value>,
    /// How often the principal of a managed identity was created: a second principal is another one.
    principals: BTreeMap<String, usize>,
    /// The principal of each role assignment.
    holders: BTreeMap<String, (String, usize)>,
    /// Deleted, and recoverable.
    deleted: BTreeMap<String, Value>,
}

/// What one deployment did, by canonical ID.
#[derive(Debug, Default)]
pub(crate) struct DeploymentResult {
    pub(crate) created: BTreeSet<String>,
    pub(crate) changed: BTreeSet<String>,
    pub(crate) unchanged: BTreeSet<String>,
    /// Not in the template, and still there.
    pub(crate) left: BTreeSet<String>,
    /// Deleted by the deployment, with the list of which they were a part.
    pub(crate) removed: BTreeSet<String>,
    /// With the code, if a source names one.
    pub(crate) refused: BTreeMap<String, Option<&'static str>>,
    /// Accepted, and nothing changes.
    pub(crate) ignored: BTreeSet<String>,
    /// With a property that was ignored, whatever else happened.
    pub(crate) kept: BTreeSet<String>,
    /// With what is unknown.
    pub(crate) unknown: BTreeMap<String, &'static str>,
    /// Not deployed, since the resource that they are a part of was refused.
    pub(crate) blocked: BTreeSet<String>,
}

impl Azure {
    /// Deploys a template incrementally: it creates and changes what the template lists, and leaves everything else.
    pub(crate) fn deploy(&mut self, template: &Deployed) -> DeploymentResult {
        let Wanted { resources, networks } = wanted(template);
        let mut result = DeploymentResult::default();
        let refused = self.refuse_networks(&resources, &networks, &mut result);
        let mut order: Vec<&String> = resources.keys().collect();
        order.sort_by_key(|key| (roles::is_role(key), depth(key)));
        for key in order {
            if result.refused.contains_key(key) || result.blocked.contains(key) {
                continue;
            }
            let has_parent = parent_of(key)
                .is_none_or(|parent| !resources.contains_key(&parent) || self.resources.contains_key(&parent));
            if has_parent {
                let is_listed = parent_of(key).is_some_and(|parent| networks.contains(&parent));
                self.put(key, &resources[key], is_listed, &mut result);
            } else {
                result.blocked.insert(key.clone());
            }
        }
        for network in networks.difference(&refused) {
            for subnet in self.subnets_of(network) {
                if !resources.contains_key(&subnet) {
                    self.resources.remove(&subnet);
                    result.removed.insert(subnet);
                }
            }
        }
        let left = self.resources.keys().filter(|key| !resources.contains_key(*key) && !result.blocked.contains(*key));
        result.left = left.cloned().collect();
        result
    }

    /// One PUT, or a subnet in the list of a network.
    fn put(&mut self, key: &str, body: &Value, is_listed: bool, result: &mut DeploymentResult) {
        let id = key.to_owned();
        let Some(old) = self.resources.get(key).cloned() else {
            if let Some((code, _)) = collisions::refusal(self, key, body, is_listed) {
                result.refused.insert(id, code);
                return;
            }
            match collisions::unsettled(self, key, body) {
                Some(why) => _ = result.unknown.insert(id, why),
                None => _ = result.created.insert(id),
            }
            self.write(key, body.clone());
            return;
        };
        if roles::is_role(key) {
            if self.holder(body) == self.holders[key] {
                if old == *body {
                    result.unchanged.insert(id);
                } else {
                    result.unknown.insert(id, "whether the type of its principal may change");
                }
            } else {
                result.refused.insert(id, Some(roles::UPDATE_NOT_PERMITTED));
            }
            return;
        }
        let kind = kind_of(key);
        let mut kept = body.clone();
        let (mut is_changed, mut is_ignored, mut unknown) = (false, false, None);
        for path in differences::between(&old, body) {
            match outcome(&Change { kind: &kind, path: &path, old: &old, new: body }) {
                Outcome::Changed => is_changed = true,
                Outcome::Refused(code) => {
                    result.refused.insert(id, code);
                    return;
                }
                Outcome::Ignored => {
                    is_ignored = true;
                    result.kept.insert(id.clone());
                    differences::keep(&mut kept, &old, &path);
                }
                Outcome::Unknown(why) => unknown = Some(why),
            }
        }
        self.write(key, kept);
        match unknown {
            Some(why) => _ = result.unknown.insert(id, why),
            None if is_changed => _ = result.changed.insert(id),
            None if is_ignored => _ = result.ignored.insert(id),
            None => _ = result.unchanged.insert(id),
        }
    }

    fn write(&mut self, key: &str, body: Value) {
        let before = self.resources.get(key).is_some_and(|old| roles::has_principal(key, old));
        if roles::has_principal(key, &body) && !before {
            *self.principals.entry(key.to_owned()).or_default() += 1;
        }
        if roles::is_role(key) {
            self.holders.insert(key.to_owned(), self.holder(&body));
        }
        self.deleted.remove(key);
        self.resources.insert(key.to_owned(), body);
    }

    /// Deletes resources, with what is below them. Without `lifts_locks`, a lock refuses what it protects, and the IDs
    /// of what it refuses are returned (`ScopeLocked`).
    pub(crate) fn remove(&mut self, keys: &BTreeSet<String>, lifts_locks: bool) -> BTreeSet<String> {
        let (locks, others): (Vec<&String>, Vec<&String>) =
            keys.iter().partition(|key| kind_of(key) == "Microsoft.Authorization/locks");
        let mut refused = BTreeSet::new();
        for key in others.into_iter().rev() {
            if !lifts_locks && self.is_locked(key) {
                refused.insert(key.clone());
                continue;
            }
            let below: Vec<String> = self.resources.keys().filter(|other| is_below(other, key)).cloned().collect();
            for gone in below.iter().chain([key]) {
                let Some(body) = self.resources.remove(gone) else { continue };
                self.holders.remove(gone);
                if SOFT_DELETED.contains(&kind_of(gone).as_str()) {
                    self.deleted.insert(gone.clone(), body);
                }
            }
        }
        for lock in locks {
            self.resources.remove(lock);
        }
        refused
    }

    /// Whether a lock on the resource, or above it, refuses its deletion: it is inherited by children, extensions and
    /// role assignments.
    /// Source: MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md (2024-03-08).
    fn is_locked(&self, key: &str) -> bool {
        let on = |key: &str| {
            self.resources
                .keys()
                .any(|lock| kind_of(lock) == "Microsoft.Authorization/locks" && parent_of(lock).as_deref() == Some(key))
        };
        let mut place = Some(key.to_owned());
        while let Some(key) = place {
            if on(&key) {
                return true;
            }
            place = parent_of(&key);
        }
        false
    }

    /// The resources as a language deploys them, for the second reasoning about access.
    pub(crate) fn deployed(&self) -> Deployed {
        let mut deployed = Deployed::default();
        for (key, body) in &self.resources {
            let key = if roles::is_role(key) {
                let (principal, count) = &self.holders[key];
                let current = self.principals.get(principal).copied().unwrap_or_default();
                // The principal does not exist any more.
                if *count != current {
                    continue;
                }
                roles::canonical(key, body)
            } else {
                key.clone()
            };
            deployed.resources.insert(key, body.clone());
        }
        deployed
    }

    /// The bodies by ID.
    pub(crate) fn resources(&self) -> &BTreeMap<String, Value> {
        &self.resources
    }

    /// The principal that a role assignment would name now.
    fn holder(&self, body: &Value) -> (String, usize) {
        let principal = body["properties"]["principalId"].as_str().unwrap_or_default();
        let principal = principal.strip_prefix("principal:").unwrap_or(principal).to_owned();
        let count = self.principals.get(&principal).copied().unwrap_or_default();
        (principal, count)
    }
}

/// Whether a resource is deleted with another one.
pub(crate) fn is_below(key: &str, above: &str) -> bool {
    let mut place = parent_of(key);
    while let Some(parent) = place {
        if parent == above {
            return true;
        }
        place = parent_of(&parent);
    }
    false
}

/// A template with the given resources, for tests of the model.
fn template(resources: &Value) -> Deployed {
    let mut deployed = Deployed::default();
    for (key, body) in resources.as_object().expect("resources by ID") {
        deployed.resources.insert(key.clone(), body.clone());
        let name = body.get("name").cloned().unwrap_or_else(|| json!("name"));
        deployed.origins.insert(key.clone(), format!("{}@", name.as_str().expect("a name")));
    }
    deployed
}
