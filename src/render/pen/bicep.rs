//! Bicep's way of writing.

use super::Pen;
use crate::{
    plan::{Attribute, Expr, Family, Plan, Symbol},
    render::{
        extra::Hand,
        layout::{BICEP, Marks},
    },
};

/// Writes Bicep.
pub(in crate::render) struct Bicep<'a> {
    pub(in crate::render) plan: &'a Plan,
}

impl Pen for Bicep<'_> {
    fn hole(&self, expr: &Expr) -> String {
        match expr {
            Expr::List(items) if items.is_empty() => "[]".to_owned(),
            Expr::List(items) => {
                let lines: Vec<String> = items.iter().map(|item| self.hole(item)).collect();
                format!("[\n{}\n]", lines.join("\n"))
            }
            Expr::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Expr::Map(entries) => {
                let lines: Vec<String> = entries.iter().map(|(k, v)| format!("{}: {}", key(k), self.hole(v))).collect();
                format!("{{\n{}\n}}", lines.join("\n"))
            }
            _ => self.inline(expr),
        }
    }
}

impl Hand for Bicep<'_> {
    fn family(&self) -> Family {
        Family::Azure
    }
    fn marks(&self) -> Marks {
        BICEP
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
    fn inline(&self, expr: &Expr) -> String {
        let list = |items: &[Expr]| items.iter().map(|e| self.inline(e)).collect::<Vec<_>>().join(", ");
        match expr {
            Expr::Text(text) => quote(text),
            Expr::Number(number) => number.to_string(),
            Expr::List(items) => format!("[{}]", list(items)),
            Expr::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(k, v)| format!("{}: {}", key(k), self.inline(v))).collect();
                format!("{{ {} }}", entries.join(", "))
            }
            Expr::Parameter(name) | Expr::Variable(name) => name.clone(),
            Expr::Attribute(symbol, attribute) => self.attribute(symbol, *attribute),
            Expr::Join(parts) => {
                let mut text = String::from("'");
                for part in parts {
                    match part {
                        Expr::Text(part) => text.push_str(&escape(part)),
                        part => text.push_str(&format!("${{{}}}", self.inline(part))),
                    }
                }
                text.push('\'');
                text
            }
            Expr::Concat(lists) => format!("concat({})", list(lists)),
            Expr::Guid(parts) => format!("guid({})", list(parts)),
            Expr::RoleDefinition(guid) => {
                format!("subscriptionResourceId('Microsoft.Authorization/roleDefinitions', {})", self.inline(guid))
            }
            Expr::LastSegment(text) => format!("last(split({}, '/'))", self.inline(text)),
            Expr::VaultSuffix => "environment().suffixes.keyvaultDns".to_owned(),
            Expr::StorageSuffix => "environment().suffixes.storage".to_owned(),
            Expr::SubscriptionId => "subscription().subscriptionId".to_owned(),
            Expr::DeployerId => "deployer().objectId".to_owned(),
            Expr::TenantId => "subscription().tenantId".to_owned(),
            Expr::ResourceGroupLocation => "resourceGroup().location".to_owned(),
            Expr::DeploymentHash => "uniqueString(deployment().name)".to_owned(),
        }
    }

    fn attribute(&self, symbol: &Symbol, attribute: Attribute) -> String {
        let path = self.plan.resource(symbol).kind.attribute(attribute).azure;
        format!("{}.{path}", symbol.as_str())
    }
}

/// A string literal.
pub(in crate::render) fn quote(text: &str) -> String {
    format!("'{}'", escape(text))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\'' => escaped.push_str("\\'"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '$' if rest.peek() == Some(&'{') => escaped.push_str("\\$"),
            c if unprintable(c) => escaped.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Characters that a reader of the file would not see: controls, line separators and direction marks.
pub(in crate::render) fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A property name, quoted only where it must be.
fn key(text: &str) -> String {
    let mut letters = text.chars();
    let plain = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { text.to_owned() } else { quote(text) }
}
