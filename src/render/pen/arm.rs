//! ARM's way of writing: a hole is a Bicep string that holds an ARM expression in brackets.
//!
//! The body templates are in Bicep's notation, so holes are quoted as Bicep quotes; what they say is ARM's.

use super::{Pen, enclose, function_of_azure, quote};
use crate::{
    plan::{Attribute, Expr, Family, Place, Plan, Resource, Symbol},
    render::{
        extra::ExtraSyntax,
        layout::{BICEP, Marks},
    },
};

/// Writes ARM template expressions.
pub(in crate::render) struct Arm<'a> {
    pub(in crate::render) plan: &'a Plan,
}

impl Pen for Arm<'_> {
    fn write(&self, expr: &Expr, out: &mut String) {
        match expr {
            Expr::List(items) => enclose(out, ["[\n", "\n", "\n]"], items, |item, out| self.write(item, out)),
            Expr::Map(entries) => enclose(out, ["{\n", "\n", "\n}"], entries, |(name, value), out| {
                out.extend([&quote(&literal(name)), ": "]);
                self.write(value, out);
            }),
            Expr::Number(number) => out.push_str(&number.to_string()),
            _ => out.push_str(&quote(&self.value(expr))),
        }
    }
}

impl ExtraSyntax for Arm<'_> {
    fn family(&self) -> Family {
        Family::Azure
    }
    fn marks(&self) -> &'static Marks {
        &BICEP
    }
    fn text(&self, text: &str) -> String {
        quote(&literal(text))
    }
    fn line(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", quote(&literal(key)))
    }
    fn open(&self, key: &str) -> String {
        format!("{}: {{", quote(&literal(key)))
    }
}

impl Arm<'_> {
    /// The JSON string that stands for a text or an expression.
    pub(in crate::render) fn value(&self, expr: &Expr) -> String {
        if let Some(text) = self.fixed(expr) {
            return literal(&text);
        }
        let mut code = String::with_capacity(96);
        code.push('[');
        self.code_into(expr, &mut code);
        code.push(']');
        code
    }

    /// The text of an expression that needs nothing of the deployment.
    fn fixed(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Text(text) => Some(text.clone()),
            Expr::Join(parts) => parts.iter().map(|part| self.fixed(part)).collect(),
            Expr::Attribute(symbol, Attribute::Id) => self.plan.fixed_id(symbol).map(|id| id.to_string()),
            Expr::Attribute(symbol, Attribute::Name) => self.fixed(&self.plan.resource(symbol).name),
            _ => None,
        }
    }

    /// An expression without its brackets.
    pub(in crate::render) fn code(&self, expr: &Expr) -> String {
        let mut code = String::with_capacity(96);
        self.code_into(expr, &mut code);
        code
    }

    fn code_into(&self, expr: &Expr, out: &mut String) {
        if let Some(text) = self.fixed(expr) {
            return string(&text, out);
        }
        let call = |out: &mut String, open: &str, items: &[Expr]| {
            enclose(out, [open, ", ", ")"], items, |item, out| self.code_into(item, out));
        };
        match expr {
            Expr::Text(text) => string(text, out),
            Expr::Number(number) => out.push_str(&number.to_string()),
            Expr::List(items) => call(out, "createArray(", items),
            Expr::Map(entries) => enclose(out, ["createObject(", ", ", ")"], entries, |(name, value), out| {
                string(name, out);
                out.push_str(", ");
                self.code_into(value, out);
            }),
            Expr::Parameter(name) => out.extend(["parameters('", name, "')"]),
            Expr::Variable(name) => out.extend(["variables('", name, "')"]),
            Expr::Attribute(symbol, attribute) => out.push_str(&self.attribute(symbol, *attribute)),
            Expr::Join(parts) => self.format(parts, out),
            Expr::Concat(lists) => call(out, "concat(", lists),
            Expr::Guid(parts) => call(out, "guid(", parts),
            Expr::RoleDefinition(_)
            | Expr::LastSegment(_)
            | Expr::VaultSuffix
            | Expr::StorageSuffix
            | Expr::SubscriptionId
            | Expr::DeployerId
            | Expr::TenantId
            | Expr::ResourceGroupLocation
            | Expr::DeploymentHash => function_of_azure(expr, out, |inner, out| self.code_into(inner, out)),
        }
    }

    fn attribute(&self, symbol: &Symbol, attribute: Attribute) -> String {
        let resource = self.plan.resource(symbol);
        let id = || match self.plan.fixed_id(symbol) {
            Some(id) => ["'", &id.to_string(), "'"].concat(),
            None => self.resource_id(resource),
        };
        let path = resource.kind.attribute(attribute).azure;
        let version = self.plan.api_version(resource.kind);
        match (attribute, path.strip_prefix("properties.")) {
            (Attribute::Id, _) => id(),
            (Attribute::Name, _) => self.code(&resource.name),
            (Attribute::Key1 | Attribute::Key2, _) => {
                path.replacen("listKeys()", &format!("listKeys({}, '{version}')", id()), 1)
            }
            (_, Some(property)) => format!("reference({}, '{version}').{property}", id()),
            (_, None) => format!("reference({}, '{version}', 'full').{path}", id()),
        }
    }

    /// `resourceId('type', name, ...)`, with subscription and group where the resource is in another one.
    pub(in crate::render) fn resource_id(&self, resource: &Resource) -> String {
        let mut call = String::with_capacity(128);
        call.push_str("resourceId(");
        if let Place::Other(group) = &resource.place
            && self.plan.home.as_ref() != Some(group)
        {
            call.extend(["'", &group.subscription, "', '", &group.name, "', "]);
        }
        call.extend(["'", resource.kind.arm_type(), "'"]);
        for name in self.name_path(resource) {
            call.push_str(", ");
            self.code_into(name, &mut call);
        }
        call.push(')');
        call
    }

    /// The name of a resource in the form of its type: a child's holds those of its parents.
    pub(in crate::render) fn full_name(&self, resource: &Resource) -> String {
        let mut parts = Vec::new();
        for name in self.name_path(resource) {
            if !parts.is_empty() {
                parts.push(Expr::text("/"));
            }
            match name {
                Expr::Join(inner) => parts.extend(inner.iter().cloned()),
                name => parts.push(name.clone()),
            }
        }
        match parts.as_slice() {
            [only] => self.value(only),
            _ => self.value(&Expr::Join(parts)),
        }
    }

    fn name_path<'p>(&'p self, resource: &'p Resource) -> Vec<&'p Expr> {
        let mut names = match &resource.parent {
            Some(parent) => self.name_path(self.plan.resource(parent)),
            None => Vec::new(),
        };
        names.push(&resource.name);
        names
    }

    /// `format('{0}...', ...)`, with the literal parts inside the pattern.
    fn format(&self, parts: &[Expr], out: &mut String) {
        let mut arguments = Vec::new();
        out.push_str("format('");
        for part in parts {
            if let Some(text) = self.fixed(part) {
                out.push_str(&text.replace('{', "{{").replace('}', "}}").replace('\'', "''"));
            } else {
                out.push_str(&format!("{{{}}}", arguments.len()));
                arguments.push(part);
            }
        }
        enclose(out, ["', ", ", ", ")"], &arguments, |argument, out| self.code_into(argument, out));
    }
}

/// A string literal inside an expression.
fn string(text: &str, out: &mut String) {
    out.push('\'');
    for (at, part) in text.split('\'').enumerate() {
        if at > 0 {
            out.push_str("''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

/// A text that must not be taken for an expression: ARM looks at both ends of a string.
pub(in crate::render) fn literal(text: &str) -> String {
    if text.starts_with('[') && text.ends_with(']') { format!("[{text}") } else { text.to_owned() }
}
