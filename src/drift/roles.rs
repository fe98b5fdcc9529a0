//! Role assignments by what they mean: Azure refuses a second one for the same principal, role and scope, whatever its name is.

use super::values::last_segment;
use crate::{arm_template::Value, existing::ExistingResource};

/// What a role assignment means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AssignmentKey {
    /// The scope, in lower case.
    pub scope: String,
    /// The GUID of the role, in lower case.
    pub role: String,
    /// The object ID of the principal in lower case, or what determines it; none if neither is known.
    pub principal: Option<String>,
}

/// What a role assignment means; none if its role is not known.
#[must_use]
pub fn assignment_key(assignment: &ExistingResource) -> Option<AssignmentKey> {
    let role = property(assignment, "roleDefinitionId")?.display_text()?.to_ascii_lowercase();
    let scope = assignment.id.scope()?;
    let principal = property(assignment, "principalId");
    Some(AssignmentKey {
        scope: scope.folded().to_string(),
        role: last_segment(&role).to_owned(),
        principal: principal.and_then(|principal| match principal {
            Value::Unknown(unknown) => unknown.symbol.as_deref().map(str::to_owned),
            principal => principal.as_text().map(str::to_ascii_lowercase),
        }),
    })
}

/// Whether the object ID of the principal is known.
pub(super) fn has_known_principal(assignment: &ExistingResource) -> bool {
    property(assignment, "principalId").and_then(Value::as_text).is_some()
}

fn property<'a>(assignment: &'a ExistingResource, name: &str) -> Option<&'a Value> {
    assignment.body.as_object()?.get("properties")?.as_object()?.get(name)
}
