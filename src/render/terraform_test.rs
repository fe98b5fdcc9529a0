//! A test that travels with the Terraform output: the provider is a mock, and what is closed in the plan has to be closed
//! in what Terraform makes of it.

use std::{cell::RefCell, sync::Arc};

use tera::Value;

use super::{
    context::{list, map},
    engine::HCL,
    file::File,
    layout::{self, lay_out},
    marker,
    pen::{Hcl, Pen as _, snake},
    terraform::{Frame, aliases},
};
use crate::plan::{Body, Expr, Kind, Language, Parameter, ParameterKind, Plan, Resource};

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";
const GUID: &str = "11111111-1111-1111-1111-111111111111";

/// A public key that fits no private one that anybody keeps. The provider reads keys, so it has to be one.
const SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIENW1u3Qb4hhd/Ab10ZZ0pR3KElDtAl+G0r1Cmbl3Z9U mock";

/// Kinds whose ID other resources take: the provider refuses IDs that a mock makes up by itself.
const REFERRED: &[Kind] = &[
    Kind::UserAssignedIdentity,
    Kind::NetworkSecurityGroup,
    Kind::VirtualNetwork,
    Kind::Subnet,
    Kind::PublicIpAddress,
    Kind::NatGateway,
    Kind::CognitiveAccount,
    Kind::StorageAccount,
    Kind::KeyVault,
    Kind::KeyVaultKey,
    Kind::PrivateDnsZone,
    Kind::BastionHost,
    Kind::NetworkInterface,
    Kind::LinuxVirtualMachine,
    Kind::WindowsVirtualMachine,
    Kind::LogAnalyticsWorkspace,
];

/// Writes `tests/di_gen.tftest.hcl`.
#[must_use]
pub fn terraform_test(plan: &Plan, frame: Frame) -> File {
    let plan = &plan.for_language(Language::Terraform);
    let pen = Hcl { plan, used: RefCell::default() };
    let text = |text: &str| Value::from(pen.hole(&Expr::text(text)));
    let aliases: Vec<String> = aliases(plan).into_iter().map(|(_, alias)| alias).collect();
    let providers = std::iter::once(String::new()).chain(aliases.clone());
    let mut given = Vec::new();
    if plan.writes_into_group() {
        given.push(("resource_group_name".to_owned(), text("rg-mock")));
    }
    if frame == Frame::Root && plan.subscription.is_none() {
        given.push(("subscription_id".to_owned(), text(SUBSCRIPTION)));
    }
    let open = plan.parameters.iter().filter(|parameter| parameter.default.is_none());
    given.extend(open.map(|parameter| (snake(&parameter.name), text(example(parameter)))));
    let variables = given.into_iter().map(|(name, value)| map([("name", Value::from(name)), ("value", value)]));
    let runs = [("doors", doors(plan, &pen)), ("rights", rights(plan, &pen)), ("endpoints", endpoints(plan, &pen))];
    let runs = runs.into_iter().filter(|(_, asserts)| !asserts.is_empty()).map(|(name, asserts)| {
        let asserts = asserts
            .into_iter()
            .map(|(condition, message)| map([("condition", Value::from(condition)), ("message", text(&message))]));
        map([("name", Value::from(name)), ("asserts", list(asserts))])
    });
    let drawn = HCL.draw(
        "terraform/test",
        vec![
            ("providers", list(providers.map(Value::from))),
            ("aliases", list(aliases.into_iter().map(Value::from))),
            ("mocks", list(mocks(plan, &pen).into_iter())),
            ("variables", list(variables)),
            ("runs", list(runs)),
        ],
    );
    let head = format!("# {}\n", marker::mark(plan, "terraform"));
    File::new("tests/di_gen.tftest.hcl", lay_out(&format!("{head}{drawn}"), &layout::HCL))
}

/// What a parameter gets that has no default.
fn example(parameter: &Parameter) -> &'static str {
    match (parameter.kind, parameter.name.as_str()) {
        (ParameterKind::Secret, _) => "not-A-password-0",
        (_, "sshPublicKey") => SSH_KEY,
        (_, "adminUsername") => "mockadmin",
        // Everything else that may be left open is the object ID of somebody.
        _ => GUID,
    }
}

fn mocks(plan: &Plan, pen: &Hcl<'_>) -> Vec<Value> {
    let mock = |form: &str, kind: &str, defaults: &[(&str, &str)]| {
        let entry = |(name, value): &(&str, &str)| {
            map([("name", Value::from(*name)), ("value", Value::from(pen.hole(&Expr::text(value))))])
        };
        let entries =
            [("form", Value::from(form)), ("type", Value::from(kind)), ("defaults", list(defaults.iter().map(entry)))];
        map(entries)
    };
    let group = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mock");
    let who = [("tenant_id", GUID), ("subscription_id", SUBSCRIPTION), ("object_id", GUID), ("client_id", GUID)];
    let mut mocks = vec![
        mock("data", "azurerm_resource_group", &[("id", &group), ("location", "westeurope")]),
        mock("data", "azurerm_client_config", &who),
    ];
    let made = |kind: Kind| plan.resources.iter().any(|r| r.kind == kind && r.existing.is_none());
    for kind in REFERRED.iter().copied().filter(|kind| made(*kind)) {
        let id = id(&group, kind);
        let key = "https://mock.vault.azure.net/keys/mock";
        let version = format!("{key}/{}", "0".repeat(32));
        let defaults: Vec<(&str, &str)> = match kind {
            Kind::KeyVaultKey => vec![("id", &version), ("versionless_id", key), ("resource_versionless_id", &id)],
            Kind::UserAssignedIdentity => vec![("id", &id), ("client_id", GUID), ("principal_id", GUID)],
            Kind::KeyVault => vec![("id", &id), ("vault_uri", "https://mock.vault.azure.net/")],
            _ => vec![("id", &id)],
        };
        mocks.push(mock("resource", kind.terraform_type(), &defaults));
    }
    mocks
}

/// An ID of the form that a kind has. The one subnet that has to have a certain name lends it to all.
fn id(group: &str, kind: Kind) -> String {
    let mut parts = kind.arm_type().split('/');
    let namespace = parts.next().unwrap_or_default();
    let id = parts.fold(format!("{group}/providers/{namespace}"), |id, part| format!("{id}/{part}/mock"));
    if kind == Kind::Subnet { id.replace("/subnets/mock", "/subnets/AzureBastionSubnet") } else { id }
}

type Asserts = Vec<(String, String)>;

fn new(plan: &Plan) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().map(Arc::as_ref).filter(|resource| resource.existing.is_none())
}

/// Who answers from outside, and with what proof.
fn doors(plan: &Plan, pen: &Hcl<'_>) -> Asserts {
    let mut asserts = Asserts::new();
    for resource in new(plan) {
        let at = pen.address(&resource.symbol);
        let mut is = |attribute: &str, value: bool, what: &str| {
            let should = if value { "on" } else { "off" };
            asserts.push((format!("{at}.{attribute} == {value}"), format!("{what} should be {should}.")));
        };
        let (block, action) = match &resource.body {
            Body::CognitiveAccount(body) => {
                is("public_network_access_enabled", body.public_network_access, "Public access to the account");
                is("local_auth_enabled", body.local_auth, "Keys of the account");
                ("network_acls", body.default_action)
            }
            Body::StorageAccount(body) => {
                is("public_network_access_enabled", body.public_network_access, "Public access to storage");
                is("shared_access_key_enabled", body.shared_keys, "Keys of storage");
                ("network_rules", "Deny")
            }
            Body::KeyVault(body) => {
                is("public_network_access_enabled", body.public_network_access, "Public access to the vault");
                is("purge_protection_enabled", body.purge_protection, "Purge protection of the vault");
                ("network_acls", "Deny")
            }
            _ => continue,
        };
        let condition = format!("one({at}.{block}[*].default_action) == \"{action}\"");
        asserts.push((
            condition,
            format!("The firewall of {} should say {action} by default.", snake(resource.symbol.as_str())),
        ));
    }
    asserts
}

/// Who has which role.
fn rights(plan: &Plan, pen: &Hcl<'_>) -> Asserts {
    let roles = new(plan).filter_map(|resource| match &resource.body {
        Body::RoleAssignment(body) => {
            Some((pen.address(&resource.symbol), body.role_name?, snake(resource.symbol.as_str())))
        }
        _ => None,
    });
    roles
        .map(|(at, role, label)| {
            let message = format!("The role {label} should be {role}.");
            (format!("{at}.role_definition_name == \"{role}\""), message)
        })
        .collect()
}

/// What is reached from inside.
fn endpoints(plan: &Plan, pen: &Hcl<'_>) -> Asserts {
    let endpoints = new(plan).filter_map(|resource| match &resource.body {
        Body::PrivateEndpoint(body) => {
            Some((pen.address(&resource.symbol), body.group, snake(resource.symbol.as_str())))
        }
        _ => None,
    });
    endpoints
        .map(|(at, group, label)| {
            let names = format!("one({at}.private_service_connection[*].subresource_names)");
            let message = format!("The endpoint {label} should lead to the group {group}.");
            (format!("contains({names}, \"{group}\")"), message)
        })
        .collect()
}
