//! The user's text: bytes to a tree in which every key and every value knows where it stands.
//!
//! The only room that knows which YAML crate di-gen uses, and the only one that knows line numbers.

mod environment;
mod extend;
mod picture;
mod secrets;
mod tree;
mod yaml;

pub(crate) use environment::OF_THE_FILE;
pub use picture::Pictures;
pub(crate) use secrets::find as find_secrets;
pub use tree::{Document, Kind, Node, join};

use extend::Base;

use crate::diagnostic::{Code, Diagnostic};

/// A named text: `di-gen.yaml` and what it holds.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name shown in messages.
    pub name: String,
    /// The text.
    pub text: String,
    /// The environment it is read for, of those under `environments`.
    pub environment: Option<String>,
    /// The one value of the environment that is taken, where the others are left out.
    only: Option<String>,
    /// What it extends, and what that extends.
    bases: Vec<Base>,
}

/// What is wrong, with the texts that it points into.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The texts, read in the way in which this is wrong.
    pub source: Box<Source>,
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
}

impl Source {
    /// These findings about this source.
    #[must_use]
    pub fn refused(self, findings: Vec<Diagnostic>) -> Refused {
        Refused { source: Box::new(self), findings }
    }

    /// The longest text that is read, in bytes.
    pub const MAX_BYTES: usize = 1024 * 1024;

    /// What is said of a longer one.
    #[must_use]
    pub fn too_large() -> Diagnostic {
        Diagnostic::error(Code::TOO_LARGE, "the file has more than 1 MiB").help("di-gen reads at most 1048576 bytes")
    }

    /// A source with the name that messages shall show.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), environment: None, only: None, bases: Vec::new() }
    }

    /// The same text, read for one of its environments.
    #[must_use]
    pub fn for_environment(&self, name: impl Into<String>) -> Self {
        Self { environment: Some(name.into()), ..self.clone() }
    }

    /// A finding about the environment that this is read for, told to somebody who reads the file as it stands.
    #[must_use]
    pub fn of_the_file(&self, finding: Diagnostic) -> Diagnostic {
        match (&self.environment, self.parse()) {
            (Some(name), Ok(document)) => environment::told(finding, name, &document),
            _ => finding,
        }
    }

    /// The same, with one value of its environment alone: what is it that makes a difference?
    #[must_use]
    pub(crate) fn with_only(&self, pointer: &str) -> Self {
        Self { only: Some(pointer.to_owned()), ..self.clone() }
    }

    /// Pointers to the values of its environment, as they would stand outside of it; lists are one value.
    #[must_use]
    pub(crate) fn overrides(&self) -> Vec<String> {
        let document = self.merged().ok();
        document.map(|document| environment::overrides(&document, self.environment.as_deref())).unwrap_or_default()
    }

    /// The same with an edition: in its line, or in a new one before the first key. Nothing where a file that this one
    /// extends has the line.
    #[must_use]
    pub fn with_edition(&self, edition: &str) -> Option<Self> {
        let document = self.merged().ok()?;
        let mut text = self.text.clone();
        let (at, line) = if document.has("/edition") {
            (document.value_span("/edition"), edition.to_owned())
        } else {
            let own = yaml::parse(&self.text).ok()?;
            let Kind::Mapping(entries) = &own.root.kind else { return None };
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
    pub fn environments(&self) -> Vec<String> {
        self.merged().map(|document| environment::names(&document)).unwrap_or_default()
    }

    /// Reads the text as YAML. A text that cannot be read yields every problem found up to there.
    ///
    /// # Errors
    /// Syntax, size and depth, duplicate keys, YAML features that di-gen refuses, and an environment that is not there.
    pub fn parse(&self) -> Result<Document, Vec<Diagnostic>> {
        Ok(self.parse_with_names()?.0)
    }

    /// The same, with the names of its environments.
    pub(crate) fn parse_with_names(&self) -> Result<(Document, Vec<String>), Vec<Diagnostic>> {
        let merged = self.merged()?;
        let names = environment::names(&merged);
        Ok((self.chosen(merged)?, names))
    }

    /// A document as its environment has it.
    fn chosen(&self, merged: Document) -> Result<Document, Vec<Diagnostic>> {
        environment::choose(merged, self.environment.as_deref(), self.only.as_deref())
    }

    /// Draws a diagnostic as text with the line it points at. Secrets in that line are hidden.
    #[must_use]
    pub fn render(&self, diagnostic: &Diagnostic, colour: bool) -> String {
        self.pictures().draw(diagnostic, colour)
    }

    /// Draws several diagnostics.
    #[must_use]
    pub fn pictures(&self) -> Pictures<'_> {
        Pictures::new(self)
    }
}

/// The key of a JSON pointer as people write it: `clients[0].roles`.
#[must_use]
pub fn key(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |mut key, segment| {
        if segment.bytes().all(|b| b.is_ascii_digit()) && !segment.is_empty() {
            key.push_str(&format!("[{segment}]"));
        } else {
            if !key.is_empty() {
                key.push('.');
            }
            key.push_str(&segment.replace("~1", "/").replace("~0", "~"));
        }
        key
    })
}
