//! How resources and role assignments are called in a report.

use super::resource_ids::id_text;
use crate::{
    catalog::roles,
    plan::{
        Body, CallerKind, DeploymentTarget, EXISTING_ACCOUNT_PRINCIPAL, Expr, ResolvedTopology, Resource, ResourceKind,
    },
};

/// The kind and the distinctive name of a resource.
pub(crate) fn resource_label(plan: &ResolvedTopology, resource: &Resource) -> String {
    format!("{} {}", resource.kind.display_name(), distinctive_name(plan, resource))
}

/// The name of a resource, with what it belongs to where its own name is the same for all of its kind.
pub(super) fn distinctive_name(plan: &ResolvedTopology, resource: &Resource) -> String {
    let name = plan.display_text(&resource.name);
    let owner = resource.parent.as_ref().or(resource.scope.as_ref()).and_then(|owner| plan.find(owner));
    match (resource.kind, owner) {
        (ResourceKind::DiagnosticSetting, Some(owner)) => format!("{name} of {}", resource_label(plan, owner)),
        (
            ResourceKind::VirtualNetworkLink
            | ResourceKind::PrivateDnsZoneGroup
            | ResourceKind::BlobService
            | ResourceKind::ManagementLock,
            Some(owner),
        ) => format!("{name} of {}", plan.display_text(&owner.name)),
        _ => name,
    }
}

/// A role assignment as text.
pub(super) struct AssignmentText {
    /// The principal, the role and the scope.
    pub(super) text: String,
    /// The same with the object ID of the principal, which identifies it: a role assignment is immutable.
    pub(super) identity: String,
    /// What distinguishes it from another one with the same text; empty where only the object ID does.
    pub(super) distinction: String,
    /// Whose object ID that is.
    pub(super) principal: String,
}

/// `client app has Cognitive Services User on di-invoices-prod`.
pub(super) fn assignment_text(plan: &ResolvedTopology, resource: &Resource) -> Option<AssignmentText> {
    let (holder, role) = role_assignment_parts(plan, resource)?;
    let Body::RoleAssignment(body) = &resource.body else { return None };
    let principal = format!("{} {}", roles::principal_type_name(body.principal_type), id_text(plan, &body.principal));
    let scope = resource.scope.as_ref().and_then(|scope| plan.find(scope));
    let existing = scope.and_then(|scope| scope.existing.as_ref()).map(|id| format!(", {id}")).unwrap_or_default();
    let owner = match &body.principal {
        Expr::Attribute(symbol, _) => plan.find(symbol),
        _ => None,
    };
    Some(AssignmentText {
        text: format!("{holder} has {role}"),
        distinction: match (scope.and_then(|scope| scope.existing.as_ref()), &plan.subscription) {
            (Some(id), _) => id.to_string(),
            (None, subscription) => {
                let parent = |resource: &&Resource| plan.find(resource.parent.as_ref()?);
                let owner = std::iter::successors(scope.as_ref().and_then(parent), parent).last();
                let owner = owner.map(|owner| resource_label(plan, owner));
                let subscription = subscription.as_ref().map(|subscription| format!("subscription {subscription}"));
                let parts: Vec<String> = subscription.into_iter().chain(owner).collect();
                if parts.is_empty() { "no subscription is set".to_owned() } else { parts.join(", ") }
            }
        },
        identity: format!("{principal}, {role}{existing}"),
        principal: match owner {
            Some(owner) if owner.kind == ResourceKind::UserAssignedIdentity => resource_label(plan, owner),
            Some(owner) => format!("the identity of {}", resource_label(plan, owner)),
            None => principal,
        },
    })
}

/// A role assignment as text: principal, role and scope.
pub(crate) fn assignment_label(plan: &ResolvedTopology, resource: &Resource) -> Option<String> {
    assignment_text(plan, resource).map(|assignment| assignment.text)
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

pub(super) fn principal_display_name(plan: &ResolvedTopology, principal: &Expr) -> String {
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
