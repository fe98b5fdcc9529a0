//! Additional settings of a resource, for which di-gen has no key: data, never expressions.

use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Additional settings by resource; copies of a topology share them.
pub type ExtraSettings = IndexMap<String, Arc<Extra>>;

/// Additional settings of one resource, written unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Extra {
    /// For Bicep and ARM, by property name: `{ properties: { dynamicThrottlingEnabled: true } }`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schemars(extend("maxProperties" = 50))]
    pub azure: Map<String, Value>,
    /// For Terraform, by argument name: `{ dynamic_throttling_enabled: true }`. A mapping is a block, a list of
    /// mappings one block each.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schemars(extend("maxProperties" = 50))]
    pub terraform: Map<String, Value>,
}
