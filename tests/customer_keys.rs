//! Customer-managed keys: what the account supports, and what a rotation leads to.

use di_gen::{diagnostic::Code, plan::Language, render::Frame, source::SourceText, topology::AzurermMajor};

use crate::{
    support::topologies::{Story, many},
    terraform_reads::reads,
};

fn terraform(text: &str, azurerm: AzurermMajor) -> String {
    let story = Story { name: "a key".to_owned(), text: text.to_owned() };
    let files = story.terraform(azurerm, Frame::Module).expect("Terraform");
    files.into_iter().find(|file| file.path == "main.tf").expect("main.tf").text
}

/// Source: MicrosoftDocs/azure-ai-docs, `articles/ai-foundry/concepts/encryption-keys-portal.md`, 2025-05-01: RSA and
/// RSA-HSM keys of size 2048, no others. Storage: azure-docs, customer-managed keys overview: 2048, 3072, 4096.
#[test]
fn the_account_supports_one_key_size_and_storage_three() {
    for kind in ["RSA", "RSA-HSM"] {
        for size in [2048, 3072, 4096] {
            for (target, supported) in [("account", size == 2048), ("storage", true)] {
                let text = format!("name: invoices\nencryption: {{ {target}: {{ type: {kind}, size: {size} }} }}\n");
                let result = di_gen::read::read_topology(&SourceText::new("x", text));
                assert_eq!(result.is_ok(), supported, "{target} {kind} {size}: {:?}", result.err());
            }
        }
    }
}

/// Source: azurerm's `key_vault_key_resource.go` sets the ID at creation only (issues 29159, 29611); its data source
/// reads the current version.
#[test]
fn no_module_reads_the_version_of_a_key_from_the_resource() {
    let mut read_from_data = 0;
    for story in many() {
        for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
            let Some(files) = story.terraform(azurerm, Frame::Module) else { continue };
            for read in reads(files.iter().map(|file| file.text.as_str())) {
                if read.kind != "azurerm_key_vault_key" {
                    continue;
                }
                let versioned = ["id", "version", "resource_id"].contains(&read.path[0].as_str());
                assert_eq!(versioned, read.data, "{}: {read:?}", story.name);
                read_from_data += usize::from(read.data);
            }
        }
    }
    assert!(read_from_data > 4, "{read_from_data} topologies read a version");
}

/// A reference makes Terraform read the data source after the key was created, and after a change of the key; an explicit
/// dependency would delay it for changes of everything that the key depends on, too.
#[test]
fn the_data_source_waits_for_the_key_by_reference() {
    let main = terraform("name: invoices\nencryption: { account: {} }\n", AzurermMajor::V5);
    let data = main.split("data \"azurerm_key_vault_key\"").nth(1).expect("a data source");
    let data = data.split("\n}").next().expect("its end");
    assert!(data.contains("azurerm_key_vault_key.account_encryption_key.name"), "{data}");
    assert!(!data.contains("depends_on"), "{data}");
}

/// Source: azurerm's `key_vault_key_resource.go`: it reads the date of the current version and writes it onto that.
#[test]
fn terraform_leaves_the_date_of_a_rotated_key_alone() {
    for (key, ignored) in [
        ("expires: 2030-12-31", true),
        ("", false),
        ("rotation: { enabled: false }", false),
        // Without rotation policy, the date in the file is the date of the key.
        ("expires: 2030-12-31, rotation: { enabled: false }", false),
    ] {
        for target in ["account", "storage"] {
            let text = format!("name: invoices\nencryption: {{ {target}: {{ {key} }} }}\n");
            for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
                let main = terraform(&text, azurerm);
                assert_eq!(main.contains("ignore_changes = [expiration_date]"), ignored, "{text}");
            }
        }
    }
}

/// Source: azure-docs, `role-based-access-control/troubleshooting.md`, 2023-09-20 (10 minutes); azurerm issue 32855. A vault
/// that uses access policies has no role assignment to wait for.
#[test]
fn a_role_on_a_key_that_takes_effect_late_is_reported() {
    for target in ["account", "storage"] {
        for (authorization, identity, reported) in [
            ("rbac", "userAssigned", true),
            ("rbac", "systemAssigned", true),
            ("accessPolicies", "userAssigned", false),
        ] {
            let text = format!(
                "name: invoices\nkeyVault: {{ authorization: {authorization} }}\nencryption: {{ {target}: {{ identity: {identity} }} }}\n"
            );
            let plan = Story { name: text.clone(), text }.plan();
            for language in [Language::Bicep, Language::Terraform] {
                let notes = plan.notes.iter().filter(|note| note.applies_to(language));
                let found = notes.filter(|note| note.diagnostic.code == Code::ROLE_DELAY).count();
                // Terraform creates the key with a role of its own.
                let expected = if language == Language::Terraform { 2 } else { 1 };
                assert_eq!(found, if reported { expected } else { 0 }, "{target} {authorization} {identity}");
            }
        }
    }
}

/// The key may still be needed when it is deleted with the rest: the Microsoft-managed key comes first.
#[test]
fn a_difference_names_the_runbook_for_encryption_that_ends() {
    let plan = |encryption: &str| {
        Story { name: "x".to_owned(), text: format!("name: invoices\nencryption: {encryption}\n") }.plan()
    };
    for (before, after, count) in [
        ("{ account: {}, storage: {} }", "{}", 2),
        ("{ account: {}, storage: {} }", "{ storage: {} }", 1),
        ("{ account: { size: 2048 } }", "{ account: { expires: 2030-01-01 } }", 0),
        ("{}", "{ account: {} }", 0),
    ] {
        let changes = di_gen::compare::compare_topologies(&plan(before), &plan(after));
        assert_eq!(changes.customer_keys_removed.len(), count, "{before} to {after}");
        let text = di_gen::report::changes::render_text(&changes);
        assert_eq!(text.contains("runbook remove-cmk"), count > 0, "{text}");
    }
}
