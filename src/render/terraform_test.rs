//! A test file for the Terraform output: with a mock provider, it asserts that restrictive settings of the topology
//! are restrictive in the resources that Terraform creates.

use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

use tera::Value;

use super::{
    context::{list_value, map_value},
    engine::TERRAFORM_ENGINE,
    expression::{ExpressionWriter as _, HclWriter, snake_case},
    file::File,
    layout::{self, lay_out},
    marker,
    terraform::Frame,
    terraform_mocks::{MOCK_GUID, MOCK_SUBSCRIPTION_ID, mock_contexts},
};
use crate::plan::{Body, Expr, ForEach, Language, Parameter, ParameterKind, ResolvedTopology, Resource};

/// A valid public key, because the provider parses it; its private key was discarded.
const MOCK_SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIENW1u3Qb4hhd/Ab10ZZ0pR3KElDtAl+G0r1Cmbl3Z9U mock";

/// Writes `tests/di_gen.tftest.hcl`.
#[must_use]
pub fn terraform_test(plan: &ResolvedTopology, frame: Frame) -> File {
    let plan = &plan.for_language(Language::Terraform);
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let text = |text: &str| Value::from(writer.interpolation(&Expr::string(text)));
    let aliases: Vec<String> = plan.other_subscriptions().into_iter().map(|other| other.alias).collect();
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
        ("anonymous_access", anonymous_access_assertions(plan)),
        ("role_assignments", role_assertions(plan)),
        ("endpoints", endpoint_assertions(plan)),
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
            ("mocks", list_value(mock_contexts(plan, &writer))),
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
            format!("join(\",\", sort(flatten({rules}))) == {expected}"),
            format!("The {label} firewall should have the IP rules of the topology and no others."),
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
                    format!("{address}.allow_nested_items_to_be_public == false"),
                    "Anonymous access to blobs should be disabled.".to_owned(),
                ));
                asserts.push((
                    format!("{address}.min_tls_version == \"TLS1_2\""),
                    "The minimum TLS version of storage should be 1.2.".to_owned(),
                ));
            }
            Body::BlobContainer(_) => asserts.push((
                format!("{}.container_access_type == \"private\"", HclWriter::address_of(resource)),
                format!("The container {} should be private.", snake_case(resource.symbol.as_str())),
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
