//! ARM expressions. An interpolation is a Bicep string that contains an ARM expression in brackets.
//!
//! The body templates are in Bicep syntax, so interpolations use Bicep quotes around ARM content.

use std::borrow::Cow;

use super::{ExpressionWriter, quote_bicep, write_azure_function, write_delimited, write_quoted};
use crate::{
    plan::{Attribute, DeploymentTarget, Expr, LanguageFamily, ResolvedTopology, Resource, Symbol},
    render::{
        extra_lines::ExtraSyntax,
        layout::{BICEP_SYNTAX, LayoutSyntax},
    },
};

/// Writes ARM template expressions.
pub(in crate::render) struct ArmWriter<'a> {
    pub(in crate::render) plan: &'a ResolvedTopology,
}

impl ExpressionWriter for ArmWriter<'_> {
    fn write_expression(&self, expr: &Expr, out: &mut String) {
        match expr {
            Expr::List(items) => {
                write_delimited(out, ["[\n", "\n", "\n]"], items, |item, out| self.write_expression(item, out));
            }
            Expr::Map(entries) => write_delimited(out, ["{\n", "\n", "\n}"], entries, |(name, value), out| {
                out.extend([&quote_bicep(&property_name(name)), ": "]);
                self.write_expression(value, out);
            }),
            Expr::Integer(number) => out.push_str(&number.to_string()),
            _ => write_quoted(&self.json_string(expr), out),
        }
    }
}

impl ExtraSyntax for ArmWriter<'_> {
    fn family(&self) -> LanguageFamily {
        LanguageFamily::Azure
    }
    fn layout_syntax(&self) -> &'static LayoutSyntax {
        &BICEP_SYNTAX
    }
    fn quote_literal(&self, text: &str) -> String {
        quote_bicep(&escape_brackets(text))
    }
    fn entry_line(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", quote_bicep(&property_name(key)))
    }
    fn block_opening(&self, key: &str) -> String {
        format!("{}: {{", quote_bicep(&property_name(key)))
    }
}

impl ArmWriter<'_> {
    /// The JSON string of a constant or an expression.
    pub(in crate::render) fn json_string<'e>(&'e self, expr: &'e Expr) -> Cow<'e, str> {
        if let Some(text) = self.constant_text(expr) {
            return escape_brackets(text);
        }
        let mut code = String::with_capacity(96);
        code.push('[');
        self.write_code(expr, &mut code);
        code.push(']');
        code.into()
    }

    /// The text of an expression that is constant before deployment.
    fn constant_text<'e>(&'e self, expr: &'e Expr) -> Option<Cow<'e, str>> {
        match expr {
            Expr::String(text) => Some(Cow::Borrowed(text)),
            Expr::Join(parts) => {
                parts.iter().map(|part| self.constant_text(part)).collect::<Option<String>>().map(Cow::Owned)
            }
            Expr::Attribute(symbol, Attribute::Id) => self.plan.known_id(symbol).map(|id| id.to_string().into()),
            Expr::Attribute(symbol, Attribute::Name) => self.constant_text(&self.plan.resource(symbol).name),
            _ => None,
        }
    }

    /// An expression without its brackets.
    pub(in crate::render) fn expression_code(&self, expr: &Expr) -> String {
        let mut code = String::with_capacity(96);
        self.write_code(expr, &mut code);
        code
    }

    fn write_code(&self, expr: &Expr, out: &mut String) {
        if let Some(text) = self.constant_text(expr) {
            return write_string(&text, out);
        }
        let call = |out: &mut String, open: &str, items: &[Expr]| {
            write_delimited(out, [open, ", ", ")"], items, |item, out| self.write_code(item, out));
        };
        match expr {
            Expr::String(text) => write_string(text, out),
            Expr::Integer(number) => out.push_str(&number.to_string()),
            Expr::List(items) => call(out, "createArray(", items),
            Expr::Map(entries) => write_delimited(out, ["createObject(", ", ", ")"], entries, |(name, value), out| {
                write_string(name, out);
                out.push_str(", ");
                self.write_code(value, out);
            }),
            Expr::Parameter(name) => out.extend(["parameters('", name, "')"]),
            Expr::Variable(name) => out.extend(["variables('", name, "')"]),
            Expr::Attribute(symbol, attribute) => out.push_str(&self.attribute_code(symbol, *attribute)),
            Expr::Join(parts) => self.write_format_call(parts, out),
            Expr::Concat(lists) => call(out, "concat(", lists),
            Expr::Guid(parts) => call(out, "guid(", parts),
            Expr::RoleDefinition(_)
            | Expr::LastSegment(_)
            | Expr::VaultSuffix
            | Expr::StorageSuffix
            | Expr::SubscriptionId
            | Expr::DeployerId
            | Expr::TenantId
            | Expr::ResourceGroupId
            | Expr::ResourceGroupLocation
            | Expr::DeploymentHash => write_azure_function(expr, out, |inner, out| self.write_code(inner, out)),
        }
    }

    fn attribute_code(&self, symbol: &Symbol, attribute: Attribute) -> String {
        let resource = self.plan.resource(symbol);
        let id = || match self.plan.known_id(symbol) {
            Some(id) => ["'", &id.to_string(), "'"].concat(),
            None => self.resource_id(resource),
        };
        let path = resource.kind.attribute_path(attribute).azure;
        let version = self.plan.api_version(resource.kind);
        match (attribute, path.strip_prefix("properties.")) {
            (Attribute::Id, _) => id(),
            (Attribute::Name, _) => self.expression_code(&resource.name),
            (Attribute::Key1 | Attribute::Key2, _) => {
                path.replacen("listKeys()", &format!("listKeys({}, '{version}')", id()), 1)
            }
            (_, Some(property)) => format!("reference({}, '{version}').{property}", id()),
            (_, None) => format!("reference({}, '{version}', 'full').{path}", id()),
        }
    }

    /// `resourceId('type', name, ...)`, with subscription and group if the resource is in another resource group.
    pub(in crate::render) fn resource_id(&self, resource: &Resource) -> String {
        let mut call = String::with_capacity(128);
        call.push_str("resourceId(");
        if let DeploymentTarget::OtherGroup(group) = &resource.deployment_target
            && self.plan.deployed_to.other_group() != Some(group)
        {
            call.extend(["'", &group.subscription, "', '", &group.name, "', "]);
        }
        call.extend(["'", resource.kind.arm_type(), "'"]);
        for name in self.name_segments(resource) {
            call.push_str(", ");
            self.write_code(name, &mut call);
        }
        call.push(')');
        call
    }

    /// The full name of a resource, with one segment per type segment: a child's name contains those of its parents.
    pub(in crate::render) fn full_name(&self, resource: &Resource) -> String {
        let mut parts = Vec::new();
        for name in self.name_segments(resource) {
            if !parts.is_empty() {
                parts.push(Expr::string("/"));
            }
            match name {
                Expr::Join(inner) => parts.extend(inner.iter().cloned()),
                name => parts.push(name.clone()),
            }
        }
        match parts.as_slice() {
            [only] => self.json_string(only).into_owned(),
            _ => self.json_string(&Expr::Join(parts)).into_owned(),
        }
    }

    fn name_segments<'p>(&'p self, resource: &'p Resource) -> Vec<&'p Expr> {
        let mut names = match &resource.parent {
            Some(parent) => self.name_segments(self.plan.resource(parent)),
            None => Vec::new(),
        };
        names.push(&resource.name);
        names
    }

    /// `format('{0}...', ...)`, with the literal parts inside the pattern.
    fn write_format_call(&self, parts: &[Expr], out: &mut String) {
        let mut arguments = Vec::new();
        out.push_str("format('");
        for part in parts {
            if let Some(text) = self.constant_text(part) {
                // Each of these characters is written twice.
                for piece in text.split_inclusive(['{', '}', '\'']) {
                    out.push_str(piece);
                    out.extend(piece.chars().next_back().filter(|last| matches!(last, '{' | '}' | '\'')));
                }
            } else {
                out.extend(["{", &arguments.len().to_string(), "}"]);
                arguments.push(part);
            }
        }
        write_delimited(out, ["', ", ", ", ")"], &arguments, |argument, out| self.write_code(argument, out));
    }
}

/// A string literal inside an expression.
fn write_string(text: &str, out: &mut String) {
    out.push('\'');
    for (index, part) in text.split('\'').enumerate() {
        if index > 0 {
            out.push_str("''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

/// Escapes a string so that it is not evaluated as an expression: ARM checks both ends of a string for brackets.
fn escape_brackets<'t>(text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
    let text = text.into();
    if text.starts_with('[') && text.ends_with(']') { format!("[{text}").into() } else { text }
}

/// The name of a property, which ARM evaluates like any other string. One called `copy`, in any case, would be read as an
/// iteration: Bicep writes the same expression (`src/Bicep.Core/Emit/ExpressionEmitter.cs` of Azure/bicep at
/// 0033d6c18d4240a00a9540c0f6548117ba2fd7ae).
pub(in crate::render) fn property_name(text: &str) -> String {
    if text.eq_ignore_ascii_case("copy") { format!("[string('{text}')]") } else { escape_brackets(text).into_owned() }
}
