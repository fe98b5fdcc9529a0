//! Terraform's way of writing.

use std::{cell::RefCell, collections::BTreeSet};

use super::{Pen, enclose, plain};
use crate::{
    plan::{Attribute, Expr, Family, Plan, Symbol},
    render::{
        extra::ExtraSyntax,
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
    fn write(&self, expr: &Expr, out: &mut String) {
        let list = |out: &mut String, open: &str, items: &[Expr], close: &str| {
            enclose(out, [open, ", ", close], items, |item, out| self.write(item, out));
        };
        match expr {
            Expr::Text(text) => quote_into(text, out),
            Expr::Number(number) => out.push_str(&number.to_string()),
            Expr::List(items) => list(out, "[", items, "]"),
            Expr::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Expr::Map(entries) => enclose(out, ["{\n", "\n", "\n}"], entries, |(name, value), out| {
                quote_into(name, out);
                out.push_str(" = ");
                self.write(value, out);
            }),
            // The region may be that of the resource group, which only a data source knows.
            Expr::Parameter(name) if name == "location" => out.push_str("local.location"),
            Expr::Parameter(name) => out.extend(["var.", &snake(name)]),
            Expr::Variable(name) => {
                self.used.borrow_mut().insert(name.clone());
                out.extend(["local.", &snake(name)]);
            }
            Expr::Attribute(symbol, attribute) => self.attribute(symbol, *attribute, out),
            Expr::Join(parts) => enclose(out, ["\"", "", "\""], parts, |part, out| match part {
                Expr::Text(part) => escape(part, out),
                Expr::VaultSuffix => out.push_str(self.plan.cloud.facts().vault_suffix),
                Expr::StorageSuffix => out.push_str(self.plan.cloud.facts().storage_suffix),
                part => {
                    out.push_str("${");
                    self.write(part, out);
                    out.push('}');
                }
            }),
            Expr::Concat(lists) => list(out, "concat(", lists, ")"),
            Expr::VaultSuffix => quote_into(self.plan.cloud.facts().vault_suffix, out),
            Expr::StorageSuffix => quote_into(self.plan.cloud.facts().storage_suffix, out),
            Expr::SubscriptionId => out.push_str("data.azurerm_client_config.current.subscription_id"),
            Expr::DeployerId => out.push_str("data.azurerm_client_config.current.object_id"),
            Expr::TenantId => out.push_str("data.azurerm_client_config.current.tenant_id"),
            Expr::ResourceGroupLocation => out.push_str("null"),
            // azurerm makes the name of a role assignment itself and takes the role by name; it takes keys whole, and
            // it has no deployments.
            Expr::Guid(_) | Expr::RoleDefinition(_) | Expr::LastSegment(_) | Expr::DeploymentHash => {}
        }
    }
}

impl ExtraSyntax for Hcl<'_> {
    fn family(&self) -> Family {
        Family::Terraform
    }
    fn marks(&self) -> &'static Marks {
        &HCL
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
    fn attribute(&self, symbol: &Symbol, attribute: Attribute, out: &mut String) {
        let resource = self.plan.resource(symbol);
        match (attribute, &resource.existing) {
            (Attribute::Id, Some(id)) => quote_into(&id.to_string(), out),
            (Attribute::Name, Some(id)) => quote_into(id.name(), out),
            _ => out.extend([&self.address(symbol), ".", resource.kind.attribute(attribute).terraform]),
        }
    }

    /// `azurerm_storage_account.storage_account`
    pub(in crate::render) fn address(&self, symbol: &Symbol) -> String {
        let resource = self.plan.resource(symbol);
        [resource.kind.terraform_type(), ".", &snake(symbol.as_str())].concat()
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quote_into(text, &mut quoted);
    quoted
}

fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    escape(text, out);
    out.push('"');
}

/// Everything beyond ASCII is written as an escape, so that what a reader sees is what Terraform reads.
fn escape(text: &str, out: &mut String) {
    if plain(text, *b"\\\"$%") {
        return out.push_str(text);
    }
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                out.push(c);
                out.push(c);
            }
            ' '..='~' => out.push(c),
            c if u32::from(c) <= 0xffff => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
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
