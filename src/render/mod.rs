//! The plan as text.
//!
//! Templates lay out; pens write expressions, strings and names in one language; nothing here decides anything
//! about Azure. Bicep and ARM share one body template per kind of resource, written in Bicep's notation: the
//! Bicep pen leaves it as it is, and for ARM the drawn text is read back by `literal` and written as JSON.

mod arm;
mod bicep;
mod context;
mod engine;
mod header;
mod layout;
mod literal;
mod pen;
mod terraform;

pub use arm::arm;
pub use bicep::{Layout, bicep};
pub use header::{MARK, notes};
pub use terraform::{Frame, terraform};

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
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// What one language cannot say of this plan.
fn limits(plan: &Plan, language: Language) -> Result<(), Vec<Diagnostic>> {
    let findings: Vec<Diagnostic> =
        plan.limits.iter().filter(|limit| limit.language == language).map(|limit| limit.finding.clone()).collect();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}
