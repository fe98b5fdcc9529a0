//! Role assignments, with deterministic names or those that exist.

use super::builder::PlanBuilder;
use crate::{
    catalog::roles::Role,
    plan::{Attribute, Body, DeploymentTarget, Expr, ResourceKind, RoleAssignment, Symbol, Variable},
    topology::values::RoleReference,
};

/// The principal of a role assignment.
pub(super) struct RoleAssignee {
    /// The part of the assignment's name that stands for the principal: unique, and known before deployment.
    pub(super) guid_seed: Expr,
    /// Its object ID.
    pub(super) object_id: Expr,
    /// Its principal type, where it is known.
    pub(super) principal_type: Option<&'static str>,
}

/// What a role is assigned on.
#[derive(Clone, Copy)]
pub(super) enum RoleScope<'a> {
    /// A resource.
    Resource(&'a Symbol),
    /// The target resource group.
    ResourceGroup,
    /// The target subscription.
    Subscription,
}

impl RoleAssignee {
    /// The managed identity of a resource.
    pub(super) fn managed_identity(symbol: &Symbol) -> Self {
        Self {
            guid_seed: Expr::id(symbol),
            object_id: Expr::Attribute(symbol.clone(), Attribute::PrincipalId),
            principal_type: Some("ServicePrincipal"),
        }
    }
}

impl PlanBuilder<'_> {
    /// Assigns a built-in role on a resource to a principal.
    pub(super) fn assign_built_in_role(
        &mut self,
        symbol: &str,
        purpose: &str,
        role: &'static Role,
        principal: &RoleAssignee,
        scope: &Symbol,
    ) -> Symbol {
        self.assign_role(symbol, purpose, &RoleReference::BuiltIn(role), principal, RoleScope::Resource(scope))
    }

    /// Assigns any role to a principal.
    pub(super) fn assign_role(
        &mut self,
        symbol: &str,
        purpose: &str,
        role: &RoleReference,
        principal: &RoleAssignee,
        scope: RoleScope<'_>,
    ) -> Symbol {
        let id = self.reference_role(role);
        let (role_name, unnamed_role) = match role {
            RoleReference::BuiltIn(role) => match role.stable_name() {
                Some(name) => (Some(name), None),
                None => (None, Some(subscription_role_id(role.guid))),
            },
            RoleReference::Id(id) => (None, Some(Expr::string(id))),
            RoleReference::Guid(guid) => (None, Some(subscription_role_id(guid))),
        };
        let body = RoleAssignment {
            role_name,
            role_definition: match role {
                RoleReference::Id(_) => id.clone(),
                _ => Expr::RoleDefinition(Box::new(id.clone())),
            },
            unnamed_role,
            principal: principal.object_id.clone(),
            principal_type: principal.principal_type,
        };
        let (scope_id, scope, target) = match scope {
            RoleScope::Resource(symbol) => {
                (Expr::id(symbol), Some(symbol.clone()), self.plan.resource(symbol).deployment_target.clone())
            }
            RoleScope::ResourceGroup => (Expr::ResourceGroupId, None, DeploymentTarget::TargetGroup),
            RoleScope::Subscription => (Expr::subscription_id(), None, DeploymentTarget::Subscription),
        };
        let name = Expr::Guid(vec![scope_id, principal.guid_seed.clone(), id]);
        let names = &self.topology.naming.role_assignments;
        let resource =
            self.add_resource(symbol, ResourceKind::RoleAssignment, purpose, name, Body::RoleAssignment(body));
        if let Some(existing) = names.get(resource.symbol.as_str()) {
            resource.name = Expr::string(existing.as_str());
        }
        resource.scope = scope;
        resource.deployment_target = target;
        resource.symbol.clone()
    }

    /// The expression for a role: a variable with its GUID, which is created on first use, or its ID.
    fn reference_role(&mut self, role: &RoleReference) -> Expr {
        let (name, description, value) = match role {
            RoleReference::BuiltIn(role) => {
                (role.variable.to_owned(), format!("Built-in role {}.", role.name), role.guid.to_owned())
            }
            RoleReference::Guid(guid) => {
                (format!("role{}", guid.replace('-', "")), "Custom role.".to_owned(), guid.clone())
            }
            RoleReference::Id(id) => return Expr::string(id),
        };
        if !self.plan.variables.iter().any(|v| v.name == name) {
            self.plan.variables.push(Variable { name: name.clone(), description, value: Expr::string(value) });
        }
        Expr::Variable(name)
    }
}

/// The ID of a role in the target subscription.
fn subscription_role_id(guid: &str) -> Expr {
    let path = format!("/providers/Microsoft.Authorization/roleDefinitions/{guid}");
    Expr::Join(vec![Expr::string("/subscriptions/"), Expr::SubscriptionId, Expr::string(path)])
}
