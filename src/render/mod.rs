//! The plan as text.
//!
//! Templates lay out; pens write expressions, strings and names in one language; nothing here decides anything
//! about Azure. Bicep and ARM share one body template per kind of resource, written in Bicep's notation: the
//! Bicep pen leaves it as it is, and for ARM the drawn text is read back by `literal` and written as JSON.

mod arm;
mod bicep;
mod context;
mod engine;
mod extra;
mod header;
mod imports;
mod layout;
mod literal;
mod parameters;
mod pen;
mod seal;
mod terraform;
mod terraform_test;

pub use arm::arm;
pub use bicep::{Layout, bicep};
pub(crate) use engine::RUNBOOK;
pub use extra::extras;
pub use header::{MARK, declaration, declared_by, notes};
pub use imports::imports;
pub use parameters::{SUBSCRIPTION, parameter_file, parameters};
pub use seal::{Seal, look, seal};
pub use terraform::{Frame, terraform};
pub use terraform_test::terraform_test;

use crate::{
    diagnostic::Diagnostic,
    plan::{Language, Plan},
};

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl File {
    /// A file whose mark has the hash of its text.
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: seal(text) }
    }

    /// The same file, as one that a topology file declares.
    #[must_use]
    pub fn declared_in(self, topology: &str) -> Self {
        Self { text: seal(header::declare(&self.text, topology, &self.path)), path: self.path }
    }
}

/// What one language cannot say of this plan.
fn limits(plan: &Plan, language: Language) -> Result<(), Vec<Diagnostic>> {
    let mut findings: Vec<Diagnostic> =
        plan.limits.iter().filter(|limit| limit.language == language).map(|limit| limit.finding.clone()).collect();
    findings.extend(extra::named(plan));
    findings.extend(extra::has_place(plan, language.family()));
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Several files as one, under one head: the fullest of theirs.
#[must_use]
pub fn joined(path: &str, files: &[File]) -> File {
    if let [file] = files {
        return File { path: path.to_owned(), text: file.text.clone() };
    }
    let split: Vec<(&str, &str)> =
        files.iter().map(|file| file.text.split_once("\n\n").unwrap_or((&file.text, ""))).collect();
    let head = split.iter().map(|(head, _)| *head).max_by_key(|head| head.len()).unwrap_or_default();
    let bodies: Vec<&str> = split.iter().map(|(_, body)| body.trim_end()).filter(|body| !body.is_empty()).collect();
    File::new(path, format!("{head}\n\n{}\n", bodies.join("\n\n")))
}
