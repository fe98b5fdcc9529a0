//! How each language writes a string, a name and an expression.

mod arm;
pub(super) mod bash;
mod bicep;
mod hcl;
pub(super) mod markdown;

pub(super) use arm::{ArmWriter, escape_brackets};
pub(super) use bicep::{BicepWriter, quote_bicep};
pub(super) use hcl::{HclWriter, snake_case};

use crate::plan::Expr;

/// Writes values in one language.
pub(super) trait ExpressionWriter {
    /// Writes an expression as it stands in a template's hole.
    fn write_expression(&self, expr: &Expr, out: &mut String);

    /// An expression as it stands in a template's hole.
    fn interpolation(&self, expr: &Expr) -> String {
        let mut text = String::with_capacity(64);
        self.write_expression(expr, &mut text);
        text
    }
}

/// Writes several between two marks, each after a separator but the first.
fn write_delimited<T>(
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

/// Writes what Bicep and ARM ask with one function, by the same name; `write` is for what stands inside.
fn write_azure_function(expr: &Expr, out: &mut String, write: impl FnOnce(&Expr, &mut String)) {
    let (before, inner, after) = match expr {
        Expr::RoleDefinition(guid) => {
            ("subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ", Some(guid), ")")
        }
        Expr::LastSegment(text) => ("last(split(", Some(text), ", '/'))"),
        Expr::VaultSuffix => ("environment().suffixes.keyvaultDns", None, ""),
        Expr::StorageSuffix => ("environment().suffixes.storage", None, ""),
        Expr::SubscriptionId => ("subscription().subscriptionId", None, ""),
        Expr::DeployerId => ("deployer().objectId", None, ""),
        Expr::TenantId => ("subscription().tenantId", None, ""),
        Expr::ResourceGroupLocation => ("resourceGroup().location", None, ""),
        Expr::DeploymentHash => ("uniqueString(deployment().name)", None, ""),
        other => panic!("{other:?} is no function of its own"),
    };
    out.push_str(before);
    if let Some(inner) = inner {
        write(inner, out);
    }
    out.push_str(after);
}

/// Whether a text can stand in quotes as it is: printable ASCII, but for the marks of the language.
fn is_plain<const N: usize>(text: &str, marks: [u8; N]) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !marks.contains(&byte))
}
