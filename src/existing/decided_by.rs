//! What decides a step: a resource that was seen, or a property of it.
//!
//! The analyses name keys of a topology file. Here they become keys of the resources that stand for them.

use super::{ExistingResource, Inventory, ResolvedAccount, obstacle::NETWORK_RULES, resolve::KEY};
use crate::{
    analyse::access::{AccessStep, AccessTarget, Aspect, TargetService},
    arm_template::Value,
    plan::{Attribute, Body, Expr, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// Keys of the account, of storage and of the vault, with the properties that stand for them.
const PROPERTIES: &[(&str, &str)] = &[
    ("/publicNetworkAccess", "/properties/publicNetworkAccess"),
    ("/localAuth", "/properties/disableLocalAuth"),
    ("/sharedKeys", "/properties/allowSharedKeyAccess"),
    ("/outbound/restricted", "/properties/restrictOutboundNetworkAccess"),
    ("/outbound/allowedFqdns", "/properties/allowedFqdnList"),
    ("/identity/systemAssigned", "/identity"),
    ("/trustedServices", "/properties/networkAcls/bypass"),
    ("/resourceInstanceRule", "/properties/networkAcls/resourceAccessRules"),
    ("/copyScope", "/properties/allowedCopyScope"),
];

/// The key of what decides a step: that of a resource, with the property if it has it. Empty if nothing that was seen does.
pub(super) fn locate_decision(
    account: &ResolvedAccount,
    inventory: &Inventory,
    step: &AccessStep,
    target: &AccessTarget,
) -> String {
    let key = step.decided_by.as_str();
    if key.is_empty() {
        return String::new();
    }
    let plan = &account.plan;
    let service = plan.find(&TargetService::for_target(target).symbol());
    let (resource, property) = match key.strip_prefix(KEY) {
        Some(_) => locate_own_key(plan, key, service),
        None => locate_file_key(plan, key, step.aspect, service),
    };
    let Some(resource) = resource else {
        // What was seen and is no resource of the plan.
        return if find_seen(account, inventory, key).is_some() { key.to_owned() } else { String::new() };
    };
    // An address can have a rule in the firewalls of several services.
    let (resource, property) = match service {
        Some(service) if service.origin != resource.origin && property.starts_with(IP_RULES) => {
            (service, own_rule(account, inventory, &resource.origin, &property, service))
        }
        _ => (resource, property),
    };
    let has_property =
        find_seen(account, inventory, &resource.origin).is_some_and(|seen| at_pointer(&seen.body, &property).is_some());
    if has_property { format!("{}{property}", resource.origin) } else { resource.origin.clone() }
}

/// The IP rules of every service.
const IP_RULES: &str = "/properties/networkAcls/ipRules";

/// The rule of a service for the address of another service's rule.
fn own_rule(
    account: &ResolvedAccount,
    inventory: &Inventory,
    other: &str,
    property: &str,
    service: &Resource,
) -> String {
    let rule_of = |key: &str, pointer: &str| {
        let value = find_seen(account, inventory, key).and_then(|seen| at_pointer(&seen.body, pointer))?;
        value.as_object()?.get("value")?.as_text()
    };
    let wanted = rule_of(other, property);
    let own = (0..MAX_RULES).map(|index| format!("{IP_RULES}/{index}"));
    let found = own.take_while(|pointer| rule_of(&service.origin, pointer).is_some());
    let mut found = found.filter(|pointer| wanted.is_some() && rule_of(&service.origin, pointer) == wanted);
    found.next().unwrap_or_else(|| IP_RULES.to_owned())
}

/// More than any service accepts.
const MAX_RULES: usize = 1_000;

fn find_seen<'i>(account: &ResolvedAccount, inventory: &'i Inventory, key: &str) -> Option<&'i ExistingResource> {
    let number: usize = key.strip_prefix(KEY)?.parse().ok()?;
    inventory.find(&account.places.get(number)?.id)
}

/// The value at a JSON pointer.
pub(super) fn at_pointer<'v>(body: &'v Value, pointer: &str) -> Option<&'v Value> {
    let step = |value: &'v Value, name: &str| match value {
        Value::Object(object) => object.get(name),
        Value::Array(list) => list.items().get(name.parse::<usize>().ok()?),
        _ => None,
    };
    pointer.split('/').skip(1).try_fold(body, step)
}

/// A key of a resource, with what the analyses add to it.
fn locate_own_key<'p>(
    plan: &'p ResolvedTopology,
    key: &str,
    service: Option<&'p Resource>,
) -> (Option<&'p Resource>, String) {
    let end = key[KEY.len()..].find('/').map_or(key.len(), |end| KEY.len() + end);
    let (own, rest) = key.split_at(end);
    let resource = plan.resources.iter().map(AsRef::as_ref).find(|resource| resource.origin == own);
    let subnet = match resource.map(|resource| &resource.body) {
        Some(Body::Subnet(subnet)) => Some(subnet),
        _ => None,
    };
    let referenced = |expr: Option<&Expr>| expr.and_then(symbol_of).and_then(|symbol| plan.find(symbol));
    if let Some(subnet) = subnet {
        if rest == "/existingNsg" {
            return (referenced(Some(&subnet.network_security_group)).or(resource), String::new());
        }
        if let Some(index) = rest.strip_prefix("/rules/") {
            let group = referenced(Some(&subnet.network_security_group));
            return (group.or(resource), format!("/properties/securityRules/{index}"));
        }
        if let Some(rest) = rest.strip_prefix("/routeTable") {
            let property = rest.strip_prefix("/routes/").map(|index| format!("/properties/routes/{index}"));
            return (referenced(subnet.route_table.as_ref()).or(resource), property.unwrap_or_default());
        }
    }
    match rest {
        // A role that is missing is missing on the service.
        "/roles" => (service, String::new()),
        rest => (resource, rest.to_owned()),
    }
}

fn symbol_of(expr: &Expr) -> Option<&Symbol> {
    if let Expr::Attribute(symbol, Attribute::Id) = expr { Some(symbol) } else { None }
}

/// A key of a topology file.
fn locate_file_key<'p>(
    plan: &'p ResolvedTopology,
    key: &str,
    aspect: Aspect,
    service: Option<&'p Resource>,
) -> (Option<&'p Resource>, String) {
    let of_kind = |kind: ResourceKind| plan.resources.iter().map(AsRef::as_ref).find(|resource| resource.kind == kind);
    for (start, symbol) in [("/account", "account"), ("/storage", "storageAccount"), ("/keyVault", "keyVault")] {
        if let Some(rest) = key.strip_prefix(start) {
            let property = PROPERTIES.iter().find(|(known, _)| rest == *known).map_or("", |(_, property)| property);
            return (plan.find(&symbol.into()), property.to_owned());
        }
    }
    match key {
        "/encryption/account" => (plan.find(&"account".into()), "/properties/encryption".to_owned()),
        "/encryption/storage" => (plan.find(&"storageAccount".into()), "/properties/encryption".to_owned()),
        "/allow/studio" if aspect == Aspect::Browser => {
            (of_kind(ResourceKind::BlobService).or(service), "/properties/cors".to_owned())
        }
        "/allow/subnets" => (service, NETWORK_RULES.to_owned()),
        _ if key.starts_with("/allow/") => (service, IP_RULES.to_owned()),
        _ if key.starts_with("/dns/") => {
            (of_kind(ResourceKind::VirtualNetworkLink).or_else(|| of_kind(ResourceKind::PrivateDnsZone)), String::new())
        }
        "/network/dnsServers" => {
            (of_kind(ResourceKind::VirtualNetwork), "/properties/dhcpOptions/dnsServers".to_owned())
        }
        _ => (service, String::new()),
    }
}
