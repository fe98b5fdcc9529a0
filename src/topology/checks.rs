//! The checks file (`di-gen.checks.yaml`): what must stay true of resources that exist, without a topology file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PolicySet, Suppression, values::Statement};

/// Checks of resources that exist, for `di-gen validate --existing FILE --checks di-gen.checks.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChecksFile {
    /// The accounts that are checked, by name or resource ID. Default: all of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub accounts: Vec<String>,
    /// The resource groups whose accounts are checked, by name. Default: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub resource_groups: Vec<String>,
    /// Access assertions, with the actors and targets that `di-gen access --existing` shows: `internet to account is denied`.
    /// `di-gen validate` fails if one does not hold for an account that has the actor and the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 200, "uniqueItems" = true))]
    pub expect: Vec<Statement>,
    /// Posture rules that do not apply here, each with a reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 50))]
    pub suppress: Vec<Suppression>,
    /// Sets of policies that are evaluated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub policies: Vec<PolicySet>,
    /// Known diagnostics: the code, the ID of the resource, and for policies the ID of the definition. With this key, each
    /// error and warning that is not listed fails. `di-gen validate --existing FILE --format baseline` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxItems" = 10000))]
    pub baseline: Option<Vec<String>>,
}
