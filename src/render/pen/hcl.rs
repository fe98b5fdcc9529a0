//! Terraform's way of writing.

use std::{cell::RefCell, collections::BTreeSet};

use super::Pen;
use crate::{
    plan::{Attribute, Expr, Family, Plan, Symbol},
    render::{
        extra::Hand,
        layout::{HCL, Marks},
    },
};

/// Writes HCL.
pub(in crate::render) struct Hcl<'a> {
    pub(in crate::render) plan: &'a Plan,
    /// Variables of the plan that were written, so that only those become locals.
    pub(in crate::render) used: RefCell<BTreeSet<String>>,
}

impl Pen for Hcl<'_> {
    fn hole(&self, expr: &Expr) -> String {
        match expr {
            Expr::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Expr::Map(entries) => {
                let lines: Vec<String> =
                    entries.iter().map(|(k, v)| format!("{} = {}", quote(k), self.hole(v))).collect();
                format!("{{\n{}\n}}", lines.join("\n"))
            }
            _ => self.inline(expr),
        }
    }
}

impl Hand for Hcl<'_> {
    fn family(&self) -> Family {
        Family::Terraform
    }
    fn marks(&self) -> Marks {
        HCL
    }
    fn text(&self, text: &str) -> String {
        quote(text)
    }
    fn line(&self, key: &str, value: &str) -> String {
        format!("{key} = {value}")
    }
    fn open(&self, key: &str) -> String {
        format!("\n{key} {{")
    }
}

impl Hcl<'_> {
    fn inline(&self, expr: &Expr) -> String {
        let list = |items: &[Expr]| items.iter().map(|e| self.inline(e)).collect::<Vec<_>>().join(", ");
        match expr {
            Expr::Text(text) => quote(text),
            Expr::Number(number) => number.to_string(),
            Expr::List(items) => format!("[{}]", list(items)),
            Expr::Map(_) => self.hole(expr),
            // The region may be that of the resource group, which only a data source knows.
            Expr::Parameter(name) if name == "location" => "local.location".to_owned(),
            Expr::Parameter(name) => format!("var.{}", snake(name)),
            Expr::Variable(name) => {
                self.used.borrow_mut().insert(name.clone());
                format!("local.{}", snake(name))
            }
            Expr::Attribute(symbol, attribute) => self.attribute(symbol, *attribute),
            Expr::Join(parts) => {
                let mut text = String::from("\"");
                for part in parts {
                    match part {
                        Expr::Text(part) => text.push_str(&escape(part)),
                        Expr::VaultSuffix => text.push_str(self.plan.cloud.facts().vault_suffix),
                        Expr::StorageSuffix => text.push_str(self.plan.cloud.facts().storage_suffix),
                        part => text.push_str(&format!("${{{}}}", self.inline(part))),
                    }
                }
                text.push('"');
                text
            }
            Expr::Concat(lists) => format!("concat({})", list(lists)),
            Expr::VaultSuffix => quote(self.plan.cloud.facts().vault_suffix),
            Expr::StorageSuffix => quote(self.plan.cloud.facts().storage_suffix),
            Expr::SubscriptionId => "data.azurerm_client_config.current.subscription_id".to_owned(),
            Expr::DeployerId => "data.azurerm_client_config.current.object_id".to_owned(),
            Expr::TenantId => "data.azurerm_client_config.current.tenant_id".to_owned(),
            Expr::ResourceGroupLocation => "null".to_owned(),
            // azurerm makes the name of a role assignment itself and takes the role by name; it takes keys whole, and
            // it has no deployments.
            Expr::Guid(_) | Expr::RoleDefinition(_) | Expr::LastSegment(_) | Expr::DeploymentHash => String::new(),
        }
    }

    fn attribute(&self, symbol: &Symbol, attribute: Attribute) -> String {
        let resource = self.plan.resource(symbol);
        match (attribute, &resource.existing) {
            (Attribute::Id, Some(id)) => quote(&id.to_string()),
            (Attribute::Name, Some(id)) => quote(id.name()),
            _ => format!("{}.{}", self.address(symbol), resource.kind.attribute(attribute).terraform),
        }
    }

    /// `azurerm_storage_account.storage_account`
    pub(in crate::render) fn address(&self, symbol: &Symbol) -> String {
        let resource = self.plan.resource(symbol);
        format!("{}.{}", resource.kind.terraform_type(), snake(symbol.as_str()))
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", escape(text))
}

/// Everything beyond ASCII is written as an escape, so that what a reader sees is what Terraform reads.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '"' => escaped.push_str("\\\""),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                escaped.push(c);
                escaped.push(c);
            }
            ' '..='~' => escaped.push(c),
            c if u32::from(c) <= 0xffff => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => escaped.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    escaped
}

/// `storageAccountName` to `storage_account_name`.
pub(in crate::render) fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            if !text.is_empty() && !text.ends_with('_') {
                text.push('_');
            }
            text.push(c.to_ascii_lowercase());
        } else {
            text.push(c);
        }
    }
    text
}
