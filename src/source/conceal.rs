//! Texts that are not shown, in whatever form: a file that is no topology, reached in a way that its reader did not
//! choose.
//!
//! `extends`, or a symbolic link with the name of a topology, can name a file of the machine that reads it: its
//! environment, a file with credentials. Such a text is shown only if it is a topology. Otherwise diagnostics are
//! reduced to path, line and column.

use super::{
    named_text::SourceText,
    tree::{YamlDocument, YamlNodeKind},
    yaml,
};
use crate::diagnostic::{Code, Diagnostic, SourceLocation};

/// The top-level keys of a topology. The schema, which is tested to have the same, is not known to this module.
pub(super) const TOPOLOGY_KEYS: &[&str] = &[
    "account",
    "allow",
    "clients",
    "cloud",
    "customRoles",
    "deployment",
    "di-gen",
    "dns",
    "edition",
    "encryption",
    "environment",
    "environments",
    "expect",
    "extends",
    "extra",
    "keyVault",
    "keys",
    "location",
    "locks",
    "monitoring",
    "name",
    "naming",
    "network",
    "outputs",
    "policies",
    "privateEndpoints",
    "storage",
    "subscription",
    "suppress",
    "tags",
    "terraform",
    "testMachine",
];

/// Whether a document is a mapping with a key of a topology.
pub(super) fn is_topology(document: &YamlDocument) -> bool {
    match &document.root.kind {
        YamlNodeKind::Mapping(entries) => entries.iter().any(|entry| TOPOLOGY_KEYS.contains(&entry.key.as_str())),
        YamlNodeKind::Scalar(_) | YamlNodeKind::List(_) => false,
    }
}

impl SourceText {
    /// The same, read through a symbolic link: its text is concealed unless it is a topology.
    #[must_use]
    pub fn reached_through_link(self) -> Self {
        let is_concealed = !yaml::parse(&self.text).is_ok_and(|document| is_topology(&document));
        Self { is_concealed, ..self }
    }

    /// The diagnostics, without what they quote from concealed texts: of each such text, the location of the first
    /// diagnostic with each code.
    #[must_use]
    pub(crate) fn conceal_diagnostics(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let files = self.source_files();
        if files.iter().all(|file| !file.is_concealed) {
            return diagnostics;
        }
        let document = self.parse().ok();
        let start_offset = |location: &SourceLocation| match (location, &document) {
            (SourceLocation::Bytes(bytes), _) => bytes.start,
            (location, Some(document)) => document.start_offset(location),
            _ => 0,
        };
        let mut kept: Vec<Diagnostic> = Vec::new();
        for diagnostic in diagnostics {
            let at = start_offset(&diagnostic.location);
            let file = self.source_file_at(at);
            if !file.is_concealed {
                let is_shown = |related: &SourceLocation| !self.source_file_at(start_offset(related)).is_concealed;
                kept.push(Diagnostic {
                    related: diagnostic.related.into_iter().filter(|(location, _)| is_shown(location)).collect(),
                    ..diagnostic
                });
                continue;
            }
            let reduced = reduce_to_location(diagnostic.code, at);
            let is_known = |other: &Diagnostic| {
                other.code == reduced.code && self.source_file_at(start_offset(&other.location)).start == file.start
            };
            if !kept.iter().any(is_known) {
                kept.push(reduced);
            }
        }
        kept
    }
}

/// A diagnostic that quotes nothing.
pub(super) fn reduce_to_location(code: Code, at: usize) -> Diagnostic {
    Diagnostic::error(code, code.summary())
        .at_bytes(at..at)
        .help("open the file at this line: its text is shown only if it is a topology")
}

#[cfg(test)]
mod tests {
    use super::TOPOLOGY_KEYS;

    #[test]
    fn keys_are_those_of_the_schema() {
        let schema: serde_json::Value = serde_json::from_str(crate::schema::SCHEMA_TEXT).expect("JSON");
        let mut keys: Vec<&str> = schema["properties"].as_object().expect("keys").keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, TOPOLOGY_KEYS);
    }
}
