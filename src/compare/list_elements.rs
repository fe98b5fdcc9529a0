//! An element of a list that is added, removed or changed is one change, and not one for each of its fields.

use super::{
    labels::principal_display_name,
    properties::{LIST_ELEMENT, PropertyChange, ValueChange, humanize},
    security_rules::describe_rule,
};
use crate::plan::{
    Attribute, Body, CognitiveAccount, CustomerManagedKey, Expr, Property, ResolvedTopology, Resource, Route,
    StorageAccount,
};

/// An element of a list of a resource.
struct ListElement {
    /// What it is, with what identifies it in its list.
    name: String,
    /// Its values, as text.
    text: String,
    /// The text that explains it; empty for most.
    description: String,
}

/// The elements of the list in a field of a resource; none where its fields are reported one by one.
fn elements(plan: &ResolvedTopology, resource: &Resource, field: &str) -> Option<Vec<ListElement>> {
    let element = |name: String, text: String| ListElement { name, text, description: String::new() };
    let policies = |policies: &[crate::plan::AccessPolicy]| -> Vec<ListElement> {
        let of_policy = |policy: &crate::plan::AccessPolicy| {
            let permissions = |kind: &str, names: &[&str]| {
                if names.is_empty() { None } else { Some(format!("{kind} {}", names.join(", "))) }
            };
            let parts = [permissions("keys", &policy.keys), permissions("secrets", &policy.secrets)];
            let name = format!("access policy of {}", principal_display_name(plan, &policy.principal));
            element(name, parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
        };
        policies.iter().map(of_policy).collect()
    };
    let all = match (&resource.body, field) {
        (Body::NetworkSecurityGroup(group), "rules") => group
            .rules
            .iter()
            .map(|rule| ListElement {
                name: format!("rule {}", plan.display_text(&rule.name)),
                text: describe_rule(plan, rule),
                description: rule
                    .reason
                    .as_ref()
                    .map(|reason| format!("\"{}\"", plan.display_text(reason)))
                    .unwrap_or_default(),
            })
            .collect(),
        (Body::RouteTable(table), "routes") => table
            .routes
            .iter()
            .map(|route| element(format!("route {}", plan.display_text(&route.name)), describe_route(plan, route)))
            .collect(),
        (Body::PrivateEndpoint(endpoint), "addresses") => endpoint
            .addresses
            .iter()
            .map(|one| element(format!("static IP address of {}", one.member), plan.display_text(&one.address)))
            .collect(),
        (Body::StorageAccount(account), "resource_instances") => account
            .resource_instances
            .iter()
            .map(|one| {
                let name = format!("{RESOURCE_INSTANCE_RULES}{}", target_name(plan, &one.resource));
                element(name, LIST_ELEMENT.to_owned())
            })
            .collect(),
        (Body::PrivateDnsZoneGroup(group), "zones") => group
            .zones
            .iter()
            .map(|one| element(format!("zone configuration {}", one.name), target_name(plan, &one.zone)))
            .collect(),
        (
            Body::CognitiveAccount(CognitiveAccount { encryption: key, .. })
            | Body::StorageAccount(StorageAccount { encryption: key, .. }),
            "encryption",
        ) => {
            let text = key.as_ref().map_or_else(|| "none".to_owned(), |key| describe_key(plan, key));
            vec![element(CUSTOMER_KEY.to_owned(), text)]
        }
        (Body::KeyVault(vault), "access_policies") => policies(&vault.access_policies),
        (Body::KeyVaultAccessPolicies(added), "policies") => policies(&added.policies),
        _ => return None,
    };
    Some(all)
}

/// `0.0.0.0/0 to VirtualAppliance 10.0.0.4`
pub(crate) fn describe_route(plan: &ResolvedTopology, route: &Route) -> String {
    let address = route.next_hop_ip_address.as_ref().map(|address| format!(" {}", plan.display_text(address)));
    format!("{} to {}{}", plan.display_text(&route.address_prefix), route.next_hop_type, address.unwrap_or_default())
}

/// The property that says that a resource has a customer-managed key, and the key itself.
const CUSTOMER_KEY: &str = "customer-managed key";

/// A customer-managed key with all that it consists of.
fn describe_key(plan: &ResolvedTopology, key: &CustomerManagedKey) -> String {
    let text = |expr: &Expr| humanize(plan, &plan.display_text(expr));
    let vault = text(&key.vault_uri);
    let vault = vault.strip_prefix("vault URI of ").unwrap_or(&vault);
    let version = key.key_version.as_ref().and_then(|version| plan.known_text(version));
    let version = version.map(|version| format!(", version {version}")).unwrap_or_default();
    let identity = key.identity.as_ref().map(|identity| format!(", used by {}", text(identity))).unwrap_or_default();
    format!("{} of vault {vault}{version}{identity}", text(&key.key_name))
}

/// How the name of an element begins that is nothing but the ID of a resource.
const RESOURCE_INSTANCE_RULES: &str = "resource instance rules ";

/// What an ID refers to.
fn target_name(plan: &ResolvedTopology, id: &Expr) -> String {
    match id {
        Expr::Attribute(symbol, Attribute::Id) => match plan.find(symbol) {
            Some(resource) if resource.existing.is_none() => plan.display_text(&resource.name),
            _ => plan.display_text(id),
        },
        _ => plan.display_text(id),
    }
}

/// Takes the changes within elements of lists out of the values, and returns one change for each element instead.
pub(super) fn join_element_changes(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
    values: &mut Vec<ValueChange>,
) -> Vec<PropertyChange> {
    let mut joined = Vec::new();
    for list in after.body.properties() {
        let is_within = |change: &ValueChange| change.path.field_properties().next() == Some(list);
        if !values.iter().any(is_within) {
            continue;
        }
        let (Some(old_elements), Some(new_elements)) =
            (elements(old, before, list.field), elements(new, after, list.field))
        else {
            continue;
        };
        let changes = compare_elements(list, &old_elements, &new_elements);
        // Nothing but the order differs otherwise.
        if !changes.is_empty() {
            values.retain(|change| !is_within(change));
            // Whether there is a key says nothing beside the key.
            if changes.iter().any(|change| change.property == CUSTOMER_KEY) {
                values.retain(|change| change.path.display_name() != CUSTOMER_KEY);
            }
            joined.extend(changes);
        }
    }
    joined
}

fn compare_elements(
    list: &Property,
    old_elements: &[ListElement],
    new_elements: &[ListElement],
) -> Vec<PropertyChange> {
    let change = |property: String, before: &str, after: &str, exposure| PropertyChange {
        element: property.strip_prefix(RESOURCE_INSTANCE_RULES).map(ToOwned::to_owned),
        property,
        before: before.to_owned(),
        after: after.to_owned(),
        cost: None,
        exposure,
    };
    let find = |elements: &'_ [ListElement], name: &str| elements.iter().position(|element| element.name == name);
    let mut changes = Vec::new();
    for element in new_elements {
        match find(old_elements, &element.name).and_then(|index| old_elements.get(index)) {
            None => changes.push(change(element.name.clone(), "", &element.text, list.exposure)),
            Some(former) => {
                if former.text != element.text {
                    changes.push(change(element.name.clone(), &former.text, &element.text, list.exposure));
                }
                if former.description != element.description {
                    let property = format!("description of {}", element.name);
                    changes.push(change(property, &former.description, &element.description, false));
                }
            }
        }
    }
    for element in old_elements.iter().filter(|element| find(new_elements, &element.name).is_none()) {
        changes.push(change(element.name.clone(), &element.text, "", list.exposure));
    }
    changes
}
