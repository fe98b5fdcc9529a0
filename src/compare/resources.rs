//! Resources that are added, removed, changed or replaced, and role assignments that are added or removed.

use std::collections::BTreeMap;

use super::{
    effects::{EffectsBySymbol, ResourceEffect},
    managed::{managed_resources, managed_resources_except_roles},
    properties::{PropertyPath, ValueChange, humanize},
    reference_changes::changes_with_references,
    resource_ids::scope_id,
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
    /// Its symbolic name; empty for an output.
    pub symbol: String,
    /// Its ARM type; empty for an output.
    pub arm_type: &'static str,
    /// The ID of the resource that it extends, or of the resource group or subscription that contains it.
    pub scope: String,
    /// The display name of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Properties that differ from before.
    pub properties: Vec<PropertyChange>,
    /// Whether this changes what the topology costs.
    pub cost: bool,
    /// What each engine does with it.
    pub effects: EngineEffects,
}

/// What each engine does with a resource, in the order of [`Engine::ALL`]; empty where it stays as it is.
pub type EngineEffects = [Vec<ResourceEffect>; 2];

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
    effects: [&EffectsBySymbol; 2],
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
    // A network that is refused because of a subnet, for example, has no changed property of its own.
    for after in managed_resources_except_roles(new).filter(|after| has_effects(&effects, &after.symbol)) {
        if !changes.iter().any(|change| change.resource().symbol == after.symbol.as_str()) {
            changes.push(Change::Changed(resource_change(new, after, &[], false)));
        }
    }
    for change in &mut changes {
        let resource = change.resource_mut();
        let symbol = Symbol::from(resource.symbol.as_str());
        resource.effects = effects.map(|effects| effects.get(&symbol).cloned().unwrap_or_default());
    }
    changes
}

fn has_effects(effects: &[&EffectsBySymbol; 2], symbol: &Symbol) -> bool {
    effects.iter().any(|effects| effects.contains_key(symbol))
}

impl Change {
    /// The resource.
    #[must_use]
    pub const fn resource(&self) -> &ResourceChange {
        match self {
            Self::Added(resource) | Self::Removed(resource) | Self::Changed(resource) => resource,
            Self::Replaced(replacement) => &replacement.resource,
        }
    }

    const fn resource_mut(&mut self) -> &mut ResourceChange {
        match self {
            Self::Added(resource) | Self::Removed(resource) | Self::Changed(resource) => resource,
            Self::Replaced(replacement) => &mut replacement.resource,
        }
    }
}

/// Outputs with another value that no managed resource has: the endpoint of an existing account.
fn output_changes<'a>(old: &'a ResolvedTopology, new: &'a ResolvedTopology) -> impl Iterator<Item = Change> + 'a {
    new.outputs.iter().filter_map(|output| {
        let old_output = old.outputs.iter().find(|other| other.name == output.name)?;
        let (before, after) = (old.display_text(&old_output.value), new.display_text(&output.value));
        let value = PropertyChange { property: "value".to_owned(), before, after, cost: false, exposure: false };
        (value.before != value.after).then(|| {
            Change::Changed(ResourceChange {
                symbol: String::new(),
                arm_type: "",
                scope: String::new(),
                kind: "output".to_owned(),
                name: output.name.clone(),
                properties: vec![value],
                cost: false,
                effects: EngineEffects::default(),
            })
        })
    })
}

fn resource_change(plan: &ResolvedTopology, resource: &Resource, values: &[ValueChange], cost: bool) -> ResourceChange {
    ResourceChange {
        symbol: resource.symbol.as_str().to_owned(),
        arm_type: resource.kind.arm_type(),
        scope: scope_id(plan, resource),
        effects: EngineEffects::default(),
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
    let values = changes_with_references((old, before), (new, after));
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

/// A role assignment that differs.
#[derive(Debug, Clone)]
pub struct RoleAssignmentChange {
    /// Whether it is added, removed or created again with a resource that is replaced.
    pub kind: RoleAssignmentChangeKind,
    /// The principal, the role and the scope; the object ID where two principals have the same text.
    pub text: String,
    /// Its symbolic name.
    pub symbol: String,
    /// The ID of its scope.
    pub scope: String,
    /// What each engine does with it.
    pub effects: EngineEffects,
}

/// How a role assignment differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleAssignmentChangeKind {
    /// Only the new plan has it.
    Added,
    /// Only the old plan has it.
    Removed,
    /// Both have it, and a resource on which it depends is replaced.
    Recreated,
}

impl RoleAssignmentChangeKind {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Recreated => "recreated",
        }
    }
}

/// Role assignments that are added, created again and removed. A replaced resource needs its assignments again.
pub(super) fn role_changes(
    old: &ResolvedTopology,
    new: &ResolvedTopology,
    replaced: &ReplacementReasons,
    effects: [&EffectsBySymbol; 2],
) -> Vec<RoleAssignmentChange> {
    let assignments = |plan: &ResolvedTopology| -> Vec<(Symbol, String, AssignmentText)> {
        let text = |resource: &Resource| {
            Some((resource.symbol.clone(), scope_id(plan, resource), assignment_text(plan, resource)?))
        };
        role_assignments(plan).filter_map(text).collect()
    };
    let (old_roles, new_roles) = (assignments(old), assignments(new));
    let change = |kind, (symbol, scope, role): &(Symbol, String, AssignmentText), text: String| RoleAssignmentChange {
        kind,
        text: if text.is_empty() { role.text.clone() } else { text },
        symbol: symbol.as_str().to_owned(),
        scope: scope.clone(),
        effects: effects.map(|effects| effects.get(symbol).cloned().unwrap_or_default()),
    };
    let only_in = |kind, roles: &[(Symbol, String, AssignmentText)], others: &[(Symbol, String, AssignmentText)]| {
        let is_missing = |(_, _, role): &&(Symbol, String, AssignmentText)| {
            !others.iter().any(|(_, _, other)| other.identity == role.identity)
        };
        let missing = roles.iter().filter(is_missing).map(|entry| {
            // The identity distinguishes two principals with the same text.
            let role = &entry.2;
            let is_ambiguous = others.iter().any(|(_, _, other)| other.text == role.text);
            let text = if is_ambiguous { format!("{} ({})", role.text, role.identity) } else { String::new() };
            change(kind, entry, text)
        });
        missing.collect::<Vec<_>>()
    };
    let mut changes = only_in(RoleAssignmentChangeKind::Added, &new_roles, &old_roles);
    for entry in &new_roles {
        let is_kept = old_roles.iter().any(|(_, _, other)| other.identity == entry.2.identity);
        if is_kept && replaced.contains_key(&entry.0) {
            changes.push(change(RoleAssignmentChangeKind::Recreated, entry, String::new()));
        }
    }
    changes.extend(only_in(RoleAssignmentChangeKind::Removed, &old_roles, &new_roles));
    changes
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
