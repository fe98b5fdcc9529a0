//! A role that is not yet effective interrupts what it keeps allowing.
//!
//! Sources: a role assignment can take up to 10 minutes to take effect (MicrosoftDocs/azure-docs
//! articles/role-based-access-control/troubleshooting.md, 2023-09-20), and up to 30 where it lets the account read storage
//! (MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities.md, 2024-05-23,
//! which also says that a system-assigned identity is deleted with its resource). azurerm replaces a role assignment whose
//! scope, role or principal changes (hashicorp/terraform-provider-azurerm
//! `internal/services/authorization/role_assignment_resource.go`, 69697b7f), and a replaced account or VM has another identity.
//! Resource Manager leaves the old assignment (MicrosoftDocs/azure-docs
//! articles/azure-resource-manager/templates/deployment-modes.md, 2019-11-11), unless a deployment stack deletes it.

use di_gen::{
    catalog::{
        changes::{Engine, Heading},
        encryption::{ACCOUNT_ROLE_DELAY_MINUTES, ROLE_DELAY_MINUTES, ROLE_TAKES_EFFECT_LATE},
    },
    compare::compare_topologies,
    plan::ResolvedTopology,
    source::SourceText,
};

fn plan(text: &str) -> ResolvedTopology {
    let source = SourceText::new("x", format!("name: invoices\n{text}"));
    di_gen::plan::lower_topology(&di_gen::read::read_topology(&source).unwrap_or_else(|f| panic!("{text}: {f:?}")))
}

/// The late roles of one engine, each with its text.
fn late_roles(old: &str, new: &str, engine: Engine) -> Vec<String> {
    let changes = compare_topologies(&plan(old), &plan(new));
    let late = changes.consequences.iter().filter(|found| {
        found.heading == Heading::Interrupts
            && found.engines.contains(&engine)
            && found.fact.name == "ROLE_TAKES_EFFECT_LATE"
    });
    late.map(|found| format!("{}: {}", found.label, found.text)).collect()
}

/// The starts of the lines for Resource Manager and for Terraform.
fn expect(old: &str, new: &str, resource_manager: &[&str], terraform: &[&str]) {
    for (engine, expected) in [(Engine::ResourceManager, resource_manager), (Engine::Terraform, terraform)] {
        let found = late_roles(old, new, engine);
        let is_expected = found.len() == expected.len()
            && expected.iter().all(|start| found.iter().any(|line| line.starts_with(start)));
        assert!(is_expected, "{old}\n{new}\n{engine:?}: {found:#?}, and not {expected:#?}");
    }
}

const BASE: &str = "storage: { name: stone }\naccount: { name: di-one, subdomain: di-s }\n";

fn client(roles: &str) -> String {
    format!("{BASE}clients: [{{ name: portal, type: managedIdentity, roles: [{roles}] }}]")
}

#[test]
fn a_role_that_follows_another_one_is_late_where_the_old_one_is_removed() {
    let reader = client("{ role: Storage Blob Data Reader, on: storage }");
    let contributor = client("{ role: Storage Blob Data Contributor, on: storage }");
    expect(&reader, &contributor, &[], &["client portal has Storage Blob Data Contributor on stone: "]);
    // A new client has no access that could be interrupted.
    expect(BASE, &reader, &[], &[]);
    // Another scope, which includes the old one.
    let in_group = client("{ role: Storage Blob Data Reader, on: resourceGroup }");
    expect(&reader, &in_group, &[], &["client portal has Storage Blob Data Reader on the resource group: "]);
    // A deployment stack deletes the old one.
    let stack = |text: &str| format!("{text}\ndeployment: {{ stack: {{ onUnmanage: delete }} }}");
    let late = ["client portal has Storage Blob Data Contributor on stone: "];
    expect(&stack(&reader), &stack(&contributor), &late, &late);
}

#[test]
fn another_role_of_the_principal_covers_a_late_one() {
    let with = |on: &str| {
        client(&format!(
            "{{ role: Storage Blob Data Contributor, on: storage }}, {{ role: Storage Blob Data Reader, on: {on} }}"
        ))
    };
    expect(&with("resourceGroup"), &with("subscription"), &[], &[]);
    let only = |on: &str| client(&format!("{{ role: Storage Blob Data Reader, on: {on} }}"));
    expect(
        &only("resourceGroup"),
        &only("subscription"),
        &[],
        &["client portal has Storage Blob Data Reader on the subscription: "],
    );
}

/// A role of another principal under the same name interrupts nobody: that principal had no access.
#[test]
fn another_principal_has_no_access_to_lose() {
    let group =
        |id: &str| format!("{BASE}clients: [{{ name: app, type: group, id: 00000000-0000-0000-0000-0000000000{id} }}]");
    expect(&group("a1"), &group("a2"), &[], &[]);
}

#[test]
fn the_role_of_the_account_on_storage_is_late_with_the_account() {
    // Another kind: Terraform replaces the account, and Resource Manager refuses it.
    let kind =
        |kind: &str| format!("storage: {{ name: stone }}\naccount: {{ name: di-one, subdomain: di-s, kind: {kind} }}");
    let late = "the identity of di-one has Storage Blob Data Reader on stone: it takes up to 30 minutes";
    expect(&kind("FormRecognizer"), &kind("CognitiveServices"), &[], &[late]);
    // Another name: with Resource Manager, the old account goes on, with its role.
    let named = |name: &str| format!("storage: {{ name: stone }}\naccount: {{ name: {name}, subdomain: {name} }}");
    expect(&named("di-old"), &named("di-one"), &[], &[late]);
    // Another role.
    let access = |access: &str| {
        format!(
            "storage: {{ name: stone, identityAccess: {{ role: {access} }} }}\naccount: {{ name: di-one, subdomain: di-s }}"
        )
    };
    let late = "the identity of di-one has Storage Blob Data Contributor on stone: it takes up to 30 minutes";
    expect(&access("reader"), &access("contributor"), &[], &[late]);
}

/// New storage is empty: there is nothing that the account could go on reading.
#[test]
fn what_is_new_has_no_access_that_could_be_interrupted() {
    let storage = |name: &str| format!("storage: {{ name: {name} }}\naccount: {{ name: di-one, subdomain: di-s }}");
    expect(&storage("stone"), &storage("brick"), &[], &[]);
}

/// The identity of a customer-managed key. An account whose key is set before the role has taken effect is refused
/// (hashicorp/terraform-provider-azurerm issue 32855, 2026-07-29).
#[test]
fn the_role_on_another_encryption_key_is_late_in_every_language() {
    let with = |rest: &str| format!("{BASE}keyVault: {{ name: kv-one, sku: premium }}\n{rest}");
    let key = |name: &str| with(&format!("encryption: {{ account: {{ name: {name} }} }}"));
    let role = |key: &str| {
        format!(
            "the identity of id-cmk-account-invoices-dev has Key Vault Crypto Service Encryption User on {key}: it takes up to 10 minutes"
        )
    };
    let late = role("cmk-two");
    expect(&key("cmk-one"), &key("cmk-two"), &[&late], &[&late]);
    // The account is refused with its new name and the old subdomain, and goes on with the old key.
    let renamed = key("cmk-two").replace("name: di-one", "name: di-two");
    assert!(late_roles(&key("cmk-one"), &renamed, Engine::ResourceManager).is_empty());
    // The first key: the Microsoft-managed key needs no role.
    expect(&with(""), &key("cmk-one"), &[], &[]);
    // Access policies take effect at once; the roles that follow them do not.
    let authorized = |by: &str| {
        format!(
            "{BASE}keyVault: {{ name: kv-one, sku: premium, authorization: {by} }}\nencryption: {{ account: {{ name: cmk-one }} }}"
        )
    };
    let late = role("cmk-one");
    expect(&authorized("accessPolicies"), &authorized("rbac"), &[&late], &[&late]);
}

/// A VM of the other system is another type of resource in azurerm (hashicorp/terraform-provider-azurerm
/// `internal/services/compute/linux_virtual_machine_resource.go`, 69697b7f), and has another identity.
#[test]
fn the_roles_of_the_vm_are_late_with_the_vm() {
    let machine = |system: &str| format!("{BASE}testMachine: {{ name: vm-one, adminUsername: forms, os: {system} }}");
    let found = late_roles(&machine("linux"), &machine("windows"), Engine::Terraform);
    assert!(!found.is_empty() && found.iter().all(|line| line.contains("it takes up to 10 minutes")), "{found:?}");
    assert!(late_roles(&machine("linux"), &machine("windows"), Engine::ResourceManager).is_empty());
}

/// The numbers of the messages are those of the fact and of the explanation.
#[test]
fn how_long_a_role_takes_is_the_same_everywhere() {
    let explanation = di_gen::explain::explain_text("DI0915").expect("an explanation").text;
    for text in [ROLE_TAKES_EFFECT_LATE.text().statement, &explanation] {
        let text = text.replace('\n', " ");
        assert!(text.contains(&format!("up to {ROLE_DELAY_MINUTES} minutes to take effect")), "{text}");
        assert!(text.contains(&format!("says up to {ACCOUNT_ROLE_DELAY_MINUTES}")), "{text}");
    }
}
