//! How names are made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::Seed;

/// How names are made.
///
/// Names are `<abbreviation>-<name>-<environment>` with the abbreviations of the Cloud Adoption Framework, and
/// every one of them has a key to override it. Names that are unique in all of Azure end in the first six
/// hexadecimal digits of SHA-256 over `<name>/<environment>/<seed>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Naming {
    /// Makes the suffix of globally unique names your own: a subscription ID, say. Not a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<Seed>,
}
