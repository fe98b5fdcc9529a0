//! Every rule of the catalog is reached from a path in Azure, or it is listed why not.

use std::collections::BTreeSet;

use super::*;
use crate::{catalog::changes::Effect, drift::facts::find_type, plan::BODY_KINDS};

/// Properties whose rule no path reaches, by the reason.
const UNREACHED: &[(&str, &[&str])] = &[
    ("the rule is that of the region", &["location"]),
    (
        "no property of Azure: how azurerm or a template writes it",
        &[
            "CognitiveAccount key_set_apart",
            "CognitiveAccount restore",
            "StorageAccount key_set_apart",
            "KeyVault deployer_writes_secrets",
            "KeyVault deployer_makes_keys",
            "KeyVaultSecret version",
            "KeyVaultKey expires_at",
            "KeyVaultSecret expires_at",
            "PrivateEndpoint zones_by_policy",
            "VirtualNetwork ddos_plan_by_policy",
        ],
    ),
    (
        "Azure has several properties for it, of which none alone decides",
        &[
            "CognitiveAccount encryption",
            "StorageAccount encryption",
            "StorageAccount identity_type",
            "VirtualNetwork address_prefixes",
            "DiagnosticSetting log_group",
            "VirtualMachine trusted_launch",
            "BastionHost virtual_network",
            "BastionHost subnet",
            "BastionHost public_ip_address",
        ],
    ),
    (
        "what is known by it is another item or another resource",
        &[
            "PrivateEndpoint group",
            "RoleAssignment role_name",
            "RoleAssignment role_definition",
            "RoleAssignment unnamed_role",
            "KeyVaultAccessPolicies policies",
        ],
    ),
    ("the rule has the words of the opposite switch", &["RouteTable disable_bgp_route_propagation"]),
    ("approved by the owning team", &["PrivateEndpoint request_message"]),
    ("no input shows it", &["KeyVaultKey rotation", "KeyVaultSecret value", "VirtualMachine windows"]),
    ("a part of the resource of another kind", &["CognitiveAccountKey account", "StorageAccountKey account"]),
];

fn is_unreached(kind: &str, field: &str) -> bool {
    let names = UNREACHED.iter().flat_map(|(_, names)| *names);
    names.into_iter().any(|name| *name == kind || *name == field || *name == format!("{kind} {field}"))
}

#[test]
fn every_rule_is_reached_or_listed() {
    let mut failures = BTreeSet::new();
    for (kind, properties) in BODY_KINDS {
        let own = PLANNED.iter().find(|planned| std::ptr::eq(planned.properties, *properties));
        for property in properties.iter().filter(|property| property.change_rule.is_some()) {
            let is_reached = own.is_some_and(|own| own.fields.iter().any(|(_, field)| *field == property.field));
            if is_reached == is_unreached(kind, property.field) && property.field != "location" {
                failures.insert(format!("{kind} {}", property.field));
            }
            if property.field == "location" {
                assert_eq!(property.change_rule, rule_at("", "location"), "{kind}");
            }
        }
    }
    assert!(failures.is_empty(), "neither reached nor listed, or both: {failures:?}");
}

#[test]
fn every_path_and_every_field_exist() {
    for planned in PLANNED {
        let facts = find_type(planned.kind.arm_type()).expect("facts");
        for (path, field) in planned.fields {
            assert!(facts.find(path).is_some(), "{path}");
            let property = planned.properties.iter().find(|property| property.field == *field);
            assert!(property.is_some_and(|property| property.change_rule.is_some()), "{field}");
        }
    }
}

#[test]
fn keys_of_items_are_left_out() {
    assert_eq!(without_keys("properties.a[x.y[0]].properties.b[/s/z].c"), "properties.a[].properties.b[].c");
}

#[test]
fn a_rule_is_that_of_the_engine() {
    let difference = Difference {
        path: "location".to_owned(),
        label: "location".to_owned(),
        is_opposite: false,
        change: ElementChange::Changed {
            expected: Value::text("westeurope"),
            existing: Some(Value::text("northeurope")),
        },
    };
    let effect = |engine| deployment_outcome("Microsoft.Network/routeTables", &difference, engine).map(|o| o.effect);
    assert_eq!(effect(Engine::ResourceManager), Some(Effect::Refused));
    assert_eq!(effect(Engine::Terraform), Some(Effect::Replaced));
}
