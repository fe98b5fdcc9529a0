//! Role assignments by what they mean: Azure refuses a second one for the same principal, role and scope, whatever its name is.

use super::values::last_segment;
use crate::{
    arm_template::Value,
    existing::{AzureId, ExistingResource},
};

/// What a role assignment means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AssignmentKey {
    /// The scope, in lower case.
    pub scope: String,
    /// The GUID of the role, in lower case.
    pub role: String,
    /// The object ID of the principal, in lower case; none if it is not known.
    pub principal: Option<String>,
}

/// What a role assignment means; none if its scope or its role is not known.
#[must_use]
pub fn assignment_key(assignment: &ExistingResource) -> Option<AssignmentKey> {
    let properties = assignment.body.as_object()?.get("properties")?.as_object()?;
    let text = |name: &str| properties.get(name).and_then(Value::as_text).map(str::to_ascii_lowercase);
    let role = text("roleDefinitionId")?;
    let scope = assignment.id.scope().filter(AzureId::is_known)?;
    Some(AssignmentKey {
        scope: scope.folded().to_string(),
        role: last_segment(&role).to_owned(),
        principal: text("principalId"),
    })
}
