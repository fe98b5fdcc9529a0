//! Posture rules that do not apply to the topology.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Reason, RuleCode};

/// A posture rule that does not apply here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Suppression {
    /// The code of the rule, as `di-gen validate` reports it.
    pub rule: RuleCode,
    /// Why it does not apply, for later readers of the file.
    pub reason: Reason,
}
