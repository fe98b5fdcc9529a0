//! Terraform expressions.

use std::{cell::RefCell, collections::BTreeSet};

use super::{ExpressionWriter, write_delimited, write_escaped_text};
use crate::{
    plan::{Attribute, Expr, LanguageFamily, ResolvedTopology, Resource, ResourceKind, Symbol},
    render::{
        byte_set::ByteSet,
        extra_lines::ExtraSyntax,
        layout::{HCL_SYNTAX, LayoutSyntax},
    },
};

/// Writes HCL.
pub(in crate::render) struct HclWriter<'a> {
    pub(in crate::render) plan: &'a ResolvedTopology,
    /// Variables that were written; only those become locals.
    pub(in crate::render) used_variables: RefCell<BTreeSet<String>>,
}

impl ExpressionWriter for HclWriter<'_> {
    fn write_expression(&self, expr: &Expr, out: &mut String) {
        let list = |out: &mut String, open: &str, items: &[Expr], close: &str| {
            write_delimited(out, [open, ", ", close], items, |item, out| self.write_expression(item, out));
        };
        match expr {
            Expr::String(text) => write_quoted(text, out),
            Expr::Integer(number) => out.push_str(&number.to_string()),
            // With a line for each item, an item can be added and removed without a change of the others.
            Expr::List(items) if items.len() > 1 => {
                write_delimited(out, ["[\n", ",\n", ",\n]"], items, |item, out| self.write_expression(item, out));
            }
            Expr::List(items) => list(out, "[", items, "]"),
            Expr::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Expr::Map(entries) => write_delimited(out, ["{\n", "\n", "\n}"], entries, |(name, value), out| {
                write_quoted(name, out);
                out.push_str(" = ");
                self.write_expression(value, out);
            }),
            // The default region is that of the resource group, which is read from a data source.
            Expr::Parameter(name) if name == "location" => out.push_str("local.location"),
            Expr::Parameter(name) => out.extend(["var.", &snake_case(name)]),
            Expr::Variable(name) => {
                self.used_variables.borrow_mut().insert(name.clone());
                out.extend(["local.", &snake_case(name)]);
            }
            Expr::Attribute(symbol, attribute) => self.write_attribute(symbol, *attribute, out),
            Expr::Join(parts) => {
                out.push('"');
                self.write_parts(parts, out);
                out.push('"');
            }
            Expr::Concat(lists) => list(out, "concat(", lists, ")"),
            Expr::VaultSuffix => write_quoted(self.plan.cloud.facts().vault_suffix, out),
            Expr::StorageSuffix => write_quoted(self.plan.cloud.facts().storage_suffix, out),
            Expr::SubscriptionId => out.push_str("data.azurerm_client_config.current.subscription_id"),
            Expr::DeployerId => out.push_str("data.azurerm_client_config.current.object_id"),
            Expr::TenantId => out.push_str("data.azurerm_client_config.current.tenant_id"),
            Expr::ResourceGroupId => out.push_str("data.azurerm_resource_group.this.id"),
            Expr::ResourceGroupLocation => out.push_str("null"),
            // azurerm generates the name of a role assignment and identifies the role by name; it takes complete key
            // IDs and has no deployments.
            Expr::Guid(_) | Expr::RoleDefinition(_) | Expr::LastSegment(_) | Expr::DeploymentHash => {}
        }
    }
}

impl ExtraSyntax for HclWriter<'_> {
    fn family(&self) -> LanguageFamily {
        LanguageFamily::Terraform
    }
    fn layout_syntax(&self) -> &'static LayoutSyntax {
        &HCL_SYNTAX
    }
    fn quote_literal(&self, text: &str) -> String {
        quote_hcl(text)
    }
    fn entry_line(&self, key: &str, value: &str) -> String {
        format!("{key} = {value}")
    }
    fn block_opening(&self, key: &str) -> String {
        format!("\n{key} {{")
    }
}

impl HclWriter<'_> {
    /// The parts of a template, without its quotation marks.
    fn write_parts(&self, parts: &[Expr], out: &mut String) {
        for part in parts {
            match part {
                Expr::String(part) => write_escaped(part, out),
                Expr::VaultSuffix => out.push_str(self.plan.cloud.facts().vault_suffix),
                Expr::StorageSuffix => out.push_str(self.plan.cloud.facts().storage_suffix),
                part => {
                    if let Some(parts) = self.id_below_parent(part) {
                        self.write_parts(&parts, out);
                    } else {
                        out.push_str("${");
                        self.write_expression(part, out);
                        out.push('}');
                    }
                }
            }
        }
    }

    /// The ID of a subnet inside its network, from the ID of the network. The computed set has it too, but a changed
    /// element is unknown in the plan, which would replace what refers to it.
    fn id_below_parent(&self, expr: &Expr) -> Option<[Expr; 3]> {
        let Expr::Attribute(symbol, Attribute::Id) = expr else { return None };
        let resource = self.plan.resource(symbol);
        let is_part = resource.kind == ResourceKind::Subnet
            && resource.existing.is_none()
            && resource.nesting.is_inside_parent(LanguageFamily::Terraform);
        let network = resource.parent.as_ref().filter(|_| is_part)?;
        Some([Expr::id(network), Expr::string("/subnets/"), resource.name.clone()])
    }

    fn write_attribute(&self, symbol: &Symbol, attribute: Attribute, out: &mut String) {
        if let Some(parts) = self.id_below_parent(&Expr::Attribute(symbol.clone(), attribute)) {
            return self.write_expression(&Expr::Join(parts.into()), out);
        }
        let resource = self.plan.resource(symbol);
        match (attribute, &resource.existing) {
            (Attribute::Id, Some(id)) => write_quoted(&id.to_string(), out),
            (Attribute::Name, Some(id)) => write_quoted(id.name(), out),
            _ => {
                let path = resource.kind.attribute_path(attribute);
                let mode = if path.in_data_source { "data." } else { "" };
                out.extend([mode, &self.resource_address(symbol), ".", path.terraform]);
            }
        }
    }

    /// `azurerm_storage_account.storage_account`
    pub(in crate::render) fn resource_address(&self, symbol: &Symbol) -> String {
        Self::address_of(self.plan.resource(symbol))
    }

    /// The same of a resource.
    pub(in crate::render) fn address_of(resource: &Resource) -> String {
        let symbol = &resource.symbol;
        [resource.kind.terraform_type(), ".", &snake_case(symbol.as_str())].concat()
    }
}

fn quote_hcl(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    write_quoted(text, &mut quoted);
    quoted
}

fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    write_escaped(text, out);
    out.push('"');
}

/// What a string has as it is.
static PLAIN: ByteSet = ByteSet::PRINTABLE.without(b"\\\"$%");

/// Characters outside ASCII are written as escapes, so that a reader sees exactly what Terraform reads.
fn write_escaped(text: &str, out: &mut String) {
    write_escaped_text(text, &PLAIN, out, |special, rest, out| match special {
        '\\' => out.push_str("\\\\"),
        '"' => out.push_str("\\\""),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '$' | '%' if rest.starts_with('{') => out.extend([special, special]),
        ' '..='~' => out.push(special),
        c if u32::from(c) <= 0xffff => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
    });
}

/// `storageAccountName` to `storage_account_name`.
pub(in crate::render) fn snake_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    let mut rest = name;
    while let Some(at) = rest.bytes().position(|byte| byte.is_ascii_uppercase()) {
        text.push_str(&rest[..at]);
        if !text.is_empty() && !text.ends_with('_') {
            text.push('_');
        }
        text.push(char::from(rest.as_bytes()[at].to_ascii_lowercase()));
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
    text
}
