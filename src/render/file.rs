//! A generated file, and several joined into one.

use super::marker;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its path below the output directory, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl File {
    /// A file.
    pub(super) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The same file, as declared under `outputs` in a topology file with this identity.
    #[must_use]
    pub fn declared_in(mut self, topology: &str) -> Self {
        marker::add_declaration(&mut self.text, topology, &self.path);
        self
    }
}

/// Joins several files into one, under the longest of their headers.
#[must_use]
pub fn join_files(path: &str, files: &[File]) -> File {
    if let [file] = files {
        return File { path: path.to_owned(), text: file.text.clone() };
    }
    let split: Vec<(&str, &str)> =
        files.iter().map(|file| file.text.split_once("\n\n").unwrap_or((&file.text, ""))).collect();
    let header = split.iter().map(|(header, _)| *header).max_by_key(|header| header.len()).unwrap_or_default();
    let bodies: Vec<&str> = split.iter().map(|(_, body)| body.trim_end()).filter(|body| !body.is_empty()).collect();
    File::new(path, format!("{header}\n\n{}\n", bodies.join("\n\n")))
}
