//! ARM's way of writing: a hole is a Bicep string that holds an ARM expression in brackets.
//!
//! The body templates are in Bicep's notation, so holes are quoted as Bicep quotes; what they say is ARM's.

use super::{Pen, quote};
use crate::{
    plan::{Attribute, Expr, Family, Place, Plan, Resource, Symbol},
    render::{
        extra::Hand,
        layout::{BICEP, Marks},
    },
};

/// Writes ARM template expressions.
pub(in crate::render) struct Arm<'a> {
    pub(in crate::render) plan: &'a Plan,
}

impl Pen for Arm<'_> {
    fn hole(&self, expr: &Expr) -> String {
        match expr {
            Expr::List(items) => {
                let lines: Vec<String> = items.iter().map(|item| self.hole(item)).collect();
                format!("[\n{}\n]", lines.join("\n"))
            }
            Expr::Map(entries) => {
                let lines: Vec<String> =
                    entries.iter().map(|(k, v)| format!("{}: {}", quote(&literal(k)), self.hole(v))).collect();
                format!("{{\n{}\n}}", lines.join("\n"))
            }
            Expr::Number(number) => number.to_string(),
            _ => quote(&self.value(expr)),
        }
    }
}

impl Hand for Arm<'_> {
    fn family(&self) -> Family {
        Family::Azure
    }
    fn marks(&self) -> Marks {
        BICEP
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
        match self.fixed(expr) {
            Some(text) => literal(&text),
            None => format!("[{}]", self.code(expr)),
        }
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
        if let Some(text) = self.fixed(expr) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let list = |items: &[Expr]| items.iter().map(|e| self.code(e)).collect::<Vec<_>>().join(", ");
        match expr {
            Expr::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Expr::Number(number) => number.to_string(),
            Expr::List(items) => format!("createArray({})", list(items)),
            Expr::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(k, v)| format!("'{}', {}", k.replace('\'', "''"), self.code(v))).collect();
                format!("createObject({})", entries.join(", "))
            }
            Expr::Parameter(name) => format!("parameters('{name}')"),
            Expr::Variable(name) => format!("variables('{name}')"),
            Expr::Attribute(symbol, attribute) => self.attribute(symbol, *attribute),
            Expr::Join(parts) => self.format(parts),
            Expr::Concat(lists) => format!("concat({})", list(lists)),
            Expr::Guid(parts) => format!("guid({})", list(parts)),
            Expr::RoleDefinition(guid) => {
                format!("subscriptionResourceId('Microsoft.Authorization/roleDefinitions', {})", self.code(guid))
            }
            Expr::LastSegment(text) => format!("last(split({}, '/'))", self.code(text)),
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
        let resource = self.plan.resource(symbol);
        let id = match self.plan.fixed_id(symbol) {
            Some(id) => format!("'{id}'"),
            None => self.resource_id(resource),
        };
        let path = resource.kind.attribute(attribute).azure;
        let version = self.plan.api_version(resource.kind);
        match (attribute, path.strip_prefix("properties.")) {
            (Attribute::Id, _) => id,
            (Attribute::Name, _) => self.code(&resource.name),
            (Attribute::Key1 | Attribute::Key2, _) => {
                path.replacen("listKeys()", &format!("listKeys({id}, '{version}')"), 1)
            }
            (_, Some(property)) => format!("reference({id}, '{version}').{property}"),
            (_, None) => format!("reference({id}, '{version}', 'full').{path}"),
        }
    }

    /// `resourceId('type', name, ...)`, with subscription and group where the resource is in another one.
    pub(in crate::render) fn resource_id(&self, resource: &Resource) -> String {
        let names: Vec<String> = self.name_path(resource).into_iter().map(|name| self.code(name)).collect();
        let group = match &resource.place {
            Place::Other(group) if self.plan.home.as_ref() != Some(group) => {
                format!("'{}', '{}', ", group.subscription, group.name)
            }
            _ => String::new(),
        };
        format!("resourceId({group}'{}', {})", resource.kind.arm_type(), names.join(", "))
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
    fn format(&self, parts: &[Expr]) -> String {
        let (mut pattern, mut arguments) = (String::new(), Vec::new());
        for part in parts {
            if let Some(text) = self.fixed(part) {
                pattern.push_str(&text.replace('{', "{{").replace('}', "}}").replace('\'', "''"));
            } else {
                pattern.push_str(&format!("{{{}}}", arguments.len()));
                arguments.push(self.code(part));
            }
        }
        format!("format('{pattern}', {})", arguments.join(", "))
    }
}

/// A text that must not be taken for an expression: ARM looks at both ends of a string.
pub(in crate::render) fn literal(text: &str) -> String {
    if text.starts_with('[') && text.ends_with(']') { format!("[{text}") } else { text.to_owned() }
}
