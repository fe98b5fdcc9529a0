//! Values of requests: texts, lists, rules and connections, as a language writes them.

use crate::{
    analyse::policy::value::{AzureValue, object},
    plan::{
        Attribute, Body, Expr, ForEach, LanguageFamily, Nesting, PropertyTree as _, PropertyValue, ResolvedTopology,
        Resource, SecurityGroupAssignment, Symbol,
    },
};

/// The tenant of the subscription, as definitions write it.
const SUBSCRIPTION_TENANT: &str = "[subscription().tenantId]";

/// When a definition is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analyse::policy) enum Moment {
    /// For each request: Deny and Modify.
    Request,
    /// On what is deployed in the end: effects that report or deploy something.
    Deployed,
}

/// Whether a language writes a resource in the request for its parent.
pub(super) fn is_inside_parent(resource: &Resource) -> bool {
    // What only azurerm writes inside its parent, it sends with a request of its own.
    resource.nesting == Nesting::InsideParent
}

/// Builds requests for one language family.
#[derive(Clone, Copy)]
pub(super) struct Builder<'a> {
    pub(super) plan: &'a ResolvedTopology,
    pub(super) family: LanguageFamily,
    pub(super) moment: Moment,
}

impl Builder<'_> {
    /// Whether the network security group and the route table of a subnet follow with a second request.
    pub(super) fn associates_later(self, subnet: &Resource) -> bool {
        self.family == LanguageFamily::Terraform
            && self.moment == Moment::Request
            && self.plan.security_group_assignment(subnet) == Some(SecurityGroupAssignment::ByAssociation)
    }

    /// Whether a request for an account contains its customer-managed key.
    pub(super) fn has_own_key(self, resource: &Resource, in_body: bool, in_terraform: bool) -> bool {
        let is_key = |r: &Resource| matches!(r.body, Body::CognitiveAccountKey(_) | Body::StorageAccountKey(_));
        match (self.moment, self.family) {
            (Moment::Request, LanguageFamily::Azure) => in_body,
            (Moment::Request, LanguageFamily::Terraform) => {
                self.plan.nested_children(&resource.symbol, self.family).any(is_key)
            }
            (Moment::Deployed, _) => in_body || in_terraform,
        }
    }

    /// The tags; absent where there is none.
    pub(super) fn tags(self, body: &Body) -> AzureValue {
        let PropertyValue::Record(values) = body.property_value() else { return AzureValue::Absent };
        let tags = values.into_iter().find(|(property, _)| property.field == "tags");
        let Some((_, PropertyValue::Expr(tags))) = tags else { return AzureValue::Absent };
        match self.texts(tags) {
            AzureValue::List(items) if items.is_empty() => AzureValue::Absent,
            other => other,
        }
    }

    /// The text of an expression.
    pub(super) fn text(self, expr: &Expr) -> AzureValue {
        if let Expr::Attribute(symbol, Attribute::Id) = expr {
            return self.id_text(symbol);
        }
        if *expr == Expr::TenantId {
            return SUBSCRIPTION_TENANT.into();
        }
        match self.plan.known_text(expr) {
            Some(text) => AzureValue::Text(text),
            None => AzureValue::Unknown(self.plan.display_text(expr)),
        }
    }

    /// The ID of a resource; above the provider, only that of an existing one is known.
    pub(super) fn id_text(self, symbol: &Symbol) -> AzureValue {
        let Some(resource) = self.plan.find(symbol) else { return AzureValue::Unknown(symbol.as_str().to_owned()) };
        let known = resource.existing.as_ref().map(ToString::to_string);
        AzureValue::Text(
            known.unwrap_or_else(|| format!("/providers/{}/{}", resource.kind.arm_type(), symbol.as_str())),
        )
    }

    /// A list of the file or of a parameter; each element as an object with one property.
    pub(super) fn list(self, expr: &Expr, property: &'static str) -> AzureValue {
        let known = self.plan.known_list(expr);
        let without_default = known.parameters.iter().find(|name| {
            self.plan.parameters.iter().any(|parameter| parameter.name == **name && parameter.default.is_none())
        });
        if let Some(name) = without_default {
            return AzureValue::Unknown(format!("the parameter {name}"));
        }
        let element = |text: String| AzureValue::Object(vec![(property.to_owned(), AzureValue::Text(text))]);
        AzureValue::List(known.elements.into_iter().map(|item| element(item.text)).collect())
    }

    /// The same without the object.
    pub(super) fn texts(self, expr: &Expr) -> AzureValue {
        match self.list(expr, "") {
            AzureValue::List(items) => AzureValue::List(
                items
                    .into_iter()
                    .filter_map(|item| match item {
                        AzureValue::Object(mut properties) => properties.pop().map(|(_, value)| value),
                        _ => None,
                    })
                    .collect(),
            ),
            other => other,
        }
    }

    pub(super) fn ip_rules(self, addresses: Option<&ForEach>) -> AzureValue {
        addresses.map_or(AzureValue::List(Vec::new()), |addresses| self.list(&addresses.over, "value"))
    }

    pub(super) fn subnet_rules(self, subnets: &[Expr]) -> AzureValue {
        let rule = |subnet: &Expr| AzureValue::Object(vec![("id".to_owned(), self.text(subnet))]);
        AzureValue::List(subnets.iter().map(rule).collect())
    }

    /// The connections of private endpoints to a resource, once they are deployed.
    pub(super) fn connections(self, resource: &Resource) -> AzureValue {
        let target = Expr::id(&resource.symbol);
        let endpoints = self.plan.resources.iter().filter_map(|other| match &other.body {
            Body::PrivateEndpoint(endpoint) if endpoint.target == target => Some(endpoint),
            _ => None,
        });
        let connection = |manual: bool| {
            let status = if manual {
                AzureValue::Unknown("the approval of the private endpoint".to_owned())
            } else {
                AzureValue::from("Approved")
            };
            object! { "properties": object! {
                "privateLinkServiceConnectionState": object! { "status": status },
            } }
        };
        AzureValue::List(endpoints.map(|endpoint| connection(endpoint.manual)).collect())
    }
}

/// `Enabled` or `Disabled`.
pub(super) const fn enabled(value: bool) -> &'static str {
    if value { "Enabled" } else { "Disabled" }
}
