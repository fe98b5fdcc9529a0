//! A test file for the Terraform output: with a mock provider, it asserts that restrictive settings of the topology
//! are restrictive in the resources that Terraform creates.

use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

use super::{
    expression::{ExpressionWriter as _, HclWriter, snake_case},
    file::File,
    layout::{self, lay_out},
    marker,
    terraform::Frame,
    terraform_mocks::{MOCK_GUID, MOCK_SUBSCRIPTION_ID, Mock, module_mocks},
};
use crate::plan::{Body, Expr, ForEach, Language, Parameter, ParameterKind, ResolvedTopology, Resource};

/// A valid public key, because the provider parses it; its private key was discarded.
const MOCK_SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIENW1u3Qb4hhd/Ab10ZZ0pR3KElDtAl+G0r1Cmbl3Z9U mock";

/// The comment below the marker.
const INTRODUCTION: &str = "# Run `terraform test`. The provider is a mock and deploys nothing. Resources reference each \
    other by the IDs below.\n";

/// Writes `tests/di_gen.tftest.hcl`.
#[must_use]
pub fn terraform_test(plan: &ResolvedTopology, frame: Frame) -> File {
    let plan = &plan.for_language(Language::Terraform);
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let quoted = |text: &str| writer.interpolation(&Expr::string(text));
    let aliases: Vec<String> = plan.other_subscriptions().into_iter().map(|other| other.alias).collect();
    let mut text = String::with_capacity(8 << 10);
    text.extend(["# ", &marker::marker_line(plan, "terraform"), "\n", INTRODUCTION]);
    let mocks = module_mocks(plan, &writer);
    write_provider(None, &mocks, &mut text);
    aliases.iter().for_each(|alias| write_provider(Some(alias), &mocks, &mut text));
    text.push_str("\nvariables {\n");
    if plan.writes_into_target_group() {
        text.extend(["resource_group_name = ", &quoted("rg-mock"), "\n"]);
    }
    if frame == Frame::Root && plan.subscription.is_none() {
        text.extend(["subscription_id = ", &quoted(MOCK_SUBSCRIPTION_ID), "\n"]);
    }
    for parameter in plan.parameters.iter().filter(|parameter| parameter.default.is_none()) {
        text.extend([&snake_case(&parameter.name), " = ", &quoted(example_value(parameter)), "\n"]);
    }
    text.push_str("}\n");
    let runs = [
        ("public_access", public_access_assertions(plan, &writer)),
        ("anonymous_access", anonymous_access_assertions(plan)),
        ("role_assignments", role_assertions(plan)),
        ("endpoints", endpoint_assertions(plan)),
    ];
    for (name, asserts) in runs.into_iter().filter(|(_, asserts)| !asserts.is_empty()) {
        text.extend(["\nrun \"", name, "\" {\ncommand = apply\n"]);
        if !aliases.is_empty() {
            text.push_str("\nproviders = {\nazurerm = azurerm\n");
            aliases.iter().for_each(|alias| text.extend(["azurerm.", alias, " = azurerm.", alias, "\n"]));
            text.push_str("}\n");
        }
        for (condition, message) in asserts {
            text.extend(["\nassert {\ncondition = ", &condition, "\nerror_message = ", &quoted(&message), "\n}\n"]);
        }
        text.push_str("}\n");
    }
    File::new("tests/di_gen.tftest.hcl", lay_out(&text, &layout::HCL_SYNTAX))
}

/// The provider under one name, with the mocks.
fn write_provider(alias: Option<&str>, mocks: &[Mock], text: &mut String) {
    text.push_str("\nmock_provider \"azurerm\" {\n");
    if let Some(alias) = alias {
        text.extend(["alias = \"", alias, "\"\n"]);
    }
    for mock in mocks {
        text.extend(["\nmock_", mock.form, " \"", mock.kind, "\" {\ndefaults = {\n"]);
        for (name, value) in &mock.defaults {
            text.extend([*name, " = ", value, "\n"]);
        }
        text.push_str("}\n}\n");
    }
    text.push_str("}\n");
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

type Assertions = Vec<(String, String)>;

fn created_resources(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().map(Arc::as_ref).filter(|resource| resource.existing.is_none())
}

/// Public network access, key authentication and firewall defaults of each service.
fn public_access_assertions(plan: &ResolvedTopology, writer: &HclWriter<'_>) -> Assertions {
    let mut asserts = Assertions::new();
    for resource in created_resources(plan) {
        if !matches!(resource.body, Body::CognitiveAccount(_) | Body::StorageAccount(_) | Body::KeyVault(_)) {
            continue;
        }
        let address = HclWriter::address_of(resource);
        let mut expect = |attribute: &str, value: bool, setting: &str| {
            let (value, state) = if value { ("true", "enabled") } else { ("false", "disabled") };
            let condition = [&address, ".", attribute, " == ", value].concat();
            asserts.push((condition, [setting, " should be ", state, "."].concat()));
        };
        let (block, action, addresses) = match &resource.body {
            Body::CognitiveAccount(body) => {
                expect(
                    "public_network_access_enabled",
                    body.public_network_access,
                    "Public network access to the account",
                );
                expect("local_auth_enabled", body.local_auth, "Key authentication of the account");
                ("network_acls", body.default_action, &body.addresses)
            }
            Body::StorageAccount(body) => {
                expect(
                    "public_network_access_enabled",
                    body.public_network_access,
                    "Public network access to the storage account",
                );
                expect("shared_access_key_enabled", body.shared_keys, "Shared key access to the storage account");
                ("network_rules", "Deny", &body.addresses)
            }
            Body::KeyVault(body) => {
                expect(
                    "public_network_access_enabled",
                    body.public_network_access,
                    "Public network access to the vault",
                );
                expect("purge_protection_enabled", body.purge_protection, "Purge protection of the vault");
                ("network_acls", "Deny", &body.addresses)
            }
            _ => continue,
        };
        let label = snake_case(resource.symbol.as_str());
        asserts.push((
            ["one(", &address, ".", block, "[*].default_action) == \"", action, "\""].concat(),
            ["The ", &label, " firewall should have the default action ", action, "."].concat(),
        ));
        let rules = ["[for rules in ", &address, ".", block, " : rules.ip_rules if rules.ip_rules != null]"].concat();
        let expected = match ip_rules(plan, addresses.as_ref()).as_slice() {
            [] => "\"\"".to_owned(),
            [single] => writer.interpolation(&Expr::string(single)),
            // A line for each, as in the variable.
            several => {
                let list = Expr::List(several.iter().map(Expr::string).collect());
                format!("join(\",\", {})", writer.interpolation(&list))
            }
        };
        asserts.push((
            ["join(\",\", sort(flatten(", &rules, "))) == ", &expected].concat(),
            ["The ", &label, " firewall should have the IP rules of the topology and no others."].concat(),
        ));
    }
    asserts
}

/// The IP rules of a firewall, with the default of every parameter, sorted as Terraform's `sort` does.
fn ip_rules(plan: &ResolvedTopology, addresses: Option<&ForEach>) -> Vec<String> {
    let elements = addresses.map(|addresses| plan.known_list(&addresses.over).elements).unwrap_or_default();
    let rules: BTreeSet<String> = elements.into_iter().map(|element| element.text).collect();
    rules.into_iter().collect()
}

/// Anonymous access to blobs, and the minimum TLS version of storage. Accounts and vaults have no such arguments.
fn anonymous_access_assertions(plan: &ResolvedTopology) -> Assertions {
    let mut asserts = Assertions::new();
    for resource in created_resources(plan) {
        match &resource.body {
            Body::StorageAccount(_) => {
                let address = HclWriter::address_of(resource);
                asserts.push((
                    [&address, ".allow_nested_items_to_be_public == false"].concat(),
                    "Anonymous access to blobs should be disabled.".to_owned(),
                ));
                asserts.push((
                    [&address, ".min_tls_version == \"TLS1_2\""].concat(),
                    "The minimum TLS version of storage should be 1.2.".to_owned(),
                ));
            }
            Body::BlobContainer(_) => asserts.push((
                [&HclWriter::address_of(resource), ".container_access_type == \"private\""].concat(),
                ["The container ", &snake_case(resource.symbol.as_str()), " should be private."].concat(),
            )),
            _ => {}
        }
    }
    asserts
}

/// The role of each role assignment.
fn role_assertions(plan: &ResolvedTopology) -> Assertions {
    let roles = created_resources(plan).filter_map(|resource| match &resource.body {
        Body::RoleAssignment(body) => {
            Some((HclWriter::address_of(resource), body.role_name?, snake_case(resource.symbol.as_str())))
        }
        _ => None,
    });
    roles
        .map(|(address, role, label)| {
            let message = ["The role assignment ", &label, " should have the role ", role, "."].concat();
            ([&address, ".role_definition_name == \"", role, "\""].concat(), message)
        })
        .collect()
}

/// The subresource of each private endpoint.
fn endpoint_assertions(plan: &ResolvedTopology) -> Assertions {
    let endpoints = created_resources(plan).filter_map(|resource| match &resource.body {
        Body::PrivateEndpoint(body) => {
            Some((HclWriter::address_of(resource), body.group, snake_case(resource.symbol.as_str())))
        }
        _ => None,
    });
    endpoints
        .map(|(address, group, label)| {
            let names = ["one(", &address, ".private_service_connection[*].subresource_names)"].concat();
            let message = ["The private endpoint ", &label, " should have the subresource ", group, "."].concat();
            (["contains(", &names, ", \"", group, "\")"].concat(), message)
        })
        .collect()
}
