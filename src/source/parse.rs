//! From a source to the tree of its values, in the environment that it is read for.

use super::{
    environment,
    named_text::Source,
    tree::{YamlDocument, YamlNodeKind},
    yaml,
};
use crate::diagnostic::Diagnostic;

impl Source {
    /// A finding about the environment that this is read for, told to somebody who reads the file as it stands.
    #[must_use]
    pub fn relocate_to_file(&self, finding: Diagnostic) -> Diagnostic {
        match (&self.environment, self.parse()) {
            (Some(name), Ok(document)) => environment::relocate_diagnostic(finding, name, &document),
            _ => finding,
        }
    }

    /// Pointers to the values of its environment, as they would stand outside of it; lists are one value.
    #[must_use]
    pub(crate) fn override_pointers(&self) -> Vec<String> {
        let document = self.merge_files().ok();
        document
            .map(|document| environment::collect_overrides(&document, self.environment.as_deref()))
            .unwrap_or_default()
    }

    /// The same with an edition: in its line, or in a new one before the first key. Nothing where a file that this one
    /// extends has the line.
    #[must_use]
    pub fn with_edition(&self, edition: &str) -> Option<Self> {
        let document = self.merge_files().ok()?;
        let mut text = self.text.clone();
        let (at, line) = if document.has_value("/edition") {
            (document.value_span("/edition"), edition.to_owned())
        } else {
            let own = yaml::parse(&self.text).ok()?;
            let YamlNodeKind::Mapping(entries) = &own.root.kind else { return None };
            let first = entries.first().map_or(text.len(), |entry| entry.key_span.start);
            // `{ name: claims }` on one line.
            let in_braces = text[own.root.span.start.min(first)..first].starts_with('{');
            (first..first, format!("edition: {edition}{}", if in_braces { ", " } else { "\n" }))
        };
        if at.start > text.len() || at.end > text.len() {
            return None;
        }
        let quoted = text[at.clone()].starts_with(['"', '\'']);
        text.replace_range(at, &if quoted { format!("\"{line}\"") } else { line });
        Some(Self { text, ..self.clone() })
    }

    /// The names of its environments, in order; none of a text that cannot be read.
    #[must_use]
    pub fn environment_names(&self) -> Vec<String> {
        self.merge_files().map(|document| environment::environment_names(&document)).unwrap_or_default()
    }

    /// Reads the text as YAML. A text that cannot be read yields every problem found up to there.
    ///
    /// # Errors
    /// Syntax, size and depth, duplicate keys, YAML features that di-gen refuses, and an environment that is not there.
    pub fn parse(&self) -> Result<YamlDocument, Vec<Diagnostic>> {
        Ok(self.parse_with_environments()?.0)
    }

    /// The same, with the names of its environments.
    pub(crate) fn parse_with_environments(&self) -> Result<(YamlDocument, Vec<String>), Vec<Diagnostic>> {
        let merged = self.merge_files()?;
        let names = environment::environment_names(&merged);
        Ok((self.select_environment(merged)?, names))
    }

    /// A document as its environment has it.
    pub(super) fn select_environment(&self, merged: YamlDocument) -> Result<YamlDocument, Vec<Diagnostic>> {
        environment::apply_environment(merged, self.environment.as_deref(), self.single_override.as_deref())
    }
}
