//! What a file declares to be checked of it, beside what is deployed.

use crate::topology::{Suppression, TopologyFile};

/// The checks that a file declares for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredChecks {
    /// The access assertions, with single spaces.
    pub assertions: Vec<String>,
    /// The suppressed rules.
    pub suppressed: Vec<SuppressedRule>,
}

/// A rule that does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressedRule {
    /// The code of the rule.
    pub code: String,
    /// The only key for which it is suppressed, if not all.
    pub key: Option<String>,
}

impl DeclaredChecks {
    /// The checks of a file.
    #[must_use]
    pub fn new(topology: &TopologyFile) -> Self {
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let rule = |suppression: &Suppression| SuppressedRule {
            code: suppression.rule.to_string(),
            key: suppression.key.as_ref().map(ToString::to_string),
        };
        Self {
            assertions: topology.expect.iter().map(|statement| words(statement.to_string())).collect(),
            suppressed: topology.suppress.iter().map(rule).collect(),
        }
    }
}
