//! Bicep expressions.

use super::{ExpressionWriter, write_azure_function, write_delimited, write_escaped_text};
use crate::{
    diagnostic::is_invisible,
    plan::{Expr, LanguageFamily, ResolvedTopology},
    render::{
        byte_set::ByteSet,
        extra_lines::ExtraSyntax,
        layout::{BICEP_SYNTAX, LayoutSyntax},
    },
};

/// Writes Bicep.
pub(in crate::render) struct BicepWriter<'a> {
    pub(in crate::render) plan: &'a ResolvedTopology,
}

impl ExpressionWriter for BicepWriter<'_> {
    fn write_expression(&self, expr: &Expr, out: &mut String) {
        match expr {
            Expr::List(items) if items.is_empty() => out.push_str("[]"),
            Expr::List(items) => {
                write_delimited(out, ["[\n", "\n", "\n]"], items, |item, out| self.write_expression(item, out));
            }
            Expr::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Expr::Map(entries) => write_delimited(out, ["{\n", "\n", "\n}"], entries, |(name, value), out| {
                out.extend([&property_name(name), ": "]);
                self.write_expression(value, out);
            }),
            _ => self.write_inline(expr, out),
        }
    }
}

impl ExtraSyntax for BicepWriter<'_> {
    fn family(&self) -> LanguageFamily {
        LanguageFamily::Azure
    }
    fn layout_syntax(&self) -> &'static LayoutSyntax {
        &BICEP_SYNTAX
    }
    fn quote_literal(&self, text: &str) -> String {
        quote_bicep(text)
    }
    fn entry_line(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", self::property_name(key))
    }
    fn block_opening(&self, key: &str) -> String {
        format!("{}: {{", self::property_name(key))
    }
}

impl BicepWriter<'_> {
    /// An expression on one line; `line_break` breaks lines that are too long afterwards.
    fn write_inline(&self, expr: &Expr, out: &mut String) {
        let list = |out: &mut String, open: &str, items: &[Expr], close: &str| {
            write_delimited(out, [open, ", ", close], items, |item, out| self.write_inline(item, out));
        };
        match expr {
            Expr::String(text) => write_quoted(text, out),
            Expr::Integer(number) => out.push_str(&number.to_string()),
            Expr::List(items) => list(out, "[", items, "]"),
            Expr::Map(entries) => write_delimited(out, ["{ ", ", ", " }"], entries, |(name, value), out| {
                out.extend([&property_name(name), ": "]);
                self.write_inline(value, out);
            }),
            Expr::Parameter(name) | Expr::Variable(name) => out.push_str(name),
            Expr::Attribute(symbol, attribute) => {
                let path = self.plan.resource(symbol).kind.attribute_path(*attribute).azure;
                out.extend([symbol.as_str(), ".", path]);
            }
            Expr::Join(parts) => write_delimited(out, ["'", "", "'"], parts, |part, out| match part {
                Expr::String(part) => write_escaped(part, out),
                part => {
                    out.push_str("${");
                    self.write_inline(part, out);
                    out.push('}');
                }
            }),
            Expr::Concat(lists) => list(out, "concat(", lists, ")"),
            Expr::Guid(parts) => list(out, "guid(", parts, ")"),
            Expr::RoleDefinition(_)
            | Expr::LastSegment(_)
            | Expr::VaultSuffix
            | Expr::StorageSuffix
            | Expr::SubscriptionId
            | Expr::DeployerId
            | Expr::TenantId
            | Expr::ResourceGroupId
            | Expr::ResourceGroupLocation
            | Expr::DeploymentHash => write_azure_function(expr, out, |inner, out| self.write_inline(inner, out)),
        }
    }
}

/// A string literal.
pub(in crate::render) fn quote_bicep(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    write_quoted(text, &mut quoted);
    quoted
}

/// Writes a string literal.
pub(in crate::render) fn write_quoted(text: &str, out: &mut String) {
    out.push('\'');
    write_escaped(text, out);
    out.push('\'');
}

/// What a string has as it is.
static PLAIN: ByteSet = ByteSet::PRINTABLE.without(b"\\'$");

fn write_escaped(text: &str, out: &mut String) {
    write_escaped_text(text, &PLAIN, out, |special, rest, out| match special {
        '\\' => out.push_str("\\\\"),
        '\'' => out.push_str("\\'"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '$' if rest.starts_with('{') => out.push_str("\\$"),
        c if is_invisible(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        c => out.push(c),
    });
}

/// Words that Bicep never reads as an identifier: `NonContextualKeywords` in `src/Bicep.Core/LanguageConstants.cs` of
/// Azure/bicep at 00336b44d86875fe17b20e9f5423544b3253494d. All its other keywords are valid names of properties.
const KEYWORDS: [&str; 3] = ["true", "false", "null"];

/// The longest identifier: `MaxIdentifierLength` in the same file.
const MAX_IDENTIFIER_LENGTH: usize = 255;

/// A property name, quoted only where required.
fn property_name(text: &str) -> String {
    let mut letters = text.chars();
    let plain = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.len() <= MAX_IDENTIFIER_LENGTH
        && !KEYWORDS.contains(&text);
    if plain { text.to_owned() } else { quote_bicep(text) }
}
