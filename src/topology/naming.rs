//! The naming convention.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::Seed;

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
}
