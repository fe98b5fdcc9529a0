//! Role assignments that exist.

use super::value::{at, id, text};
use crate::{
    arm_template::{Reason, Value},
    existing::{AzureId, ExistingResource, principal_at},
};

/// Who has a role.
#[derive(Debug, Clone)]
pub(super) struct Principal {
    /// What identifies it: its object ID, or the resource whose identity it is.
    pub(super) key: String,
    /// Its object ID as it was read, if it is known.
    pub(super) object_id: Option<String>,
    /// The parameter whose value it is.
    pub(super) parameter: Option<String>,
}

/// A role assignment.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) id: AzureId,
    pub(super) scope: AzureId,
    /// The GUID of the role, in lower case.
    pub(super) guid: String,
    /// The ID of the role, as it was read.
    pub(super) definition: String,
    pub(super) principal: Principal,
    pub(super) principal_type: Option<String>,
}

impl Principal {
    /// The principal at a path.
    pub(super) fn read(body: &Value, path: &[&str]) -> Option<Self> {
        let found = at(body, &path.join("/"))?;
        let parameter = found.as_unknown().and_then(|unknown| match &unknown.reason {
            Reason::Parameter(name) => Some(name.to_string()),
            _ => None,
        });
        Some(Self { key: principal_at(body, path)?, object_id: found.as_text().map(ToOwned::to_owned), parameter })
    }
}

impl Role {
    pub(super) fn read(assignment: &ExistingResource) -> Option<Self> {
        let body = &assignment.body;
        let definition = text(body, "properties/roleDefinitionId")?;
        Some(Self {
            id: assignment.id.clone(),
            scope: id(body, "properties/scope").or_else(|| assignment.id.scope())?,
            guid: definition.rsplit('/').next().unwrap_or_default().to_ascii_lowercase(),
            definition: definition.to_owned(),
            principal: Principal::read(body, &["properties", "principalId"])?,
            principal_type: text(body, "properties/principalType").map(ToOwned::to_owned),
        })
    }

    /// Whether it assigns the same role on the same scope to the same principal.
    pub(super) fn equals(&self, other: &Self) -> bool {
        (&self.scope, &self.guid, &self.principal.key) == (&other.scope, &other.guid, &other.principal.key)
    }
}
