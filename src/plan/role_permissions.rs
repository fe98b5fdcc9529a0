//! What role assignments of the plan permit, for every analysis.

use super::{Expr, ResolvedTopology, RoleAssignment};
use crate::{
    catalog::roles::{self, Action, PermissionSet, Role},
    topology::{CustomRole, values::OperationPattern},
};

/// A custom role and what it permits, as in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomRolePermissions {
    guid: String,
    actions: String,
    not_actions: String,
    data_actions: String,
    not_data_actions: String,
}

impl CustomRolePermissions {
    pub(super) fn new(role: &CustomRole) -> Self {
        let lines = |patterns: &[OperationPattern]| {
            patterns.iter().map(OperationPattern::as_str).collect::<Vec<_>>().join("\n")
        };
        Self {
            guid: role.id.guid(),
            actions: lines(&role.actions),
            not_actions: lines(&role.not_actions),
            data_actions: lines(&role.data_actions),
            not_data_actions: lines(&role.not_data_actions),
        }
    }

    fn allows(&self, action: Action) -> bool {
        let set = PermissionSet {
            actions: &self.actions,
            not_actions: &self.not_actions,
            data_actions: &self.data_actions,
            not_data_actions: &self.not_data_actions,
        };
        roles::permit(std::iter::once(set), action)
    }
}

impl ResolvedTopology {
    /// Whether the role of an assignment permits an action; unknown where the role is neither in the catalog nor in the file.
    #[must_use]
    pub fn assignment_allows(&self, assignment: &RoleAssignment, action: Action) -> Option<bool> {
        let guid = self.assigned_role_guid(assignment)?;
        let built_in = roles::find_by_guid(&guid).map(|role| role.allows(action));
        built_in.or_else(|| {
            let custom = self.custom_roles.iter().find(|role| role.guid.eq_ignore_ascii_case(&guid));
            custom.map(|role| role.allows(action))
        })
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
