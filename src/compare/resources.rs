//! Resources that come, go, change, or cannot change in place.

use std::sync::Arc;

use super::{cost, facts, fixed};
use crate::{
    catalog::roles,
    plan::{Body, CallerKind, EXISTING_ACCOUNT_PRINCIPAL, Expr, Kind, Place, Plan, Resource},
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
    fn new(plan: &Plan, kind: Kind, [fact, before, after]: [String; 3]) -> Self {
        Self {
            cost: cost::of_a_fact(kind, &fact),
            exposure: EXPOSURE.iter().any(|word| fact == *word || fact.starts_with(&format!("{word} "))),
            fact: facts::said(plan, &fact),
            before: facts::said(plan, &before),
            after: facts::said(plan, &after),
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
    // Of whom a user-assigned identity believes that they are it.
    "issuer",
    "subject",
    "audience",
];

/// Every change, in the order of the plans.
pub(super) fn resources(old: &Plan, new: &Plan) -> Vec<Change> {
    let mut changes = Vec::new();
    let replaced = fixed::replaced(old, new);
    for resource in things(new) {
        match things(old).find(|other| other.symbol == resource.symbol) {
            None => changes.push(Change::Added(kept(new, resource, Vec::new(), cost::of_a_resource(resource)))),
            Some(before) => changes.extend(changed((old, before), (new, resource), replaced.get(&resource.symbol))),
        }
    }
    changes.extend(outputs(old, new));
    for resource in things(old) {
        if !things(new).any(|other| other.symbol == resource.symbol) {
            changes.push(Change::Removed(kept(old, resource, Vec::new(), cost::of_a_resource(resource))));
        }
    }
    changes
}

/// Outputs that tell something else, where nothing that is made tells it: the endpoint of an account that exists.
fn outputs<'a>(old: &'a Plan, new: &'a Plan) -> impl Iterator<Item = Change> + 'a {
    new.outputs.iter().filter_map(|output| {
        let was = old.outputs.iter().find(|other| other.name == output.name)?;
        let (before, after) = (facts::text(old, &was.value), facts::text(new, &output.value));
        let fact = Difference { fact: "value".to_owned(), before, after, cost: false, exposure: false };
        (fact.before != fact.after).then(|| {
            let kept = Kept { what: "output".to_owned(), name: output.name.clone(), facts: vec![fact], cost: false };
            Change::Changed(kept)
        })
    })
}

/// What the topology makes, once each.
pub(super) fn made(plan: &Plan) -> impl Iterator<Item = &Resource> {
    let resources = plan.resources.iter().map(Arc::as_ref);
    resources.filter(|resource| resource.existing.is_none() && resource.place != Place::Again)
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
        facts: facts.into_iter().map(|fact| Difference::new(plan, resource.kind, fact)).collect(),
        cost,
    }
}

/// `private endpoint`, from the name of the type.
pub(crate) fn what(kind: Kind) -> String {
    if matches!(kind, Kind::LinuxVirtualMachine | Kind::WindowsVirtualMachine) {
        return "virtual machine".to_owned();
    }
    format!("{kind:?}").chars().fold(String::new(), |mut words, c| {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
        words
    })
}

fn changed(
    (old, before): (&Plan, &Resource),
    (new, after): (&Plan, &Resource),
    because: Option<&String>,
) -> Option<Change> {
    let changes = facts::differences((old, before), (new, after));
    let cost = changes.iter().any(|[path, ..]| cost::of_a_fact(after.kind, path))
        || cost::of_a_resource(before) != cost::of_a_resource(after);
    match because {
        Some(because) => {
            let kept = kept(new, after, changes, cost);
            Some(Change::Replaced(Replacement { kept, because: because.clone() }))
        }
        None if changes.is_empty() => None,
        None => Some(Change::Changed(kept(new, after, changes, cost))),
    }
}

/// A role that somebody has.
struct Given {
    /// Who and what, in words.
    text: String,
    /// What tells it apart from any other: nothing about a role assignment can change.
    own: String,
}

/// Roles that are given and that are taken away. What is made anew needs its roles anew.
pub(super) fn roles(old: &Plan, new: &Plan) -> (Vec<String>, Vec<String>) {
    let all = |plan: &Plan| -> Vec<Given> {
        made(plan).filter(|r| r.kind == Kind::RoleAssignment).filter_map(|r| role(plan, r)).collect()
    };
    let (olds, news) = (all(old), all(new));
    let without = |these: &[Given], those: &[Given]| -> Vec<String> {
        let gone = these.iter().filter(|role| !those.iter().any(|other| other.own == role.own));
        gone.map(|role| {
            // The same words for somebody else say too little.
            let same = those.iter().any(|other| other.text == role.text);
            if same { format!("{} ({})", role.text, role.own) } else { role.text.clone() }
        })
        .collect()
    };
    let mut given = without(&news, &olds);
    let replaced = fixed::replaced(old, new);
    let anew = made(new).filter(|r| r.kind == Kind::RoleAssignment).filter(|r| {
        let holder = match &r.body {
            Body::RoleAssignment(body) => match &body.principal {
                Expr::Attribute(symbol, _) => Some(symbol),
                _ => None,
            },
            _ => None,
        };
        [r.scope.as_ref(), holder].into_iter().flatten().any(|symbol| replaced.contains_key(symbol))
    });
    for role in anew.filter_map(|r| role(new, r)) {
        if olds.iter().any(|other| other.own == role.own) {
            given.push(format!("{} (anew, with what is replaced)", role.text));
        }
    }
    (given, without(&olds, &news))
}

/// `client app has Cognitive Services User on di-invoices-prod`.
fn role(plan: &Plan, resource: &Resource) -> Option<Given> {
    let (holder, what) = role_parts(plan, resource)?;
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let own = format!("{} {}", body.principal_type.unwrap_or("principal"), facts::text(plan, &body.principal));
    let on = resource.scope.as_ref().and_then(|on| plan.find(on)).and_then(|on| on.existing.as_ref());
    let on = on.map(|id| format!(", {id}")).unwrap_or_default();
    Some(Given { text: format!("{holder} has {what}"), own: format!("{own}, {what}{on}") })
}

/// Who has a role, and which on what.
pub(crate) fn role_parts(plan: &Plan, resource: &Resource) -> Option<(String, String)> {
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let id = facts::text(plan, &body.role_definition);
    let guid = id.rsplit('/').next().unwrap_or_default();
    let role = roles::known(guid).map_or(id.as_str(), |role| role.name);
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
        Expr::Parameter(name) if name == EXISTING_ACCOUNT_PRINCIPAL => match plan.find(&"account".into()) {
            Some(account) => format!("the identity of {}", facts::text(plan, &account.name)),
            None => name.clone(),
        },
        Expr::DeployerId => "whoever runs Terraform".to_owned(),
        other => facts::text(plan, other),
    })
}
