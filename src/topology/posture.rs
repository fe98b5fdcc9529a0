//! Posture rules that do not apply to the topology, and strings that only look like secrets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Reason, RuleCode, SuppressedKey};
use crate::diagnostic::KeyChange;

/// A posture rule that does not apply here, or a string that only looks like a secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Suppression {
    /// The code of the rule, as `di-gen validate` reports it.
    pub rule: RuleCode,
    /// Only with DI0007, and required there: the key whose value is no secret. Messages still do not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<SuppressedKey>,
    /// Why it does not apply, for later readers of the file.
    pub reason: Reason,
}

/// Removes a suppression, and the list with its last one.
pub(crate) fn suppression_removal(all: &[Suppression], index: usize) -> KeyChange {
    let pointer = if all.len() == 1 { "/suppress".to_owned() } else { format!("/suppress/{index}") };
    KeyChange::Remove { pointer }
}
