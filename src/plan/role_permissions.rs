//! What role assignments of the plan permit, for every analysis.

use super::{Body, CustomRolePermissions, DeploymentTarget, Expr, ResolvedTopology, Resource, RoleAssignment};
use crate::catalog::roles::{self, Action, AzureOperation, ResourceProvider, Role};

impl ResolvedTopology {
    /// Whether the role of an assignment permits an action; unknown where the role is neither in the catalog nor in the file.
    #[must_use]
    pub fn assignment_allows(&self, assignment: &RoleAssignment, action: Action) -> Option<bool> {
        let guid = self.assigned_role_guid(assignment)?;
        let built_in = roles::find_by_guid(&guid).map(|role| role.allows(action));
        built_in.or_else(|| Some(self.custom_role(&guid)?.allows(action)))
    }

    /// Whether the role of an assignment permits an operation; unknown as above.
    #[must_use]
    pub fn assignment_permits(&self, assignment: &RoleAssignment, operation: AzureOperation) -> Option<bool> {
        let guid = self.assigned_role_guid(assignment)?;
        let built_in = roles::find_by_guid(&guid).map(|role| role.permits(operation));
        built_in.or_else(|| Some(self.custom_role(&guid)?.permissions().includes(operation)))
    }

    /// Whether the role of an assignment includes operations of the data plane of a service; unknown as above.
    #[must_use]
    pub fn assignment_uses_data_of(&self, assignment: &RoleAssignment, service: ResourceProvider) -> Option<bool> {
        let guid = self.assigned_role_guid(assignment)?;
        let built_in = roles::find_by_guid(&guid).map(|role| role.uses_data_of(service));
        built_in.or_else(|| Some(self.custom_role(&guid)?.permissions().uses_data_of(service)))
    }

    fn custom_role(&self, guid: &str) -> Option<&CustomRolePermissions> {
        self.custom_roles.iter().find(|role| role.guid().eq_ignore_ascii_case(guid))
    }

    /// The built-in role of an assignment, if its definition is known.
    #[must_use]
    pub fn assigned_built_in_role(&self, assignment: &RoleAssignment) -> Option<&'static Role> {
        roles::find_by_guid(&self.assigned_role_guid(assignment)?)
    }

    fn assigned_role_guid(&self, assignment: &RoleAssignment) -> Option<String> {
        let id = match &assignment.role_definition {
            Expr::RoleDefinition(guid) => self.known_text(guid)?,
            other => self.known_text(other)?,
        };
        Some(id.rsplit('/').next()?.to_owned())
    }
}

impl Resource {
    /// The ID of what a role is assigned on, for a role assignment.
    pub(crate) fn assignment_scope_id(&self) -> Option<Expr> {
        let Body::RoleAssignment(_) = &self.body else { return None };
        Some(match (&self.scope, &self.deployment_target) {
            (Some(scope), _) => Expr::id(scope),
            (None, DeploymentTarget::Subscription) => Expr::subscription_id(),
            (None, _) => Expr::ResourceGroupId,
        })
    }
}
