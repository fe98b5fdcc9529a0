//! Custom roles and what they permit.

use crate::{
    catalog::roles::{self, Action, PermissionSet},
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

    /// A role that exists, with patterns of operations: actions, those that are subtracted, and the same of the data plane.
    pub(crate) fn of_existing(guid: String, patterns: [Vec<&str>; 4]) -> Self {
        let [actions, not_actions, data_actions, not_data_actions] = patterns.map(|patterns| patterns.join("\n"));
        Self { guid, actions, not_actions, data_actions, not_data_actions }
    }

    /// Its GUID.
    #[must_use]
    pub fn guid(&self) -> &str {
        &self.guid
    }

    /// The operations that it includes and excludes.
    #[must_use]
    pub fn permissions(&self) -> PermissionSet<'_> {
        PermissionSet {
            actions: &self.actions,
            not_actions: &self.not_actions,
            data_actions: &self.data_actions,
            not_data_actions: &self.not_data_actions,
        }
    }

    /// Whether it permits all operations that an action needs.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        roles::permit(&[self.permissions()], action)
    }
}
