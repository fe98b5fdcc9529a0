//! Resources that are added, removed, changed or replaced, and role assignments that are added or removed.

use std::collections::BTreeMap;

use super::{
    managed::{managed_resources, managed_resources_except_roles},
    properties::{PropertyPath, ValueChange, humanize, value_changes},
};
use crate::{
    catalog::roles,
    plan::{
        Body, CallerKind, DeploymentTarget, EXISTING_ACCOUNT_PRINCIPAL, Expr, ResolvedTopology, Resource, ResourceKind,
        Symbol,
    },
};

/// The reasons why resources are replaced, by symbolic name.
pub(super) type ReplacementReasons = BTreeMap<Symbol, String>;

/// The change of a resource.
#[derive(Debug, Clone)]
pub enum Change {
    /// It is added.
    Added(ResourceChange),
    /// It is removed.
    Removed(ResourceChange),
    /// It changes in place.
    Changed(ResourceChange),
    /// It is replaced, since an immutable property changes.
    Replaced(Replacement),
}

/// A resource with its changed properties.
#[derive(Debug, Clone)]
pub struct ResourceChange {
    /// The display name of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Properties that differ from before.
    pub properties: Vec<PropertyChange>,
    /// Whether this changes what the topology costs.
    pub cost: bool,
}

/// A property that differs from before.
#[derive(Debug, Clone)]
pub struct PropertyChange {
    /// Its display name.
    pub property: String,
    /// The old value; empty where it was not set.
    pub before: String,
    /// The new value; empty where it is not set.
    pub after: String,
    /// Whether it changes what the topology costs.
    pub cost: bool,
    /// Whether it affects who can access a resource, or how.
    pub exposure: bool,
}

impl PropertyChange {
    fn new(plan: &ResolvedTopology, ValueChange { path, before, after }: &ValueChange) -> Self {
        Self {
            property: humanize(plan, &path.display_name()),
            before: humanize(plan, before),
            after: humanize(plan, after),
            cost: changes_cost(path),
            exposure: path.field_properties().any(|property| property.exposure),
        }
    }
}

/// A resource that is replaced.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The resource.
    pub resource: ResourceChange,
    /// Why it cannot change in place.
    pub reason: String,
}

/// Every change, in the order of the plans.
pub(super) fn resource_changes(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for after in managed_resources_except_roles(new) {
        match managed_resources_except_roles(old).find(|other| other.symbol == after.symbol) {
            None => changes.push(Change::Added(resource_change(new, after, &[], after.body.is_billed()))),
            Some(before) => {
                changes.extend(compare_resource((old, before), (new, after), replaced.get(&after.symbol)));
            }
        }
    }
    changes.extend(output_changes(old, new));
    for before in managed_resources_except_roles(old) {
        if !managed_resources_except_roles(new).any(|other| other.symbol == before.symbol) {
            changes.push(Change::Removed(resource_change(old, before, &[], before.body.is_billed())));
        }
    }
    changes
}

/// Outputs with another value that no managed resource has: the endpoint of an existing account.
fn output_changes<'a>(old: &'a ResolvedTopology, new: &'a ResolvedTopology) -> impl Iterator<Item = Change> + 'a {
    new.outputs.iter().filter_map(|output| {
        let old_output = old.outputs.iter().find(|other| other.name == output.name)?;
        let (before, after) = (old.display_text(&old_output.value), new.display_text(&output.value));
        let value = PropertyChange { property: "value".to_owned(), before, after, cost: false, exposure: false };
        (value.before != value.after).then(|| {
            let (kind, name) = ("output".to_owned(), output.name.clone());
            Change::Changed(ResourceChange { kind, name, properties: vec![value], cost: false })
        })
    })
}

fn resource_change(plan: &ResolvedTopology, resource: &Resource, values: &[ValueChange], cost: bool) -> ResourceChange {
    ResourceChange {
        kind: resource.kind.display_name(),
        name: match (
            resource.kind,
            resource.parent.as_ref().or(resource.scope.as_ref()).and_then(|parent| plan.find(parent)),
        ) {
            // Their own names are not distinctive.
            (
                ResourceKind::VirtualNetworkLink
                | ResourceKind::PrivateDnsZoneGroup
                | ResourceKind::BlobService
                | ResourceKind::DiagnosticSetting
                | ResourceKind::ManagementLock,
                Some(parent),
            ) => {
                format!("{} of {}", plan.display_text(&resource.name), plan.display_text(&parent.name))
            }
            _ => plan.display_text(&resource.name),
        },
        properties: values.iter().map(|change| PropertyChange::new(plan, change)).collect(),
        cost,
    }
}

fn changes_cost(path: &PropertyPath) -> bool {
    path.field_properties().any(|property| property.cost.is_some())
}

/// The change of a resource that is in both plans.
fn compare_resource(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
    reason: Option<&String>,
) -> Option<Change> {
    let values = value_changes((old, before), (new, after));
    let cost =
        values.iter().any(|change| changes_cost(&change.path)) || before.body.is_billed() != after.body.is_billed();
    match reason {
        Some(reason) => {
            let resource = resource_change(new, after, &values, cost);
            Some(Change::Replaced(Replacement { resource, reason: reason.clone() }))
        }
        None if values.is_empty() => None,
        None => Some(Change::Changed(resource_change(new, after, &values, cost))),
    }
}

/// A role assignment as text.
struct AssignmentText {
    /// The principal, the role and the scope.
    text: String,
    /// The same with the object ID of the principal, which identifies it: a role assignment is immutable.
    identity: String,
}

/// Role assignments that are added and that are removed. A replaced resource needs its assignments again.
pub(super) fn role_changes(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
) -> (Vec<String>, Vec<String>) {
    let assignments = |plan: &ResolvedTopology| -> Vec<AssignmentText> {
        role_assignments(plan).filter_map(|assignment| assignment_text(plan, assignment)).collect()
    };
    let (old_roles, new_roles) = (assignments(old), assignments(new));
    let only_in = |roles: &[AssignmentText], others: &[AssignmentText]| -> Vec<String> {
        let missing = roles.iter().filter(|role| !others.iter().any(|other| other.identity == role.identity));
        missing
            .map(|role| {
                // The identity distinguishes two principals with the same text.
                let is_ambiguous = others.iter().any(|other| other.text == role.text);
                if is_ambiguous { format!("{} ({})", role.text, role.identity) } else { role.text.clone() }
            })
            .collect()
    };
    let mut added = only_in(&new_roles, &old_roles);
    let recreated = role_assignments(new).filter(|assignment| {
        let principal = match &assignment.body {
            Body::RoleAssignment(body) => match &body.principal {
                Expr::Attribute(symbol, _) => Some(symbol),
                _ => None,
            },
            _ => None,
        };
        [assignment.scope.as_ref(), principal].into_iter().flatten().any(|symbol| replaced.contains_key(symbol))
    });
    for role in recreated.filter_map(|assignment| assignment_text(new, assignment)) {
        if old_roles.iter().any(|other| other.identity == role.identity) {
            added.push(format!("{} (recreated with the replaced resource)", role.text));
        }
    }
    (added, only_in(&old_roles, &new_roles))
}

fn role_assignments(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    managed_resources(plan).filter(|resource| resource.kind == ResourceKind::RoleAssignment)
}

/// `client app has Cognitive Services User on di-invoices-prod`.
fn assignment_text(plan: &ResolvedTopology, resource: &Resource) -> Option<AssignmentText> {
    let (holder, role) = role_assignment_parts(plan, resource)?;
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let principal = format!("{} {}", body.principal_type.unwrap_or("principal"), plan.display_text(&body.principal));
    let scope = resource.scope.as_ref().and_then(|scope| plan.find(scope));
    let existing = scope.and_then(|scope| scope.existing.as_ref()).map(|id| format!(", {id}")).unwrap_or_default();
    Some(AssignmentText { text: format!("{holder} has {role}"), identity: format!("{principal}, {role}{existing}") })
}

/// A role assignment as text: principal, role and scope.
pub(super) fn assignment_label(plan: &ResolvedTopology, resource: &Resource) -> Option<String> {
    assignment_text(plan, resource).map(|assignment| assignment.text)
}

/// The kind and the distinctive name of a resource.
pub(super) fn resource_label(plan: &ResolvedTopology, resource: &Resource) -> String {
    let change = resource_change(plan, resource, &[], false);
    format!("{} {}", change.kind, change.name)
}

/// The principal of a role assignment, and its role with the scope.
pub(crate) fn role_assignment_parts(plan: &ResolvedTopology, resource: &Resource) -> Option<(String, String)> {
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let id = plan.display_text(&body.role_definition);
    let guid = id.rsplit('/').next().unwrap_or_default();
    let role = roles::find_by_guid(guid).map_or(id.as_str(), |role| role.name);
    let scope = match &resource.scope {
        Some(scope) => plan.display_text(&plan.find(scope)?.name),
        None if resource.deployment_target == DeploymentTarget::Subscription => "the subscription".to_owned(),
        None => "the resource group".to_owned(),
    };
    Some((principal_display_name(plan, &body.principal), format!("{role} on {scope}")))
}

fn principal_display_name(plan: &ResolvedTopology, principal: &Expr) -> String {
    let client = plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Client { name, principal: other, .. } if other == principal => Some(format!("client {name}")),
        _ => None,
    });
    client.unwrap_or_else(|| match principal {
        Expr::Attribute(symbol, _) => match plan.find(symbol) {
            Some(resource) => format!("the identity of {}", plan.display_text(&resource.name)),
            None => symbol.as_str().to_owned(),
        },
        Expr::Parameter(name) if name == EXISTING_ACCOUNT_PRINCIPAL => match plan.find(&"account".into()) {
            Some(account) => format!("the identity of {}", plan.display_text(&account.name)),
            None => name.clone(),
        },
        Expr::DeployerId => "the identity that runs Terraform".to_owned(),
        other => plan.display_text(other),
    })
}
