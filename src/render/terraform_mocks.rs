//! Mocks for the generated Terraform test: a value for every computed attribute that the module reads. The provider
//! checks the values that it is given, and does not accept what Terraform generates by default.

use super::expression::{ExpressionWriter as _, HclWriter};
use crate::plan::{Attribute, Expr, LanguageFamily, PropertyTree as _, ResolvedTopology, Resource, ResourceKind};

pub(super) const MOCK_SUBSCRIPTION_ID: &str = "00000000-0000-0000-0000-000000000000";
pub(super) const MOCK_GUID: &str = "11111111-1111-1111-1111-111111111111";

/// Kinds whose ID the blocks of other resources read, in the order of the file.
const REFERENCED_KINDS: &[ResourceKind] = &[
    ResourceKind::UserAssignedIdentity,
    ResourceKind::NetworkSecurityGroup,
    ResourceKind::RouteTable,
    ResourceKind::VirtualNetwork,
    ResourceKind::Subnet,
    ResourceKind::PublicIpAddress,
    ResourceKind::NatGateway,
    ResourceKind::CognitiveAccount,
    ResourceKind::StorageAccount,
    ResourceKind::BlobContainer,
    ResourceKind::KeyVault,
    ResourceKind::KeyVaultKey,
    ResourceKind::KeyVaultSecret,
    ResourceKind::PrivateDnsZone,
    ResourceKind::PrivateEndpoint,
    ResourceKind::BastionHost,
    ResourceKind::NetworkInterface,
    ResourceKind::LinuxVirtualMachine,
    ResourceKind::WindowsVirtualMachine,
    ResourceKind::LogAnalyticsWorkspace,
];

/// Every attribute that an expression can refer to, in the order of the file.
const ATTRIBUTES: &[Attribute] = &[
    Attribute::Id,
    Attribute::PrincipalId,
    Attribute::ClientId,
    Attribute::Key1,
    Attribute::Key2,
    Attribute::VaultUri,
    Attribute::KeyUri,
    Attribute::KeyUriWithVersion,
    Attribute::Endpoint,
    Attribute::BlobEndpoint,
];

/// A data source or a resource with the values of its computed attributes.
pub(super) struct Mock {
    /// `data` or `resource`.
    pub(super) form: &'static str,
    pub(super) kind: &'static str,
    pub(super) defaults: Vec<(&'static str, String)>,
}

/// The mocks of a module.
pub(super) fn module_mocks(plan: &ResolvedTopology, writer: &HclWriter<'_>) -> Vec<Mock> {
    let group = format!("/subscriptions/{MOCK_SUBSCRIPTION_ID}/resourceGroups/rg-mock");
    let literal = |text: &str| writer.interpolation(&Expr::string(text));
    let texts = |entries: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        entries.iter().map(|(name, text)| (*name, literal(text))).collect()
    };
    let client_config = [
        ("tenant_id", MOCK_GUID),
        ("subscription_id", MOCK_SUBSCRIPTION_ID),
        ("object_id", MOCK_GUID),
        ("client_id", MOCK_GUID),
    ];
    let mut mocks = vec![
        Mock {
            form: "data",
            kind: "azurerm_resource_group",
            defaults: texts(&[("id", &group), ("location", "westeurope")]),
        },
        Mock { form: "data", kind: "azurerm_client_config", defaults: texts(&client_config) },
    ];
    let reads = attributes_read(plan);
    for kind in REFERENCED_KINDS.iter().copied() {
        let is_block = |r: &Resource| !r.nesting.is_inside_parent(LanguageFamily::Terraform);
        let created = plan.resources.iter().any(|r| r.kind == kind && r.existing.is_none() && is_block(r));
        let reads: Vec<Attribute> = reads.iter().filter(|read| read.0 == kind).map(|read| read.1).collect();
        for (form, in_data_source) in [("resource", false), ("data", true)] {
            let mut defaults = Vec::new();
            for attribute in ATTRIBUTES.iter().copied() {
                let path = kind.attribute_path(attribute);
                let id_of_created = attribute == Attribute::Id && created;
                let read = id_of_created || reads.contains(&attribute);
                if !read || path.in_data_source != in_data_source {
                    continue;
                }
                let value = literal(&mock_value(plan, &group, kind, attribute));
                // The value of an attribute in a nested block applies to all blocks of that name.
                defaults.push(match path.terraform.split_once("[0].") {
                    Some((block, name)) => (block, ["{\n", name, " = ", &value, "\n}"].concat()),
                    None => (path.terraform, value),
                });
            }
            if !defaults.is_empty() {
                mocks.push(Mock { form, kind: kind.terraform_type(), defaults });
            }
        }
    }
    mocks
}

/// The attributes of created resources that an expression of the module reads.
fn attributes_read(plan: &ResolvedTopology) -> Vec<(ResourceKind, Attribute)> {
    let mut reads = Vec::new();
    let mut record = |expr: &Expr| {
        if let Expr::Attribute(symbol, attribute) = expr
            && *attribute != Attribute::Name
            && let Some(resource) = plan.find(symbol)
            && resource.existing.is_none()
        {
            // The ID of a subnet inside its network is built from that of the network, which has a mock.
            let is_part =
                resource.kind == ResourceKind::Subnet && resource.nesting.is_inside_parent(LanguageFamily::Terraform);
            reads.extend((!is_part).then_some((resource.kind, *attribute)));
        }
    };
    for resource in plan.resources.iter().filter(|resource| resource.existing.is_none()) {
        resource.name.visit(&mut record);
        resource.body.each_expr(&mut record);
    }
    plan.variables.iter().for_each(|variable| variable.value.visit(&mut record));
    plan.outputs.iter().for_each(|output| output.value.visit(&mut record));
    reads
}

/// A value that the provider accepts.
fn mock_value(plan: &ResolvedTopology, group: &str, kind: ResourceKind, attribute: Attribute) -> String {
    let cloud = plan.cloud.facts();
    let vault = |rest: &str| ["https://mock", cloud.vault_suffix, "/", rest].concat();
    match attribute {
        Attribute::Id => mock_id(group, kind),
        Attribute::Name | Attribute::Key1 | Attribute::Key2 => "mock".to_owned(),
        Attribute::PrincipalId | Attribute::ClientId => MOCK_GUID.to_owned(),
        Attribute::VaultUri => vault(""),
        Attribute::KeyUri => vault("keys/mock"),
        Attribute::KeyUriWithVersion => vault(&format!("keys/mock/{}", "0".repeat(32))),
        Attribute::Endpoint => {
            format!("https://mock.{}/", cloud.cognitive_services_zone.trim_start_matches("privatelink."))
        }
        Attribute::BlobEndpoint => format!("https://mock.blob.{}/", cloud.storage_suffix),
    }
}

/// A valid ID of a kind. All subnets have the name that the Azure Bastion subnet requires.
fn mock_id(group: &str, kind: ResourceKind) -> String {
    let mut parts = kind.arm_type().split('/');
    let mut id = [group, "/providers/", parts.next().unwrap_or_default()].concat();
    for part in parts {
        let name = match part {
            // There is one blob service, and its name is fixed.
            "blobServices" => "default",
            "subnets" => "AzureBastionSubnet",
            _ => "mock",
        };
        id.extend(["/", part, "/", name]);
    }
    id
}
