//! Resources that come, go, change, or cannot change in place.

use super::{cost, facts};
use crate::{
    catalog::roles,
    plan::{Body, CallerKind, Expr, Kind, Place, Plan, Resource},
};

/// What happens to a resource.
#[derive(Debug, Clone)]
pub enum Change {
    /// It comes.
    Added(Kept),
    /// It goes.
    Removed(Kept),
    /// It changes in place.
    Changed(Kept),
    /// It cannot change in place: something about it is fixed when it is made.
    Replaced(Replacement),
}

/// A resource, and what about it is new.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What it is, in words.
    pub what: String,
    /// Its name.
    pub name: String,
    /// Facts that are other than before.
    pub facts: Vec<Difference>,
    /// Whether this changes what the topology costs.
    pub cost: bool,
}

/// A fact that is other than before.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What, in words.
    pub fact: String,
    /// What it was; empty where it was not said.
    pub before: String,
    /// What it is; empty where it is not said.
    pub after: String,
    /// Whether it says what the topology costs.
    pub cost: bool,
    /// Whether it says who reaches something, or how.
    pub exposure: bool,
}

impl Difference {
    fn new(kind: Kind, [fact, before, after]: [String; 3]) -> Self {
        Self {
            cost: cost::of_a_fact(kind, &fact),
            exposure: EXPOSURE.iter().any(|word| fact == *word || fact.starts_with(&format!("{word} "))),
            fact,
            before,
            after,
        }
    }
}

/// A resource that is made anew.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The resource.
    pub kept: Kept,
    /// What cannot change, in words.
    pub because: String,
}

/// What Azure fixes when a resource is made. Sources: the types' `required` and `readOnly` notes in Azure/bicep-types-az,
/// and `ForceNew` in the azurerm provider.
const FIXED: &[(Kind, &[&str])] = &[
    (Kind::CognitiveAccount, &["kind", "custom subdomain", "location"]),
    (Kind::StorageAccount, &["infrastructure encryption", "location"]),
    (Kind::KeyVault, &["location", "tenant", "soft delete days"]),
    (Kind::KeyVaultKey, &["kind", "size"]),
    (Kind::UserAssignedIdentity, &["location"]),
    (Kind::VirtualNetwork, &["location", "address prefixes"]),
    (Kind::Subnet, &["prefix"]),
    (Kind::PrivateEndpoint, &["subnet", "target", "group", "nic name", "addresses"]),
    (Kind::LinuxVirtualMachine, &["image", "computer name", "admin username", "linux"]),
    (Kind::WindowsVirtualMachine, &["image", "computer name", "admin username", "windows"]),
    (Kind::BastionHost, &["location", "virtual network", "subnet", "public ip address"]),
    (Kind::VirtualNetworkLink, &["virtual network"]),
    (Kind::LogAnalyticsWorkspace, &["location"]),
];

/// Facts that say who reaches a resource, or with what.
const EXPOSURE: &[&str] = &[
    "public network access",
    "default action",
    "bypass",
    "addresses",
    "subnets",
    "resource instances",
    "local auth",
    "shared keys",
    "outbound restricted",
    "allowed fqdns",
    "cors",
    "rules",
    "rbac",
    "access policies",
];

/// Every change, in the order of the plans.
pub(super) fn resources(old: &Plan, new: &Plan) -> Vec<Change> {
    let mut changes = Vec::new();
    for resource in things(new) {
        match things(old).find(|other| other.symbol == resource.symbol) {
            None => changes.push(Change::Added(kept(new, resource, Vec::new(), cost::of_a_resource(resource)))),
            Some(before) => changes.extend(changed((old, before), (new, resource))),
        }
    }
    for resource in things(old) {
        if !things(new).any(|other| other.symbol == resource.symbol) {
            changes.push(Change::Removed(kept(old, resource, Vec::new(), cost::of_a_resource(resource))));
        }
    }
    changes
}

/// What the topology makes, once each.
fn made(plan: &Plan) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().filter(|resource| resource.existing.is_none() && resource.place != Place::Again)
}

/// What is made, without roles: those are said as who may do what.
fn things(plan: &Plan) -> impl Iterator<Item = &Resource> {
    made(plan).filter(|resource| resource.kind != Kind::RoleAssignment)
}

fn kept(plan: &Plan, resource: &Resource, facts: Vec<[String; 3]>, cost: bool) -> Kept {
    Kept {
        what: what(resource.kind),
        name: match (resource.kind, resource.parent.as_ref().and_then(|parent| plan.find(parent))) {
            // Their own name says little.
            (Kind::VirtualNetworkLink | Kind::PrivateDnsZoneGroup | Kind::BlobService, Some(parent)) => {
                format!("{} of {}", facts::text(plan, &resource.name), facts::text(plan, &parent.name))
            }
            _ => facts::text(plan, &resource.name),
        },
        facts: facts.into_iter().map(|fact| Difference::new(resource.kind, fact)).collect(),
        cost,
    }
}

/// `private endpoint`, from the name of the type.
pub(crate) fn what(kind: Kind) -> String {
    format!("{kind:?}").chars().fold(String::new(), |mut words, c| {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
        words
    })
}

fn changed((old, before): (&Plan, &Resource), (new, after): (&Plan, &Resource)) -> Option<Change> {
    let (olds, news) = (facts::lines(old, before), facts::lines(new, after));
    let find =
        |lines: &[(String, String)], path: &str| lines.iter().find(|(p, _)| p == path).map(|(_, text)| text.clone());
    let mut changes: Vec<[String; 3]> = Vec::new();
    for (path, text) in &news {
        let was = find(&olds, path);
        if was.as_ref() != Some(text) {
            changes.push([path.clone(), was.unwrap_or_default(), text.clone()]);
        }
    }
    for (path, text) in &olds {
        if find(&news, path).is_none() {
            changes.push([path.clone(), text.clone(), String::new()]);
        }
    }
    let (name, new_name) = (facts::text(old, &before.name), facts::text(new, &after.name));
    let renamed = name != new_name || before.kind != after.kind;
    let moved = before.place != after.place;
    if changes.is_empty() && !renamed && !moved {
        return None;
    }
    let fixed = FIXED.iter().filter(|(kind, _)| *kind == after.kind).flat_map(|(_, words)| words.iter());
    let fixed: Vec<&str> = fixed
        .copied()
        .filter(|word| changes.iter().any(|[path, ..]| path == word || path.starts_with(&format!("{word} "))))
        .collect();
    let cost = changes.iter().any(|[path, ..]| cost::of_a_fact(after.kind, path))
        || cost::of_a_resource(before) != cost::of_a_resource(after);
    let kept = kept(new, after, changes, cost);
    if renamed {
        let because = format!("its name was {name}");
        return Some(Change::Replaced(Replacement { kept, because }));
    }
    if moved {
        return Some(Change::Replaced(Replacement { kept, because: "it goes into another resource group".to_owned() }));
    }
    if fixed.is_empty() {
        return Some(Change::Changed(kept));
    }
    let because = format!("{} cannot change", fixed.join(" and "));
    Some(Change::Replaced(Replacement { kept, because }))
}

/// Roles that are given and that are taken away.
pub(super) fn roles(old: &Plan, new: &Plan) -> (Vec<String>, Vec<String>) {
    let all = |plan: &Plan| -> Vec<String> {
        made(plan).filter(|r| r.kind == Kind::RoleAssignment).filter_map(|r| role(plan, r)).collect()
    };
    let (olds, news) = (all(old), all(new));
    let without =
        |these: &[String], those: &[String]| these.iter().filter(|role| !those.contains(role)).cloned().collect();
    (without(&news, &olds), without(&olds, &news))
}

/// `client app has Cognitive Services User on di-invoices-prod`.
fn role(plan: &Plan, resource: &Resource) -> Option<String> {
    let (holder, what) = role_parts(plan, resource)?;
    Some(format!("{holder} has {what}"))
}

/// Who has a role, and which on what.
pub(crate) fn role_parts(plan: &Plan, resource: &Resource) -> Option<(String, String)> {
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let id = facts::text(plan, &body.role_definition);
    let guid = id.rsplit('/').next().unwrap_or_default();
    let role =
        roles::ALL.iter().find(|role| role.guid.eq_ignore_ascii_case(guid)).map_or(id.as_str(), |role| role.name);
    let on = plan.find(resource.scope.as_ref()?)?;
    Some((holder(plan, &body.principal), format!("{role} on {}", facts::text(plan, &on.name))))
}

fn holder(plan: &Plan, principal: &Expr) -> String {
    let client = plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Client { name, principal: other, .. } if other == principal => Some(format!("client {name}")),
        _ => None,
    });
    client.unwrap_or_else(|| match principal {
        Expr::Attribute(symbol, _) => match plan.find(symbol) {
            Some(resource) => format!("the identity of {}", facts::text(plan, &resource.name)),
            None => symbol.as_str().to_owned(),
        },
        Expr::DeployerId => "whoever runs Terraform".to_owned(),
        other => facts::text(plan, other),
    })
}
