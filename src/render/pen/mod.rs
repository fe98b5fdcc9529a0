//! How each language writes a string, a name and an expression.

mod arm;
mod bicep;
mod hcl;

pub(super) use arm::{Arm, literal as arm_literal};
pub(super) use bicep::{Bicep, quote};
pub(super) use hcl::{Hcl, snake};

use crate::plan::Expr;

/// Writes values in one language.
pub(super) trait Pen {
    /// An expression as it stands in a template's hole.
    fn hole(&self, expr: &Expr) -> String;
}
