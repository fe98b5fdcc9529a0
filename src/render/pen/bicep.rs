//! Bicep's way of writing.

use super::{Pen, enclose, function_of_azure, plain};
use crate::{
    diagnostic::is_unseen,
    plan::{Expr, Family, Plan},
    render::{
        extra::ExtraSyntax,
        layout::{BICEP, Marks},
    },
};

/// Writes Bicep.
pub(in crate::render) struct Bicep<'a> {
    pub(in crate::render) plan: &'a Plan,
}

impl Pen for Bicep<'_> {
    fn write(&self, expr: &Expr, out: &mut String) {
        match expr {
            Expr::List(items) if items.is_empty() => out.push_str("[]"),
            Expr::List(items) => enclose(out, ["[\n", "\n", "\n]"], items, |item, out| self.write(item, out)),
            Expr::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Expr::Map(entries) => enclose(out, ["{\n", "\n", "\n}"], entries, |(name, value), out| {
                out.extend([&key(name), ": "]);
                self.write(value, out);
            }),
            _ => self.inline(expr, out),
        }
    }
}

impl ExtraSyntax for Bicep<'_> {
    fn family(&self) -> Family {
        Family::Azure
    }
    fn marks(&self) -> &'static Marks {
        &BICEP
    }
    fn text(&self, text: &str) -> String {
        quote(text)
    }
    fn line(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", self::key(key))
    }
    fn open(&self, key: &str) -> String {
        format!("{}: {{", self::key(key))
    }
}

impl Bicep<'_> {
    /// An expression on one line: the linter's parser takes no call that is broken over several.
    fn inline(&self, expr: &Expr, out: &mut String) {
        let list = |out: &mut String, open: &str, items: &[Expr], close: &str| {
            enclose(out, [open, ", ", close], items, |item, out| self.inline(item, out));
        };
        match expr {
            Expr::Text(text) => quote_into(text, out),
            Expr::Number(number) => out.push_str(&number.to_string()),
            Expr::List(items) => list(out, "[", items, "]"),
            Expr::Map(entries) => enclose(out, ["{ ", ", ", " }"], entries, |(name, value), out| {
                out.extend([&key(name), ": "]);
                self.inline(value, out);
            }),
            Expr::Parameter(name) | Expr::Variable(name) => out.push_str(name),
            Expr::Attribute(symbol, attribute) => {
                let path = self.plan.resource(symbol).kind.attribute(*attribute).azure;
                out.extend([symbol.as_str(), ".", path]);
            }
            Expr::Join(parts) => enclose(out, ["'", "", "'"], parts, |part, out| match part {
                Expr::Text(part) => escape(part, out),
                part => {
                    out.push_str("${");
                    self.inline(part, out);
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
            | Expr::ResourceGroupLocation
            | Expr::DeploymentHash => function_of_azure(expr, out, |inner, out| self.inline(inner, out)),
        }
    }
}

/// A string literal.
pub(in crate::render) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quote_into(text, &mut quoted);
    quoted
}

fn quote_into(text: &str, out: &mut String) {
    out.push('\'');
    escape(text, out);
    out.push('\'');
}

fn escape(text: &str, out: &mut String) {
    if plain(text, *b"\\'$") {
        return out.push_str(text);
    }
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if rest.peek() == Some(&'{') => out.push_str("\\$"),
            c if is_unseen(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
}

/// A property name, quoted only where it must be.
fn key(text: &str) -> String {
    let mut letters = text.chars();
    let plain = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { text.to_owned() } else { quote(text) }
}
