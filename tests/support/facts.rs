//! The resources of a deployment, independent of its language.
//!
//! The readers (`arm`, `bicep`, `hcl`) work with ordinary Azure resource ids while they evaluate, so that
//! `split(id, '/')` and `"${id}/blobServices/default"` behave as they do in Azure. They pass their resources to
//! [`Deployed::gather`], the only function that converts IDs to their canonical form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The scope of every deployment.
pub(crate) const TARGET: &str = "/subscriptions/subscription/resourceGroups/target";
/// The value of `resourceGroup().location` and of its Terraform equivalent.
pub(crate) const LOCATION: &str = "rg-location";

const ROLE_ASSIGNMENTS: &str = "/providers/Microsoft.Authorization/roleAssignments/";

/// All resources of a deployment by canonical ID, with their dependencies.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Deployed {
    /// Canonical id to resolved body, without name, type, API version, scope and dependencies.
    pub(crate) resources: BTreeMap<String, Value>,
    /// Canonical ID to the canonical IDs of its direct dependencies.
    pub(crate) depends: BTreeMap<String, BTreeSet<String>>,
    /// Canonical id to `<own name>@<API version>`; no version in Terraform. Distinguishes equivalent role assignments
    /// with different names, of which Azure would reject the second.
    pub(crate) origins: BTreeMap<String, String>,
    /// Every declaration by its name in the language, before anything is merged: a second deployment pass and an
    /// azurerm association are separate steps, with their own order.
    pub(crate) steps: BTreeMap<String, Step>,
}

/// One declaration: a resource, a resource of a module or nested deployment, a block of Terraform.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Step {
    /// Canonical id to body: of a block of Terraform there may be two.
    pub(crate) writes: BTreeMap<String, Value>,
    /// Its direct dependencies.
    pub(crate) waits: BTreeSet<String>,
    /// In Terraform: the type of the block, and its arguments with inner blocks as lists.
    pub(crate) block: Option<(String, Value)>,
    pub(crate) lifecycle: LifecycleArguments,
}

/// The meta-arguments of Terraform that change what a plan does.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LifecycleArguments {
    /// `ignore_changes`: arguments whose changes are not planned.
    pub(crate) ignored: BTreeSet<String>,
    /// `replace_triggered_by`: the instances whose IDs are named.
    pub(crate) triggers: BTreeSet<String>,
}

/// One resource as read, with Azure's IDs.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) id: String,
    pub(crate) body: Map<String, Value>,
    pub(crate) waits: BTreeSet<String>,
    /// API version, if the language has one.
    pub(crate) version: String,
    /// Its declaration, and the declarations that this one depends on.
    pub(crate) step: String,
    pub(crate) after: BTreeSet<String>,
}

impl Deployed {
    /// Canonical ids instead of Azure's; a role assignment is identified by scope, principal and role.
    pub(crate) fn gather(declared: Vec<Declared>, steps: BTreeMap<String, Step>) -> Deployed {
        let declared = second_steps(declared);
        let mut bodies = Vec::new();
        let mut keys = BTreeMap::new();
        for resource in &declared {
            let body = canonical_value(&Value::Object(resource.body.clone()));
            let key = key_of(&resource.id, &body);
            let twin = keys.insert(resource.id.to_lowercase(), key.clone());
            assert!(twin.is_none(), "{} is declared twice", resource.id);
            bodies.push((key, body));
        }
        let mut deployed = Deployed { steps, ..Deployed::default() };
        for ((key, body), resource) in bodies.into_iter().zip(declared) {
            let waits = resource.waits.iter().map(|id| {
                let found = keys.get(&id.to_lowercase());
                found.unwrap_or_else(|| panic!("{key} waits for {id}, which is not declared")).clone()
            });
            let waits = waits.filter(|id| *id != key).collect();
            deployed.depends.insert(key.clone(), waits);
            let name = resource.id.rsplit('/').next().unwrap_or_default();
            deployed.origins.insert(key.clone(), format!("{name}@{}", resource.version));
            let twin = deployed.resources.insert(key.clone(), body);
            assert!(twin.is_none(), "{key} is declared twice");
        }
        deployed
    }

    /// All dependencies of a resource, direct and transitive.
    pub(crate) fn waits_for(&self, key: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut open = vec![key.to_owned()];
        while let Some(next) = open.pop() {
            for id in self.depends.get(&next).into_iter().flatten() {
                if reached.insert(id.clone()) {
                    open.push(id.clone());
                }
            }
        }
        reached
    }
}

impl Deployed {
    /// All dependencies of a step, direct and transitive.
    pub(crate) fn steps_before(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![name];
        while let Some(next) = open.pop() {
            for before in &self.steps[next].waits {
                if reached.insert(before.as_str()) {
                    open.push(before);
                }
            }
        }
        reached
    }
}

/// The declarations by name. A dependency on an undeclared name is an error.
pub(super) fn steps_of(declared: &[Declared]) -> BTreeMap<String, Step> {
    let mut steps: BTreeMap<String, Step> = BTreeMap::new();
    for resource in declared {
        let body = canonical_value(&Value::Object(resource.body.clone()));
        let step = steps.entry(resource.step.clone()).or_default();
        let key = key_of(&resource.id, &body);
        let twin = step.writes.insert(key, body);
        assert!(twin.is_none(), "{} writes {} twice", resource.step, resource.id);
        step.waits.extend(resource.after.iter().filter(|after| **after != resource.step).cloned());
    }
    for (name, step) in &steps {
        for after in &step.waits {
            assert!(steps.contains_key(after), "{name} waits for {after}, which is not declared");
        }
    }
    steps
}

fn key_of(id: &str, body: &Value) -> String {
    let Some((scope, _)) = id.split_once(ROLE_ASSIGNMENTS) else {
        return canonical(id).unwrap_or_else(|| panic!("`{id}` is not the id of a resource"));
    };
    let text = |name: &str| {
        let found = body["properties"][name].as_str();
        found.unwrap_or_else(|| panic!("the role assignment {id} has no {name}: {body}"))
    };
    let scope = canonical(scope).unwrap_or_else(|| panic!("`{scope}` is not a scope"));
    let principal = text("principalId");
    let principal = principal.strip_prefix("principal:").unwrap_or(principal);
    let role = text("roleDefinitionId").rsplit('/').next().unwrap_or_default();
    format!("role|{scope}|{principal}|{role}")
}

/// The resource type of a canonical ID.
pub(crate) fn kind_in(key: &str) -> String {
    if key.starts_with("role|") {
        return "Microsoft.Authorization/roleAssignments".to_owned();
    }
    let own = key.rsplit('|').next().unwrap_or_default();
    let parts: Vec<_> = own[own.find("Microsoft.").unwrap_or_default()..].split('/').collect();
    // Namespace, n types, n names.
    parts[..=parts.len() / 2].join("/")
}

/// The id of a resource: `kind` is the full type, `name` has one segment per segment of it after the namespace.
pub(crate) fn resource_id(scope: &str, kind: &str, name: &str) -> String {
    let (namespace, kinds) = kind.split_once('/').unwrap_or_else(|| panic!("`{kind}` is not a resource type"));
    let (kinds, names): (Vec<_>, Vec<_>) = (kinds.split('/').collect(), name.split('/').collect());
    assert_eq!(kinds.len(), names.len(), "the name `{name}` does not fit the type {kind}");
    let mut id = format!("{scope}/providers/{namespace}");
    for (kind, name) in kinds.iter().zip(names) {
        id.extend(["/", kind, "/", name]);
    }
    id
}

/// `/subscriptions/S/resourceGroups/R/providers/N/t/a/u/b` to `S:R/N/t/u/a/b`; `None` if it is not an ID.
///
/// The group of the deployment is `target`; an extension resource (a lock) follows its target after `|`.
pub(crate) fn canonical(id: &str) -> Option<String> {
    let Some(start) = id.to_lowercase().rfind("/providers/") else {
        return canonical_scope(id);
    };
    let (scope, own) = (&id[..start], &id[start + "/providers/".len()..]);
    let parts: Vec<_> = own.split('/').collect();
    if parts.len() < 3 || parts.len() % 2 == 0 || parts.contains(&"") {
        return None;
    }
    let (mut kind, mut name) = (parts[0].to_owned(), String::new());
    for pair in parts[1..].chunks(2) {
        kind.extend(["/", pair[0]]);
        name.extend(["/", pair[1]]);
    }
    let on_resource = scope.to_lowercase().contains("/providers/");
    let scope = if scope.is_empty() { "tenant".to_owned() } else { canonical(scope)? };
    Some(format!("{scope}{}{kind}{name}", if on_resource { "|" } else { "/" }))
}

fn canonical_scope(id: &str) -> Option<String> {
    if id.eq_ignore_ascii_case(TARGET) {
        return Some("target".to_owned());
    }
    match id.split('/').collect::<Vec<_>>()[..] {
        ["", word, subscription] if word.eq_ignore_ascii_case("subscriptions") => Some(subscription.to_owned()),
        ["", first, subscription, second, group]
            if first.eq_ignore_ascii_case("subscriptions") && second.eq_ignore_ascii_case("resourceGroups") =>
        {
            Some(format!("{subscription}:{group}"))
        }
        _ => None,
    }
}

/// Ids inside a body become `id:<canonical id>`; null is equal to an absent value.
fn canonical_value(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(canonical_text(text)),
        Value::Array(items) => items.iter().map(canonical_value).collect(),
        Value::Object(fields) => {
            let present = fields.iter().filter(|(_, value)| !value.is_null());
            present.map(|(name, value)| (canonical_text(name), canonical_value(value))).collect()
        }
        other => other.clone(),
    }
}

fn canonical_text(text: &str) -> String {
    match canonical(text) {
        Some(id) if text.starts_with('/') => format!("id:{id}"),
        _ => text.to_owned(),
    }
}

/// A second deployment pass writes a resource again: with all earlier properties, and new ones.
fn second_steps(declared: Vec<Declared>) -> Vec<Declared> {
    let mut once: Vec<Declared> = Vec::new();
    for resource in declared {
        match once.iter_mut().find(|first| first.id.eq_ignore_ascii_case(&resource.id)) {
            Some(first) => {
                let (before, after) = (Value::Object(first.body.clone()), Value::Object(resource.body.clone()));
                assert!(before != after, "{} is declared twice", resource.id);
                assert!(holds(&after, &before), "{} loses a property in its second deployment pass", resource.id);
                first.body = resource.body;
            }
            None => once.push(resource),
        }
    }
    once
}

/// Whether `all` contains every property of `some`, except for the recovery of a soft-deleted resource.
fn holds(all: &Value, some: &Value) -> bool {
    match (all, some) {
        (Value::Object(all), Value::Object(some)) => some.iter().all(|(name, value)| {
            name == "restore" || name == "keySource" || all.get(name).is_some_and(|known| holds(known, value))
        }),
        (all, some) => all == some,
    }
}

/// A value known only to Azure: `prop:<canonical id>:<path>`; principals by their resource.
pub(crate) fn property_of(id: &str, path: &str) -> String {
    let id = canonical(id).unwrap_or_else(|| panic!("`{id}` is not the id of a resource"));
    let identity = id.contains("Microsoft.ManagedIdentity/userAssignedIdentities/");
    match path {
        "identity.principalId" => format!("principal:{id}"),
        "properties.principalId" if identity => format!("principal:{id}"),
        _ => format!("prop:{id}:{path}"),
    }
}

/// `.name` or `[0]` after a value known only to Azure.
pub(crate) fn property_below(known: &str, step: &str) -> String {
    let (owner, path) = known.rsplit_once(':').expect("`prop:` values have two colons");
    let dot = if path.is_empty() || step.starts_with('[') { "" } else { "." };
    let path = format!("{path}{dot}{step}");
    let owner = owner.strip_prefix("prop:").expect("only `prop:` values are extended");
    let identity = owner.contains("Microsoft.ManagedIdentity/userAssignedIdentities/");
    if path == "identity.principalId" || (identity && path == "properties.principalId") {
        return format!("principal:{owner}");
    }
    format!("prop:{owner}:{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_canonical() {
        let blob = resource_id(TARGET, "Microsoft.Storage/storageAccounts/blobServices", "stx/default");
        assert_eq!(canonical(&blob).unwrap(), "target/Microsoft.Storage/storageAccounts/blobServices/stx/default");
        let zone = "/subscriptions/S/resourcegroups/R/providers/Microsoft.Network/privateDnsZones/z.com";
        assert_eq!(canonical(zone).unwrap(), "S:R/Microsoft.Network/privateDnsZones/z.com");
        let lock = resource_id(zone, "Microsoft.Authorization/locks", "keep");
        assert_eq!(
            canonical(&lock).unwrap(),
            "S:R/Microsoft.Network/privateDnsZones/z.com|Microsoft.Authorization/locks/keep"
        );
        assert_eq!(canonical("/home/me/.ssh/authorized_keys"), None);
    }

    #[test]
    fn principals_are_identified_by_their_resource() {
        let id = resource_id(TARGET, "Microsoft.CognitiveServices/accounts", "di");
        let whole = property_of(&id, "");
        let principal = property_below(&property_below(&whole, "identity"), "principalId");
        assert_eq!(principal, "principal:target/Microsoft.CognitiveServices/accounts/di");
    }
}
