//! From a source to the tree of its values, in its environment.

use super::{environment, named_text::SourceText, tree::YamlDocument};
use crate::diagnostic::Diagnostic;

impl SourceText {
    /// Rewrites a diagnostic about the environment of this source for a reader of the whole file.
    #[must_use]
    pub fn relocate_to_file(&self, diagnostic: Diagnostic) -> Diagnostic {
        match (&self.environment, self.parse()) {
            (Some(name), Ok(document)) => environment::relocate_diagnostic(diagnostic, name, &document),
            _ => diagnostic,
        }
    }

    /// Pointers to the values of its environment, relative to the environment; lists are one value.
    #[must_use]
    pub(crate) fn override_pointers(&self) -> Vec<String> {
        let document = self.merge_files().ok();
        document
            .map(|document| environment::collect_overrides(&document, self.environment.as_deref()))
            .unwrap_or_default()
    }

    /// The names of its environments, in order; none if the text cannot be parsed.
    #[must_use]
    pub fn environment_names(&self) -> Vec<String> {
        self.merge_files().map(|document| environment::environment_names(&document)).unwrap_or_default()
    }

    /// The names of its environments if none of them is selected: no environment is deployed with the values outside of all.
    #[must_use]
    pub fn unselected_environments(&self) -> Vec<String> {
        if self.environment.is_some() { Vec::new() } else { self.environment_names() }
    }

    /// Parses the text as YAML. A text that cannot be parsed returns all diagnostics up to that point.
    ///
    /// # Errors
    /// Syntax, size and depth, duplicate keys, YAML features that di-gen does not support, and an environment that
    /// does not exist.
    pub fn parse(&self) -> Result<YamlDocument, Vec<Diagnostic>> {
        Ok(self.parse_with_environments()?.0)
    }

    /// The same, with the names of its environments.
    pub(crate) fn parse_with_environments(&self) -> Result<(YamlDocument, Vec<String>), Vec<Diagnostic>> {
        let merged = self.merge_files()?;
        let names = environment::environment_names(&merged);
        Ok((self.select_environment(merged)?, names))
    }

    /// A document in the environment of this source.
    pub(super) fn select_environment(&self, merged: YamlDocument) -> Result<YamlDocument, Vec<Diagnostic>> {
        environment::apply_environment(merged, self.environment.as_deref(), self.single_override.as_deref())
    }
}
