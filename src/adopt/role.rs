//! Role assignments that exist.

use super::value::{id, text};
use crate::existing::{AzureId, ExistingResource, principal_at};

/// A role assignment.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) id: AzureId,
    pub(super) scope: AzureId,
    /// The GUID of the role, in lower case.
    pub(super) role: String,
    /// The ID of the role, as it was read.
    pub(super) definition: String,
    /// What identifies the principal: its object ID, or the resource whose identity it is.
    pub(super) principal: String,
    pub(super) principal_type: Option<String>,
}

impl Role {
    pub(super) fn read(assignment: &ExistingResource) -> Option<Self> {
        let body = &assignment.body;
        let definition = text(body, "properties/roleDefinitionId")?;
        Some(Self {
            id: assignment.id.clone(),
            scope: id(body, "properties/scope").or_else(|| assignment.id.scope())?,
            role: definition.rsplit('/').next().unwrap_or_default().to_ascii_lowercase(),
            definition: definition.to_owned(),
            principal: principal_at(body, &["properties", "principalId"])?,
            principal_type: text(body, "properties/principalType").map(ToOwned::to_owned),
        })
    }

    /// Whether it assigns the same role on the same scope to the same principal.
    pub(super) fn equals(&self, other: &Self) -> bool {
        (&self.scope, &self.role, &self.principal) == (&other.scope, &other.role, &other.principal)
    }
}
