//! The permissions that the deploying principal needs, on the target resource group and on what other teams own.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    catalog::deployment::{DDOS_PLAN_ACTION, WORKSPACE_ACTION, approval_action, join_action, role_for_action},
    plan::{Body, DeploymentTarget, Expr, LanguageFamily, ResolvedTopology, Resource, ResourceKind},
};

/// A scope on which the deploying principal needs actions.
#[derive(Serialize)]
pub(super) struct PermissionScope {
    /// The resource group or resource; none for the target resource group and the target subscription.
    id: Option<String>,
    is_subscription: bool,
    actions: Vec<NeededAction>,
}

/// An action, and a built-in role that allows it.
#[derive(Serialize)]
struct NeededAction {
    action: String,
    role: &'static str,
}

/// A private endpoint for a resource that another team owns.
#[derive(Serialize)]
pub(super) struct ApprovedEndpoint {
    /// The ID of the resource.
    target: String,
    approval_action: String,
    approval_role: &'static str,
    /// Its key below `privateEndpoints`.
    endpoint_key: &'static str,
    endpoint_name: String,
    /// Whether the owner approves the connection, after the deployment.
    manual: bool,
}

/// An action on a resource that is reported, and not documented, to be needed.
#[derive(Serialize)]
pub(super) struct ReportedAction {
    reported_scope: String,
    reported_action: &'static str,
}

/// Resources that every language creates.
pub(super) fn created_resources(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().map(AsRef::as_ref).filter(|r| r.existing.is_none() && r.only_for.is_none())
}

/// Role assignments that only Terraform writes.
pub(super) fn terraform_roles(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().map(AsRef::as_ref).filter(|r| {
        r.existing.is_none() && r.only_for == Some(LanguageFamily::Terraform) && r.kind == ResourceKind::RoleAssignment
    })
}

/// What the deploying principal needs on the target resource group, and on each group and resource of other teams.
pub(super) fn permission_scopes(plan: &ResolvedTopology) -> Vec<PermissionScope> {
    let mut needed = NeededActions::default();
    needed.add(ActionScope::TargetGroup, None);
    for resource in created_resources(plan) {
        needed.add(writing_scope(plan, resource), Some(format!("{}/write", resource.kind.arm_type())));
        for target in resource.referenced_symbols() {
            let target = plan.resource(&target);
            let is_child = resource.parent.as_ref() == Some(&target.symbol);
            if let Some(scope) = outside_scope(plan, target)
                && let Some(action) = join_action(resource.kind, target.kind).filter(|_| !is_child)
            {
                needed.add(ActionScope::Other(scope), Some(action.to_owned()));
            }
        }
        if let Body::VirtualNetwork(network) = &resource.body
            && let Some(Expr::String(plan)) = &network.ddos_plan
        {
            needed.add(ActionScope::Other(plan.clone()), Some(DDOS_PLAN_ACTION.to_owned()));
        }
        if let Body::VirtualNetworkLink(link) = &resource.body
            && let Expr::String(id) = &link.virtual_network
            && let Some(action) = join_action(resource.kind, ResourceKind::VirtualNetwork)
        {
            needed.add(ActionScope::Other(id.clone()), Some(action.to_owned()));
        }
    }
    needed.into_scopes()
}

/// What Terraform needs in addition.
pub(super) fn terraform_scopes(plan: &ResolvedTopology) -> Vec<PermissionScope> {
    let mut needed = NeededActions::default();
    for role in terraform_roles(plan) {
        needed.add(writing_scope(plan, role), Some(format!("{}/write", role.kind.arm_type())));
    }
    needed.into_scopes()
}

/// A scope to which Bicep and ARM write a deployment.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DeploymentScope {
    /// Another resource group; none for the target resource group and the target subscription.
    group_id: Option<String>,
    on_subscription: bool,
}

pub(super) fn deployment_scopes(plan: &ResolvedTopology) -> Vec<DeploymentScope> {
    let scope = |group_id, on_subscription| DeploymentScope { group_id, on_subscription };
    let scopes: BTreeSet<DeploymentScope> = created_resources(plan)
        .map(|resource| match &resource.deployment_target {
            DeploymentTarget::OtherGroup(group) => {
                scope(Some(format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name)), false)
            }
            DeploymentTarget::Subscription => scope(None, true),
            DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => scope(None, false),
        })
        .chain([scope(None, false)])
        .collect();
    scopes.into_iter().collect()
}

/// The private endpoints for resources of other teams.
pub(super) fn approved_endpoints(plan: &ResolvedTopology) -> Vec<ApprovedEndpoint> {
    created_resources(plan)
        .filter_map(|resource| {
            let Body::PrivateEndpoint(endpoint) = &resource.body else { return None };
            let Expr::Attribute(target, _) = &endpoint.target else { return None };
            let target = plan.resource(target);
            let action = approval_action(target.kind);
            Some(ApprovedEndpoint {
                target: target.existing.as_ref()?.to_string(),
                approval_role: role_for_action(&action),
                approval_action: action,
                endpoint_key: endpoint.group,
                endpoint_name: plan.known_text(&resource.name).unwrap_or_default(),
                manual: endpoint.manual,
            })
        })
        .collect()
}

/// Actions that are reported to be needed: see `deployment::WORKSPACE_KEYS`.
pub(super) fn reported_actions(plan: &ResolvedTopology) -> Vec<ReportedAction> {
    let workspaces = plan.resources.iter().filter(|r| r.kind == ResourceKind::LogAnalyticsWorkspace);
    workspaces
        .filter_map(|workspace| workspace.existing.as_ref())
        .map(|id| ReportedAction { reported_scope: id.to_string(), reported_action: WORKSPACE_ACTION })
        .collect()
}

/// What actions are needed on.
enum ActionScope {
    TargetGroup,
    TargetSubscription,
    /// The ID of an existing resource, or of another resource group.
    Other(String),
}

impl PartialEq for ActionScope {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::TargetGroup, Self::TargetGroup) | (Self::TargetSubscription, Self::TargetSubscription) => true,
            // IDs are compared without case.
            (Self::Other(one), Self::Other(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        }
    }
}

/// Actions by scope, in the order in which the scopes were added.
#[derive(Default)]
struct NeededActions(Vec<(ActionScope, BTreeSet<String>)>);

impl NeededActions {
    fn add(&mut self, scope: ActionScope, action: Option<String>) {
        match self.0.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, actions)) => actions.extend(action),
            None => self.0.push((scope, action.into_iter().collect())),
        }
    }

    fn into_scopes(self) -> Vec<PermissionScope> {
        let scopes = self.0.into_iter().filter(|(_, actions)| !actions.is_empty());
        scopes
            .map(|(scope, actions)| {
                let is_target = scope == ActionScope::TargetGroup;
                let role = |action: &str| if is_target { target_role(action) } else { role_for_action(action) };
                let actions = actions.into_iter().map(|action| NeededAction { role: role(&action), action }).collect();
                let is_subscription = scope == ActionScope::TargetSubscription;
                let id = match scope {
                    ActionScope::Other(id) => Some(id),
                    ActionScope::TargetGroup | ActionScope::TargetSubscription => None,
                };
                PermissionScope { id, is_subscription, actions }
            })
            .collect()
    }
}

/// On the target resource group one role allows all types.
fn target_role(action: &str) -> &'static str {
    if action.starts_with("Microsoft.Authorization/") { role_for_action(action) } else { "Contributor" }
}

/// The existing resource that a resource is, or that it is created below.
fn outside_scope(plan: &ResolvedTopology, resource: &Resource) -> Option<String> {
    resource.existing.as_ref().map(ToString::to_string).or_else(|| match writing_scope(plan, resource) {
        ActionScope::Other(id) => Some(id),
        ActionScope::TargetGroup | ActionScope::TargetSubscription => None,
    })
}

/// The existing resource that a resource is written below, or the group or subscription that it is written to.
fn writing_scope(plan: &ResolvedTopology, resource: &Resource) -> ActionScope {
    let group = match &resource.deployment_target {
        DeploymentTarget::OtherGroup(group) => group,
        DeploymentTarget::Subscription => return ActionScope::TargetSubscription,
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => return ActionScope::TargetGroup,
    };
    let mut owner = resource.scope.as_ref().or(resource.parent.as_ref()).map(|symbol| plan.resource(symbol));
    while let Some(above) = owner {
        if let Some(id) = &above.existing {
            return ActionScope::Other(id.to_string());
        }
        owner = above.parent.as_ref().map(|symbol| plan.resource(symbol));
    }
    ActionScope::Other(format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name))
}
