//! Evaluates expressions to text, with the default of every parameter.

use super::{
    ResolvedTopology,
    expr::{Expr, Symbol},
};
use crate::catalog::Attribute;

/// The value of an expression.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum EvaluatedValue<'a> {
    /// A string.
    String(String),
    /// A list, or a mapping as elements `key=value`.
    List(ValueList<'a>),
}

/// A list, without lists in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ValueList<'a> {
    /// The elements that have a value, in order.
    pub(crate) elements: Vec<ListElement<'a>>,
    /// The parameters that contribute elements, with or without a default.
    pub(crate) parameters: Vec<&'a str>,
}

/// An element of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListElement<'a> {
    pub(crate) text: String,
    /// The parameter whose default contains it.
    pub(crate) parameter: Option<&'a str>,
}

impl ResolvedTopology {
    /// The text of an expression; none where a part is known only at deployment.
    #[must_use]
    pub fn known_text(&self, expr: &Expr) -> Option<String> {
        Evaluator { plan: self, unresolved: Unresolved::Unknown }.evaluate_string(expr)
    }

    /// The elements of a list, without those of which a part is known only at deployment.
    pub(crate) fn known_list<'a>(&'a self, expr: &'a Expr) -> ValueList<'a> {
        Evaluator { plan: self, unresolved: Unresolved::Unknown }.evaluate_list(expr)
    }

    /// The text of an expression, to display.
    pub(crate) fn display_text(&self, expr: &Expr) -> String {
        Evaluator { plan: self, unresolved: Unresolved::DisplayName }.evaluate_string(expr).unwrap_or_default()
    }

    /// The value of an expression, to display.
    pub(crate) fn display_value<'a>(&'a self, expr: &'a Expr) -> EvaluatedValue<'a> {
        let evaluator = Evaluator { plan: self, unresolved: Unresolved::DisplayName };
        match evaluator.resolve(expr) {
            Expr::List(_) | Expr::Concat(_) | Expr::Map(_) => EvaluatedValue::List(evaluator.evaluate_list(expr)),
            other => EvaluatedValue::String(evaluator.evaluate_string(other).unwrap_or_default()),
        }
    }
}

/// How a part is evaluated that is known only at deployment.
#[derive(Debug, Clone, Copy)]
enum Unresolved {
    /// The text that contains it is unknown, too.
    Unknown,
    /// It is replaced by a display name.
    DisplayName,
}

#[derive(Clone, Copy)]
struct Evaluator<'a> {
    plan: &'a ResolvedTopology,
    unresolved: Unresolved,
}

impl<'a> Evaluator<'a> {
    /// The default of a parameter, or the value of a variable; none for other expressions and without a default.
    fn find_definition(self, expr: &Expr) -> Option<&'a Expr> {
        match expr {
            Expr::Parameter(name) => self.plan.parameters.iter().find(|p| p.name == *name)?.default.as_ref(),
            Expr::Variable(name) => Some(&self.plan.variables.iter().find(|v| v.name == *name)?.value),
            _ => None,
        }
    }

    /// An expression that has no definition.
    fn resolve(self, mut expr: &'a Expr) -> &'a Expr {
        while let Some(definition) = self.find_definition(expr) {
            expr = definition;
        }
        expr
    }

    fn evaluate_string(self, expr: &'a Expr) -> Option<String> {
        match self.resolve(expr) {
            Expr::String(text) => Some(text.clone()),
            Expr::Integer(number) => Some(number.to_string()),
            Expr::Join(parts) => parts.iter().map(|part| self.evaluate_string(part)).collect(),
            list @ (Expr::List(_) | Expr::Concat(_) | Expr::Map(_)) => {
                let texts: Vec<String> =
                    self.evaluate_list(list).elements.into_iter().map(|element| element.text).collect();
                Some(texts.join(", "))
            }
            Expr::StorageSuffix => Some(self.plan.cloud.facts().storage_suffix.to_owned()),
            Expr::VaultSuffix => Some(self.plan.cloud.facts().vault_suffix.to_owned()),
            unresolved => match self.unresolved {
                Unresolved::Unknown => None,
                Unresolved::DisplayName => Some(self.display_name(unresolved)),
            },
        }
    }

    fn evaluate_list(self, expr: &'a Expr) -> ValueList<'a> {
        let mut list = ValueList::default();
        self.collect_elements(expr, None, &mut list);
        list
    }

    fn collect_elements(self, expr: &'a Expr, parameter: Option<&'a str>, list: &mut ValueList<'a>) {
        let parameter = match expr {
            Expr::Parameter(name) => {
                list.parameters.push(name);
                Some(name.as_str())
            }
            _ => parameter,
        };
        match (expr, self.find_definition(expr)) {
            (_, Some(definition)) => self.collect_elements(definition, parameter, list),
            (Expr::List(items) | Expr::Concat(items), None) => {
                items.iter().for_each(|item| self.collect_elements(item, parameter, list));
            }
            (Expr::Map(entries), None) => list.elements.extend(entries.iter().filter_map(|(key, value)| {
                let text = format!("{key}={}", self.evaluate_string(value)?);
                Some(ListElement { text, parameter })
            })),
            (_, None) => list.elements.extend(self.evaluate_string(expr).map(|text| ListElement { text, parameter })),
        }
    }

    /// The display name of a part that is known only at deployment.
    fn display_name(self, part: &'a Expr) -> String {
        let text = |part| self.evaluate_string(part).unwrap_or_default();
        match part {
            Expr::Attribute(symbol, attribute) => self.attribute_name(symbol, *attribute),
            Expr::Parameter(name) => format!("the parameter {name}"),
            Expr::Variable(name) => name.clone(),
            Expr::Guid(parts) => parts.iter().map(text).collect::<Vec<_>>().join("/"),
            Expr::RoleDefinition(inner) | Expr::LastSegment(inner) => text(inner),
            Expr::TenantId => "the tenant".to_owned(),
            Expr::SubscriptionId => "the subscription".to_owned(),
            Expr::DeployerId => "the deploying principal".to_owned(),
            Expr::ResourceGroupId => "the resource group".to_owned(),
            Expr::ResourceGroupLocation => "the region of the resource group".to_owned(),
            Expr::DeploymentHash => "a hash".to_owned(),
            Expr::String(_)
            | Expr::Integer(_)
            | Expr::Join(_)
            | Expr::List(_)
            | Expr::Concat(_)
            | Expr::Map(_)
            | Expr::StorageSuffix
            | Expr::VaultSuffix => text(part),
        }
    }

    fn attribute_name(self, symbol: &Symbol, attribute: Attribute) -> String {
        // Another existing resource is another value, also with the same symbolic name.
        let existing = self.plan.find(symbol).and_then(|resource| resource.existing.as_ref());
        let name = match (attribute, existing) {
            (Attribute::Id, Some(id)) => return id.to_string(),
            (Attribute::Id | Attribute::Name, _) => return symbol.as_str().to_owned(),
            (Attribute::PrincipalId | Attribute::ClientId, _) => "identity",
            (Attribute::Key1, _) => "key 1",
            (Attribute::Key2, _) => "key 2",
            (Attribute::VaultUri, _) => "vault URI",
            (Attribute::KeyUri | Attribute::KeyUriWithVersion, _) => "key URI",
            (Attribute::Endpoint | Attribute::BlobEndpoint, _) => "endpoint",
        };
        format!("{name} of {}", symbol.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> ResolvedTopology {
        let text = "name: claims\naccount: {publicNetworkAccess: selected}\nallow: {addresses: [203.0.113.7]}";
        crate::plan::lower_topology(
            &crate::read::read_topology(&crate::source::SourceText::new("x", text)).expect("valid"),
        )
    }

    #[test]
    fn a_text_is_known_or_has_display_names_for_unknown_parts() {
        let plan = plan();
        let host = Expr::Join(vec![Expr::parameter("storageAccountName"), Expr::string(".blob."), Expr::StorageSuffix]);
        let known = plan.known_text(&host).expect("known");
        assert!(known.starts_with("stclaims") && known.ends_with(".blob.core.windows.net"), "{known}");
        assert_eq!(plan.display_text(&host), known);

        let id = Expr::Join(vec![Expr::string("in "), Expr::TenantId]);
        assert_eq!(plan.known_text(&id), None);
        assert_eq!(plan.display_text(&id), "in the tenant");
        assert_eq!(plan.display_text(&Expr::parameter("unheardOf")), "the parameter unheardOf");
    }

    #[test]
    fn a_list_has_the_parameters_of_its_elements() {
        let plan = plan();
        let list = Expr::Concat(vec![
            Expr::List(vec![Expr::string("a"), Expr::TenantId]),
            Expr::parameter("storageAccountName"),
            Expr::parameter("unheardOf"),
        ]);
        let known = plan.known_list(&list);
        assert_eq!(known.parameters, ["storageAccountName", "unheardOf"]);
        let parameters: Vec<_> = known.elements.iter().map(|element| element.parameter).collect();
        assert_eq!(parameters, [None, Some("storageAccountName")]);
        let EvaluatedValue::List(shown) = plan.display_value(&list) else { panic!("a list") };
        let texts: Vec<_> = shown.elements.iter().map(|element| element.text.as_str()).collect();
        assert_eq!((texts[1], texts[3]), ("the tenant", "the parameter unheardOf"));
    }
}
