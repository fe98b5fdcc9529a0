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

/// Source: azurerm's `key_vault_key_resource.go`: it reads the date of the current version, writes the one of the file onto
/// that, and replaces the key if the file has none (`ForceNewIfChange`; Azure's own vault module, issue 255). A rotation policy
/// gives every new version a date.
#[test]
fn terraform_leaves_the_date_of_a_rotated_key_alone() {
    for (key, ignored) in [
        ("expires: 2030-12-31", true),
        ("", true),
        // It may have been rotated before, or by hand.
        ("rotation: { enabled: false }", true),
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
                let notes = plan.notes.iter().filter(|note| note.applies_to(&plan, language));
                let found = notes.filter(|note| note.diagnostic.code == Code::ROLE_DELAY).count();
                // Terraform creates the key with a role of its own.
                let expected = if language == Language::Terraform { 2 } else { 1 };
                assert_eq!(found, if reported { expected } else { 0 }, "{target} {authorization} {identity}");
            }
        }
    }
}

/// Source: azurerm's `internal/sdk/resource_id_callback.go` (69697b7f): the ID is kept before the creation has ended only with
/// the feature `persist_id_on_create_before_polling_for_completion`, which is off by default. Bicep and ARM have no state, and a
/// key that is set by a resource of its own leaves the account in the state.
#[test]
fn a_resource_that_fails_with_its_key_may_have_to_be_imported() {
    for target in ["account", "storage"] {
        for at_creation in [true, false] {
            let text = format!("name: invoices\nencryption: {{ {target}: {{ atCreation: {at_creation} }} }}\n");
            for (language, has_state) in [(Language::Bicep, false), (Language::Arm, false), (Language::Terraform, true)]
            {
                let notes = notes(&text, Code::ROLE_DELAY, language);
                let of_key = notes.iter().find(|note| note.message.contains("customer-managed key")).expect("a note");
                let help = of_key.help.join(" ");
                assert_eq!(help.contains("import"), at_creation && has_state, "{text} {language:?}: {help}");
                assert_eq!(help.contains("what was created stays"), !(at_creation && has_state), "{help}");
            }
        }
    }
    let explained = di_gen::explain::explain_text("DI0915").expect("an explanation").text;
    assert!(explained.contains("`terraform import`") && explained.contains("atCreation: true"), "{explained}");
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

/// Source: azure-ai-docs, `foundry/includes/concepts-encryption-keys-portal-1.md`, 2026-08-10: a Foundry resource cannot return
/// to the Microsoft-managed key; `document-intelligence/authentication/encrypt-data-at-rest.md`, 2025-11-18: an account can.
#[test]
fn a_difference_says_what_only_a_foundry_resource_cannot_do_of_that_alone() {
    let text = |kind: &str, before: &str, after: &str| {
        let plan = |encryption: &str| {
            let text = format!("name: invoices\naccount: {{ kind: {kind} }}\nencryption: {encryption}\n");
            Story { name: text.clone(), text }.plan()
        };
        di_gen::report::changes::render_text(&di_gen::compare::compare_topologies(&plan(before), &plan(after)))
    };
    for (before, after) in [
        ("{ account: {}, storage: {} }", "{ storage: {} }"),
        ("{ account: { name: one } }", "{ account: { name: two } }"),
    ] {
        let foundry = text("AIServices", before, after);
        assert!(foundry.contains("cannot return") && !foundry.contains("runbook remove-cmk"), "{foundry}");
        let account = text("FormRecognizer", before, after);
        assert!(!account.contains("Foundry") && account.contains("runbook remove-cmk"), "{account}");
    }
    let storage = text("AIServices", "{ storage: { size: 2048 } }", "{ storage: { size: 3072 } }");
    assert!(!storage.contains("Foundry") && storage.contains("runbook remove-cmk"), "{storage}");
}

/// A pass that writes the resource without its key comes first with the system-assigned identity only, and the key stays after
/// the second one.
#[test]
fn another_identity_of_a_key_leaves_the_key() {
    let plan = |target: &str, identity: &str| {
        let text = format!("name: invoices\nencryption: {{ {target}: {{ identity: {identity} }} }}\n");
        Story { name: text.clone(), text }.plan()
    };
    for target in ["account", "storage"] {
        let between = |before: &str, after: &str| {
            let changes = di_gen::compare::compare_topologies(&plan(target, before), &plan(target, after));
            di_gen::report::changes::render_text(&changes)
        };
        let to_system = between("userAssigned", "systemAssigned");
        assert!(
            to_system.contains("first without its customer-managed key") && !to_system.contains("to none"),
            "{to_system}"
        );
        let to_user = between("systemAssigned", "userAssigned");
        assert!(!to_user.contains("Protects less") && !to_user.contains("to none"), "{to_user}");
        for text in [to_system, to_user] {
            assert!(!text.contains("the effect is unknown") && !text.contains("runbook remove-cmk"), "{text}");
        }
    }
}

/// The notes with a code that apply to a language.
fn notes(text: &str, code: Code, language: Language) -> Vec<di_gen::diagnostic::Diagnostic> {
    let plan = Story { name: text.to_owned(), text: text.to_owned() }.plan();
    let notes = plan.notes.iter().filter(|note| note.applies_to(&plan, language) && note.diagnostic.code == code);
    notes.map(|note| note.diagnostic.clone()).collect()
}

/// Source: azurerm's resources for customer-managed keys change an account that exists (issues 18084, 14426; Azure's own
/// storage module, issue 254). In Bicep and ARM, a user-assigned identity has its permission before (azure-ai-docs,
/// `foundry/includes/concepts-encryption-keys-portal-1.md`, 2026-08-10).
#[test]
fn a_key_that_is_set_after_creation_is_reported_in_each_language() {
    for target in ["account", "storage"] {
        for (identity, in_bicep) in [("userAssigned", 0), ("systemAssigned", 1)] {
            let text = format!("name: invoices\nencryption: {{ {target}: {{ identity: {identity} }} }}\n");
            assert_eq!(notes(&text, Code::TWO_PASSES, Language::Bicep).len(), in_bicep, "{text}");
            assert_eq!(notes(&text, Code::TWO_PASSES, Language::Terraform).len(), 1, "{text}");
            let main = terraform(&text, AzurermMajor::V5);
            assert!(main.contains("_customer_managed_key\" \""), "a resource of its own sets the key");
            assert!(!main.contains("  customer_managed_key {"), "the key is not set at creation");
        }
    }
    assert!(notes("name: invoices\n", Code::TWO_PASSES, Language::Terraform).is_empty());
}

/// Source: azurerm's `storage_account_resource.go` and `cognitive_account_resource.go` (69697b7f) put the block
/// `customer_managed_key` into the request that creates the account; the first looks for the vault in the subscription of the
/// provider.
#[test]
fn a_key_at_creation_is_a_block_of_its_resource() {
    for (target, at_creation) in [("account", true), ("storage", true), ("account", false), ("storage", false)] {
        let text = format!("name: invoices\nencryption: {{ {target}: {{ atCreation: {at_creation} }} }}\n");
        assert_eq!(notes(&text, Code::TWO_PASSES, Language::Terraform).is_empty(), at_creation, "{text}");
        for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
            let main = terraform(&text, azurerm);
            assert_eq!(main.contains("_customer_managed_key\" \""), !at_creation, "{text}");
            assert_eq!(main.contains("  customer_managed_key {"), at_creation, "{text}");
            assert_eq!(main.contains("ignore_changes = [customer_managed_key]"), !at_creation, "{text}");
        }
    }
    let foundry = "name: invoices\naccount: { kind: AIServices }\nencryption: { account: { atCreation: true } }\n";
    assert!(notes(foundry, Code::FOUNDRY_KEY, Language::Terraform).is_empty(), "no resource sets another key");
    for (subscription, expected) in [("1", 0), ("2", 1)] {
        let text = format!(
            "name: invoices\nlocation: westeurope\nsubscription: 00000000-0000-0000-0000-00000000000{subscription}\n\
             keyVault:\n  existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-one\n  \
             location: westeurope\nencryption: {{ storage: {{ existing: 'https://kv-one.vault.azure.net/keys/one', atCreation: true }} }}\n"
        );
        assert_eq!(notes(&text, Code::TWO_PASSES, Language::Terraform).len(), expected, "{text}");
        assert!(notes(&text, Code::TWO_PASSES, Language::Bicep).is_empty(), "{text}");
    }
}

/// Source: azure-ai-docs, `foundry/includes/concepts-encryption-keys-portal-1.md`, 2026-08-10: a Foundry resource takes a key
/// when it exists, in two deployments with its system-assigned identity, and cannot return. azurerm's resource sets the
/// Microsoft-managed key when it is destroyed.
#[test]
fn a_foundry_resource_that_would_return_from_its_key_is_reported() {
    use di_gen::Severity;
    for (kind, identity, in_bicep, in_terraform) in [
        ("AIServices", "userAssigned", vec![], vec![Severity::Note]),
        ("AIServices", "systemAssigned", vec![Severity::Warning], vec![Severity::Note]),
        ("FormRecognizer", "systemAssigned", vec![], vec![]),
        ("CognitiveServices", "systemAssigned", vec![], vec![]),
    ] {
        let text = format!(
            "name: invoices\naccount: {{ kind: {kind} }}\nencryption: {{ account: {{ identity: {identity} }}, storage: {{}} }}\n"
        );
        for (language, expected) in [(Language::Bicep, &in_bicep), (Language::Terraform, &in_terraform)] {
            let found: Vec<Severity> =
                notes(&text, Code::FOUNDRY_KEY, language).iter().map(|note| note.severity).collect();
            assert_eq!(&found, expected, "{text}");
        }
        // What the help names is in the output.
        let main = terraform(&text, AzurermMajor::V5);
        assert!(main.contains(r#"resource "azurerm_cognitive_account_customer_managed_key" "account_encryption""#));
    }
    let storage = "name: invoices\naccount: { kind: AIServices }\nencryption: { storage: {} }\n";
    assert!(notes(storage, Code::FOUNDRY_KEY, Language::Terraform).is_empty());
}

/// Source: azure-ai-docs, `foundry/includes/concepts-encryption-keys-portal-1.md`, 2026-08-10 recommends Azure RBAC; the part
/// `configure-customer-managed-keys.md`, 2020-05-28, which the page of Document Intelligence includes, requires access
/// policies; Microsoft's own module is tested with Azure RBAC (bicep-registry-modules, `cmk-uami/dependencies.bicep`).
#[test]
fn a_role_on_the_account_key_is_allowed_and_names_the_other_way() {
    use di_gen::{
        analyse::access::{AccessAnalysis, Actor},
        topology::values::Verdict,
    };
    for (authorization, names_it) in [("rbac", true), ("accessPolicies", false)] {
        for (target, actor) in [("account", Actor::AccountEncryption), ("storage", Actor::StorageEncryption)] {
            let text = format!(
                "name: invoices\nkeyVault: {{ authorization: {authorization} }}\nencryption: {{ {target}: {{}} }}\n"
            );
            let plan = Story { name: text.clone(), text }.plan();
            let paths = AccessAnalysis::new(&plan).paths_of_actor(&actor);
            let mut steps = paths.iter().flat_map(|path| &path.steps);
            let step = steps.find(|step| step.aspect.to_string() == "authorization").expect("a permission");
            assert_eq!(step.outcome, Verdict::Allowed, "{authorization} {target}");
            assert_eq!(step.reason.contains("accessPolicies"), names_it && target == "account", "{}", step.reason);
            let has_fact = step.facts.iter().any(|fact| fact.name == "ACCOUNT_KEY_AUTHORIZATION");
            assert_eq!(has_fact, target == "account", "{authorization} {target}");
        }
    }
}

/// Source: Terraform's page on `lifecycle`: it destroys what it replaces before it creates the new one. azure-ai-docs,
/// `foundry/includes/concepts-encryption-keys-portal-1.md`, 2026-08-10: the key of a Foundry resource can be updated to keys of
/// the same vault only, and it cannot return to the Microsoft-managed key.
#[test]
fn a_difference_names_keys_that_are_destroyed_in_use_and_the_limits_of_foundry_resources() {
    let vault = |name: &str| {
        format!(
            "location: westeurope\nkeyVault: {{ location: westeurope, existing: /subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/{name} }}\n"
        )
    };
    let (one, two) = (vault("kv-one"), vault("kv-two"));
    let both = "encryption: { account: {}, storage: {} }";
    let account = "encryption: { account: {} }";
    // Before, after, keys replaced, of these in another vault.
    for (before, after, replaced, moved) in [
        (both.to_owned(), format!("keyVault: {{ name: kv-another }}\n{both}"), 2, true),
        // azurerm refuses another retention at apply (key_vault_resource.go, 69697b7f): no key is destroyed.
        (both.to_owned(), format!("keyVault: {{ softDeleteDays: 30 }}\n{both}"), 0, false),
        (account.to_owned(), "encryption: { account: { name: other } }".to_owned(), 1, false),
        ("encryption: { storage: {} }".to_owned(), "encryption: { storage: { size: 4096 } }".to_owned(), 1, false),
        (format!("location: westeurope\n{both}"), format!("{one}{both}"), 2, true),
        (format!("{one}{account}"), format!("{two}{account}"), 1, true),
        // The account itself is replaced, gets its first key, or loses it; the key stays.
        (
            account.to_owned(),
            format!("keyVault: {{ name: kv-another }}\naccount: {{ kind: KIND, subdomain: another }}\n{account}"),
            0,
            false,
        ),
        (String::new(), account.to_owned(), 0, false),
        (account.to_owned(), String::new(), 0, false),
        (account.to_owned(), "encryption: { account: { expires: 2030-01-01 } }".to_owned(), 0, false),
        (account.to_owned(), format!("account: {{ kind: KIND, localAuth: true }}\n{account}"), 0, false),
    ] {
        for kind in ["FormRecognizer", "AIServices"] {
            let plan = |rest: &str| {
                let rest = if rest.contains("account: { kind") {
                    rest.replace("kind: KIND", &format!("kind: {kind}"))
                } else {
                    format!("account: {{ kind: {kind} }}\n{rest}")
                };
                Story { name: "x".to_owned(), text: format!("name: invoices\n{rest}\n") }.plan()
            };
            let changes = di_gen::compare::compare_topologies(&plan(&before), &plan(&after));
            let lines = &changes.customer_keys_replaced;
            assert_eq!(lines.len(), replaced, "{kind}: {before} to {after}: {lines:?}");
            let text = di_gen::report::changes::render_text(&changes);
            assert!(lines.iter().all(|line| text.contains(line.as_str())), "{text}");
            let limited = lines.iter().filter(|line| line.contains("Foundry")).count();
            let with_account = usize::from(lines.iter().any(|line| line.starts_with("Document Intelligence")));
            assert_eq!(limited, if moved && kind == "AIServices" { with_account } else { 0 }, "{kind}: {lines:?}");
            let added = before.is_empty() && kind == "AIServices";
            assert_eq!(changes.foundry_keys_added.len(), usize::from(added), "{kind}: {before} to {after}");
        }
    }
}

/// A customer-managed key is one thing: the key, its vault, its version and its identity have one entry.
#[test]
fn a_key_that_comes_or_goes_is_one_change_of_its_resource() {
    let head = "name: invoices\naccount: { name: di-one, subdomain: di-s }\nstorage: { name: stone }\nkeyVault: { name: kv-one, sku: premium }\n";
    let plan = |rest: &str| {
        let topology = di_gen::read::read_topology(&di_gen::source::SourceText::new("x", format!("{head}{rest}")));
        di_gen::plan::lower_topology(&topology.expect("a topology"))
    };
    for (encryption, kind) in [
        ("encryption: { account: {} }", "Document Intelligence account"),
        ("encryption: { storage: {} }", "storage account"),
    ] {
        let other = encryption.replace("{} }", "{ name: cmk-other } }");
        for (old, new) in [(encryption, ""), ("", encryption), (encryption, other.as_str())] {
            let changes = di_gen::compare::compare_topologies(&plan(old), &plan(new));
            let json = di_gen::report::changes::render_json(&changes);
            let resources = json["resources"].as_array().expect("resources").iter().filter(|one| one["kind"] == kind);
            let facts: Vec<&str> = resources
                .flat_map(|one| one["facts"].as_array().expect("facts"))
                .filter_map(|fact| fact["fact"].as_str())
                .filter(|fact| fact.contains("key") || fact.contains("encryption"))
                .collect();
            assert_eq!(facts, ["customer-managed key"], "{old} to {new}: {json}");
        }
    }
}
