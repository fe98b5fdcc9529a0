//! What each language requests for a resource, by Azure's property names: what policy definitions look at.
//!
//! Only properties that a definition in the list looks at are here. A value that templates write as a constant is a
//! constant here, too; a test compares both with the outputs.

mod extra;
mod machine;
mod monitoring;
mod network;
mod services;
mod vault;

use super::value::AzureValue;
use crate::plan::{
    Attribute, Body, DeploymentTarget, Expr, ForEach, LanguageFamily, PropertyTree as _, PropertyValue,
    ResolvedTopology, Resource, ResourceKind, Symbol,
};

/// The tenant of the subscription, as definitions write it.
const SUBSCRIPTION_TENANT: &str = "[subscription().tenantId]";

/// When a definition is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// For each request: Deny and Modify.
    Request,
    /// On what is deployed in the end: effects that report or deploy something.
    Deployed,
}

/// A request for a resource.
pub(super) struct Request<'a> {
    pub(super) plan: &'a ResolvedTopology,
    pub(super) resource: &'a Resource,
    pub(super) family: LanguageFamily,
    moment: Moment,
    body: AzureValue,
}

impl<'a> Request<'a> {
    /// What a language requests for a resource, or what is deployed in the end; none for an existing one, and for one that
    /// has no request of its own.
    pub(super) fn new(
        plan: &'a ResolvedTopology,
        resource: &'a Resource,
        family: LanguageFamily,
        moment: Moment,
    ) -> Option<Self> {
        if resource.existing.is_some() || resource.only_for.is_some_and(|only| only != family) {
            return None;
        }
        let is_repeated =
            resource.kind != deployed_kind(resource.kind) || resource.deployment_target == DeploymentTarget::SecondPass;
        if moment == Moment::Deployed && is_repeated {
            return None;
        }
        if is_inside_parent(resource, family) && moment == Moment::Request {
            return None;
        }
        let mut body = Builder { plan, family, moment }.body(resource)?;
        extra::merge_settings(plan, resource, family, &mut body);
        Some(Self { plan, resource, family, moment, body })
    }

    /// Requests for resources on this one, or in it.
    pub(super) fn related(&self, arm_type: &str) -> Vec<Request<'a>> {
        let symbol = &self.resource.symbol;
        let related = self.plan.resources.iter().filter(|other| {
            other.kind.arm_type() == arm_type && [&other.scope, &other.parent].contains(&&Some(symbol.clone()))
        });
        related
            .filter_map(|other| {
                // A resource that the language writes inside its parent exists as well.
                let body = Builder { plan: self.plan, family: self.family, moment: self.moment }.body(other)?;
                Some(Request { resource: other, body, ..*self })
            })
            .collect()
    }

    /// The values that an alias selects.
    pub(super) fn select(&self, path: &str) -> Vec<&AzureValue> {
        self.body.select(path)
    }
}

/// The kind of the resource that another request for it leads to.
const fn deployed_kind(kind: ResourceKind) -> ResourceKind {
    match kind {
        ResourceKind::CognitiveAccountKey => ResourceKind::CognitiveAccount,
        ResourceKind::StorageAccountKey => ResourceKind::StorageAccount,
        other => other,
    }
}

/// Whether a language writes a resource inside its parent, so that both are one request.
fn is_inside_parent(resource: &Resource, family: LanguageFamily) -> bool {
    use crate::plan::Nesting;
    match resource.nesting {
        Nesting::Standalone => false,
        Nesting::InsideParentInAzure => family == LanguageFamily::Azure,
        // azurerm writes these with requests of their own.
        Nesting::InsideParentInTerraform => false,
    }
}

/// Builds requests for one language family.
#[derive(Clone, Copy)]
struct Builder<'a> {
    plan: &'a ResolvedTopology,
    family: LanguageFamily,
    moment: Moment,
}

impl Builder<'_> {
    fn body(self, resource: &Resource) -> Option<AzureValue> {
        let mut body = match &resource.body {
            Body::CognitiveAccount(account) => self.account(resource, account),
            Body::StorageAccount(account) => self.storage_account(resource, account),
            Body::CognitiveAccountKey(key) => self.account_with_key(&key.account)?,
            Body::StorageAccountKey(key) => self.storage_account_with_key(&key.account)?,
            Body::BlobService(service) => self.blob_service(service),
            Body::KeyVault(vault) => self.vault(resource, vault),
            Body::KeyVaultKey(key) => self.vault_key(key),
            Body::KeyVaultSecret(secret) => vault::secret_body(secret),
            Body::NetworkSecurityGroup(group) => self.security_group(group),
            Body::VirtualNetwork(_) => self.virtual_network(resource),
            Body::Subnet(subnet) => self.subnet(subnet, self.sets_associations_later()),
            Body::PublicIpAddress(address) => network::public_ip_address_body(address),
            Body::NatGateway(_) => network::nat_gateway_body(),
            Body::PrivateEndpoint(endpoint) => self.private_endpoint(endpoint),
            Body::PrivateDnsZone(_) => network::zone_body(),
            Body::PrivateDnsZoneGroup(_) => network::zone_body(),
            Body::NetworkInterface(_) => network::network_interface_body(),
            Body::VirtualMachine(machine) => self.virtual_machine(machine),
            Body::LogAnalyticsWorkspace(workspace) => monitoring::workspace_body(workspace),
            Body::DiagnosticSetting(setting) => monitoring::setting_body(setting),
            Body::FederatedCredential(credential) => self.federated_credential(credential),
            Body::BastionHost(host) => monitoring::bastion_body(host),
            _ => AzureValue::Object(Vec::new()),
        };
        if let AzureValue::Object(properties) = &mut body {
            properties.push(("name".to_owned(), self.text(&resource.name)));
            properties.push(("tags".to_owned(), self.tags(&resource.body)));
        }
        Some(body)
    }

    /// Whether the network security group and the route table of a separate subnet follow with a second request.
    fn sets_associations_later(self) -> bool {
        self.family == LanguageFamily::Terraform && self.moment == Moment::Request
    }

    /// Whether a request for an account contains its customer-managed key.
    fn has_own_key(self, in_body: bool, set_apart: bool) -> bool {
        match self.moment {
            Moment::Request => in_body && self.family == LanguageFamily::Azure,
            Moment::Deployed => in_body || set_apart,
        }
    }

    /// The tags; absent where there is none.
    fn tags(self, body: &Body) -> AzureValue {
        let PropertyValue::Record(values) = body.property_value() else { return AzureValue::Absent };
        let tags = values.into_iter().find(|(property, _)| property.field == "tags");
        let Some((_, PropertyValue::Expr(tags))) = tags else { return AzureValue::Absent };
        match self.texts(tags) {
            AzureValue::List(items) if items.is_empty() => AzureValue::Absent,
            other => other,
        }
    }

    /// The text of an expression.
    fn text(self, expr: &Expr) -> AzureValue {
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
    fn id_text(self, symbol: &Symbol) -> AzureValue {
        let Some(resource) = self.plan.find(symbol) else { return AzureValue::Unknown(symbol.as_str().to_owned()) };
        let known = resource.existing.as_ref().map(ToString::to_string);
        AzureValue::Text(
            known.unwrap_or_else(|| format!("/providers/{}/{}", resource.kind.arm_type(), symbol.as_str())),
        )
    }

    /// A list of the file or of a parameter; each element as an object with one property.
    fn list(self, expr: &Expr, property: &'static str) -> AzureValue {
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
    fn texts(self, expr: &Expr) -> AzureValue {
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

    fn ip_rules(self, addresses: Option<&ForEach>) -> AzureValue {
        addresses.map_or(AzureValue::List(Vec::new()), |addresses| self.list(&addresses.over, "value"))
    }

    fn subnet_rules(self, subnets: &[Expr]) -> AzureValue {
        let rule = |subnet: &Expr| AzureValue::Object(vec![("id".to_owned(), self.text(subnet))]);
        AzureValue::List(subnets.iter().map(rule).collect())
    }

    /// The connections of private endpoints to a resource, once they are deployed.
    fn connections(self, resource: &Resource) -> AzureValue {
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
            super::value::object! { "properties": super::value::object! {
                "privateLinkServiceConnectionState": super::value::object! { "status": status },
            } }
        };
        AzureValue::List(endpoints.map(|endpoint| connection(endpoint.manual)).collect())
    }
}

/// `Enabled` or `Disabled`.
const fn enabled(value: bool) -> &'static str {
    if value { "Enabled" } else { "Disabled" }
}
