//! `diff --moved`: `moved` blocks for addresses that change while the resource in Azure stays.
//!
//! What is right: Terraform refuses a block whose old address is still declared ("Moved object still exists"), and does not
//! carry it out where the new address had another object (both read from Terraform 1.11). A role assignment is identified by
//! scope, principal and role (`RoleAssignmentExists`, MicrosoftDocs/azure-docs role-based-access-control/troubleshooting.md).

use std::collections::BTreeSet;

use di_gen::{render::Frame, topology::AzurermMajor};

use crate::{
    cli::Run,
    support::topologies::{Story, many},
};

const PRINCIPAL: &str = "00000000-0000-0000-0000-0000000000aa";

fn moved(old: &str, new: &str) -> String {
    let file = |text: &str| format!("name: invoices\n{text}\n");
    let run = Run::new("diff old.yaml new.yaml --moved").file("old.yaml", file(old)).file("new.yaml", file(new));
    run.run().ends(0).out()
}

/// The pairs of addresses of all blocks.
fn pairs(text: &str) -> Vec<(String, String)> {
    let body: hcl_edit::structure::Body = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
    body.blocks()
        .filter(|block| block.ident.value().as_str() == "moved")
        .map(|block| {
            let address = |name: &str| {
                let attribute = block.body.get_attribute(name).unwrap_or_else(|| panic!("{name}: {text}"));
                attribute.value.to_string().trim().to_owned()
            };
            (address("from"), address("to"))
        })
        .collect()
}

fn addresses(story: &Story) -> BTreeSet<String> {
    let files = story.terraform(AzurermMajor::V5, Frame::Module).unwrap_or_default();
    let bodies = files.iter().map(|file| file.text.parse::<hcl_edit::structure::Body>().expect("HCL"));
    let blocks = bodies.flat_map(|body| body.blocks().cloned().collect::<Vec<_>>());
    blocks
        .filter(|block| block.ident.value().as_str() == "resource")
        .map(|block| block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect::<Vec<_>>().join("."))
        .collect()
}

#[test]
fn a_client_with_another_name_and_the_same_principal_keeps_its_roles() {
    let client = |name: &str| {
        format!(
            "clients: [{{ name: {name}, type: group, id: {PRINCIPAL}, roles: [{{ role: Cognitive Services User, on: account }}, {{ role: Reader, on: resourceGroup }}] }}]"
        )
    };
    assert_eq!(
        pairs(&moved(&client("staff"), &client("office"))),
        [
            (
                "azurerm_role_assignment.client_staff_cognitive_services_user_on_account",
                "azurerm_role_assignment.client_office_cognitive_services_user_on_account"
            ),
            (
                "azurerm_role_assignment.client_staff_reader_on_resource_group",
                "azurerm_role_assignment.client_office_reader_on_resource_group"
            ),
        ]
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
    assert_eq!(moved(&client("staff"), &client("staff")), "");
}

#[test]
fn another_principal_or_another_name_in_azure_is_no_move() {
    let client = |name: &str, id: &str| format!("clients: [{{ name: {name}, type: group, id: {id} }}]");
    let other = PRINCIPAL.replace("aa", "ab");
    assert_eq!(moved(&client("staff", PRINCIPAL), &client("office", &other)), "");
    // The name of the new identity contains that of the client, and without an ID nobody knows the principal.
    for kind in ["managedIdentity", "group"] {
        let client = |name: &str| format!("clients: [{{ name: {name}, type: {kind} }}]");
        assert_eq!(moved(&client("staff"), &client("office")), "", "{kind}");
    }
}

#[test]
fn an_identity_with_a_name_of_its_own_moves_with_its_credentials_and_roles() {
    let client = |name: &str| {
        format!(
            "clients: [{{ name: {name}, type: managedIdentity, identityName: id-app, federatedCredentials: [{{ name: main, issuer: 'https://issuer.example.com', subject: 'repo:a/b' }}] }}]"
        )
    };
    let kinds: Vec<String> = pairs(&moved(&client("staff"), &client("office")))
        .into_iter()
        .map(|(from, to)| {
            assert_eq!(from.replace("staff", "office"), to);
            from.split('.').next().expect("a type").to_owned()
        })
        .collect();
    for kind in ["azurerm_user_assigned_identity", "azurerm_federated_identity_credential", "azurerm_role_assignment"] {
        assert!(kinds.iter().any(|found| found == kind), "{kind}: {kinds:?}");
    }
}

#[test]
fn a_security_group_with_a_name_of_its_own_moves_and_its_subnet_does_not() {
    let network = |name: &str| {
        format!(
            "network: {{ subnets: {{ workloads: [{{ name: {name}, nsgName: nsg-apps, prefix: 10.20.0.192/26 }}] }} }}"
        )
    };
    assert_eq!(
        pairs(&moved(&network("apps"), &network("jobs"))),
        [("azurerm_network_security_group.apps_nsg".to_owned(), "azurerm_network_security_group.jobs_nsg".to_owned())]
    );
}

#[test]
fn an_access_policy_of_an_existing_vault_moves_by_its_principal() {
    let client = |name: &str| {
        format!(
            "location: westeurope\naccount: {{ localAuth: true }}\nkeyVault: {{ existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-vaults/providers/Microsoft.KeyVault/vaults/kv-shared, authorization: accessPolicies, location: westeurope }}\nkeys: {{ secretName: di-key }}\nclients: [{{ name: {name}, type: group, id: {PRINCIPAL}, roles: [{{ role: Key Vault Secrets User, on: secret }}] }}]"
        )
    };
    let found = pairs(&moved(&client("staff"), &client("office")));
    assert!(
        found.contains(&(
            "azurerm_key_vault_access_policy.client_staff".to_owned(),
            "azurerm_key_vault_access_policy.client_office".to_owned()
        )),
        "{found:?}"
    );
}

#[test]
fn exchanged_names_are_commands_since_no_block_can_express_them() {
    let clients = |one: &str, two: &str| {
        let other = PRINCIPAL.replace("aa", "ab");
        format!(
            "clients: [{{ name: {one}, type: group, id: {PRINCIPAL} }}, {{ name: {two}, type: group, id: {other} }}]"
        )
    };
    let text = moved(&clients("staff", "office"), &clients("office", "staff"));
    assert_eq!(pairs(&text), []);
    assert_eq!(
        text.lines().filter(|line| line.starts_with("#   terraform state mv azurerm_role_assignment.")).count(),
        2
    );
    // A name that another client had is taken, also if that client is removed.
    let one = format!("clients: [{{ name: office, type: group, id: {PRINCIPAL} }}]");
    let text = moved(&clients("staff", "office"), &one);
    assert_eq!(pairs(&text), []);
    assert!(text.contains("terraform state mv azurerm_role_assignment.client_staff"), "{text}");
}

#[test]
fn the_blocks_of_an_edition_are_not_repeated() {
    let file = |edition: &str| {
        format!("edition: {edition}\nkeyVault: {{}}\nprivateEndpoints: {{ vault: {{ enabled: true }} }}")
    };
    assert_eq!(moved(&file("2026-11"), &file("2026-12")), "");
}

#[test]
fn every_environment_counts_once() {
    let client = |name: &str| {
        format!(
            "clients: [{{ name: {name}, type: group, id: {PRINCIPAL} }}]\nenvironments: {{ test: {{}}, prod: {{}} }}"
        )
    };
    assert_eq!(pairs(&moved(&client("staff"), &client("office"))).len(), 1);
}

/// For any two files: an old address was there and is gone, a new one is there and was not.
#[test]
fn blocks_name_addresses_of_both_outputs() {
    let all = many();
    for pair in all.windows(2) {
        let mut found = di_gen::report::moves::MovedAddresses::default();
        found.add_plans(&pair[0].plan(), &pair[1].plan());
        let (before, now) = (addresses(&pair[0]), addresses(&pair[1]));
        for (from, to) in pairs(&found.to_text()) {
            assert!(before.contains(&from) && !now.contains(&from), "{} {}: {from}", pair[0].name, pair[1].name);
            assert!(now.contains(&to) && !before.contains(&to), "{} {}: {to}", pair[0].name, pair[1].name);
        }
    }
}

/// A client with another name and the same principal, in Terraform.
///
/// - Without a `moved` block, Terraform destroys what it has at the old address and creates it at the new one
///   (developer.hashicorp.com terraform/language/modules/develop/refactoring), in no order: the addresses do not refer to
///   each other.
/// - A second assignment with the same scope, principal and role is refused with `RoleAssignmentExists`
///   (hashicorp/terraform-provider-azurerm issue 28557, 2025-01-20).
/// - A lock of the scope refuses to delete the assignment with `ScopeLocked` (MicrosoftDocs/azure-docs
///   articles/azure-resource-manager/management/lock-resources.md, 2024-03-08).
#[test]
fn what_a_rename_means_holds_unless_the_addresses_are_moved() {
    let file = |name: &str, locks: &str| {
        format!("name: invoices\nlocks: [{locks}]\nclients: [{{ name: {name}, type: group, id: {PRINCIPAL} }}]\n")
    };
    let run = |locks: &str, options: &str| {
        Run::new(&format!("diff old.yaml new.yaml {options}"))
            .file("old.yaml", file("staff", locks))
            .file("new.yaml", file("office", locks))
            .run()
    };
    for (locks, code) in [("", "RoleAssignmentExists"), ("account", "ScopeLocked")] {
        let json: serde_json::Value = serde_json::from_str(&run(locks, "--format json").ends(0).out()).expect("JSON");
        let entries = json["consequences"].as_array().expect("a list");
        assert!(entries.iter().any(|entry| entry["code"] == code), "{entries:#?}");
        // What the lock keeps goes on granting its role.
        let interrupts = entries.iter().any(|entry| entry["heading"] == "interrupts");
        assert_eq!(interrupts, locks.is_empty(), "{entries:#?}");
        for entry in entries {
            let text = entry["text"].as_str().expect("a text");
            assert!(text.contains("unless the output of `di-gen diff --moved` is applied"), "{text}");
            assert_eq!(entry["languages"], serde_json::json!(["terraform"]), "{entry}");
            assert_eq!(entry["unlessMoved"], true, "{entry}");
        }
        let effects = &json["roleAssignments"][0]["effects"]["terraform"];
        assert!(effects.as_array().expect("effects").iter().any(|effect| effect["code"] == code), "{effects}");
        // A check cannot know whether the blocks are applied, and a rename with them changes nothing.
        for keyword in ["interrupts", "refused", "replaced", "cannot-be-undone", "loses-data"] {
            run(locks, &format!("--fail-on {keyword}")).ends(0);
        }
        run(locks, "--fail-on any").ends(1);
        // The steps name the way without an interruption.
        let steps = run(locks, "--steps --language terraform").ends(0).out();
        assert!(steps.contains("di-gen diff") && steps.contains("--moved >"), "{steps}");
        assert!(!steps.contains("by hand"), "{steps}");
        let steps = run(locks, "--steps --language bicep").ends(0).out();
        assert!(steps.contains("One deployment of the new file is enough"), "{steps}");
    }
}
