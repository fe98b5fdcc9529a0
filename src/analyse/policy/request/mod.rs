//! What each language requests for a resource, by Azure's property names: what policy definitions look at.
//!
//! Only properties that a definition in the list looks at are here. A value that templates write as a constant is a
//! constant here, too; a test compares both with the outputs.

mod builder;
mod extra;
mod machine;
mod monitoring;
mod network;
mod observed;
mod services;
mod vault;

pub(crate) use observed::UNSEEN;

use super::value::AzureValue;
use crate::{
    catalog::policies::Condition,
    plan::{
        Attribute, Body, DeploymentTarget, Expr, LanguageFamily, Nesting, ResolvedTopology, Resource, ResourceKind,
    },
};
pub(in crate::analyse::policy) use builder::Moment;
use builder::{Builder, is_inside_parent};

/// A request for a resource.
pub(super) struct Request<'a> {
    pub(super) plan: &'a ResolvedTopology,
    pub(super) resource: &'a Resource,
    pub(super) family: LanguageFamily,
    moment: Moment,
    pub(super) body: AzureValue,
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
        let is_key_of_request =
            resource.nesting == Nesting::InsideParentInTerraform && resource.kind != deployed_kind(resource.kind);
        let is_sent = !is_key_of_request && (!is_inside_parent(resource) || is_written_again(resource, family));
        if moment == Moment::Request && !is_sent {
            return None;
        }
        let mut body = Builder { plan, family, moment }.body(resource)?;
        observed::replace_body(plan, resource, &mut body);
        extra::merge_settings(plan, resource, family, &mut body);
        // A request that sets the key of an account is one for the account.
        let resource = match &resource.body {
            Body::CognitiveAccountKey(key) => resource_of_id(plan, &key.account)?,
            Body::StorageAccountKey(key) => resource_of_id(plan, &key.account)?,
            _ => resource,
        };
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
                let mut body = Builder { plan: self.plan, family: self.family, moment: self.moment }.body(other)?;
                observed::replace_body(self.plan, other, &mut body);
                Some(Request { resource: other, body, ..*self })
            })
            .collect()
    }

    /// The request in which properties that conditions look at are unknown where the input does not show them.
    pub(super) fn with_unseen<'c>(mut self, conditions: impl Iterator<Item = &'c Condition>) -> Self {
        observed::mark_unseen_properties(self.plan, self.resource, &mut self.body, conditions);
        self
    }

    /// The request with its tags, which few definitions look at.
    pub(super) fn with_tags(mut self) -> Self {
        let builder = Builder { plan: self.plan, family: self.family, moment: self.moment };
        let is_set = self.body.select("tags").iter().any(|tags| **tags != AzureValue::Absent);
        if !is_set {
            self.body.replace("tags", builder.tags(&self.resource.body));
        }
        self
    }
}

/// The resource that an expression is the ID of.
fn resource_of_id<'a>(plan: &'a ResolvedTopology, id: &Expr) -> Option<&'a Resource> {
    match id {
        Expr::Attribute(symbol, Attribute::Id) => plan.find(symbol),
        _ => None,
    }
}

/// Whether a resource that is written inside its parent has a request of its own as well: azurerm writes a subnet again to
/// associate a NAT gateway (`catalog::policies::facts::NAT_GATEWAYS_OF_AZURERM`).
fn is_written_again(resource: &Resource, family: LanguageFamily) -> bool {
    let has_gateway = matches!(&resource.body, Body::Subnet(subnet) if subnet.nat_gateway.is_some());
    family == LanguageFamily::Terraform && has_gateway
}

/// The kind of the resource that another request for it leads to.
const fn deployed_kind(kind: ResourceKind) -> ResourceKind {
    match kind {
        ResourceKind::CognitiveAccountKey => ResourceKind::CognitiveAccount,
        ResourceKind::StorageAccountKey => ResourceKind::StorageAccount,
        other => other,
    }
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
            Body::VirtualNetwork(network) => self.virtual_network(resource, network),
            Body::Subnet(subnet) => self.subnet(subnet, self.associates_later(resource)),
            Body::PublicIpAddress(address) => network::public_ip_address_body(address),
            Body::NatGateway(_) => network::nat_gateway_body(),
            Body::PrivateEndpoint(endpoint) => self.private_endpoint(endpoint),
            Body::PrivateDnsZone(_) | Body::PrivateDnsZoneGroup(_) => network::zone_body(),
            Body::NetworkInterface(_) => network::network_interface_body(),
            Body::VirtualMachine(machine) => self.virtual_machine(machine),
            Body::VirtualMachineExtension(extension) => machine::extension_body(extension),
            Body::LogAnalyticsWorkspace(workspace) => monitoring::workspace_body(workspace),
            Body::DiagnosticSetting(setting) => monitoring::setting_body(setting),
            Body::FederatedCredential(credential) => self.federated_credential(credential),
            Body::BastionHost(host) => monitoring::bastion_body(host),
            _ => AzureValue::Object(Vec::new()),
        };
        if let AzureValue::Object(properties) = &mut body {
            properties.push(("name".to_owned(), self.text(&resource.name)));
        }
        Some(body)
    }
}
