//! The naming convention.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{AssignmentName, Seed};

/// Naming convention.
///
/// Names are `<abbreviation>-<name>-<environment>` with the abbreviations of the Cloud Adoption Framework, and
/// each of them has a key that overrides it. Globally unique names end in the first six hexadecimal digits of
/// SHA-256 over `<name>/<environment>/<seed>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Naming {
    /// Your own seed for the suffix of globally unique names, such as a subscription ID. Not a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<Seed>,
    /// Names of role assignments that exist already, by symbolic name: `accountOnStorage`. Azure refuses a second
    /// assignment of the same role under another name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(extend("maxProperties" = 200))]
    pub role_assignments: IndexMap<String, AssignmentName>,
}
