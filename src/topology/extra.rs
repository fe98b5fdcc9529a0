//! What di-gen does not know of a resource and a language takes all the same: data, never expressions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Settings of one resource that are written as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Extra {
    /// For Bicep and ARM, in Azure's words: `{ properties: { dynamicThrottlingEnabled: true } }`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schemars(extend("maxProperties" = 50))]
    pub azure: Map<String, Value>,
    /// For Terraform, in azurerm's words: `{ dynamic_throttling_enabled: true }`. A mapping is a block, a list of mappings is
    /// a block each.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schemars(extend("maxProperties" = 50))]
    pub terraform: Map<String, Value>,
}
