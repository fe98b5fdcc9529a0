//! Custom roles: what the roles of the tenant permit, which no catalog contains.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{OperationPattern, RoleReference};

/// A custom role of the tenant, and what it permits: the output of `az role definition list --name <name>`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomRole {
    /// Its GUID or resource ID.
    pub id: RoleReference,
    /// Operations of the control plane that it includes; `*` stands for any text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200))]
    pub actions: Vec<OperationPattern>,
    /// Operations that are subtracted from `actions`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200))]
    pub not_actions: Vec<OperationPattern>,
    /// Operations of the data plane that it includes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200))]
    pub data_actions: Vec<OperationPattern>,
    /// Operations that are subtracted from `dataActions`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200))]
    pub not_data_actions: Vec<OperationPattern>,
}
