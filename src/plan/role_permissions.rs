//! What role assignments of the plan permit, for every analysis.

use super::{Expr, ResolvedTopology, RoleAssignment};
use crate::catalog::roles::{self, Action, Role};

impl ResolvedTopology {
    /// Whether the role of an assignment permits an action; unknown where the role is not in the catalog.
    #[must_use]
    pub fn assignment_allows(&self, assignment: &RoleAssignment, action: Action) -> Option<bool> {
        self.assigned_built_in_role(assignment).map(|role| role.allows(action))
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
