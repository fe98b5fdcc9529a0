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
    /// Writes an expression as it stands in a template's hole.
    fn write(&self, expr: &Expr, out: &mut String);

    /// An expression as it stands in a template's hole.
    fn hole(&self, expr: &Expr) -> String {
        let mut text = String::with_capacity(64);
        self.write(expr, &mut text);
        text
    }
}

/// Writes several between two marks, each after a separator but the first.
fn enclose<T>(
    out: &mut String,
    [open, separator, close]: [&str; 3],
    items: &[T],
    mut write: impl FnMut(&T, &mut String),
) {
    out.push_str(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        write(item, out);
    }
    out.push_str(close);
}

/// Whether a text can stand in quotes as it is: printable ASCII, but for the marks of the language.
fn plain<const N: usize>(text: &str, marks: [u8; N]) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !marks.contains(&byte))
}
