//! A named text to read.

use std::io;

use super::Diagnostics;
use crate::source::SourceText;

/// A named text: `di-gen.yaml` and its content.
///
/// ```
/// let source = di_gen::Source::new("di-gen.yaml", "name: invoices\nenvironments: { dev: , prod: }");
/// assert_eq!(source.environment_names(), ["dev", "prod"]);
/// assert!(di_gen::read(&source.for_environment("prod")).is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct Source {
    pub(super) inner: SourceText,
}

impl Source {
    /// A text with the name that diagnostics show.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { inner: SourceText::new(name, text) }
    }

    /// Adds the files that the text extends (its key `extends`), and those that they extend. `path` is the path of the text;
    /// `read` gets paths relative to the same directory and returns the content of a file.
    ///
    /// The text decides which paths `read` gets, `..` included, so a program that reads the texts of others decides in
    /// `read` which files they may name: regular files inside their repository, after links are resolved. Every path
    /// has the name of a YAML file. Diagnostics quote an extended file only if it has a top-level key of a topology.
    ///
    /// # Errors
    /// A path that is not relative or not that of a YAML file, files that extend each other in a circle, a file that
    /// cannot be read, and one that is not a mapping with a key.
    ///
    /// ```
    /// let source = di_gen::Source::new("app.yaml", "extends: base.yaml\nenvironment: test");
    /// let source = source.with_extended("app.yaml", |path| {
    ///     assert_eq!(path, "base.yaml");
    ///     Ok(b"name: invoices".to_vec())
    /// })?;
    /// assert!(di_gen::read(&source).is_ok());
    /// # Ok::<(), di_gen::Diagnostics>(())
    /// ```
    pub fn with_extended(self, path: &str, read: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Self, Diagnostics> {
        let inner = self.inner.resolve_extends(path, |path| Ok((path.to_owned(), read(path)?)))?;
        Ok(Self { inner })
    }

    /// The same text, read for one of its environments.
    #[must_use]
    pub fn for_environment(&self, name: impl Into<String>) -> Self {
        Self { inner: self.inner.for_environment(name) }
    }

    /// The names of its environments, in order; none if the text cannot be read.
    #[must_use]
    pub fn environment_names(&self) -> Vec<String> {
        self.inner.environment_names()
    }

    /// The name that diagnostics show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }
}
