//! A test file for the Terraform output: with a mock provider, it asserts that restrictive settings of the topology
//! are restrictive in the resources that Terraform creates.

use std::{cell::RefCell, sync::Arc};

use tera::Value;

use super::{
    context::{list_value, map_value},
    engine::TERRAFORM_ENGINE,
    expression::{ExpressionWriter as _, HclWriter, snake_case},
    file::File,
    layout::{self, lay_out},
    marker,
    terraform::{Frame, provider_aliases},
};
use crate::plan::{Body, Expr, Language, Parameter, ParameterKind, ResolvedTopology, Resource, ResourceKind};

const MOCK_SUBSCRIPTION_ID: &str = "00000000-0000-0000-0000-000000000000";
const MOCK_GUID: &str = "11111111-1111-1111-1111-111111111111";

/// A valid public key, because the provider parses it; its private key was discarded.
const MOCK_SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIENW1u3Qb4hhd/Ab10ZZ0pR3KElDtAl+G0r1Cmbl3Z9U mock";

/// Kinds whose ID other resources refer to: the provider does not accept the IDs that a mock generates by default.
const REFERENCED_KINDS: &[ResourceKind] = &[
    ResourceKind::UserAssignedIdentity,
    ResourceKind::NetworkSecurityGroup,
    ResourceKind::VirtualNetwork,
    ResourceKind::Subnet,
    ResourceKind::PublicIpAddress,
    ResourceKind::NatGateway,
    ResourceKind::CognitiveAccount,
    ResourceKind::StorageAccount,
    ResourceKind::KeyVault,
    ResourceKind::KeyVaultKey,
    ResourceKind::PrivateDnsZone,
    ResourceKind::BastionHost,
    ResourceKind::NetworkInterface,
    ResourceKind::LinuxVirtualMachine,
    ResourceKind::WindowsVirtualMachine,
    ResourceKind::LogAnalyticsWorkspace,
];

/// Writes `tests/di_gen.tftest.hcl`.
#[must_use]
pub fn terraform_test(plan: &ResolvedTopology, frame: Frame) -> File {
    let plan = &plan.for_language(Language::Terraform);
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let text = |text: &str| Value::from(writer.interpolation(&Expr::string(text)));
    let aliases: Vec<String> = provider_aliases(plan).into_iter().map(|(_, alias)| alias).collect();
    let providers = std::iter::once(String::new()).chain(aliases.clone());
    let mut inputs = Vec::new();
    if plan.writes_into_target_group() {
        inputs.push(("resource_group_name".to_owned(), text("rg-mock")));
    }
    if frame == Frame::Root && plan.subscription.is_none() {
        inputs.push(("subscription_id".to_owned(), text(MOCK_SUBSCRIPTION_ID)));
    }
    let required = plan.parameters.iter().filter(|parameter| parameter.default.is_none());
    inputs.extend(required.map(|parameter| (snake_case(&parameter.name), text(example_value(parameter)))));
    let variables = inputs.into_iter().map(|(name, value)| map_value([("name", Value::from(name)), ("value", value)]));
    let runs = [
        ("public_access", public_access_assertions(plan, &writer)),
        ("role_assignments", role_assertions(plan, &writer)),
        ("endpoints", endpoint_assertions(plan, &writer)),
    ];
    let runs = runs.into_iter().filter(|(_, asserts)| !asserts.is_empty()).map(|(name, asserts)| {
        let asserts = asserts.into_iter().map(|(condition, message)| {
            map_value([("condition", Value::from(condition)), ("message", text(&message))])
        });
        map_value([("name", Value::from(name)), ("asserts", list_value(asserts))])
    });
    let text = TERRAFORM_ENGINE.render_template(
        "terraform/test",
        vec![
            ("providers", list_value(providers.map(Value::from))),
            ("aliases", list_value(aliases.into_iter().map(Value::from))),
            ("mocks", list_value(mock_contexts(plan, &writer).into_iter())),
            ("variables", list_value(variables)),
            ("runs", list_value(runs)),
        ],
    );
    let header = format!("# {}\n", marker::marker_line(plan, "terraform"));
    File::new("tests/di_gen.tftest.hcl", lay_out(&format!("{header}{text}"), &layout::HCL_SYNTAX))
}

/// An example value for a parameter without a default.
fn example_value(parameter: &Parameter) -> &'static str {
    match (parameter.kind, parameter.name.as_str()) {
        (ParameterKind::SecureString, _) => "not-A-password-0",
        (_, "sshPublicKey") => MOCK_SSH_KEY,
        (_, "adminUsername") => "mockadmin",
        // Every other parameter without a default is the object ID of a principal.
        _ => MOCK_GUID,
    }
}

fn mock_contexts(plan: &ResolvedTopology, writer: &HclWriter<'_>) -> Vec<Value> {
    let mock = |form: &str, kind: &str, defaults: &[(&str, &str)]| {
        let entry = |(name, value): &(&str, &str)| {
            map_value([
                ("name", Value::from(*name)),
                ("value", Value::from(writer.interpolation(&Expr::string(value)))),
            ])
        };
        let entries = [
            ("form", Value::from(form)),
            ("type", Value::from(kind)),
            ("defaults", list_value(defaults.iter().map(entry))),
        ];
        map_value(entries)
    };
    let group = format!("/subscriptions/{MOCK_SUBSCRIPTION_ID}/resourceGroups/rg-mock");
    let client_config = [
        ("tenant_id", MOCK_GUID),
        ("subscription_id", MOCK_SUBSCRIPTION_ID),
        ("object_id", MOCK_GUID),
        ("client_id", MOCK_GUID),
    ];
    let mut mocks = vec![
        mock("data", "azurerm_resource_group", &[("id", &group), ("location", "westeurope")]),
        mock("data", "azurerm_client_config", &client_config),
    ];
    let is_created = |kind: ResourceKind| plan.resources.iter().any(|r| r.kind == kind && r.existing.is_none());
    for kind in REFERENCED_KINDS.iter().copied().filter(|kind| is_created(*kind)) {
        let id = mock_id(&group, kind);
        let key = "https://mock.vault.azure.net/keys/mock";
        let version = format!("{key}/{}", "0".repeat(32));
        let defaults: Vec<(&str, &str)> = match kind {
            ResourceKind::KeyVaultKey => {
                vec![("id", &version), ("versionless_id", key), ("resource_versionless_id", &id)]
            }
            ResourceKind::UserAssignedIdentity => {
                vec![("id", &id), ("client_id", MOCK_GUID), ("principal_id", MOCK_GUID)]
            }
            ResourceKind::KeyVault => vec![("id", &id), ("vault_uri", "https://mock.vault.azure.net/")],
            _ => vec![("id", &id)],
        };
        mocks.push(mock("resource", kind.terraform_type(), &defaults));
    }
    mocks
}

/// A valid ID of a kind. All subnets have the name that the Azure Bastion subnet requires.
fn mock_id(group: &str, kind: ResourceKind) -> String {
    let mut parts = kind.arm_type().split('/');
    let namespace = parts.next().unwrap_or_default();
    let id = parts.fold(format!("{group}/providers/{namespace}"), |id, part| format!("{id}/{part}/mock"));
    if kind == ResourceKind::Subnet { id.replace("/subnets/mock", "/subnets/AzureBastionSubnet") } else { id }
}

type Assertions = Vec<(String, String)>;

fn created_resources(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().map(Arc::as_ref).filter(|resource| resource.existing.is_none())
}

/// Public network access, key authentication and firewall defaults of each service.
fn public_access_assertions(plan: &ResolvedTopology, writer: &HclWriter<'_>) -> Assertions {
    let mut asserts = Assertions::new();
    for resource in created_resources(plan) {
        let address = writer.resource_address(&resource.symbol);
        let mut expect = |attribute: &str, value: bool, setting: &str| {
            let state = if value { "enabled" } else { "disabled" };
            asserts.push((format!("{address}.{attribute} == {value}"), format!("{setting} should be {state}.")));
        };
        let (block, action) = match &resource.body {
            Body::CognitiveAccount(body) => {
                expect(
                    "public_network_access_enabled",
                    body.public_network_access,
                    "Public network access to the account",
                );
                expect("local_auth_enabled", body.local_auth, "Key authentication of the account");
                ("network_acls", body.default_action)
            }
            Body::StorageAccount(body) => {
                expect(
                    "public_network_access_enabled",
                    body.public_network_access,
                    "Public network access to the storage account",
                );
                expect("shared_access_key_enabled", body.shared_keys, "Shared key access to the storage account");
                ("network_rules", "Deny")
            }
            Body::KeyVault(body) => {
                expect(
                    "public_network_access_enabled",
                    body.public_network_access,
                    "Public network access to the vault",
                );
                expect("purge_protection_enabled", body.purge_protection, "Purge protection of the vault");
                ("network_acls", "Deny")
            }
            _ => continue,
        };
        let condition = format!("one({address}.{block}[*].default_action) == \"{action}\"");
        asserts.push((
            condition,
            format!(
                "The firewall of {} should have the default action {action}.",
                snake_case(resource.symbol.as_str())
            ),
        ));
    }
    asserts
}

/// The role of each role assignment.
fn role_assertions(plan: &ResolvedTopology, writer: &HclWriter<'_>) -> Assertions {
    let roles = created_resources(plan).filter_map(|resource| match &resource.body {
        Body::RoleAssignment(body) => {
            Some((writer.resource_address(&resource.symbol), body.role_name?, snake_case(resource.symbol.as_str())))
        }
        _ => None,
    });
    roles
        .map(|(address, role, label)| {
            let message = format!("The role assignment {label} should have the role {role}.");
            (format!("{address}.role_definition_name == \"{role}\""), message)
        })
        .collect()
}

/// The subresource of each private endpoint.
fn endpoint_assertions(plan: &ResolvedTopology, writer: &HclWriter<'_>) -> Assertions {
    let endpoints = created_resources(plan).filter_map(|resource| match &resource.body {
        Body::PrivateEndpoint(body) => {
            Some((writer.resource_address(&resource.symbol), body.group, snake_case(resource.symbol.as_str())))
        }
        _ => None,
    });
    endpoints
        .map(|(address, group, label)| {
            let names = format!("one({address}.private_service_connection[*].subresource_names)");
            let message = format!("The private endpoint {label} should have the subresource {group}.");
            (format!("contains({names}, \"{group}\")"), message)
        })
        .collect()
}
