//! Strings, names and expressions in each language.

mod arm;
pub(super) mod bash;
mod bicep;
mod hcl;
pub(super) mod markdown;

pub(super) use arm::{ArmWriter, property_name};
pub(super) use bicep::{BicepWriter, quote_bicep, write_quoted};
pub(super) use hcl::{HclWriter, snake_case};

use super::byte_set::ByteSet;
use crate::plan::Expr;

/// Writes values in one language.
pub(super) trait ExpressionWriter {
    /// Writes an expression as an interpolation of a template.
    fn write_expression(&self, expr: &Expr, out: &mut String);

    /// An expression as an interpolation of a template.
    fn interpolation(&self, expr: &Expr) -> String {
        let mut text = String::with_capacity(64);
        self.write_expression(expr, &mut text);
        text
    }
}

/// Writes items between two delimiters, with a separator before each item except the first.
fn write_delimited<T>(
    out: &mut String,
    [open, separator, close]: [&str; 3],
    items: &[T],
    mut write: impl FnMut(&T, &mut String),
) {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        write(item, out);
    }
    out.push_str(close);
}

/// Writes a function that has the same name in Bicep and ARM; `write` writes its argument.
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
        Expr::ResourceGroupId => ("resourceGroup().id", None, ""),
        Expr::ResourceGroupLocation => ("resourceGroup().location", None, ""),
        Expr::DeploymentHash => ("uniqueString(resourceGroup().id, deployment().name)", None, ""),
        other => panic!("{other:?} is not a function with the same name in Bicep and ARM"),
    };
    out.push_str(before);
    if let Some(inner) = inner {
        write(inner, out);
    }
    out.push_str(after);
}

/// Writes a text: the bytes that the language writes as they are at once, and each other character, with the text after
/// it, by `escape`.
fn write_escaped_text(text: &str, plain: &ByteSet, out: &mut String, mut escape: impl FnMut(char, &str, &mut String)) {
    let mut rest = text;
    loop {
        let (before, after) = rest.split_at(plain.span(rest.as_bytes()));
        out.push_str(before);
        let mut after = after.chars();
        let Some(special) = after.next() else { return };
        rest = after.as_str();
        escape(special, rest, out);
    }
}
