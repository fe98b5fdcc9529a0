//! What a file declares to be checked of it, beside what is deployed.

use crate::topology::{OutputLanguage, OutputTarget, Suppression, TopologyFile};

/// The checks that a file declares for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredChecks {
    /// The access assertions, with single spaces.
    pub assertions: Vec<String>,
    /// The suppressed rules.
    pub suppressed: Vec<SuppressedRule>,
    /// The outputs, which are compared with the file.
    pub outputs: Vec<DeclaredOutput>,
}

/// Generated files of a language in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredOutput {
    /// The language.
    pub language: OutputLanguage,
    /// The directory.
    pub folder: String,
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
        let output =
            |output: &OutputTarget| DeclaredOutput { language: output.language, folder: output.folder.to_string() };
        Self {
            outputs: topology.outputs.iter().map(output).collect(),
            assertions: topology.expect.iter().map(|statement| words(statement.to_string())).collect(),
            suppressed: topology.suppress.iter().map(rule).collect(),
        }
    }
}
